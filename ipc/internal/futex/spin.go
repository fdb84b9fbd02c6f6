package futex

import (
	"runtime"
	"sync/atomic"
	"time"
)

// A Spin waits for what is about to happen, before a caller goes to sleep for
// it: a look at a word costs a nanosecond or so, to be woken by another process
// 7 to 50 microseconds. The zero Spin is ready. A Spin belongs to one kind of
// wait, for its length follows how often that wait was short; it is of one
// process, and safe for concurrent use.
//
// To spin for longer than a sleep costs is never worth it, and spinning for what
// does not come takes the processor from whoever would bring it. So the length is
// bounded; a miss halves it and a hit doubles it, so it stays long as long as every
// other wait is short; and when it has shrunk to nothing every 32nd call tries
// again. The bound is some twice of what a sleep costs, so that a try succeeds
// against another side that still sleeps; else two that had both given up would
// never find out. Where only one goroutine can run at a time, and when as many spin
// as can run, it does not spin at all.
type Spin struct {
	limit  atomic.Int64 // nanoseconds, plus one; 0 is a Spin that has not been used
	misses atomic.Uint32
}

const (
	maxSpin  = 40 * time.Microsecond
	minSpin  = time.Microsecond
	tryEvery = 32 // calls, when there was nothing to hope for

	clockEvery = 256 // looks between two looks at the clock
	yieldEvery = 512 // looks between two turns for other goroutines
)

// spinning counts those who spin now, in all Spins; see sync.Mutex, which
// does not spin either when every processor would be spinning.
var spinning atomic.Int32

// Until asks done again and again and returns true as soon as it does, or false
// when the caller had better go to sleep. It asks at least once. done is called
// by the caller's goroutine only, often, and should be a load or two.
func (s *Spin) Until(done func() bool) bool {
	if done() {
		return true
	}
	limit := time.Duration(s.limit.Load() - 1)
	switch {
	case limit < 0:
		limit = maxSpin
	case limit < minSpin:
		if s.misses.Add(1)%tryEvery != 0 {
			return false
		}
		limit = maxSpin
	}
	if !canSpin() {
		return false
	}
	hit := spin(limit, done)
	spinning.Add(-1)
	if hit {
		s.set(min(2*limit, maxSpin))
		return true
	}
	s.set(limit / 2)
	countProcessors()
	return false
}

// set writes only what is new: who spins on one word had better not write another
// that everybody reads.
func (s *Spin) set(limit time.Duration) {
	if next := int64(limit) + 1; s.limit.Load() != next {
		s.limit.Store(next)
	}
}

// spin looks for so long at most.
func spin(limit time.Duration, done func() bool) bool {
	var begun time.Time // read late: most waits that are worth spinning for are over by then
	for look := 1; ; look++ {
		if done() {
			return true
		}
		if look%clockEvery == 0 {
			if begun.IsZero() {
				begun = time.Now()
			} else if time.Since(begun) >= limit {
				return false
			}
		}
		if look%yieldEvery == 0 {
			runtime.Gosched() // who brings it may be a goroutine that waits for this thread
		}
	}
}

// canSpin takes a place among the spinning, if one is free.
func canSpin() bool {
	n := processors.Load()
	if n == 0 {
		n = countProcessors()
	}
	if n > 1 {
		if spinning.Add(1) <= n {
			return true
		}
		spinning.Add(-1)
	}
	countProcessors()
	return false
}

// processors is how many goroutines can run at once, as of the last look:
// GOMAXPROCS may change, and to ask it takes a lock of the scheduler. Every
// refusal and every miss looks again.
var processors atomic.Int32

func countProcessors() int32 {
	n := int32(min(runtime.NumCPU(), runtime.GOMAXPROCS(0)))
	processors.Store(n)
	return n
}
