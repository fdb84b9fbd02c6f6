package slots

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
)

// Recover derives the lists and counters from the states of the slots.
func (q *Queue) Recover() {
	type numbered struct {
		slot   uint32
		number uint64
	}
	var inOrder []numbered
	var frees, takens uint32
	next := atomic.LoadUint64(&q.head.next)
	for i := range q.capacity {
		s, _ := q.slot(i)
		switch load(&s.state) & 0xff {
		case ready:
			number := atomic.LoadUint64(&s.number)
			inOrder = append(inOrder, numbered{i, number})
			next = max(next, number+1)
		case taken:
			takens++
		case filled: // by a process that lives, or that Bury is told of
		default:
			store(&q.stack[frees], i)
			frees++
		}
	}
	slices.SortFunc(inOrder, func(a, b numbered) int { return cmp.Compare(a.number, b.number) })
	for i, n := range inOrder {
		store(&q.ring[i], n.slot)
	}
	store(&q.head.first, 0)
	store(&q.head.ready, uint32(len(inOrder)))
	store(&q.head.free, frees)
	store(&q.head.taken, takens)
	atomic.StoreUint64(&q.head.next, next)
}

// Bury gives back the slots of a dead process: what it had not committed is free, what
// it had taken is ready again, and marked.
func (q *Queue) Bury(peer int) {
	for i := range q.capacity {
		s, _ := q.slot(i)
		switch load(&s.state) {
		case by(filled, peer):
			store(&s.state, free)
		case by(taken, peer):
			atomic.AddUint32(&s.redelivered, 1)
			store(&s.state, ready)
		}
	}
	q.Recover()
}

// Settle buries who has died, if it can have the lock.
func (q *Queue) Settle(ctx context.Context) {
	if q.m.Lock(ctx) == nil {
		q.m.Settle()
		q.m.Unlock()
	}
}

// Leave gives back what this process holds, and ends every call of it with [ErrClosed].
func (q *Queue) Leave(ctx context.Context) error {
	if err := q.m.Lock(ctx); err != nil {
		return err
	}
	q.left.Store(true)
	q.Bury(q.me)
	q.m.WakeAll()
	q.m.Unlock()
	return nil
}

// Tidy gives back what the dead held, if it gets the lock in time.
func (q *Queue) Tidy(ctx context.Context) { q.m.Tidy(ctx) }
