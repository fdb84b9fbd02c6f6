package ipc

import "context"

// A Semaphore is a number of permits. [NewSemaphore] makes one for the goroutines of
// this process, [CreateSemaphore] one in shared memory for other processes too. It is
// safe for concurrent use.
//
// Who asks first is served first, also who asks for many. The permits of a process that
// dies come back; those of Python's, and of POSIX's, are lost for ever.
type Semaphore interface {
	// Acquire gets n permits and waits until they are free. It returns ErrPermits for
	// n below 1 or above the size, ErrClosed, or the cause of ctx; then it has none.
	Acquire(ctx context.Context, n int) error
	// TryAcquire gets n permits if they are free and nobody waits, and says whether.
	TryAcquire(n int) bool
	// Release gives n permits back: ErrPermits if this process has not so many.
	Release(n int) error
	// Size is how many permits there are.
	Size() int
	// Close wakes all who wait, with ErrClosed, for everybody and for ever. It may be
	// called again.
	Close() error
	// Detach gives back this process's hold of it, and the permits it has.
	Detach() error
}
