package ipc

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// NewQueue makes a queue for the goroutines of this process: a channel, with what
// channels lack. It panics if capacity is less than 1.
func NewQueue[T any](capacity int) Queue[T] {
	if capacity < 1 {
		panic(fmt.Sprintf("ipc.NewQueue: capacity %d is less than 1", capacity))
	}
	return &localQueue[T]{
		items: make(chan T, capacity), closed: make(chan struct{}), last: make(chan struct{}),
	}
}

type localQueue[T any] struct {
	items  chan T
	closed chan struct{} // closed by Close
	last   chan struct{} // closed when nobody is putting any more

	putting    sync.RWMutex // held by who puts: Close waits for them
	closing    sync.Once
	unfinished tally
}

func (q *localQueue[T]) Put(ctx context.Context, v T) error {
	q.putting.RLock()
	defer q.putting.RUnlock()
	if q.isClosed() {
		return ErrClosed
	}
	q.unfinished.add(1)
	select {
	case q.items <- v: // also when ctx is over too
		return nil
	default:
	}
	var err error
	select {
	case q.items <- v:
		return nil
	case <-q.closed:
		err = ErrClosed
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	q.unfinished.add(-1)
	return err
}

func (q *localQueue[T]) TryPut(v T) error {
	q.putting.RLock()
	defer q.putting.RUnlock()
	if q.isClosed() {
		return ErrClosed
	}
	q.unfinished.add(1)
	select {
	case q.items <- v:
		return nil
	default:
		q.unfinished.add(-1)
		return ErrFull
	}
}

func (q *localQueue[T]) isClosed() bool {
	select {
	case <-q.closed:
		return true
	default:
		return false
	}
}

func (q *localQueue[T]) Get(ctx context.Context) (T, error) {
	v, err := q.next(ctx)
	if err == nil {
		q.unfinished.add(-1)
	}
	return v, err
}

func (q *localQueue[T]) TryGet() (none T, err error) {
	select {
	case v := <-q.items:
		q.unfinished.add(-1)
		return v, nil
	default:
	}
	select {
	case <-q.last:
		return q.Get(context.Background()) // what came in the meantime, or the end
	default:
		return none, ErrEmpty
	}
}

func (q *localQueue[T]) Take(ctx context.Context) (Task[T], error) {
	v, err := q.next(ctx)
	if err != nil {
		return Task[T]{}, err
	}
	done := new(atomic.Bool)
	return Task[T]{Value: v, done: func() error {
		if done.Swap(true) {
			return ErrNotTaken
		}
		q.unfinished.add(-1)
		return nil
	}}, nil
}

func (q *localQueue[T]) next(ctx context.Context) (none T, err error) {
	select {
	case v := <-q.items:
		return v, nil
	default:
	}
	select {
	case v := <-q.items:
		return v, nil
	case <-q.last: // nothing more comes; what is there comes first
		select {
		case v := <-q.items:
			return v, nil
		default:
			return none, io.EOF
		}
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
}

func (q *localQueue[T]) Join(ctx context.Context) error { return q.unfinished.wait(ctx) }
func (q *localQueue[T]) Len() int                       { return len(q.items) }
func (q *localQueue[T]) Cap() int                       { return cap(q.items) }

func (q *localQueue[T]) Close() error {
	q.closing.Do(func() {
		close(q.closed)
		q.putting.Lock() // those who put now have got in or been told
		defer q.putting.Unlock()
		close(q.last)
	})
	return nil
}

// Detach does nothing: the garbage collector does.
func (q *localQueue[T]) Detach() error { return nil }

// A tally is a number, and a way to wait until it is zero. The zero tally is ready.
type tally struct {
	mu   sync.Mutex
	n    int
	zero chan struct{} // for those who wait
}

func (t *tally) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n += n; t.n == 0 && t.zero != nil {
		close(t.zero)
		t.zero = nil
	}
}

func (t *tally) wait(ctx context.Context) error {
	t.mu.Lock()
	if t.n == 0 {
		t.mu.Unlock()
		return nil
	}
	if t.zero == nil {
		t.zero = make(chan struct{})
	}
	zero := t.zero
	t.mu.Unlock()
	select {
	case <-zero:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
