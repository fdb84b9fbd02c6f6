package ipc

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// ErrPermits says that there are not so many permits: to acquire, or to give back.
var ErrPermits = errors.New("ipc: not so many permits")

// NewSemaphore makes a semaphore of size permits for the goroutines of this process, by
// golang.org/x/sync/semaphore. It panics if size is less than 1.
func NewSemaphore(size int) Semaphore {
	if size < 1 {
		panic(fmt.Sprintf("ipc.NewSemaphore: size %d is less than 1", size))
	}
	s := &localSemaphore{size: size, permits: semaphore.NewWeighted(int64(size))}
	s.open, s.close = context.WithCancelCause(context.Background())
	return s
}

type localSemaphore struct {
	size    int
	permits *semaphore.Weighted
	held    atomic.Int64
	open    context.Context
	close   context.CancelCauseFunc
}

func (s *localSemaphore) Acquire(ctx context.Context, n int) error {
	if err := countPermits(n, s.size); err != nil {
		return err
	}
	if s.open.Err() != nil {
		return ErrClosed
	}
	if !s.permits.TryAcquire(int64(n)) {
		waiting, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		defer context.AfterFunc(s.open, func() { stop(ErrClosed) })()
		if s.permits.Acquire(waiting, int64(n)) != nil {
			return context.Cause(waiting)
		}
	}
	s.held.Add(int64(n))
	return nil
}

func (s *localSemaphore) TryAcquire(n int) bool {
	if n < 1 || s.open.Err() != nil || !s.permits.TryAcquire(int64(n)) {
		return false
	}
	s.held.Add(int64(n))
	return true
}

func (s *localSemaphore) Release(n int) error {
	for {
		held := s.held.Load()
		if n < 1 || int64(n) > held {
			return fmt.Errorf("%w: %d to release, %d are held", ErrPermits, n, held)
		}
		if s.held.CompareAndSwap(held, held-int64(n)) {
			s.permits.Release(int64(n))
			return nil
		}
	}
}

func (s *localSemaphore) Size() int { return s.size }

func (s *localSemaphore) Close() error {
	s.close(ErrClosed)
	return nil
}

// Detach does nothing: the garbage collector does.
func (s *localSemaphore) Detach() error { return nil }

func countPermits(n, size int) error {
	if n < 1 || n > size {
		return fmt.Errorf("%w: %d to acquire, there are %d", ErrPermits, n, size)
	}
	return nil
}
