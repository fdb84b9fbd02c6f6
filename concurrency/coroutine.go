package concurrency

import (
	"errors"

	"underhood/internal/coro"
)

// A Coroutine is a function that runs until it suspends itself, and goes on from
// there when it is resumed: two-way, with the protocol of Python's generators
// (PEP 342, 380, 479) and a stack of its own, so that it can suspend in any
// function that it calls. In is what can be sent to it, Out what it hands out, and
// Result what it returns.
//
// # States
//
//	         Created          Suspended           Running      Ended
//	Resume   run to 1st Yield Yield gives zero    ErrRunning   ErrEnded
//	Send(v)  ErrJustStarted   Yield gives v       ErrRunning   ErrEnded
//	Throw(e) e; Ended         Yield gives e       ErrRunning   e
//	Close    Ended            Yield gives ErrExit ErrRunning   nothing
//
// A body that returns makes the ask that waits for it say [ErrEnded], and every
// later one; what it returned is in [Coroutine.Result]. A body that returns an
// error gives that error once and ErrEnded later. One that returns ErrEnded itself
// gives an error that is [ErrEndLeaked] and not ErrEnded, so that it cannot pass
// for an end (PEP 479).
//
// # Use from goroutines
//
// One ask at a time, from any goroutine: one that comes while the body runs, be it
// from the body itself, gets [ErrRunning] and disturbs nothing. A goroutine that
// is locked to its thread can ask what it began, under as many locks, and nothing
// else, nor can others ask that: they get [ErrLocked], where [iter.Pull] ends the
// program.
//
// # Clean-up
//
// A Coroutine that is not run to its end should be closed. One that is dropped is
// closed by the collector: the body's deferred calls run then, and a goroutine waits
// for that. This is a net: it comes late, it may not come before the
// program ends, and it does not come when the body can reach its own *Coroutine, or
// was begun by a goroutine locked to a thread. A panic there ends the program. In a
// bubble of testing/synctest there is no net: one that is begun there and not closed
// makes the test panic ("deadlock: … blocked goroutines remain"), whether or
// not the collector comes, as [iter.Pull] does too.
//
// # Panics
//
// A panic of the body comes out of the ask that waits for it, as a [*PanicError]
// that has the body's stack, and the coroutine has ended. So does
// [runtime.Goexit]. The zero Coroutine has no body, and panics.
type Coroutine[In, Out, Result any] struct {
	inner *Yielder[In, Out]
	co    *coro.Coroutine[struct{}, Out] // from the beginning on
	spot  spot                           // where it was begun
	body  func(*Yielder[In, Out]) (Result, error)
	// end is the body's too. It is written before the state says Ended.
	end *outcome[Result]
}

// outcome is how a body ended.
type outcome[Result any] struct {
	result Result
	err    error
}

// CoroutineState is where a coroutine is in its life.
type CoroutineState uint32

// The states of a coroutine.
const (
	Created   CoroutineState = iota // its body has not begun
	Suspended                       // waiting at a Yield
	Running                         // between two Yields
	Ended                           // over, and nothing will start it again
)

// String returns the state in small letters, as in "suspended".
func (s CoroutineState) String() string {
	if s > Ended {
		return "unknown"
	}
	return [...]string{"created", "suspended", "running", "ended"}[s]
}

// NewCoroutine makes a coroutine of a body, which begins at the first Resume. When
// Yield gives the body an error it should clean up and return that error, but may
// handle it and go on.
//
// # Panics
//
// It panics if body is nil.
func NewCoroutine[In, Out, Result any](body func(y *Yielder[In, Out]) (Result, error)) *Coroutine[In, Out, Result] {
	if body == nil {
		panic("concurrency.NewCoroutine: nil body")
	}
	return &Coroutine[In, Out, Result]{body: body, inner: &Yielder[In, Out]{}, end: &outcome[Result]{}}
}

// Resume runs the body to its next Yield and returns what it hands out. The Yield
// where the body waits returns the zero value. The error is [ErrEnded] when the
// body has returned, now or before, and the body's error, once, when it failed.
func (c *Coroutine[In, Out, Result]) Resume() (Out, error) {
	var none In
	y := c.inner
	if !y.enter() {
		return c.first()
	}
	if c.spot.mayDiffer() && c.spot.differs() {
		return c.leave()
	}
	y.value, y.thrown = none, nil
	out, alive := c.co.Resume(struct{}{}) // as in run: a frame less, some 8 ns
	if !alive || !y.pause() {
		return out, c.over()
	}
	return out, nil
}

// first is Resume of a coroutine that is not Suspended.
func (c *Coroutine[In, Out, Result]) first() (Out, error) {
	if !c.inner.claim() {
		return c.refuse()
	}
	c.begin()
	var none In
	return c.run(c.inner, none, nil)
}

