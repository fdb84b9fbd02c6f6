// Package spin waits for what is about to happen, before a caller goes to sleep for it: a
// look at a word takes nanoseconds, to sleep and be woken by another process some two to
// fifty microseconds.
//
// A wait looks for about as long as a sleep and a wake would take, which is the best that
// can be said without knowing how long it will be: it never costs more than twice the
// better choice (Karlin, Manasse, McGeoch, Owicki: Competitive Randomized Algorithms for
// Non-Uniform Problems, 1990). Three things spoil that rule, and each has its remedy:
//
//   - Who is waited for may be on the same processor, where it cannot run because we look.
//     The scheduler puts there who was just woken, and leaves two that sleep in turns
//     together for good. So between two rounds of looks the processor is offered to others:
//     then it runs, and two that are both ready are soon moved apart.
//   - The wait may be long, over and over. A try that found nothing makes the next waits
//     sleep almost at once, twice as many each time. The length of a try stays, because two
//     sides that both sleep are slow for each other: only a try that outlasts the wake of the
//     other finds out that both could spin.
//   - The processors may be busy with something else, which does not give back for
//     milliseconds what it was offered. After that nobody tries for a long time.
package spin

import (
	"runtime"
	"sync/atomic"
	"time"
)

// A Spin is what one kind of wait has learned about itself. The zero Spin is ready. It is
// of one process, and safe for concurrent use.
type Spin struct {
	skip   atomic.Uint32 // waits that may still pass without a try
	streak atomic.Uint32 // how often trying was in vain of late; a success takes one off
}

const (
	roundLooks = 64                     // half a microsecond
	most       = 50 * time.Microsecond  // of a try
	robbed     = 200 * time.Microsecond // an offer of the processor that took so long was taken by a stranger

	goEvery = 8 // offers of which one is to the goroutines of this process

	maxStreak    = 7  // then one wait in 2^7 tries
	robbedStreak = 12 // some ten milliseconds of sleeps and wakes
)

// spinning counts those who spin now, in all Spins; see sync.Mutex, which
// does not spin either when every processor would be spinning.
var spinning atomic.Int32

// Until asks done again and again and returns true as soon as it does, or false when the
// caller had better go to sleep. It asks at least once. done is called by the caller's
// goroutine only, often, and should be a load or two. Where only one goroutine can run at
// a time, and when as many spin as can run, it does not spin at all.
func (s *Spin) Until(done func() bool) bool {
	if done() {
		return true
	}
	if !parallel() {
		return false
	}
	// Enough for a peer that spins, also for one that has its turn to try while we do not.
	if look(done) {
		s.found()
		return true
	}
	if n := s.skip.Load(); n > 0 {
		s.skip.Store(n - 1) // that two of a process may count as one does not matter
		return false
	}
	if spinning.Add(1) > processors.Load() {
		spinning.Add(-1)
		count()
		return false
	}
	found, took := try(done)
	spinning.Add(-1)
	switch {
	case took >= robbed:
		s.learn(robbedStreak)
	case found:
		s.found()
	default:
		s.learn(max(s.streak.Load(), min(s.streak.Load()+1, maxStreak)))
		count()
	}
	return found
}

// found writes only what is new: who spins on one word had better not write another that
// everybody reads. After a robbery a success without a try says nothing: when both sides
// happen to have a processor they are fast.
func (s *Spin) found() {
	n := s.streak.Load()
	if n == 0 || n > maxStreak && s.skip.Load() > 0 {
		return
	}
	s.streak.Store(n - 1)
	s.skip.Store(0)
}

func (s *Spin) learn(streak uint32) {
	s.streak.Store(streak)
	s.skip.Store(1<<streak - 1)
}

// look is one round.
func look(done func() bool) bool {
	x := uint32(1)
	for range roundLooks {
		if done() {
			return true
		}
		if x = pause(x); x == 0 {
			return false // which nobody can know beforehand, so that pause is not optimized away
		}
	}
	return false
}

// pause passes a few nanoseconds. Each look takes the word's cache line from the one who
// is about to write it, so looks are spaced: round trips become a fifth shorter. Go has no
// pause instruction; multiplications that wait for each other are the nearest, and the
// race detector does not slow them down as it does loads.
func pause(x uint32) uint32 {
	for range 5 {
		x = x*1664525 + 1013904223
	}
	return x
}

// The clock and the scheduler, which tests replace.
var (
	now   = time.Now
	offer = offerProcessor
)

// try looks for the whole length of a try, and says how long the longest offer of the
// processor took.
func try(done func() bool) (found bool, took time.Duration) {
	begun := now()
	last := begun
	for round := 1; ; round++ {
		if round%goEvery == 0 {
			runtime.Gosched() // who brings it may be a goroutine that waits for this thread
		} else {
			offer()
		}
		at := now()
		took = max(took, at.Sub(last))
		if look(done) {
			return true, took
		}
		if took >= robbed || at.Sub(begun) >= most {
			return false, took
		}
		last = now()
	}
}

// processors is how many goroutines can run at once, as of the last count: GOMAXPROCS may
// change, and to ask it takes a lock of the scheduler. Every refusal and every miss counts.
var processors atomic.Int32

func parallel() bool {
	n := processors.Load()
	if n == 0 {
		n = count()
	}
	if n == 1 {
		n = count() // a caller who does not spin has the time
	}
	return n > 1
}

func count() int32 {
	n := int32(min(runtime.NumCPU(), runtime.GOMAXPROCS(0)))
	processors.Store(n)
	return n
}
