package ipc

import "context"

// A Queue is a bounded first-in first-out queue of values, for any number of producers
// and consumers. [NewQueue] makes one for the goroutines of this process,
// [CreateQueue] one in shared memory for other processes too.
//
// A value that was put is got once. Who wants to be sure that it is also dealt with
// takes it ([Queue.Take]): a task that its process did not live to finish is given to
// the next who asks, marked. A Queue is safe for concurrent use.
//
// Python's multiprocessing.Queue and JoinableQueue in one; a consumer that is killed
// there takes along the lock, and the queue is lost.
type Queue[T any] interface {
	// Put adds a value and waits while the queue is full. It returns ErrClosed, the
	// cause of ctx, or why the value cannot be sent; then it is not in the queue.
	Put(ctx context.Context, v T) error
	// TryPut is Put that returns ErrFull instead of waiting for space.
	TryPut(v T) error
	// Get is the next value; it is done with that. It waits while there is none. When
	// the queue is closed and everything was got, it returns io.EOF, for ever.
	Get(ctx context.Context) (T, error)
	// TryGet is Get that returns ErrEmpty instead of waiting.
	TryGet() (T, error)
	// Take is the next value as a task, which counts as unfinished until its Done.
	Take(ctx context.Context) (Task[T], error)
	// Join waits until all that was put is done: got, or taken and finished.
	Join(ctx context.Context) error
	// Len is how many values wait to be got, Cap how many may.
	Len() int
	Cap() int
	// Close ends the queue for everybody: no more is put, what is there can still be
	// got, and who waits is woken. It may be called again.
	Close() error
	// Detach gives back this process's hold of it; the others go on. Tasks that were
	// taken and not done go back to the queue. Further calls return ErrClosed.
	Detach() error
}

// A Task is a value that was taken from a [Queue] and is not done yet.
type Task[T any] struct {
	Value T
	// Redelivered says how many processes died that had taken it before.
	Redelivered int

	done func() error
}

// NewTask makes the task of a queue that is written elsewhere. Done calls done every
// time, which must return [ErrNotTaken] when the task is not taken any more.
func NewTask[T any](v T, redelivered int, done func() error) Task[T] {
	return Task[T]{Value: v, Redelivered: redelivered, done: done}
}

// Done says that the task is finished. It returns [ErrNotTaken] when it has been
// called before; a zero Task has not been taken.
func (t Task[T]) Done() error {
	if t.done == nil {
		return ErrNotTaken
	}
	return t.done()
}
