// Package coro is the coroutine that generators and tasks share: a body that
// runs a piece at a time, taking a value each time it is resumed and giving one
// each time it suspends.
//
//	c := coro.New(func(self *coro.Self[int, int], first int) {
//		sum := first
//		for {
//			in, ok := self.Suspend(sum)
//			if !ok {
//				return // cancelled
//			}
//			sum += in
//		}
//	})
//	defer c.Cancel()
//	c.Resume(1) // 1, true
//	c.Resume(2) // 3, true
//
// # How it works
//
// [iter.Pull] is the one way the standard library offers to suspend a function:
// a goroutine of its own to which control is handed over directly, without the
// scheduler, in about a tenth of a microsecond. It carries values one way only.
// A coroutine here puts what travels inwards in a field that both ends see; as
// one end always waits for the other, the field needs no lock. The goroutine
// begins at the first Resume: a coroutine that is made and never resumed costs
// its few words and nothing to clean up.
//
// There are two ends because of who may hold what. The body's end, [Self], is on
// the stack of a suspended goroutine, which the garbage collector counts as
// alive. The asker's end, [Coroutine], is reachable from the asker only, so when
// the last reference to it goes, the collector notices, and a goroutine made for
// it cancels the body. The body must not be able to reach the Coroutine for that to work.
//
// In a bubble of testing/synctest that is no help: the collector's goroutine is not of
// the bubble, which counts the body as blocked before and after. What is begun in a
// bubble must be cancelled in it.
//
// A panic in the body comes out of the Resume or Cancel that was waiting for it,
// and so does [runtime.Goexit]; the coroutine has then ended.
package coro

import (
	"iter"
	"runtime"
)

// A Coroutine is the asker's end of a body that runs a piece at a time. It is
// not safe for concurrent use: one call at a time, from any goroutine. A
// goroutine that is locked to its thread can only use the coroutines it began,
// under as many locks (see [Here]), and one that it drops is not cancelled.
type Coroutine[In, Out any] struct {
	self *Self[In, Out]
	next func() (Out, bool)
}

// Self is the body's end.
type Self[In, Out any] struct {
	body  func(*Self[In, Out], In) // nil once begun or cancelled
	in    In
	yield func(Out) bool
	stop  func()
	told  func() // see OnCancel
}

// New makes a coroutine of a body, which begins at the first Resume with the
// value given there.
func New[In, Out any](body func(self *Self[In, Out], first In)) *Coroutine[In, Out] {
	c := &Coroutine[In, Out]{self: &Self[In, Out]{body: body}}
	c.next = c.begin
	return c
}

// Resume begins or continues the body and waits until it suspends: it returns
// what the body hands out and true, or the zero value and false when the body
// has ended, now or before.
//
// # Panics
//
// A panic or Goexit of the body comes out here. Resume called by the running
// body, or from two goroutines at once, panics.
func (c *Coroutine[In, Out]) Resume(in In) (out Out, alive bool) {
	// Inlined, as Suspend is: a return to a frame from before a switch of stacks
	// is one the processor has not predicted, so each frame less is some 8 ns.
	c.self.in = in
	out, alive = c.next()
	// A handle that its owner dropped during this very call must not be
	// cancelled while the body runs.
	runtime.KeepAlive(c)
	return out, alive
}

// begin is the first next.
func (c *Coroutine[In, Out]) begin() (Out, bool) {
	s := c.self
	body := s.body
	if body == nil { // cancelled
		var none Out
		return none, false
	}
	s.body = nil
	c.next, s.stop = iter.Pull(func(yield func(Out) bool) {
		s.yield = yield
		body(s, s.in)
		s.stop = nil
	})
	// The collector's goroutine is not locked to a thread, and a body that was
	// begun by one that is can be cancelled there alone: for the collector to try
	// would end the program. It stays.
	if Here() == (Place{}) {
		runtime.AddCleanup(c, (*Self[In, Out]).drop, s)
	}
	return c.next()
}

// Cancel ends the body: its Suspend returns false, and Cancel waits until it has
// returned. A body that has not begun never will. Cancelling twice, or after the
// end, does nothing.
//
// # Panics
//
// A panic or Goexit of the body comes out here. Cancel called by the running
// body panics.
func (c *Coroutine[In, Out]) Cancel() {
	c.self.cancel()
	runtime.KeepAlive(c)
}

func (s *Self[In, Out]) cancel() {
	s.body = nil
	var none In
	s.in = none
	if s.stop != nil {
		if s.told != nil {
			s.told()
		}
		s.stop()
	}
}

// drop is cancel by the collector: not on the runtime's goroutine for cleanups, which
// a body that waits would hold up, and one that calls runtime.Goexit end.
func (s *Self[In, Out]) drop() {
	if s.stop != nil { // it has not come to its end
		go s.cancel()
	}
}

// OnCancel has f called before each Cancel of a body that has begun, also by the
// collector, while the body waits. f must not be able to reach the Coroutine.
func (s *Self[In, Out]) OnCancel(f func()) { s.told = f }

// Seal has every later Suspend, though not one that waits, call f in place of
// suspending. It serves a body that may ask after its end, or a second time after
// it was cancelled, without a look at each Suspend.
func (s *Self[In, Out]) Seal(f func(Out) (alive bool)) { s.yield = f }

// Suspend hands out a value and waits to be resumed. It returns the value that
// Resume brought and true, or the zero value and false once the coroutine is
// cancelled; then the body should return. Only the body may call it, on its own
// goroutine.
func (s *Self[In, Out]) Suspend(out Out) (in In, alive bool) {
	alive = s.yield(out)
	return s.in, alive
}

// Yield is Suspend without what Resume brought: the bare way out, for a body that
// keeps it at hand. It is good once the body has begun, and knows of no Seal.
func (s *Self[In, Out]) Yield() func(Out) (alive bool) { return s.yield }
