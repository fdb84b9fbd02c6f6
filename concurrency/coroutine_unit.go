package concurrency

import (
	"context"
	"fmt"
)

// StartCoroutine makes a coroutine of work. It begins when it is joined or
// resumed, and suspends where the work calls [Pause]. The error is the context's,
// if that has ended.
//
// A panic of the work is its error, a [*PanicError], and so is [runtime.Goexit],
// [ErrGoexit], where those of a [NewCoroutine] come out of whatever resumed it. (After
// a Goexit in one that was begun by a goroutine locked to its thread, the
// body's goroutine stays: nobody else could end it, and it would end who did.)
func StartCoroutine[Args, Result any](ctx context.Context, work *Work[Args, Result], args Args) (*Coroutine[struct{}, struct{}, Result], error) {
	if err := work.ready(ctx); err != nil {
		return nil, err
	}
	c := NewCoroutine(func(y *Yielder[struct{}, struct{}]) (Result, error) {
		var end outcome[Result]
		end.fill(func() (Result, error) { return work.run(context.WithValue(ctx, pauseKey{}, y), args) })
		return end.result, end.err
	})
	c.inner.contained = true
	return c, nil
}

// hold keeps a body whose deferred calls have run in the midst of its Goexit, which
// would go on to end the goroutine that resumed it.
func (y *Yielder[In, Out]) hold(out func(Out) bool) {
	y.held = true
	var none Out
	out(none)
}

// release lets it go on, to end a goroutine that is there for that.
func (c *Coroutine[In, Out, Result]) release() {
	c.inner.held = false
	if c.spot.bound {
		return
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		c.co.Cancel()
	}()
	<-over
}

// Kind is KindCoroutine.
func (*Coroutine[In, Out, Result]) Kind() Kind { return KindCoroutine }

// Join resumes the body until it has ended, on the caller's goroutine, and drops
// what it hands out. Between two suspensions it looks at ctx, and if that has
// ended returns its cause and leaves the coroutine suspended. Else the result is
// [Coroutine.Result]'s. While the body runs elsewhere the error is [ErrRunning].
//
// # Panics
//
// A panic of the body comes out as in Resume, and [runtime.Goexit] ends the caller,
// but not of one that [StartCoroutine] made, where they are errors.
func (c *Coroutine[In, Out, Result]) Join(ctx context.Context) (Result, error) {
	var none Result
	for c.State() != Ended {
		if ctx.Err() != nil {
			return none, context.Cause(ctx)
		}
		if _, err := c.Resume(); err != nil && c.State() != Ended {
			return none, err
		}
	}
	return c.Result()
}

// Kill is [Coroutine.Close]: a suspended body is told to end where it waits, and
// its deferred calls run. One that runs cannot be killed, only wait: the error is
// [ErrRunning].
func (c *Coroutine[In, Out, Result]) Kill() error {
	if err := c.Close(); err != nil {
		return fmt.Errorf("concurrency: kill: %w", err)
	}
	return nil
}
