package websec

import (
	"fmt"
	"slices"
)

// given are the names of options: each may be given once. Of two, one would be obeyed and
// the other not, and nobody would see which.
type given []string

func (g *given) once(bad error, name string) error {
	if slices.Contains(*g, name) {
		return fmt.Errorf("%w: %s is given twice", bad, name)
	}
	*g = append(*g, name)
	return nil
}

// onceFor makes an option that may be given once to each value that it sets up.
func onceFor[T any](name string, names func(T) *given, set func(T) error) func(T) error {
	return func(to T) error {
		if err := names(to).once(ErrFlood, name); err != nil {
			return err
		}
		return set(to)
	}
}

func connOption(name string, set func(*ConnLimiter) error) ConnOption {
	return onceFor(name, func(l *ConnLimiter) *given { return &l.given }, set)
}

func limiterOption(name string, set func(*limiterOptions) error) LimiterOption {
	return onceFor(name, func(o *limiterOptions) *given { return &o.given }, set)
}

func proxyOption(name string, set func(*Proxies) error) ProxyOption {
	return onceFor(name, func(p *Proxies) *given { return &p.given }, set)
}

func shedOption(name string, set func(*Shedder) error) ShedOption {
	return onceFor(name, func(s *Shedder) *given { return &s.given }, set)
}
