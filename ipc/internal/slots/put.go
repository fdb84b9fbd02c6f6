package slots

import (
	"context"
	"fmt"
	"sync/atomic"

	"underhood/ipc/internal/monitor"
)

// Classes of waiting.
const (
	items = iota // for a message
	space        // for a free slot
	idle         // for all to be done
)

// inside is the longest message that is copied with the lock held: to release it and
// get it again costs more.
const inside = 4096

// Put copies a message into the queue and waits while that is full. It returns
// [ErrTooLarge], [ErrClosed], the cause of ctx, or [monitor.ErrCorrupt].
func (q *Queue) Put(ctx context.Context, message []byte) error {
	return q.put(ctx, message, q.waitForSpace)
}

// TryPut is Put that returns [ErrFull] instead of waiting for space.
func (q *Queue) TryPut(ctx context.Context, message []byte) error {
	return q.put(ctx, message, func(ctx context.Context) error {
		return q.try(ctx, q.hasSpace, ErrFull)
	})
}

func (q *Queue) put(ctx context.Context, message []byte, wait func(context.Context) error) error {
	if len(message) > q.message {
		return fmt.Errorf("%w: %d bytes, a slot has %d", ErrTooLarge, len(message), q.message)
	}
	i, err := q.fill(ctx, wait)
	if err != nil {
		return err
	}
	if len(message) > inside {
		q.m.Unlock()
		copy(q.payload(i), message)
		if err := q.m.Lock(ctx); err != nil {
			return q.abandon(i, err)
		}
	} else {
		copy(q.payload(i), message)
	}
	return q.commit(i, len(message))
}

func (q *Queue) hasSpace() bool {
	return load(&q.head.free) > 0 || load(&q.head.closed) != 0 || q.left.Load()
}

func (q *Queue) waitForSpace(ctx context.Context) error { return q.m.Await(ctx, space, q.hasSpace) }

// try gets the lock when ready is true, or returns why it is not.
func (q *Queue) try(ctx context.Context, ready func() bool, not error) error {
	if err := q.m.Lock(ctx); err != nil {
		return err
	}
	if ready() || q.m.Settle() && ready() {
		return nil
	}
	q.m.Unlock()
	return not
}

// fill gets a free slot for this process, and the lock.
func (q *Queue) fill(ctx context.Context, wait func(context.Context) error) (uint32, error) {
	if err := wait(ctx); err != nil {
		return 0, err
	}
	if load(&q.head.closed) != 0 || q.left.Load() {
		q.m.Unlock()
		return 0, ErrClosed
	}
	n := load(&q.head.free)
	if n == 0 || n > q.capacity {
		q.m.Unlock()
		return 0, monitor.ErrCorrupt
	}
	i := load(&q.stack[n-1])
	s, err := q.slot(i)
	if err != nil {
		q.m.Unlock()
		return 0, err
	}
	store(&s.state, by(filled, q.me))
	store(&q.head.free, n-1)
	return i, nil
}

// commit makes a filled slot ready, and releases the lock.
func (q *Queue) commit(i uint32, length int) error {
	defer q.m.Unlock()
	s, err := q.slot(i)
	if err != nil {
		return err
	}
	first, n := load(&q.head.first), load(&q.head.ready)
	if first >= q.capacity || n >= q.capacity {
		return monitor.ErrCorrupt
	}
	number := atomic.LoadUint64(&q.head.next)
	atomic.StoreUint64(&q.head.next, number+1)
	atomic.StoreUint64(&s.number, number)
	store(&s.redelivered, 0)
	store(&s.length, uint32(length))
	store(&s.state, ready)
	store(&q.ring[(first+n)%q.capacity], i)
	store(&q.head.ready, n+1)
	q.m.Signal(items)
	if load(&q.head.free) > 0 {
		q.m.Signal(space) // for whoever else waits: the slots came one signal each, or by a death
	}
	return nil
}

// abandon gives a filled slot back when there is time for it.
func (q *Queue) abandon(i uint32, why error) error {
	go func() {
		if q.m.Lock(context.Background()) == nil {
			if s, err := q.slot(i); err == nil {
				q.release(i, s)
			}
			q.m.Unlock()
		}
	}()
	return why
}

// release makes a slot free. The caller has the lock.
func (q *Queue) release(i uint32, s *slot) {
	n := load(&q.head.free)
	if n >= q.capacity {
		return // it has been given back already, or the memory is corrupt
	}
	store(&s.state, free)
	store(&q.stack[n], i)
	store(&q.head.free, n+1)
	q.m.Signal(space)
}
