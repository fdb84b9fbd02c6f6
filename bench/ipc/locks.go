package ipc

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/sync/semaphore"

	"underhood/bench/harness"
	"underhood/ipc"
)

// idler is a process that has the semaphore or the lock, too, and does nothing.
var idler = ipc.Register("bench/ipc idler", func(ctx context.Context, c *ipc.Child) error {
	var what string
	if err := c.Args(&what); err != nil {
		return err
	}
	var err error
	if what == "semaphore" {
		_, err = ipc.AttachSemaphore(ctx, c.Given("it"))
	} else {
		_, err = ipc.AttachLock(ctx, c.Given("it"))
	}
	if err != nil {
		return err
	}
	ready, err := c.File("ready")
	if err != nil {
		return err
	}
	if _, err := ready.Write([]byte{1}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
})

// withIdler starts the other process and waits until it has attached.
func withIdler(what string, thing any) (stop func(), err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	if stop, err = start(idler, what, []ipc.StartOption{ipc.Give("it", thing), ipc.GiveFile("ready", w)}); err != nil {
		return nil, err
	}
	if _, err := r.Read(make([]byte, 1)); err != nil {
		stop()
		return nil, fmt.Errorf("the other process did not attach: %w", err)
	}
	return stop, nil
}

// repeat measures a loop that counts up to the size while it has what it acquires.
func repeat(params harness.Params, end func(), loop func(n int) (count int, err error)) harness.Run {
	return harness.Run{Close: end, Sample: func() (harness.Sample, error) {
		count := 0
		var err error
		s := harness.Measure(func() { count, err = loop(params.Size) })
		s.Answer = fmt.Sprint(count)
		return s, err
	}}
}

// ourSemaphore is one in shared memory that another process has attached to.
func ourSemaphore(params harness.Params) (harness.Run, error) {
	s, err := ipc.CreateSemaphore(1)
	if err != nil {
		return harness.Run{}, err
	}
	stop, err := withIdler("semaphore", s)
	if err != nil {
		return harness.Run{}, err
	}
	ctx := context.Background()
	return repeat(params, func() { stop(); _ = s.Detach() }, func(n int) (count int, err error) {
		for range n {
			if err := s.Acquire(ctx, 1); err != nil {
				return 0, err
			}
			count++
			if err := s.Release(1); err != nil {
				return 0, err
			}
		}
		return count, nil
	}), nil
}

// weighted is the semaphore of x/sync.
func weighted(params harness.Params) (harness.Run, error) {
	s, ctx := semaphore.NewWeighted(1), context.Background()
	return repeat(params, nil, func(n int) (count int, err error) {
		for range n {
			if err := s.Acquire(ctx, 1); err != nil {
				return 0, err
			}
			count++
			s.Release(1)
		}
		return count, nil
	}), nil
}

// ourLock is one in shared memory that another process has attached to.
func ourLock(params harness.Params) (harness.Run, error) {
	l, err := ipc.CreateLock()
	if err != nil {
		return harness.Run{}, err
	}
	stop, err := withIdler("lock", l)
	if err != nil {
		return harness.Run{}, err
	}
	ctx := context.Background()
	return repeat(params, func() { stop(); _ = l.Detach() }, func(n int) (count int, err error) {
		for range n {
			h, err := l.Lock(ctx)
			if err != nil {
				return 0, err
			}
			count++
			if err := h.Unlock(); err != nil {
				return 0, err
			}
		}
		return count, nil
	}), nil
}
