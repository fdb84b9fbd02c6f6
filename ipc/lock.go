package ipc

import (
	"context"
	"errors"
)

// A Lock is held by one at a time. [NewLock] makes one for the goroutines of this
// process, [CreateLock] one in shared memory for other processes too. It is safe for
// concurrent use.
//
// The lock of a process that dies goes to the next, who is told ([Hold.OwnerDied]):
// what the lock guards may be half changed. As with POSIX's robust mutexes, that one
// has to say that it is right again ([Hold.Consistent]), or the lock is of no more use:
// ErrNotRecoverable. A holder that was only stopped (SIGSTOP) is waited for, without a
// guess.
type Lock interface {
	// Lock gets the lock and waits while another has it. It returns ErrNotRecoverable,
	// ErrClosed, or the cause of ctx; then the caller does not have it.
	Lock(ctx context.Context) (Hold, error)
	// TryLock is Lock that returns ErrLocked instead of waiting.
	TryLock() (Hold, error)
	// Close wakes all who wait, with ErrClosed, for everybody and for ever. It may be
	// called again.
	Close() error
	// Detach gives back this process's hold of it, and the lock if it has it.
	Detach() error
}

var (
	// ErrLocked says that another has the lock.
	ErrLocked = errors.New("ipc: locked")
	// ErrNotLocked says that a Hold has been given back already.
	ErrNotLocked = errors.New("ipc: not locked")
	// ErrNotRecoverable says that a holder died, and that the next one gave the lock
	// back without saying that what it guards is right again.
	ErrNotRecoverable = errors.New("ipc: the lock is not recoverable: a holder died and nobody repaired what it guards")
)

// A Hold is the having of a [Lock].
type Hold struct {
	lock   held
	ticket uint64
	died   int
}

// held is what a Hold asks of its lock.
type held interface {
	letGo(ticket uint64) error
	consistent(ticket uint64) error
}

// OwnerDied is the process id of the holder before, if that died with the lock, and
// whether it did.
func (h Hold) OwnerDied() (pid int, died bool) { return h.died, h.died != 0 }

// Consistent says that what the lock guards is right again. It returns [ErrNotLocked]
// when the lock was given back, and does nothing where nobody died.
func (h Hold) Consistent() error {
	if h.lock == nil {
		return ErrNotLocked
	}
	return h.lock.consistent(h.ticket)
}

// Unlock gives the lock back. It returns [ErrNotLocked] when that has been done before.
func (h Hold) Unlock() error {
	if h.lock == nil {
		return ErrNotLocked
	}
	return h.lock.letGo(h.ticket)
}
