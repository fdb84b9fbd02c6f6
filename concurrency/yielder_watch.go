package concurrency

import "underhood/internal/coro"

// begin is called by the body's goroutine before the body. From then on it alone
// can suspend itself: another goroutine that switched to whoever waits for the body
// would leave two of them running, and the body's next Yield without anybody to
// switch to.
//
// A goroutine is known for sure by a look that takes a good part of a switch. So
// Yield looks where it stands instead: on the body's stack? That moves as it grows,
// so its end is read where the runtime keeps it, and its size, which would cost
// too much to work out, is the one it last had. If it has grown, and Yield stands
// further from the end, the goroutine is looked at. If the collector has
// halved it, this can miss a goroutine that stands where the other half was.
func (y *Yielder[In, Out]) begin(yield func(Out) bool) {
	y.yield = yield
	y.stack = coro.Running().Stack()
	y.size = y.stack.Size()
	y.arm()
}

// arm sets up a guard: the Yielder in place of y for a Yield that does not stand
// where it should. Its answer is that of a stranger.
func (y *Yielder[In, Out]) arm() {
	guard := &Yielder[In, Out]{thrown: ErrWrongGoroutine}
	guard.yield = func(v Out) bool { return y.inspect(guard, v) }
	y.guard = guard
}

// inspect is the yield of a guard.
func (y *Yielder[In, Out]) inspect(guard *Yielder[In, Out], v Out) bool {
	if CoroutineState(y.state.Load()) == Ended {
		return y.refuse(v)
	}
	if coro.Running().Stack() != y.stack {
		return false
	}
	// The body, on a stack that has grown. Strangers have another guard from now on.
	y.size = y.stack.Size()
	y.arm()
	alive := y.yield(v)
	guard.value, guard.thrown = y.value, y.thrown
	return alive
}
