package websec

import (
	"fmt"
	"io"
	"net/http"
	"slices"
)

// An Option adjusts what [Protect] joins.
type Option func(*protection) error

// A middleware wraps a handler; every layer is one.
type middleware = func(http.Handler) http.Handler

type protection struct {
	manners
	headers   Headers
	csrf      CSRF
	deadlines func(*manners) (middleware, error) // nil when not asked for, as the next three
	access    func(*manners) (middleware, error)
	limit     func(*manners) (middleware, error)
	shedding  func(*manners) (middleware, error)
	isolation *Isolation
	reports   *Reports
	body      int64
	bodyFirst int // what the layer of shedding reads
	tls       bool
	without   map[Layer]bool
	instead   map[Layer]middleware
	given     map[string]bool  // options, by name
	by        map[Layer]string // the option that sets a layer up
}

// Protect joins the layers into one middleware, for any router: it wraps any
// [http.Handler]. The order is that of the constants of [Layer], the first outermost.
// Without options these are there:
//
//   - [StrictHeaders]
//   - bodies of at most 1 MiB ([MaxBody])
//   - [CSRF] without tokens
//
// [WithDeadlines], [WithAccess], [WithLimit] and [WithShedding] add the defences
// against floods, for which the application has to say how much is too much;
// [WithIsolation], [WithReports] and [WithCSRF] with [Tokens] add to the others. [Without]
// and [Instead] take a layer out or put another in its place. The error names the
// option, directive or layer that makes no sense; nothing is half set up. Each option but
// Without and Instead may be given once, and two that say different things of one layer
// are an error, in whatever order they come.
//
// The middleware panics if it is given a nil handler, or a layer of Instead returns one.
// The middleware is safe for concurrent use, and may wrap several handlers. It writes its
// context into the request it is given, as [http.ServeMux] does with the pattern: give two
// handlers that run at once a clone each. An
// [http.TimeoutHandler] belongs around it, not inside: inside, a handler that is too late
// would ask for its nonce while the answer is being sent without it.
func Protect(options ...Option) (func(http.Handler) http.Handler, error) {
	p := &protection{
		headers: StrictHeaders(), body: 1 << 20,
		without: map[Layer]bool{}, instead: map[Layer]middleware{}, given: map[string]bool{}, by: map[Layer]string{},
	}
	for i, option := range options {
		if option == nil {
			return nil, nilOption(ErrOption, "Protect", i)
		}
		if err := option(p); err != nil {
			return nil, err
		}
	}
	if err := p.contradiction(); err != nil {
		return nil, err
	}
	p.random = newEntropyOnce(p.random)
	p.headers.TLSAtProxy = p.headers.TLSAtProxy || p.tls
	p.csrf.TLSAtProxy = p.csrf.TLSAtProxy || p.tls
	if p.isolation != nil { // whom one layer trusts the other must not stop
		p.isolation.Trusted = append(slices.Clip(p.isolation.Trusted), p.csrf.Trusted...)
		p.isolation.TLSAtProxy = p.isolation.TLSAtProxy || p.csrf.TLSAtProxy
	}
	layers := []struct {
		layer Layer
		make  func(*manners) (middleware, error)
		there bool
	}{
		{LayerDeadlines, p.deadlines, p.deadlines != nil},
		{LayerHeaders, p.headers.layer, true},
		{LayerAccess, p.access, p.access != nil},
		{LayerLimit, p.limit, p.limit != nil},
		{LayerShedding, p.shedding, p.shedding != nil},
		{LayerBody, func(m *manners) (middleware, error) { return bodyLimit(p.body, m) }, true},
		{LayerReports, func(m *manners) (middleware, error) { return p.reports.layer(m) }, p.reports != nil},
		{LayerIsolation, func(m *manners) (middleware, error) { return p.isolation.layer(m) }, p.isolation != nil},
		{LayerCSRF, p.csrf.layer, true},
	}
	type link struct {
		layer Layer
		wrap  middleware
	}
	var chain []link
	for _, l := range layers {
		switch {
		case p.instead[l.layer] != nil:
			chain = append(chain, link{l.layer, p.instead[l.layer]})
		case l.there && !p.without[l.layer]:
			m, err := l.make(&p.manners)
			if err != nil {
				return nil, err
			}
			chain = append(chain, link{l.layer, m})
		}
	}
	return func(h http.Handler) http.Handler {
		if h == nil {
			panic("websec: Protect around a nil handler")
		}
		for i := len(chain) - 1; i >= 0; i-- {
			if h = chain[i].wrap(h); h == nil {
				panic("websec: what is there instead of layer " + chain[i].layer.String() + " returned no handler")
			}
		}
		return h
	}, nil
}

