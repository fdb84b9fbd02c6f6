package websec

import (
	"sync"
	"time"
)

// A ring admits so many events in any stretch of time of one length. It remembers
// when the last ones were, and no more: its memory is fixed when it is made. It is
// safe for concurrent use.
type ring struct {
	mu     sync.Mutex
	times  []time.Time // of the last admitted; next is the oldest
	next   int
	window time.Duration
}

func newRing(n int, window time.Duration) *ring {
	return &ring{times: make([]time.Time, n), window: window}
}

func (r *ring) admit(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	oldest := r.times[r.next]
	if !oldest.IsZero() && now.Sub(oldest) < r.window {
		return false
	}
	r.times[r.next] = now
	r.next = (r.next + 1) % len(r.times)
	return true
}
