package concurrency

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// idle is work that does nothing, so that all that is measured is its unit.
var idle = Register("concurrency.idle", func(context.Context, int) (int, error) { return 0, nil })

// MeasureCreation starts n units that do nothing, one after the other, and joins
// each. It refuses an n below 1.
func MeasureCreation(ctx context.Context, kind Kind, n int) (Cost, error) {
	if err := measurable(ctx, n); err != nil {
		return Cost{}, measured("creation", err)
	}
	begin := time.Now()
	for range n {
		u, err := Start(ctx, kind, idle, 0)
		if err == nil {
			_, err = u.Join(ctx)
		}
		if err != nil {
			return Cost{}, measured("creation", err)
		}
	}
	return Cost{kind, n, time.Since(begin)}, nil
}

// MeasureSwitch hands a byte or a number to a unit and waits until it comes back, n
// times: a round trip, two switches. Between processes it goes through two pipes,
// between threads and between goroutines through two channels, and a coroutine
// is sent to. It refuses an n below 1, and gives up when ctx ends.
func MeasureSwitch(ctx context.Context, kind Kind, n int) (Cost, error) {
	if err := measurable(ctx, n); err != nil {
		return Cost{}, measured("switches", err)
	}
	var total time.Duration
	var err error
	switch kind {
	case KindProcess:
		total, err = switchProcess(ctx, n)
	case KindThread, KindGoroutine:
		total, err = switchChannels(ctx, n, kind == KindThread)
	case KindCoroutine:
		total, err = switchCoroutine(ctx, n)
	default:
		err = fmt.Errorf("kind %d is none", kind)
	}
	if err != nil {
		return Cost{}, measured("switches", err)
	}
	return Cost{kind, n, total}, nil
}

// repeat calls f n times, or until it fails or ctx has ended, and says how long it took.
func repeat(ctx context.Context, n int, f func(i int) error) (time.Duration, error) {
	begin := time.Now()
	for i := range n {
		if i%1024 == 0 && ctx.Err() != nil { // so seldom that it is not what is measured
			return 0, context.Cause(ctx)
		}
		if err := f(i); err != nil {
			return 0, err
		}
	}
	return time.Since(begin), nil
}

func switchCoroutine(ctx context.Context, n int) (time.Duration, error) {
	c := NewCoroutine(func(y *Yielder[int, int]) (int, error) {
		for v := 0; ; {
			var err error
			if v, err = y.Yield(v); err != nil {
				return v, err
			}
		}
	})
	if _, err := c.Resume(); err != nil {
		return 0, err
	}
	total, err := repeat(ctx, n, func(i int) error { _, err := c.Send(i); return err })
	return total, errors.Join(err, c.Close())
}

// switchChannels ends the other goroutine before it returns.
func switchChannels(ctx context.Context, n int, locked bool) (time.Duration, error) {
	there, back := make(chan int), make(chan int)
	if locked {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	go func() {
		if locked {
			runtime.LockOSThread()
		}
		defer close(back)
		for v := range there {
			back <- v
		}
	}()
	total, err := repeat(ctx, n, func(i int) error {
		there <- i
		<-back
		return nil
	})
	close(there)
	<-back
	return total, err
}

func switchProcess(ctx context.Context, n int) (time.Duration, error) {
	e, err := startEcho(ctx)
	if err != nil {
		return 0, err
	}
	var total time.Duration
	if err = e.trip(); err == nil { // it has begun
		total, err = repeat(ctx, n, func(int) error { return e.trip() })
	}
	return total, errors.Join(err, e.close())
}
