package loop

import (
	"context"
	"errors"
	"time"
)

// Timeout calls fn and cancels what it waits for when d has passed; the error is
// then [ErrTimeout]. Only the cancellation that the time-out itself made becomes
// that: if the task is cancelled by somebody else too, it remains [ErrCancelled],
// and if fn swallows it and returns, its result counts. An error of fn that has
// another joined to the cancellation is returned as it is; what wraps the
// cancellation alone is part of ErrTimeout's text. (asyncio.timeout)
//
// The time-out acts at the next wait: a function that never waits is not stopped.
// Nor is one that waits for [InThread] on a virtual clock, which stands still then.
// The context that fn gets is ctx.
func Timeout(ctx context.Context, d time.Duration, fn func(context.Context) error) error {
	t, err := enter(ctx)
	if err != nil {
		return err
	}
	if fn == nil {
		return errNilFunc
	}
	l := t.loop
	o := &timeout{task: t, before: t.cancels}
	o.timer.what = o
	if d <= 0 {
		l.push(o)
	} else {
		l.timers.set(&o.timer, l.after(d))
	}
	defer o.leave() // also when fn panics
	err = fn(ctx)
	switch {
	case o.leave() > o.before || !o.expired || !errors.Is(err, ErrCancelled) || !justCancelled(err):
		return err
	case err == ErrCancelled:
		return ErrTimeout
	default:
		return &timedOut{err}
	}
}

// WithTimeout is [Timeout] for functions that have a result.
func WithTimeout[T any](ctx context.Context, d time.Duration, fn func(context.Context) (T, error)) (T, error) {
	var value T
	if fn == nil {
		return value, errNilFunc
	}
	err := Timeout(ctx, d, func(ctx context.Context) (err error) {
		value, err = fn(ctx)
		return err
	})
	return value, err
}

type timeout struct {
	task          *Handle
	timer         timer
	before        int32 // requests to cancel when it began
	expired, over bool
}

func (o *timeout) run() {
	if o.over {
		return
	}
	o.task.cancel()
	o.expired = true
}

// leave takes back the request to cancel that the time-out made, and returns how
// many there are besides.
func (o *timeout) leave() int32 {
	if !o.over {
		o.over = true
		o.task.loop.timers.stop(&o.timer)
		if o.expired {
			o.task.Uncancel()
		}
	}
	return o.task.cancels
}