// newEntropyOnce keeps what an option has set.
func newEntropyOnce(e *entropy) *entropy {
	if e == nil {
		return newEntropy(nil)
	}
	return e
}

// WithHeaders replaces [StrictHeaders].
func WithHeaders(h Headers) Option {
	return once("WithHeaders", LayerHeaders, func(p *protection) error { p.headers = h; return nil })
}

// WithCSRF replaces the layer [CSRF] without tokens.
func WithCSRF(c CSRF) Option {
	return once("WithCSRF", LayerCSRF, func(p *protection) error { p.csrf = c; return nil })
}

// WithIsolation adds the layer [Isolation]. The origins of [CSRF.Trusted] pass it too.
func WithIsolation(i Isolation) Option {
	return once("WithIsolation", LayerIsolation, func(p *protection) error { p.isolation = &i; return nil })
}

// WithReports adds the layer [Reports]: browsers' reports to its path end there. Where the
// headers name only other paths of this origin to report to, Protect refuses it.
func WithReports(r Reports) Option {
	return once("WithReports", LayerReports, func(p *protection) error { p.reports = &r; return nil })
}

// TLSAtProxy says that clients come by TLS although the server does not see it: that the
// scheme of origins is https, and that Strict-Transport-Security is sent.
func TLSAtProxy() Option {
	return once("TLSAtProxy", 0, func(p *protection) error { p.tls = true; return nil })
}

// MaxBody is the longest body of a request, in bytes.
func MaxBody(bytes int64) Option {
	return once("MaxBody", LayerBody, func(p *protection) error { p.body = bytes; return nil })
}

// Without takes layers out.
func Without(layers ...Layer) Option {
	return func(p *protection) error {
		for _, l := range layers {
			if err := known(l); err != nil {
				return err
			}
			p.without[l] = true
		}
		return nil
	}
}

// Instead puts a middleware of another make in the place of a layer.
func Instead(layer Layer, m func(http.Handler) http.Handler) Option {
	return func(p *protection) error {
		switch {
		case m == nil:
			return fmt.Errorf("%w: nothing instead of layer %v", ErrOption, layer)
		case p.instead[layer] != nil:
			return fmt.Errorf("%w: Instead is given twice for layer %v", ErrOption, layer)
		}
		p.instead[layer] = m
		return known(layer)
	}
}

func known(l Layer) error {
	switch {
	case LayerConns <= l && l < LayerDeadlines:
		return fmt.Errorf("%w: layer %v is not in Protect, but outside of it", ErrOption, l)
	case l < LayerConns || l > LayerCSRF:
		return fmt.Errorf("%w: no layer %d", ErrOption, l)
	}
	return nil
}

// Watch is told what each layer decides, passes and refusals, in the goroutine of the
// request. Without it nothing is done for events. A layer put in by [Instead] tells
// nothing.
func Watch(hook func(Event)) Option {
	return once("Watch", 0, func(p *protection) error {
		if hook == nil {
			return fmt.Errorf("%w: Watch(nil)", ErrOption)
		}
		p.watch = hook
		return nil
	})
}

// OnRefuse answers refused requests in place of the default, which is the status and
// the reason as plain text. The answer has the security headers.
func OnRefuse(refuse Refuser) Option {
	return once("OnRefuse", 0, func(p *protection) error {
		if refuse == nil {
			return fmt.Errorf("%w: OnRefuse(nil)", ErrOption)
		}
		p.refuse = refuse
		return nil
	})
}

// Random is where nonces, pads and keys come from, instead of crypto/rand. It must be
// safe for concurrent use. When it fails, there are no nonces and tokens: nothing runs
// and nothing is accepted.
func Random(source io.Reader) Option {
	return once("Random", 0, func(p *protection) error {
		if source == nil {
			return fmt.Errorf("%w: no source of random bytes", ErrOption)
		}
		p.random = newEntropy(source)
		return nil
	})
}
