package websec

import (
	"fmt"
	"net/http"
)

// WithDeadlines adds the layer [LimitTime], outermost, so that a client that is slow to
// take a refusal is cut off too. [NewServer] has it already: with both, the earlier
// deadline counts. [Watch] is told of clients that were too slow, and of no others.
func WithDeadlines(of func(*http.Request) (Deadlines, bool)) Option {
	return once("WithDeadlines", LayerDeadlines, func(p *protection) error {
		p.deadlines = func(m *manners) (middleware, error) { return limitTime(of, m), nil }
		return nil
	})
}

// WithAccess adds the layer [AccessList.Guard]. proxies may be nil.
func WithAccess(list *AccessList, proxies *Proxies, opts ...FloodOption) Option {
	return once("WithAccess", LayerAccess, func(p *protection) error {
		if list == nil {
			return fmt.Errorf("%w: WithAccess without a list", ErrOption)
		}
		if err := checkFlood(ErrOption, "WithAccess", opts, accessTakes); err != nil {
			return err
		}
		p.access = func(m *manners) (middleware, error) { return list.Guard(proxies, m.within(opts)...), nil }
		return nil
	})
}

// WithLimit adds the layer [LimitRequests]: [AddrLimiter.ByClient] limits addresses.
// It comes before anything learns who the user is: to limit users, wrap the handlers
// inside.
func WithLimit(decide func(*http.Request) Decision, opts ...FloodOption) Option {
	return once("WithLimit", LayerLimit, func(p *protection) error {
		if decide == nil {
			return fmt.Errorf("%w: WithLimit without a limiter", ErrOption)
		}
		if err := checkFlood(ErrOption, "WithLimit", opts, limitTakes); err != nil {
			return err
		}
		p.limit = func(m *manners) (middleware, error) { return LimitRequests(decide, m.within(opts)...), nil }
		return nil
	})
}

// WithShedding adds the layer [Shedder.Guard]. It comes after the limit, so that what
// one client sends too much of takes no room.
func WithShedding(s *Shedder, opts ...FloodOption) Option {
	return once("WithShedding", LayerShedding, func(p *protection) error {
		if s == nil || s.retryAfter == 0 {
			return fmt.Errorf("%w: WithShedding without a shedder of NewShedder", ErrOption)
		}
		if err := checkFlood(ErrOption, "WithShedding", opts, shedTakes); err != nil {
			return err
		}
		p.bodyFirst = mannersOf("WithShedding", opts, shedTakes).bodyFirst
		p.shedding = func(m *manners) (middleware, error) { return s.Guard(m.within(opts)...), nil }
		return nil
	})
}
