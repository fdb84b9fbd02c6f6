package iterators

import (
	"errors"
	"sync/atomic"
)

// A Generator is a function that hands out its values one at a time and waits in
// between, with the whole protocol of Python's (PEP 255, 342, 380, 479). The
// body is one; two engines run it:
//
//   - a loop over [Generator.All] calls the body as a plain function. Each Yield
//     calls the loop's body: no goroutine, a few nanoseconds an item.
//   - [Generator.Next], Send, Throw and Close ask for one item at a time. The
//     body then runs as a coroutine, which begins at the first ask.
//
// T is what it yields, S what can be sent to it, R what it returns. For plain
// sequences S and R are struct{}, and [Generate] is shorter. The zero Generator, one
// that [NewGenerator] did not make, has a body that does nothing.
//
// # States
//
//	            Created           Suspended            Running      Closed
//	Next        run to 1st Yield  Yield gives zero     ErrRunning   ErrStop
//	Send(v)     ErrJustStarted    Yield gives v        ErrRunning   ErrStop
//	Throw(err)  err; Closed       Yield gives err      ErrRunning   err
//	Close       Closed            Yield gives ErrExit  ErrRunning   nothing
//
// A body that returns makes the ask that waits for it say ErrStop, and every
// later one. A body that returns an error gives that error once, ErrStop later;
// if the error is itself ErrStop it becomes one that is [ErrStopLeaked] and not
// ErrStop. A panic or Goexit of the body comes out of whoever asked, and the
// generator is closed.
//
// # Clean-up
//
// A generator that is not run to its end should be closed. One that is dropped
// leaks nothing: the collector closes it, and the body's deferred calls run then,
// on a goroutine of its own. This is a net, not a substitute for Close:
// it comes late, it may not come before the program ends, and it cannot come at
// all when the body can reach its own *Generator. A panic there ends the program.
//
// A Generator is one-shot: what was yielded is gone. It is not safe for
// concurrent use, but a second goroutine that enters while the first is inside
// gets ErrRunning and disturbs nothing. As with [iter.Pull], a goroutine locked
// to its thread can only continue what it began.
//
// # Generator expressions
//
// Python's (f(x) for x in xs if p(x)) needs no generator here; it is a pipeline
// of lazy sequences, composed from the inside out:
//
//	iterators.Map(iterators.Filter(xs, p), f)
//
// As in Python the first source, xs, is evaluated where the expression stands,
// and everything else item by item as the result is asked. A second "for y in
// g(x)" is evaluated late, for each x, and becomes a function of x.
type Generator[T, S, R any] struct {
	body func(*Yielder[T, S]) (R, error) // nil once begun or closed, and in the zero one
	// life says whether the fields below may be used. Bound is written after them,
	// so that whoever reads it sees them.
	life  atomic.Uint32
	inner *Yielder[T, S]    // what the body holds: its own or, if lent, the parent's
	run   *running[T, S, R] // the coroutine, nil for the other ways to run
	watch *watch            // nil: nobody watches
	outcome[R]
}

// The lives of a handle. Bound to a yielder, the state is the yielder's: the
// body must be able to end without reaching the handle.
const (
	unborn uint32 = iota // Created
	busy                 // being begun, by somebody
	bound                // as the yielder says
	lent                 // as the parent's yielder says, and only the parent may ask
	ended                // Closed
)

// outcome is how a body ended.
type outcome[R any] struct {
	ret      R
	returned bool
	err      error
}

// GeneratorState is where a generator is in its life, as in Python's
// inspect.getgeneratorstate.
type GeneratorState uint32

// The states of a generator.
const (
	Created   GeneratorState = iota // its body has not begun
	Suspended                       // waiting at a Yield
	Running                         // between two Yields, or in a loop over All
	Closed                          // over, and nothing will start it again
)

// String returns the state in small letters, as in "suspended".
func (s GeneratorState) String() string {
	if s > Closed {
		return "unknown"
	}
	return [...]string{"created", "suspended", "running", "closed"}[s]
}

// NewGenerator makes a generator of a body; nothing of the body runs before the
// first ask. The body yields by [Yielder.Yield] and returns a value or an error.
// When Yield gives it an error it should clean up and return that error, but may
// handle it and go on, as with Python's exceptions.
//
// It panics if body is nil.
func NewGenerator[T, S, R any](body func(y *Yielder[T, S]) (R, error), opts ...GeneratorOption) *Generator[T, S, R] {
	// Small enough to be inlined: a generator made for one YieldFrom then stays
	// off the heap.
	return &Generator[T, S, R]{body: body, watch: newWatch(body == nil, opts)}
}

