package ipc

import (
	"context"
	"sync"
)

// An Event is set or not, and lets everybody wait until it is. [NewEvent] makes one for
// the goroutines of this process, [CreateEvent] one in shared memory for other processes
// too. It is safe for concurrent use.
type Event interface {
	// Set wakes all who wait, and lets pass all who come, until Clear.
	Set() error
	Clear() error
	IsSet() bool
	// Wait waits until the event is set, ErrClosed, or the cause of ctx.
	Wait(ctx context.Context) error
	// Close wakes all who wait, with ErrClosed, for everybody and for ever. It may be
	// called again.
	Close() error
	// Detach gives back this process's hold of it.
	Detach() error
}

// NewEvent makes an event for the goroutines of this process. It is not set.
func NewEvent() Event { return &localEvent{set: make(chan struct{}), closed: make(chan struct{})} }

type localEvent struct {
	mu      sync.Mutex
	isSet   bool
	set     chan struct{} // closed while it is set
	closed  chan struct{}
	closing sync.Once
}

func (e *localEvent) Set() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.isSet {
		e.isSet = true
		close(e.set)
	}
	return nil
}

func (e *localEvent) Clear() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.isSet {
		e.isSet, e.set = false, make(chan struct{})
	}
	return nil
}

func (e *localEvent) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.isSet
}

func (e *localEvent) Wait(ctx context.Context) error {
	e.mu.Lock()
	set := e.set
	e.mu.Unlock()
	select {
	case <-e.closed:
		return ErrClosed
	default:
	}
	select {
	case <-set: // also when ctx is over too
		return nil
	default:
	}
	select {
	case <-set:
		return nil
	case <-e.closed:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (e *localEvent) Close() error {
	e.closing.Do(func() { close(e.closed) })
	return nil
}

// Detach does nothing: the garbage collector does.
func (e *localEvent) Detach() error { return nil }
