package redislimit

import (
	"sync/atomic"
	"time"
)

// inARow is how many failures, one after the other, say that Redis is down, and not
// that an answer was late. Where one answer in 200 is late, five are so once in 3e11.
const inARow = 5

// A breaker keeps requests from waiting for a Redis that is down.
//
// Failures are in a row if each was asked after the one before had failed, and nothing
// was answered in all that time. Those that were under way together are one: they may
// all be late because this process had no time for them.
type breaker struct {
	retry   time.Duration
	downFor atomic.Int64 // until when Redis is not asked, since the start; 0 if it is
	failed  atomic.Int32 // in a row
	news    atomic.Uint64
}

// mayAsk lets everybody ask Redis while it works, and one in each interval of
// retries when it does not.
func (b *breaker) mayAsk(now time.Duration) bool {
	until := b.downFor.Load()
	return until == 0 || int64(now) >= until && b.downFor.CompareAndSwap(until, int64(now+b.retry))
}

func (b *breaker) down() bool { return b.downFor.Load() != 0 }

// heard is how much was heard of Redis, answers and failures, when a request asks.
func (b *breaker) heard() uint64 { return b.news.Load() }

// failure hears that Redis gave no answer to a request, and what was heard when it was
// asked; sure is that none is to be had, as when nobody listens. It reports whether that
// is news, and whether Redis is down.
func (b *breaker) failure(heard uint64, now time.Duration, sure bool) (news, down bool) {
	if news = b.news.CompareAndSwap(heard, heard+1); !news && !sure {
		return false, b.down()
	}
	if b.failed.Add(1) >= inARow || sure || b.down() {
		b.downFor.Store(max(1, int64(now+b.retry)))
	}
	return news, b.down()
}

func (b *breaker) answered() {
	b.news.Add(1)
	b.failed.Store(0)
	b.downFor.Store(0)
}
