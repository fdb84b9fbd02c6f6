package redislimit

import (
	"sync/atomic"
	"time"
)

// inARow is how many failures, one after the other, say that Redis is down, and not
// that an answer was late. Where one answer in 200 is late, five are so once in 3e11.
const inARow = 5

// A breaker keeps requests from waiting for a Redis that is down.
type breaker struct {
	retry   time.Duration
	downFor atomic.Int64 // until when Redis is not asked, since the start; 0 if it is
	failed  atomic.Int32 // in a row
}

// mayAsk lets everybody ask Redis while it works, and one in each interval of
// retries when it does not.
func (b *breaker) mayAsk(now time.Duration) bool {
	until := b.downFor.Load()
	return until == 0 || int64(now) >= until && b.downFor.CompareAndSwap(until, int64(now+b.retry))
}

// failure hears that Redis gave no answer; sure is that none is to be had, as when
// nobody listens.
func (b *breaker) failure(now time.Duration, sure bool) {
	if b.failed.Add(1) >= inARow || sure || b.downFor.Load() != 0 {
		b.downFor.Store(max(1, int64(now+b.retry)))
	}
}

func (b *breaker) answered() {
	b.failed.Store(0)
	b.downFor.Store(0)
}
