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
// each.
func MeasureCreation(ctx context.Context, kind Kind, n int) (Cost, error) {
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
// is sent to.
func MeasureSwitch(ctx context.Context, kind Kind, n int) (Cost, error) {
	var total time.Duration
	var err error
	switch kind {
	case KindProcess:
		total, err = switchProcess(ctx, n)
	case KindThread, KindGoroutine:
		total = switchChannels(n, kind == KindThread)
	case KindCoroutine:
		total, err = switchCoroutine(n)
	default:
		err = fmt.Errorf("kind %d is none", kind)
	}
	return Cost{kind, n, total}, measured("switches", err)
}

func switchCoroutine(n int) (time.Duration, error) {
	c := NewCoroutine(func(y *Yielder[int, int]) (int, error) {
		for v := 0; ; {
			var err error
			if v, err = y.Yield(v); err != nil {
				return v, err
			}
		}
	})
	_, err := c.Resume()
	begin := time.Now()
	for i := 0; i < n && err == nil; i++ {
		_, err = c.Send(i)
	}
	total := time.Since(begin)
	return total, errors.Join(err, c.Close())
}

// switchChannels ends the other goroutine before it returns.
func switchChannels(n int, locked bool) time.Duration {
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
	begin := time.Now()
	for i := range n {
		there <- i
		<-back
	}
	total := time.Since(begin)
	close(there)
	<-back
	return total
}

func switchProcess(ctx context.Context, n int) (time.Duration, error) {
	e, err := startEcho(ctx)
	if err != nil {
		return 0, err
	}
	err = e.trip() // it has begun
	begin := time.Now()
	for i := 0; i < n && err == nil; i++ {
		err = e.trip()
	}
	return time.Since(begin), errors.Join(err, e.close())
}
