package singleton

import (
	"context"
	"errors"
	"reflect"
	"runtime/debug"
	"time"
)

// A flight is a construction under way, for which all who ask meanwhile wait, and
// afterwards what it has made, as its scope keeps it.
type flight[T any] struct {
	Resolver
	cell     *cell[T]
	returned bool // the constructor, instead of ending in another way
	value    T
	err      error
	failedAt time.Time
}

// newFlight enters a construction into its scope. The caller holds mu.
func newFlight[T any](c *cell[T]) *flight[T] {
	f := &flight[T]{cell: c, Resolver: Resolver{name: c.lazy.name, scope: c.scope, done: make(chan struct{})}}
	underWay[&f.Resolver] = struct{}{}
	c.scope.flights++
	return f
}

// run constructs. Whatever way the constructor ends, the flight lands.
func (f *flight[T]) run() {
	defer f.land()
	defer f.noteTime()
	defer f.endedBadly()
	f.value, f.err = f.cell.lazy.construct(&f.Resolver)
	f.returned = true
	if f.err == nil && isNil(&f.value) {
		f.err = ErrNothing
	}
}

// endedBadly is deferred: it makes an error of a constructor that did not return.
func (f *flight[T]) endedBadly() {
	if f.returned {
		return
	}
	if p := recover(); p != nil {
		f.err = &PanicError{Name: f.name, Value: p, Stack: debug.Stack(), of: f.cell.lazy}
	} else {
		f.err = ErrGoexit
	}
}

// isNil says whether a constructor that reports no error has made nothing.
func isNil[T any](v *T) bool {
	switch it := reflect.ValueOf(v).Elem(); it.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Func, reflect.Chan:
		return it.IsNil()
	}
	return false
}

// land makes known what was made, or why it was not, and lets the waiters go.
func (f *flight[T]) land() {
	c := f.cell
	mu.Lock()
	c.flight = nil
	switch {
	case f.err != nil:
		c.failures = failures{n: c.failures.n + 1, last: f.err, at: f.failedAt}
	case c.scope.closed:
		c.scope.landed = append(c.scope.landed, f)
		f.err = ErrClosed
	default:
		c.scope.landed = append(c.scope.landed, f)
		c.made = f
		c.show()
	}
	f.over()
	mu.Unlock()
	close(f.done)
}

// noteTime is deferred before land, which a clock that ends the goroutine must not keep
// from running. The clock is not ours: its panic is the construction's.
func (f *flight[T]) noteTime() {
	if f.err == nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			f.err = errors.Join(f.err, &PanicError{Name: f.name, Value: p, Stack: debug.Stack(), what: "clock"})
		}
	}()
	f.failedAt = f.cell.lazy.retry.now()
}

// wait is the outcome, or why the caller does not wait for it.
func (f *flight[T]) wait(ctx context.Context, by *Resolver) (none T, err error) {
	select {
	case <-f.done: // also when ctx is over too
	default:
		select {
		case <-f.done:
		case <-ctx.Done():
			by.waited(&f.Resolver, false)
			if by != nil && (resolving{by}).Err() != nil {
				return none, ErrClosed // the scope of who waits
			}
			return none, context.Cause(ctx)
		}
	}
	by.waited(&f.Resolver, f.err == nil)
	if f.err != nil {
		return none, f.err
	}
	return f.value, nil
}

// show and resolver are what a scope asks of any flight that has landed in it.
func (f *flight[T]) show()               { f.cell.show() }
func (f *flight[T]) resolver() *Resolver { return &f.Resolver }

// close runs the closer, if there is one; its panic is an error like another.
func (f *flight[T]) close() (err error) {
	onClose, ok := f.cell.lazy.onClose.(func(T) error)
	if !ok {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{Name: f.name, Value: p, Stack: debug.Stack(), what: "closer"}
		}
	}()
	return onClose(f.value)
}