// Send is Resume with a value, which the Yield where the body waits returns. A
// coroutine that is Created has no such Yield: it stays so, and the error is
// [ErrJustStarted].
func (c *Coroutine[In, Out, Result]) Send(v In) (Out, error) {
	y := c.inner
	if !y.enter() {
		return c.early()
	}
	if c.spot.mayDiffer() && c.spot.differs() {
		return c.leave()
	}
	y.value, y.thrown = v, nil
	out, alive := c.co.Resume(struct{}{})
	if !alive || !y.pause() {
		return out, c.over()
	}
	return out, nil
}

// early is Send to a coroutine that is not Suspended.
func (c *Coroutine[In, Out, Result]) early() (Out, error) {
	if c.State() == Created {
		var none Out
		return none, ErrJustStarted
	}
	return c.refuse()
}

// Throw is Resume with an error, which the Yield where the body waits returns; if
// the body handles it and goes on, Throw returns what it hands out next. A
// coroutine that is Created ends without running, and err comes back, as it does
// from one that has ended.
//
// # Panics
//
// It panics if err is nil.
func (c *Coroutine[In, Out, Result]) Throw(err error) (Out, error) {
	if err == nil {
		panic("concurrency.Coroutine.Throw: nil error")
	}
	var none Out
	if c.shut(err) || c.State() == Ended {
		return none, err
	}
	y := c.inner
	if !y.enter() {
		return c.refuse()
	}
	var nothing In
	return c.run(y, nothing, err)
}

// Close makes the Yield where the body waits return [ErrExit] and waits until the
// body has ended: its deferred calls have run then. The error is nil when the body
// returned ErrExit, as it should, or a value, which is the result; another error
// of the body comes back. A body that yields again instead stays suspended there
// and the error is [ErrIgnoredExit]. A coroutine that is Created ends without
// running; closing one that has ended does nothing.
func (c *Coroutine[In, Out, Result]) Close() error {
	if c.shut(ErrExit) || c.State() == Ended {
		return nil
	}
	y := c.inner
	if !y.enter() {
		_, err := c.refuse()
		if err == ErrEnded { // since we looked
			err = nil
		}
		return err
	}
	var nothing In
	switch _, err := c.run(y, nothing, ErrExit); {
	case err == nil:
		return ErrIgnoredExit
	case err == ErrEnded, errors.Is(err, ErrExit):
		return nil
	default:
		return err
	}
}

// State says where the coroutine is in its life.
func (c *Coroutine[In, Out, Result]) State() CoroutineState {
	return CoroutineState(c.inner.state.Load())
}

// Result is what the body returned, as often as it is asked: a value, or an error,
// which is [ErrExit] after an orderly Close and a [*PanicError] after a panic.
// Before the end it is [ErrNotEnded].
func (c *Coroutine[In, Out, Result]) Result() (Result, error) {
	if c.State() != Ended {
		var none Result
		return none, ErrNotEnded
	}
	return c.end.result, c.end.err
}

// begin makes the body's coroutine. It has been claimed.
func (c *Coroutine[In, Out, Result]) begin() {
	body, y, end := c.body, c.inner, c.end
	c.body, c.spot = nil, here()
	y.spot = c.spot
	c.co = coro.New(func(self *coro.Self[struct{}, Out], _ struct{}) {
		y.begin(self.Yield())
		self.OnCancel(y.dropped)
		end.err = ErrGoexit // unless it comes to its end
		defer y.finish(&end.err)
		result, err := body(y)
		y.returned = true
		if err == nil {
			end.result = result
		}
		end.err = leaked(err)
	})
}

// run resumes the body of a coroutine that has been entered.
func (c *Coroutine[In, Out, Result]) run(y *Yielder[In, Out], v In, thrown error) (Out, error) {
	if c.spot.mayDiffer() && c.spot.differs() {
		return c.leave()
	}
	y.value, y.thrown = v, thrown
	out, alive := c.co.Resume(struct{}{})
	if !alive || !y.pause() {
		return out, c.over()
	}
	return out, nil
}

// leave gives a coroutine back that was entered from where it cannot be resumed.
func (c *Coroutine[In, Out, Result]) leave() (Out, error) {
	c.inner.pause()
	var none Out
	return none, ErrLocked
}

// over is what the ask is told that saw the end.
func (c *Coroutine[In, Out, Result]) over() error {
	if c.inner.held {
		c.release()
	}
	if c.end.err != nil {
		return c.end.err
	}
	return ErrEnded
}

// refuse is what those get who could not enter.
func (c *Coroutine[In, Out, Result]) refuse() (Out, error) {
	var none Out
	if c.State() == Ended {
		return none, ErrEnded
	}
	return none, ErrRunning
}

// shut ends a coroutine that is Created, and says whether it was.
func (c *Coroutine[In, Out, Result]) shut(err error) bool {
	if !c.inner.claim() {
		return false
	}
	c.body = nil
	c.end.err = err
	c.inner.state.Store(uint32(Ended))
	return true
}
