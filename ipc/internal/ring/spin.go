package ring

import (
	"runtime"
	"sync/atomic"
)

// A spin looks at a word again and again for about as long as a sleep and a
// wake would take, which is the best that can be said without knowing how long
// the wait will be: it is never more than twice as long as the better choice.
//
// What adapts is not the length but how often. A wait that found nothing makes
// the next ones sleep without trying, twice as many each time. The length stays,
// because two sides that both sleep are slow for each other: only a spin that
// outlasts the wake of the other finds out that both could spin.
type spin struct {
	off    bool
	idle   uint32 // waits that may still pass before a try
	streak uint32 // tries in a row that found nothing
	chain  uint32 // what pause computes; nobody needs it
}

const (
	spinLooks  = 8192 // looks at the word in one try, some 6 ns apart
	spinPause  = 5    // multiplications between two looks, each a nanosecond
	spinYield  = 4096 // looks between two turns for other goroutines
	spinGlance = 512  // looks in a wait that does not try: enough for a peer that spins
	spinStreak = 7    // after that many tries without success, one wait in 2^7 tries
)

// newSpin returns a spin that never tries when there is only one processor,
// where the one who waits keeps the other from working.
func newSpin(off bool) spin {
	return spin{off: off || runtime.NumCPU() == 1 || runtime.GOMAXPROCS(0) == 1}
}

// changed reports whether the word gets another value than old while it looks.
func (s *spin) changed(word *uint64, old uint64) bool {
	if s.off {
		return atomic.LoadUint64(word) != old
	}
	looks := spinLooks
	if s.idle > 0 {
		s.idle--
		looks = spinGlance
	}
	for i := range looks {
		if atomic.LoadUint64(word) != old {
			s.streak, s.idle = 0, 0
			return true
		}
		s.wait()
		if i%spinYield == spinYield-1 {
			runtime.Gosched()
		}
	}
	if looks == spinLooks {
		s.streak = min(s.streak+1, spinStreak)
		s.idle = 1<<s.streak - 1
	}
	return false
}

// wait passes a few nanoseconds. Each look takes the line from the one who is
// about to write it, so looks are spaced: round trips become a fifth shorter. Go
// has no pause instruction; multiplications that wait for each other are the
// nearest, and the race detector does not slow them down as it does loads.
func (s *spin) wait() {
	x := s.chain
	for range spinPause {
		x = x*1664525 + 1013904223
	}
	s.chain = x
}
