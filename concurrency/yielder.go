package concurrency

import (
	"errors"
	"runtime"
	"unsafe"

	"underhood/internal/coro"
)

// A Yielder is the body's side of a [Coroutine]: what it suspends itself by. It is
// good until the body returns, on the goroutine that runs the body. The zero
// Yielder is that of no coroutine, and panics.
type Yielder[In, Out any] struct {
	life
	spot spot // where the coroutine was begun
	// The way out, and who may take it: see begin. (A struct of their own, embedded,
	// would make Yield too large for the compiler.)
	yield func(Out) bool
	stack *coro.Stack // the body's, as it is
	size  uintptr     // of the stack, when it was last looked at
	guard *Yielder[In, Out]
	// What the last ask brought. Every ask writes both, and a cancel does.
	value     In
	thrown    error
	unwinding bool // a Yield that nobody can answer is unwinding the body
	returned  bool // the body has
	contained bool // a Goexit of the body is to be an error; see hold
	held      bool // and is one
	gone      bool // the handle was dropped
}

// Yield hands v to whoever asked and suspends the body. It returns what the next
// Send brings, or the zero value after Resume. An error is what was thrown in:
// [ErrExit] if the coroutine is being closed or its last reference was dropped.
// The body should then clean up and return the error. On another goroutine than
// the body's it hands out nothing and the error is [ErrWrongGoroutine].
//
// A body that locks its goroutine to the thread must unlock it before it yields:
// the runtime ends the program otherwise. (Returning locked is repaired; to look at
// every Yield would cost it a tenth of its speed.)
//
// # Panics
//
// It panics with [ErrIgnoredExit] if the body yields again after the ErrExit of a
// handle that was dropped, as nobody is left to take the value, and if the body
// has ended.
func (y *Yielder[In, Out]) Yield(v Out) (In, error) {
	// This is just small enough for the compiler to put it into the body, and a
	// frame less is a return less that the processor cannot predict. The address is
	// compared and no more.
	if y.stack.High-uintptr(unsafe.Pointer(&v)) > y.size {
		y = y.guard
	}
	y.yield(v)
	return y.value, y.thrown
}

// refuse is a Yield that nobody can answer.
func (y *Yielder[In, Out]) refuse(Out) bool {
	if CoroutineState(y.state.Load()) == Ended {
		panic("concurrency.Yielder.Yield: its coroutine has ended")
	}
	y.unwinding = true
	panic(ErrIgnoredExit)
}

// dropped tells the body that the handle is gone.
func (y *Yielder[In, Out]) dropped() {
	var none In
	y.value, y.thrown = none, ErrExit
	y.yield, y.gone = y.refuse, true
}

// finish ends the coroutine when its body has ended, however it did.
func (y *Yielder[In, Out]) finish(err *error) {
	if r := recover(); r != nil {
		if y.unwinding && r == any(ErrIgnoredExit) {
			*err = ErrIgnoredExit // told to the collector, who does not listen
		} else {
			*err = caught(r)
			defer panic(*err)
		}
	}
	out := y.yield
	y.yield = y.refuse
	for range 16 { // what the body locked and did not unlock
		if !y.spot.differs() {
			break
		}
		runtime.UnlockOSThread()
	}
	y.state.Store(uint32(Ended))
	if *err == ErrGoexit && !y.returned && y.contained && !y.gone {
		y.hold(out)
	}
}

// Delegate hands out all that child does, in the body that y belongs to, and
// returns what child returns (yield from, PEP 380). Until child ends, what is sent
// to or thrown into the outer coroutine reaches child. An exit closes child and
// then comes back, as does every error of child; a child that ignores the exit is
// [ErrIgnoredExit]. A child that has ended hands out nothing.
//
// Each level costs a switch each way. A function that is given y costs none: it
// can yield as it stands.
//
// # Panics
//
// It panics if child is nil. A panic of child comes out here.
func Delegate[In, Out, Result any](y *Yielder[In, Out], child *Coroutine[In, Out, Result]) (Result, error) {
	if child == nil {
		panic("concurrency.Delegate: nil coroutine")
	}
	var none Result
	if child.State() == Ended {
		return none, nil
	}
	out, err := child.Resume()
	for err == nil {
		in, thrown := y.Yield(out)
		switch {
		case thrown == nil:
			out, err = child.Send(in)
		case errors.Is(thrown, ErrExit):
			if err := child.Close(); err != nil {
				return none, err
			}
			return none, thrown
		default:
			out, err = child.Throw(thrown)
		}
	}
	if err == ErrEnded && child.State() == Ended {
		return child.Result()
	}
	return none, err
}
