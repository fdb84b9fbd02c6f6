package iterators

import (
	"errors"
	"sync/atomic"

	"underhood/internal/coro"
)

// A Yielder is the body's side of a [Generator]: what it yields by. It is good
// until the body returns, and only for the goroutine that runs the body. The zero
// Yielder is that of no generator.
type Yielder[T, S any] struct {
	push   func(T) bool            // the body of a loop over All, nil in a coroutine
	self   *coro.Self[struct{}, T] // the coroutine, nil in a loop
	state  atomic.Uint32           // a GeneratorState; Created is that of no generator
	record *record                 // who watches, or nil
	hooks  []*record               // who watch the generators within, outermost first
	exit   error                   // the ErrExit that closing is about
	// depth counts the generators delegated to within this one (YieldFrom), the
	// innermost of which runs. An exit closes them all: levels 1 to closing have
	// been told and may only end. Level 0, the generator itself, answers to its
	// asker, unless nobody asks any more (asked).
	depth, closing int
	value          S     // what the last resume brought
	thrown         error // what it threw
	sent           bool  // it was a Send
	asked          bool  // somebody asks: the loop was not left, the handle not dropped, the body has not ended
	unwinding      bool  // a Yield that nobody can answer is unwinding the body
}

// Yield hands v to whoever asked and waits. It returns what the next Send brings,
// or the zero value for Next and for loops. An error is what was thrown in:
// [ErrExit] if the generator is being closed, its loop was left or its last
// reference dropped. The body should then clean up and return the error.
//
// It panics if the body yields again after ErrExit when nobody is left to take the
// value, its loop being left, with [ErrIgnoredExit]. It panics if the body has ended,
// and if y is the zero Yielder.
func (y *Yielder[T, S]) Yield(v T) (S, error) {
	if push := y.push; push != nil {
		if push(v) {
			var none S
			return none, nil
		}
		return y.left()
	}
	if y.closing > 0 || !y.asked {
		y.refuse()
	}
	if len(y.hooks) != 0 {
		return y.watched(v)
	}
	_, ok := y.self.Suspend(v)
	if !ok || y.thrown != nil {
		return y.fail(ok)
	}
	return y.value, nil
}

// refuse is the end of a Yield that nobody can answer. It is out of line, so that
// the others stay quick.
func (y *Yielder[T, S]) refuse() {
	switch GeneratorState(y.state.Load()) {
	case Created:
		panic("iterators.Yielder.Yield: a Yielder of no generator: NewGenerator hands one to its body")
	case Closed:
		panic("iterators.Yielder.Yield: the body of its generator has ended")
	}
	y.unwinding = true
	panic(ErrIgnoredExit)
}

// left begins the end of a loop that does not want more.
func (y *Yielder[T, S]) left() (S, error) {
	y.push, y.asked = nil, false
	return y.quit(ErrExit)
}

// quit tells an exit to the generator and all within it.
func (y *Yielder[T, S]) quit(exit error) (S, error) {
	y.closing, y.exit = y.depth, exit
	var none S
	return none, exit
}

// fail gives a paused Yield what was thrown in, or an exit if the handle was
// dropped.
func (y *Yielder[T, S]) fail(kept bool) (S, error) {
	var none S
	err := y.thrown
	y.thrown = nil
	switch {
	case !kept:
		y.asked = false
		return y.quit(ErrExit)
	case y.depth > 0 && errors.Is(err, ErrExit):
		return y.quit(err)
	}
	return none, err
}

// finish closes the generator when its body has ended, however it did. A body
// that a closing had to unwind has only ignored its exit; where a loop was left,
// the panic goes on.
func (y *Yielder[T, S]) finish() {
	y.push, y.asked = nil, false
	y.state.Store(uint32(Closed))
	if y.record != nil {
		y.record.closed()
	}
	if y.unwinding && y.self != nil {
		if r := recover(); r != nil && r != any(ErrIgnoredExit) {
			panic(r)
		}
	}
}
