package ipc

import (
	"context"
	"slices"
	"sync"
)

// A Condition is a [Lock], and a way for who has it to wait until another, who has it
// then, says that something has changed. [NewCondition] makes one for the goroutines of
// this process, [CreateCondition] one in shared memory for other processes too. It is
// safe for concurrent use.
//
// Who is woken looks again whether what it waits for is so: others may have been
// quicker, and a death wakes everybody.
type Condition interface {
	Lock
	// Wait gives the lock back, waits for a Signal, and gets the lock again, as POSIX's
	// and Python's do: also when its ctx has ended, of which it returns the cause. h is
	// the caller's hold, the result its new one. That is none only when the error is
	// ErrNotLocked (h was not one, or one of another lock), ErrClosed or
	// ErrNotRecoverable.
	Wait(ctx context.Context, h Hold) (Hold, error)
	// Signal wakes one who waits, Broadcast all.
	Signal() error
	Broadcast() error
}

// NewCondition makes a condition for the goroutines of this process.
func NewCondition() Condition {
	return &localCondition{localLock: localLock{place: make(chan struct{}, 1), closed: make(chan struct{})}}
}

type localCondition struct {
	localLock

	mu      sync.Mutex
	waiting []chan struct{} // closed to wake; the first to come first
}

func (c *localCondition) Wait(ctx context.Context, h Hold) (Hold, error) {
	if h.lock != held(&c.localLock) {
		return Hold{}, ErrNotLocked
	}
	woken := make(chan struct{})
	c.mu.Lock()
	c.waiting = append(c.waiting, woken)
	c.mu.Unlock()
	if err := h.Unlock(); err != nil {
		c.leave(woken)
		return Hold{}, err
	}
	var why error
	select {
	case <-woken:
	case <-c.closed:
		return Hold{}, ErrClosed
	case <-ctx.Done():
		if c.leave(woken) { // else the signal came first
			why = context.Cause(ctx)
		}
	}
	h, err := c.localLock.Lock(context.WithoutCancel(ctx))
	if err != nil {
		return h, err
	}
	return h, why
}

// leave takes a waiter out, and says whether it was still in.
func (c *localCondition) leave(woken chan struct{}) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.waiting, woken)
	if i < 0 {
		return false
	}
	c.waiting = slices.Delete(c.waiting, i, i+1)
	return true
}

func (c *localCondition) Signal() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) > 0 {
		close(c.waiting[0])
		c.waiting = c.waiting[1:]
	}
	return nil
}

func (c *localCondition) Broadcast() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, woken := range c.waiting {
		close(woken)
	}
	c.waiting = nil
	return nil
}