// Generate makes a generator of a body that only yields: nothing is sent to it
// and it returns no value. Its yield returns the error the body should return
// too: [ErrExit] when nobody wants more.
//
// It panics if body is nil.
func Generate[T any](body func(yield func(T) error) error, opts ...GeneratorOption) *Generator[T, struct{}, struct{}] {
	if body == nil {
		panic("iterators.Generate: nil body")
	}
	return &Generator[T, struct{}, struct{}]{watch: newWatch(false, opts), body: func(y *Yielder[T, struct{}]) (struct{}, error) {
		return struct{}{}, body(func(v T) error {
			_, err := y.Yield(v)
			return err
		})
	}}
}

// Next runs the body to its next Yield and returns what it yields (next(g)). It
// returns [ErrStop] when the body has returned, now or before, and the body's
// error, once, when it failed.
func (g *Generator[T, S, R]) Next() (T, error) {
	if !g.enter() {
		if err := g.begin(); err != nil {
			var none T
			return none, err
		}
		return g.resume()
	}
	y := g.inner
	var none S
	y.value, y.sent = none, false
	if g.watch != nil {
		return g.resume()
	}
	v, ok := g.run.co.Resume(struct{}{})
	if !ok {
		return v, g.over()
	}
	y.state.Store(uint32(Suspended))
	return v, nil
}

// Send is Next with a value: the Yield where the body waits returns it
// (g.send(v)). A generator that is Created stays so and [ErrJustStarted] is
// returned, whatever the value: Python's send(None) is Next here.
func (g *Generator[T, S, R]) Send(v S) (T, error) {
	if !g.enter() {
		if g.life.Load() == unborn {
			var none T
			return none, ErrJustStarted
		}
		return g.refuse()
	}
	y := g.inner
	y.value, y.sent = v, true
	if g.watch != nil {
		return g.resume()
	}
	out, ok := g.run.co.Resume(struct{}{})
	if !ok {
		return out, g.over()
	}
	y.state.Store(uint32(Suspended))
	return out, nil
}

// Throw is Next with an error: the Yield where the body waits returns it
// (g.throw(err)), and what the body yields next is returned, if it goes on. A
// generator that is Created is closed without running, and err comes back, as it
// does from one that is Closed.
//
// It panics if err is nil.
func (g *Generator[T, S, R]) Throw(err error) (T, error) {
	if err == nil {
		panic("iterators.Generator.Throw: nil error")
	}
	if g.shut() || g.closed() {
		var none T
		return none, err
	}
	return g.throw(err)
}

// Close makes the Yield where the body waits return [ErrExit], and waits until
// the body has ended (g.close()). It returns the value the body returned, if it
// returned one (as Python does from 3.13), and nil when the body returned ErrExit
// as it should. Another error of the body comes back. A body that yields again
// instead stays Suspended there, and the error is [ErrIgnoredExit]. A generator
// that is Created is closed without running; closing one that is Closed does
// nothing.
func (g *Generator[T, S, R]) Close() (R, error) {
	var none R
	if g.shut() || g.closed() {
		return none, nil
	}
	if !g.enter() {
		return none, ErrRunning
	}
	_, err := g.raise(ErrExit)
	switch {
	case err == nil:
		return none, ErrIgnoredExit
	case err == ErrStop:
		return g.run.end.ret, nil
	case errors.Is(err, ErrExit):
		g.err = nil
		return none, nil
	}
	return none, err
}

// State says where the generator is in its life. Inside a loop over [Generator.All]
// it is Running, as the loop's body is called by the generator's. A generator that
// another delegates to by [YieldFrom] is in its state.
func (g *Generator[T, S, R]) State() GeneratorState {
	switch g.life.Load() {
	case unborn:
		return Created
	case ended:
		return Closed
	case bound, lent:
		if y := g.inner; y != nil {
			return GeneratorState(y.state.Load())
		}
	}
	return Running
}

// Return gives what the body returned, and whether it has returned: false while
// it has not ended, and when it ended by an error.
func (g *Generator[T, S, R]) Return() (R, bool) { return g.ret, g.returned }

// Err is the error that ended the body, nil if it has returned, was closed in
// order or has not ended. Look at it after a loop over [Generator.All].
func (g *Generator[T, S, R]) Err() error { return g.err }
