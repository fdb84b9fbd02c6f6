package loop

import (
	"context"
	"time"
	"unsafe"
)

// taskContext is a task seen as the context that its function gets: the one that
// says which task calls. Asking a [context.Context] for a value takes a search;
// asking for its type does not, and most calls bring exactly this one.
//
// Unlike the rest of a task it may be used from any goroutine, such as those that
// a request to a server starts, so what it reads is atomic.
type taskContext Handle

// inner is an ordinary context, made when somebody wants to wait for the end of
// a task's or derives one from it. The standard library knows it, so nothing
// that is derived needs a goroutine, and [context.Cause] works.
type inner struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// The values of expired.
const (
	live uint32 = iota
	afterCancel
	afterEnd
)

type handleKey struct{}

func (c *taskContext) Deadline() (time.Time, bool) { return time.Time{}, false }

func (c *taskContext) Done() <-chan struct{} { return (*Handle)(c).inside().Done() }

func (c *taskContext) Err() error {
	if c.expired.Load() == live {
		return nil
	}
	return context.Canceled
}

func (c *taskContext) Value(key any) any {
	t := (*Handle)(c)
	if key == (handleKey{}) {
		return t
	}
	if t.inner.Load() != nil || t.expired.Load() != live {
		return t.inside().Value(key)
	}
	// A cancellation of the context that the values come from is not one of this
	// task: each task is cancelled by itself.
	return context.WithoutCancel(*t.values).Value(key)
}

// String is what a context that was derived from this one shows.
func (c *taskContext) String() string { return "loop." + (*Handle)(c).describe() }

// inside returns the ordinary context, and makes it if need be.
func (t *Handle) inside() context.Context {
	if in := t.inner.Load(); in != nil {
		return in.ctx
	}
	t.loop.contexts.Lock()
	defer t.loop.contexts.Unlock()
	if in := t.inner.Load(); in != nil {
		return in.ctx
	}
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(*t.values))
	t.inner.Store(&inner{ctx, cancel})
	// expire looks at inner after it has set expired; here it is the other way
	// round. So one of the two sees the other.
	if why := t.expired.Load(); why != live {
		cancel(cause(why))
	}
	return ctx
}

// expire ends the task's context, because it is cancelled or has ended.
func (t *Handle) expire() {
	why := afterEnd
	if t.cancels > 0 {
		why = afterCancel
	}
	if t.expired.Load() == live {
		t.expired.Store(why)
	}
	if in := t.inner.Load(); in != nil {
		in.cancel(cause(why))
	}
}

func cause(why uint32) error {
	if why == afterCancel {
		return ErrCancelled
	}
	return nil // context.Canceled
}

// renew gives a task whose cancellations were all taken back a live context.
func (t *Handle) renew() {
	t.loop.contexts.Lock()
	defer t.loop.contexts.Unlock()
	t.expired.Store(live)
	t.inner.Store(nil)
}

// enter finds the task that calls by its context.
func enter(ctx context.Context) (*Handle, error) {
	c, ok := ctx.(*taskContext)
	if !ok {
		return enterDerived(ctx)
	}
	t := (*Handle)(c)
	if t.loop.current != t || !t.worker.runs(uintptr(unsafe.Pointer(&t))) {
		return nil, ErrWrongTask
	}
	t.derived = nil
	return t, nil
}

// enterDerived is enter with a context that was made from a task's. Should it end
// by itself, so does the wait.
func enterDerived(ctx context.Context) (*Handle, error) {
	if ctx == nil {
		return nil, ErrNoTask
	}
	t, ok := ctx.Value(handleKey{}).(*Handle)
	switch {
	case !ok:
		return nil, ErrNoTask
	case t.loop.current != t || !t.worker.runs(uintptr(unsafe.Pointer(&t))):
		return nil, ErrWrongTask
	}
	t.derived = nil
	if done := ctx.Done(); done != nil && done != t.inside().Done() {
		if ctx.Err() != nil && t.expired.Load() == live {
			return nil, context.Cause(ctx)
		}
		t.derived = &ctx
	}
	return t, nil
}

// blocked says whether nothing has happened yet that ends the task's wait.
func (t *Handle) blocked() bool {
	if f := t.waiter(); f != nil {
		return f.base().state == pending
	}
	return t.parked == parked
}

// suspendUnder is a turn's end with a context of the user's that may end first.
func (t *Handle) suspendUnder(ctx context.Context) error {
	var over, interrupted bool // touched by the loop and its tasks only
	release := t.loop.Hold()
	stop := context.AfterFunc(ctx, func() {
		t.loop.post(call(func() {
			if !over && t.blocked() {
				interrupted = true
				t.recall()
			}
		}))
	})
	err := t.leave()
	over = true
	stop()
	release()
	if interrupted && t.expired.Load() == live {
		return context.Cause(ctx)
	}
	return err
}
