package singleton

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A Scope is a world in which each [Lazy] has one instance. The process is one
// ([Process]); a test forks it, and has a world of its own beside those of the
// tests that run at the same time: other instances of everything, and stand-ins
// for some ([Override]). A context says which world a Get means ([Scope.Context]).
//
// A scope owns what was made in it: Close closes everything, what needs something
// before what it needs. A Scope is safe for concurrent use.
type Scope struct {
	parent *Scope
	ended  chan struct{} // closed by Close

	mu        sync.Mutex // taken before that of a cell
	closed    bool
	forked    bool // at some time
	forks     []*Scope
	instances []instance  // in the order they were finished
	cells     map[any]any // of a fork: *Lazy[T] to *cell[T]
	flights   traffic

	closing sync.Once
	err     error // of Close
}

// An instance is a *flight[T] of any T that has landed.
type instance interface {
	Name() string
	show()
	hide()
	forget()
	close() error
}

// traffic counts the constructions under way.
type traffic struct {
	mu     sync.Mutex
	n      int
	closed bool
	none   chan struct{} // closed when there are none, and there will be none
}

// enter begins one, if the scope is open.
func (t *traffic) enter() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return ErrClosed
	}
	t.n++
	return nil
}

func (t *traffic) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 && t.closed {
		close(t.none)
	}
}

// stop lets no more in and says when the last one has left.
func (t *traffic) stop() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed, t.none = true, make(chan struct{})
	if t.n == 0 {
		close(t.none)
	}
	return t.none
}

// process is the scope of everything that says no other: a singleton itself.
var process = NewScope()

// Process is the scope that a [Lazy] belongs to unless [In] says another.
func Process() *Scope { return process }

// NewScope makes a scope with no parent. Close it when its instances are not needed
// any more.
func NewScope() *Scope { return &Scope{ended: make(chan struct{})} }

// Fork makes a world of its own for everything that belongs to s. Close it. A fork
// of a closed scope is closed. From the first fork on, a Get of what belongs to s
// has to look at its context, which costs some nanoseconds more.
func (s *Scope) Fork() *Scope {
	f := NewScope()
	f.parent, f.cells = s, map[any]any{}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		f.closed = true
		f.flights.stop()
		close(f.ended)
		return f
	}
	s.forked = true
	for _, i := range s.instances {
		i.hide()
	}
	s.forks = append(s.forks, f)
	return f
}

// Context makes ctx mean this scope for every Get it is given to.
func (s *Scope) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, scopeKey{}, s)
}

// scopeFor is the scope ctx means for what belongs to home: home itself unless ctx
// says a fork of it.
func scopeFor(ctx context.Context, home *Scope) *Scope {
	said, _ := ctx.Value(scopeKey{}).(*Scope)
	for s := said; s != nil; s = s.parent {
		if s == home {
			return said
		}
	}
	return home
}

// cellOf is the place of a Lazy's instance in a fork.
func cellOf[T any](s *Scope, l *Lazy[T]) *cell[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _ := s.cells[l].(*cell[T])
	if c == nil {
		c = new(cell[T])
		s.cells[l] = c
	}
	return c
}

// adopt takes over an instance. The caller holds the lock.
func (s *Scope) adopt(i instance) {
	s.instances = append(s.instances, i)
	if !s.forked {
		i.show()
	}
}

// Close closes the scope: its forks first, then everything made in it, the last
// finished first. What a constructor needs is finished before it is, so nothing is
// closed before what needs it. Every closer runs; their errors, and panics, are
// joined. Constructions under way have their context ended and are waited for,
// until ctx ends; one that finishes later is closed then.
//
// From then on Get fails with [ErrClosed]. Close may be called again, and returns
// the same; but not by a constructor or a closer of the scope, which would wait for
// itself.
func (s *Scope) Close(ctx context.Context) error {
	s.closing.Do(func() { s.err = s.close(ctx) })
	return s.err
}

func (s *Scope) close(ctx context.Context) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.ended)
	forks := slices.Clone(s.forks)
	s.mu.Unlock()

	var errs []error
	for _, f := range forks {
		errs = append(errs, f.Close(ctx))
	}
	errs = append(errs, s.landed(ctx))
	s.mu.Lock()
	instances := s.instances
	s.instances = nil
	s.mu.Unlock()
	for _, i := range slices.Backward(instances) {
		i.forget()
	}
	for _, i := range slices.Backward(instances) {
		if err := i.close(); err != nil {
			errs = append(errs, fmt.Errorf("singleton: closing %s: %w", i.Name(), err))
		}
	}
	if s.parent != nil {
		s.parent.letGo(s)
	}
	return errors.Join(errs...)
}

// enter begins a construction that somebody who asks with ctx still wants.
func (s *Scope) enter(ctx context.Context) error {
	if err := s.flights.enter(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		s.flights.leave()
		return context.Cause(ctx)
	}
	return nil
}

// landed waits for the constructions under way.
func (s *Scope) landed(ctx context.Context) error {
	none := s.flights.stop()
	select {
	case <-none: // also when ctx is over too
		return nil
	default:
	}
	select {
	case <-none:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("singleton: a construction is still under way: %w", context.Cause(ctx))
	}
}

// letGo forgets a closed fork.
func (s *Scope) letGo(fork *Scope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forks = slices.DeleteFunc(s.forks, func(f *Scope) bool { return f == fork })
}
