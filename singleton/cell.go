package singleton

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// mu guards all that happens seldom, in every scope: constructing, forking,
// overriding, closing. One lock, so that there is no order of locks to keep and no
// moment between two of them. Nobody else's code runs under it, and a hit does not
// take it.
var mu sync.Mutex

// A cell is the place of a Lazy's instance in one scope. All but value is guarded by
// mu.
type cell[T any] struct {
	value atomic.Pointer[T] // what a Get finds; see show

	lazy     *Lazy[T]
	scope    *Scope
	standIns []*T       // the last one counts
	made     *flight[T] // the construction that succeeded
	flight   *flight[T] // the one under way
	failures failures
}

// cellFor is the cell that a Get with ctx means.
func (l *Lazy[T]) cellFor(ctx context.Context) *cell[T] {
	s := scopeFor(ctx, l.known())
	if s == l.home {
		return &l.root
	}
	if c := cellIn(s, l); c != nil {
		return c
	}
	mu.Lock()
	defer mu.Unlock()
	return newCell(s, l)
}

// cellIn is the cell of a fork, nil if it has none.
func cellIn[T any](s *Scope, l *Lazy[T]) *cell[T] {
	found, _ := s.cells.Load(l)
	c, _ := found.(*cell[T]) // under that key there is nothing else
	return c
}

// newCell is the cell of a fork, made if it has none.
func newCell[T any](s *Scope, l *Lazy[T]) *cell[T] {
	if c := cellIn(s, l); c != nil {
		return c
	}
	c := &cell[T]{lazy: l, scope: s}
	s.cells.Store(l, c)
	c.show()
	return c
}

// show lets every Get find what there is: the stand-in, be it one of the scope this
// is a fork of, or else what was made; after Close nothing.
func (c *cell[T]) show() {
	var v *T
	switch {
	case c.scope.closed:
	case standIn(c.scope, c.lazy) != nil:
		v = standIn(c.scope, c.lazy)
	case c.made != nil:
		v = &c.made.value
	}
	c.value.Store(v)
	if c == &c.lazy.root {
		if c.scope.forked {
			v = nil // a Get has to look which one is meant
		}
		c.lazy.fast.Store(v)
	}
}

// standIn is what stands for l in s, nil if nothing does.
func standIn[T any](s *Scope, l *Lazy[T]) *T {
	if c := cellIn(s, l); c != nil && len(c.standIns) > 0 {
		return c.standIns[len(c.standIns)-1]
	}
	for _, parent := range s.parents {
		if v := standIn(parent, l); v != nil {
			return v
		}
	}
	return nil
}

// get is what there is, or what a construction makes, begun now if none is under way.
func (c *cell[T]) get(ctx context.Context) (none T, err error) {
	by := resolverOf(ctx)
	v := c.value.Load()
	if v != nil && by == nil {
		return *v, nil
	}
	var now time.Time
	if v == nil {
		now = c.lazy.retry.now()
	}
	over, leave := context.Cause(ctx), ctx.Done()

	mu.Lock()
	if v = c.value.Load(); v != nil {
		if c.made != nil && v == &c.made.value {
			by.got(&c.made.Resolver)
		}
		mu.Unlock()
		return *v, nil
	}
	f, begun, err := c.join(now, over)
	if err == nil {
		err = by.waitsFor(&f.Resolver)
	}
	mu.Unlock()

	switch {
	case err != nil:
		return none, err
	case begun && leave == nil: // nobody who could leave: no need of a goroutine
		f.run()
	case begun:
		go f.run()
	}
	return f.wait(ctx, by)
}

// join is the construction to wait for, and whether the caller has to begin it.
func (c *cell[T]) join(now time.Time, over error) (f *flight[T], begun bool, err error) {
	switch {
	case c.scope.closed:
		return nil, false, ErrClosed
	case c.flight != nil:
		return c.flight, false, nil
	}
	if err := c.lazy.retry.allows(c.lazy.name, c.failures, now); err != nil {
		return nil, false, err
	}
	if over != nil {
		return nil, false, over
	}
	c.flight = newFlight(c)
	return c.flight, true, nil
}

// override puts v in front of what is there, until restore.
func (c *cell[T]) override(v *T) (restore func()) {
	c.standIns = append(c.standIns, v)
	showAll(c.scope, c.lazy)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if i := slices.Index(c.standIns, v); i >= 0 {
			c.standIns = slices.Delete(c.standIns, i, i+1)
		}
		showAll(c.scope, c.lazy)
	}
}
