package futex

import (
	"runtime"
	"sync/atomic"
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
// other wait is short; and when it has shrunk to nothing every 64th call tries
// again. Where only one goroutine can run at a time, and when as many spin as can
// run, it does not spin at all.
type Spin struct {
	limit  atomic.Int32 // looks, plus one; 0 is a Spin that has not been used
	missed atomic.Uint32
}

const (
	maxLooks  = 4000 // about 10 microseconds
	minLooks  = 16
	tryEvery  = 64  // calls, when there was nothing to hope for
	yieldMask = 511 // looks between two turns for other goroutines, less one
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
	limit := int(s.limit.Load()) - 1
	switch {
	case limit < 0:
		limit = maxLooks
	case limit < minLooks:
		if s.missed.Add(1)%tryEvery != 0 {
			return false
		}
		limit = maxLooks / 2 // from where a hit leads to the full length
	}
	if !canSpin() {
		return false
	}
	defer spinning.Add(-1)
	for look := 1; look <= limit; look++ {
		if done() {
			if limit < maxLooks {
				s.limit.Store(int32(min(2*limit, maxLooks)) + 1)
			}
			return true
		}
		if look&yieldMask == 0 {
			runtime.Gosched() // who brings it may be a goroutine that waits for this thread
		}
	}
	s.limit.Store(int32(limit/2) + 1)
	countProcessors()
	return false
}

// canSpin takes a place among the spinning, if one is free.
func canSpin() bool {
	n := processors.Load()
	if n == 0 {
		n = countProcessors()
	}
	if n > 1 && spinning.Add(1) <= n {
		return true
	}
	if n > 1 {
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
