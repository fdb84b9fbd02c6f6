package futex

import (
	"sync"
	"time"
)

const (
	// maxDirect is how many callers may keep a thread of their own.
	maxDirect = 8
	// settled is how long a caller must have slept to be moved. Somebody who has
	// slept for a hundred times what it takes to move will not miss those
	// microseconds; those who are woken often keep the fast way.
	settled = time.Millisecond
)

// A bench is the seats of those who keep a thread of their own.
type bench struct {
	mu    sync.Mutex
	seats [maxDirect]*blocked
}

var seats bench

// sit takes a free seat, or the seat of who has slept for longest, if that is
// long; it is sent on to a dispatcher. It reports whether it has found a seat.
func (q *bench) sit(b *blocked) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	oldest := -1
	for i, other := range q.seats {
		if other == nil {
			oldest = i
			break
		}
		if now.Sub(other.since) > settled && (oldest < 0 || other.since.Before(q.seats[oldest].since)) {
			oldest = i
		}
	}
	if oldest < 0 {
		return false
	}
	if other := q.seats[oldest]; other != nil {
		other.interrupt(moved)
	}
	b.seat, b.since = oldest, now
	q.seats[oldest] = b
	return true
}

// leave frees a seat, unless it was taken. After it nobody interrupts b but the
// end of its context.
func (q *bench) leave(b *blocked) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.seats[b.seat] == b {
		q.seats[b.seat] = nil
	}
}
