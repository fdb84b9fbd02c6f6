package singleton

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
	"time"
)

// Lazy is one instance of T that is made when it is first asked for.
//
// What can go wrong with "make it once" is settled here. A constructor may fail,
// and whether it is tried again is a [Retry]. Those who wait for it may stop
// waiting; it goes on. It may panic, and everybody gets that as an error. It may
// need itself, and is told so instead of waiting for ever. It may need others, by
// the [Resolver] it is given, and is closed before them ([Scope.Close]).
//
// A Lazy is safe for concurrent use and must not be copied.
type Lazy[T any] struct {
	fast atomic.Pointer[T] // the instance of the home scope, unless that has been forked

	construct func(*Resolver) (T, error)
	settings
	root cell[T] // of the home scope
}

// A cell is the instance of a Lazy in one scope.
type cell[T any] struct {
	value atomic.Pointer[T]

	mu       sync.Mutex
	flight   *flight[T] // the construction under way
	failures int        // in a row
	err      error      // the last one
	failed   time.Time  // and when; the clock of a [Retry] tells
}

// New defines an instance, in the scope of the process unless [In] says another.
// construct makes it. It runs in a goroutine of its own when whoever asks first may
// stop waiting, else in the caller's.
//
// # Panics
//
// If construct is nil, or [OnClose] is for another type.
func New[T any](construct func(r *Resolver) (T, error), options ...Option) *Lazy[T] {
	if construct == nil {
		panic("singleton.New: nil function")
	}
	l := &Lazy[T]{construct: construct, settings: settings{home: process, retry: Always()}}
	for _, o := range options {
		o(&l.settings)
	}
	if l.name == "" {
		l.name = reflect.TypeFor[T]().String()
	}
	if _, ok := l.onClose.(func(T) error); !ok && l.onClose != nil {
		panic("singleton.New: OnClose is not for " + reflect.TypeFor[T]().String())
	}
	return l
}

// Get is the instance, made now if there is none. A hit is one atomic load.
//
// ctx says for which scope ([Scope.Context]; else the Lazy's own) and how long the
// caller waits: when it ends first, Get returns its cause, and the construction
// goes on for the others. The constructor has a context of its own. A ctx that is over
// begins no construction.
//
// The error is the constructor's, or a [*PanicError], [*CycleError], [*WaitError],
// [ErrGoexit] or [ErrClosed]; with an error the value is zero, without it is the
// one that was made.
//
// # Panics
//
// With a [*PanicError] if the constructor panicked and [Repanic] is set.
func (l *Lazy[T]) Get(ctx context.Context) (T, error) {
	if p := l.fast.Load(); p != nil {
		return *p, nil
	}
	return l.slow(ctx)
}

// From is [Lazy.Get] for a constructor that needs this instance: it waits as long
// as its construction goes on.
func (l *Lazy[T]) From(r *Resolver) (T, error) { return l.Get(r.Context()) }

// slow is Get when the instance is not there, or when there may be others.
func (l *Lazy[T]) slow(ctx context.Context) (T, error) {
	s := scopeFor(ctx, l.home)
	c := &l.root
	if s != l.home {
		c = cellOf(s, l)
	}
	v, err := c.get(ctx, l, s)
	if l.repanic {
		// Not one of another Lazy, which a constructor may have passed on.
		if p, ok := err.(*PanicError); ok && p.of == any(l) {
			panic(p)
		}
	}
	return v, err
}

// Reset forgets the instance of the Lazy's own scope, and its failures: the next
// Get makes another. Those who have the old one keep it, and it is closed with the
// scope. A construction under way is left alone, and the next Get waits for it.
func (l *Lazy[T]) Reset() {
	l.home.mu.Lock()
	defer l.home.mu.Unlock()
	l.root.mu.Lock()
	defer l.root.mu.Unlock()
	l.fast.Store(nil)
	l.root.value.Store(nil)
	l.root.failures, l.root.err = 0, nil
}

// get is the instance in scope s.
func (c *cell[T]) get(ctx context.Context, l *Lazy[T], s *Scope) (none T, err error) {
	if p := c.value.Load(); p != nil {
		return *p, nil
	}
	by := resolverOf(ctx)
	c.mu.Lock()
	if p := c.value.Load(); p != nil {
		c.mu.Unlock()
		return *p, nil
	}
	f, begun := c.flight, false
	if f == nil {
		if err = l.retry.allows(l.name, c.failures, c.failed, c.err); err == nil {
			err = s.enter(ctx)
		}
		if err != nil {
			c.mu.Unlock()
			return none, err
		}
		f, begun = newFlight(l, c, s), true
		c.flight = f
	}
	c.mu.Unlock()
	if err := by.waitsFor(&f.Resolver); err != nil {
		return none, err
	}
	defer by.waited(&f.Resolver)
	switch {
	case begun && ctx.Done() == nil: // nobody who could leave: no need of a goroutine
		f.run()
	case begun:
		go f.run()
	}
	return f.wait(ctx)
}
