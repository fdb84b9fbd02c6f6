package ipc

import (
	"context"
	"runtime"
	"sync/atomic"

	"underhood/ipc/internal/monitor"
)

// A shared is what everything in shared memory has: a monitor, and this process's
// place among those that are attached.
type shared struct {
	*seat    // nil in tests of one process
	m        *monitor.Monitor
	me       int
	detached atomic.Bool // set with the lock held
}

// lock gets the monitor, unless the handle was given back.
func (s *shared) lock(ctx context.Context) error {
	if s.detached.Load() {
		return ErrClosed
	}
	if err := s.m.Lock(ctx); err != nil {
		return err
	}
	return s.still()
}

// still says that the handle has not been given back meanwhile; else it unlocks.
func (s *shared) still() error {
	if s.detached.Load() {
		s.m.Unlock()
		return ErrClosed
	}
	return nil
}

func (s *shared) tidy(ctx context.Context) {
	s.m.Tidy(ctx)
	runtime.KeepAlive(s)
}

func (s *shared) unlock() {
	s.m.Unlock()
	runtime.KeepAlive(s) // and with it the memory
}

// await gets the monitor when ready is true, and the handle is not given back.
func (s *shared) await(ctx context.Context, class int, ready func() bool) error {
	if s.detached.Load() {
		return ErrClosed
	}
	err := s.m.Await(ctx, class, func() bool { return s.detached.Load() || ready() })
	if err != nil {
		return err
	}
	return s.still()
}

// detach gives back what this process holds, by give, wakes its goroutines and the
// others, and leaves.
func (s *shared) detach(give func()) error {
	if err := s.lock(context.Background()); err != nil {
		return nil // given back before
	}
	s.detached.Store(true)
	give()
	s.m.WakeAll()
	s.unlock()
	if s.seat != nil {
		leave(s.seat, s)
	}
	return nil
}
