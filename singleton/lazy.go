package singleton

import (
	"context"
	"reflect"
	"sync/atomic"
)

// Lazy is one instance of T that is made when it is first asked for.
//
// What can go wrong with "make it once" is settled here. A constructor may fail,
// and whether it is tried again is a [Retry]. Those who wait for it may stop
// waiting; it goes on. It may panic, and everybody gets that as an error. It may
// need itself, and is told so instead of waiting for ever. It may need others, by
// the [Resolver] it is given, and is closed before them ([Scope.Close]).
//
// A Lazy is made by [New]; the methods of a zero one panic. It is safe for
// concurrent use and must not be copied.
type Lazy[T any] struct {
	fast atomic.Pointer[T] // the instance of the home scope, unless that was forked

	construct func(*Resolver) (T, error)
	settings
	root cell[T] // of the home scope
}

// New defines an instance, in the scope of the process unless [In] says another.
//
// construct makes it. It gets what it needs through its Resolver: by [Lazy.From], or
// by Get with the Resolver's context. With another context a Get is not known to be
// its own: if that closes a circle it waits for ever, and in a fork it is given the
// instance of the home scope. construct runs in a goroutine of its own when who asks
// first may stop waiting, else in the caller's.
//
// It panics if construct is nil or [OnClose] is for another type.
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
	l.root.lazy, l.root.scope = l, l.home
	return l
}

// Get is the instance, made now if there is none. A hit is one atomic load; from the
// first [Scope.Fork] of the Lazy's scope on it is some more, to find out which is meant.
//
// ctx says for which scope ([Scope.Context]; else the Lazy's own) and how long the
// caller waits: when it ends first, Get returns its cause, and the construction
// goes on for the others. The constructor has a context of its own. A ctx that is over
// begins no construction. A constructor must pass the context of its [Resolver]
// ([New] says why).
//
// The error is the constructor's own, or a [*PanicError], [*CycleError],
// [*WaitError], [ErrNothing], [ErrGoexit] or [ErrClosed]; with an error the value is
// zero, without it is the one that was made.
//
// It panics with a [*PanicError] if the constructor panicked and [Repanic] is set, and
// with whatever the clock of a [Backoff] panics with when it is asked whether to begin.
func (l *Lazy[T]) Get(ctx context.Context) (T, error) {
	if p := l.fast.Load(); p != nil {
		return *p, nil
	}
	return l.slow(ctx)
}

// From is [Lazy.Get] for a constructor that needs this instance: it waits until it is
// there or the constructor's scope is closed, and what it got is not closed before its
// construction is over. It panics if r is nil.
func (l *Lazy[T]) From(r *Resolver) (T, error) {
	return l.slow(resolving{r.known()}) // also on a hit: it is noted who needs whom
}

// slow is Get when the instance is not there, or when there may be others.
func (l *Lazy[T]) slow(ctx context.Context) (T, error) {
	v, err := l.cellFor(ctx).get(ctx)
	if l.repanic {
		// Not one of another Lazy, which a constructor may have passed on.
		if p, ok := err.(*PanicError); ok && p.of == any(l) {
			panic(p)
		}
	}
	return v, err
}

// Reset forgets the instance of the Lazy's own scope, and its failures: the next
// Get makes another. Those who have the old one keep it; if it has a closer, it is
// closed with the scope. A construction under way is left alone, and the next Get
// waits for it.
func (l *Lazy[T]) Reset() {
	home := l.known()
	mu.Lock()
	defer mu.Unlock()
	if old := l.root.made; old != nil && l.onClose == nil {
		home.drop(old)
		old.forget()
	}
	l.root.made, l.root.failures = nil, failures{}
	l.root.show()
}

// known is the home scope, which every Lazy has that New made.
func (l *Lazy[T]) known() *Scope {
	if l.home == nil {
		panic("singleton: a Lazy that was not made by New")
	}
	return l.home
}
