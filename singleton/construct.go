package singleton

import (
	"context"
	"errors"
	"runtime/debug"
)

// A flight is a construction under way, for which all who ask meanwhile wait, and
// afterwards what it has made, as its scope keeps it.
type flight[T any] struct {
	Resolver
	lazy  *Lazy[T]
	cell  *cell[T]
	value T
	err   error
}

func newFlight[T any](l *Lazy[T], c *cell[T], s *Scope) *flight[T] {
	return &flight[T]{lazy: l, cell: c, Resolver: Resolver{name: l.name, scope: s, done: make(chan struct{})}}
}

// run constructs. Whatever way the constructor ends, the flight lands.
func (f *flight[T]) run() {
	returned := false
	defer func() {
		if !returned {
			if p := recover(); p != nil {
				f.err = &PanicError{Name: f.name, Value: p, Stack: debug.Stack(), of: f.lazy}
			} else {
				f.err = ErrGoexit
			}
		}
		f.land()
	}()
	f.value, f.err = f.lazy.construct(&f.Resolver)
	returned = true
}

// land keeps what was made, or why it was not, and lets the waiters go.
func (f *flight[T]) land() {
	if f.err == nil && !f.keep() {
		f.err = errors.Join(ErrClosed, f.close()) // too late for Scope.Close to see it
	}
	if f.err != nil {
		c := f.cell
		c.mu.Lock()
		c.flight = nil
		c.failures++
		c.err, c.failed = f.err, f.lazy.retry.now()
		c.mu.Unlock()
	}
	f.scope.flights.leave()
	close(f.done)
}

// keep makes the instance known, unless the scope is closed.
func (f *flight[T]) keep() bool {
	s, c := f.scope, f.cell
	s.mu.Lock() // before the cell's, as everywhere
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flight, c.failures, c.err = nil, 0, nil
	c.value.Store(&f.value)
	s.adopt(f)
	return true
}

// wait is the outcome, or why the caller does not wait for it.
func (f *flight[T]) wait(ctx context.Context) (none T, err error) {
	select {
	case <-f.done: // also when ctx is over too
	default:
		select {
		case <-f.done:
		case <-ctx.Done():
			return none, context.Cause(ctx)
		}
	}
	if f.err != nil {
		return none, f.err
	}
	return f.value, nil
}

// show lets Get find the instance without asking for which scope; hide ends that.
// Both are called with the scope locked, or when it is closed.
func (f *flight[T]) show() {
	if f.cell == &f.lazy.root {
		f.lazy.fast.Store(&f.value)
	}
}

func (f *flight[T]) hide() {
	if f.cell == &f.lazy.root {
		f.lazy.fast.Store(nil)
	}
}

// forget takes the instance out of its cell, if it is still the one there.
func (f *flight[T]) forget() {
	f.hide()
	f.cell.value.CompareAndSwap(&f.value, nil)
}

// close runs the closer, if there is one; its panic is an error like another.
func (f *flight[T]) close() (err error) {
	onClose, ok := f.lazy.onClose.(func(T) error)
	if !ok {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{Name: f.name, Value: p, Stack: debug.Stack(), closing: true}
		}
	}()
	return onClose(f.value)
}
