package ipc

import (
	"context"
	"sync"
	"sync/atomic"
)

// NewLock makes a lock for the goroutines of this process: a channel of one place.
func NewLock() Lock {
	return &localLock{place: make(chan struct{}, 1), closed: make(chan struct{})}
}

type localLock struct {
	place   chan struct{}
	closed  chan struct{}
	closing sync.Once
	ticket  atomic.Uint64 // of the holder, odd while there is one
}

func (l *localLock) Lock(ctx context.Context) (Hold, error) {
	if h, err := l.TryLock(); err != ErrLocked { //nolint:errorlint // it is our own, unwrapped
		return h, err
	}
	select {
	case l.place <- struct{}{}:
		return l.hold(), nil
	case <-l.closed:
		return Hold{}, ErrClosed
	case <-ctx.Done():
		return Hold{}, context.Cause(ctx)
	}
}

func (l *localLock) TryLock() (Hold, error) {
	select {
	case <-l.closed:
		return Hold{}, ErrClosed
	default:
	}
	select {
	case l.place <- struct{}{}:
		return l.hold(), nil
	default:
		return Hold{}, ErrLocked
	}
}

func (l *localLock) hold() Hold { return Hold{lock: l, ticket: l.ticket.Add(1)} }

func (l *localLock) letGo(ticket uint64) error {
	if !l.ticket.CompareAndSwap(ticket, ticket+1) {
		return ErrNotLocked
	}
	<-l.place
	return nil
}

func (l *localLock) consistent(ticket uint64) error {
	if l.ticket.Load() != ticket {
		return ErrNotLocked
	}
	return nil
}

func (l *localLock) Close() error {
	l.closing.Do(func() { close(l.closed) })
	return nil
}

// Detach does nothing: the garbage collector does.
func (l *localLock) Detach() error { return nil }
