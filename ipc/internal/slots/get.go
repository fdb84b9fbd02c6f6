package slots

import (
	"context"
	"io"
	"sync/atomic"

	"underhood/ipc/internal/monitor"
)

// A Taken is a message that a process has and that is not done.
type Taken struct {
	Redelivered int // how often a process died that had it
	slot        uint32
	number      uint64
}

// Get moves the next message into buf, grown if need be, and waits while there is none.
// It returns io.EOF when the queue is closed and empty, the cause of ctx, or
// [monitor.ErrCorrupt]. A process that dies in Get has not got it.
func (q *Queue) Get(ctx context.Context, buf []byte) ([]byte, error) {
	return q.get(ctx, buf, q.waitForItem)
}

// TryGet is Get that returns [ErrEmpty] instead of waiting.
func (q *Queue) TryGet(ctx context.Context, buf []byte) ([]byte, error) {
	return q.get(ctx, buf, q.tryItem)
}

// Take is Get of a message that is not done before [Queue.Done] says so. If the process
// dies before, another gets it.
func (q *Queue) Take(ctx context.Context, buf []byte) ([]byte, Taken, error) {
	return q.take(ctx, buf, q.waitForItem)
}

// TryTake is Take that returns [ErrEmpty] instead of waiting.
func (q *Queue) TryTake(ctx context.Context, buf []byte) ([]byte, Taken, error) {
	return q.take(ctx, buf, q.tryItem)
}

func (q *Queue) hasItem() bool {
	// A closed queue is at its end only when no other process has a message that would
	// come again if it died.
	return load(&q.head.ready) > 0 || q.left.Load() ||
		load(&q.head.closed) != 0 && int(load(&q.head.taken)) <= int(q.own.Load())
}

func (q *Queue) waitForItem(ctx context.Context) error { return q.m.Await(ctx, items, q.hasItem) }

func (q *Queue) tryItem(ctx context.Context) error { return q.try(ctx, q.hasItem, ErrEmpty) }

func (q *Queue) get(ctx context.Context, buf []byte, wait func(context.Context) error) ([]byte, error) {
	i, s, err := q.next(ctx, wait)
	if err != nil {
		return buf[:0], err
	}
	length := min(int(load(&s.length)), q.message)
	if length <= inside { // it is never anybody's: who dies here has not got it
		buf = append(buf[:0], q.payload(i)[:length]...)
		q.pop()
		q.finish(i, s)
		return buf, nil
	}
	q.mark(s)
	number := atomic.LoadUint64(&s.number)
	q.m.Unlock()
	buf = append(buf[:0], q.payload(i)[:length]...)
	// It has been got, whatever becomes of ctx: nobody else may get it.
	return buf, q.Done(context.WithoutCancel(ctx), Taken{slot: i, number: number})
}

func (q *Queue) take(ctx context.Context, buf []byte, wait func(context.Context) error) ([]byte, Taken, error) {
	i, s, err := q.next(ctx, wait)
	if err != nil {
		return buf[:0], Taken{}, err
	}
	length := min(int(load(&s.length)), q.message)
	q.mark(s)
	t := Taken{Redelivered: int(load(&s.redelivered)), slot: i, number: atomic.LoadUint64(&s.number)}
	q.m.Unlock()
	return append(buf[:0], q.payload(i)[:length]...), t, nil
}

// next looks at the next message, and has the lock.
func (q *Queue) next(ctx context.Context, wait func(context.Context) error) (uint32, *slot, error) {
	if err := wait(ctx); err != nil {
		return 0, nil, err
	}
	if q.left.Load() {
		q.m.Unlock()
		return 0, nil, ErrClosed
	}
	if load(&q.head.taken) > 0 {
		q.m.Settle() // what a dead process had taken is before all others
	}
	first, n := load(&q.head.first), load(&q.head.ready)
	if n == 0 {
		q.m.Broadcast(items)
		q.m.Unlock()
		return 0, nil, io.EOF
	}
	if first >= q.capacity || n > q.capacity {
		q.m.Unlock()
		return 0, nil, monitor.ErrCorrupt
	}
	i := load(&q.ring[first])
	s, err := q.slot(i)
	if err != nil {
		q.m.Unlock()
		return 0, nil, err
	}
	return i, s, nil
}

// mark takes the next message for this process, with the lock.
func (q *Queue) mark(s *slot) {
	store(&s.state, by(taken, q.me))
	store(&q.head.taken, load(&q.head.taken)+1)
	q.own.Add(1)
	q.pop()
}

// pop takes the next message out of the ring, with the lock.
func (q *Queue) pop() {
	n := load(&q.head.ready)
	store(&q.head.first, (load(&q.head.first)+1)%q.capacity)
	store(&q.head.ready, n-1)
	if n > 1 {
		q.m.Signal(items)
	}
}

// Done says that a taken message is dealt with. It returns [ErrNotTaken] for one that
// is done already or is not this process's any more.
func (q *Queue) Done(ctx context.Context, t Taken) error {
	if err := q.m.Lock(ctx); err != nil {
		return err
	}
	s, err := q.slot(t.slot)
	if err == nil && (load(&s.state) != by(taken, q.me) || atomic.LoadUint64(&s.number) != t.number) {
		err = ErrNotTaken
	}
	if err != nil {
		q.m.Unlock()
		return err
	}
	if n := load(&q.head.taken); n > 0 {
		store(&q.head.taken, n-1)
	}
	q.own.Add(-1)
	q.finish(t.slot, s)
	return nil
}

// finish frees the slot of a message that is done and releases the lock.
func (q *Queue) finish(i uint32, s *slot) {
	q.release(i, s)
	if load(&q.head.closed) != 0 {
		q.m.Broadcast(items) // perhaps it was the last
	}
	if q.isIdle() {
		q.m.Broadcast(idle)
	}
	q.m.Unlock()
}

func (q *Queue) isIdle() bool {
	return load(&q.head.ready) == 0 && load(&q.head.taken) == 0 || q.left.Load()
}

// Join waits until every message that was put is done.
func (q *Queue) Join(ctx context.Context) error {
	if err := q.m.Await(ctx, idle, q.isIdle); err != nil {
		return err
	}
	q.m.Broadcast(idle)
	left := q.left.Load()
	q.m.Unlock()
	if left {
		return ErrClosed
	}
	return nil
}

// Close refuses puts from now on, lets gets drain what is there, and wakes everybody.
// It may be called again.
func (q *Queue) Close(ctx context.Context) error {
	if err := q.m.Lock(ctx); err != nil {
		return err
	}
	store(&q.head.closed, 1)
	q.m.Broadcast(items)
	q.m.Broadcast(space)
	q.m.Unlock()
	return nil
}

// Len is how many messages are ready, and how many are taken and not done.
func (q *Queue) Len() (readied, undone int) {
	return int(min(load(&q.head.ready), q.capacity)), int(min(load(&q.head.taken), q.capacity))
}
