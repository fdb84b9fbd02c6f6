package websec

import (
	"sync"
	"time"
)

// An allowance is the time that a client may keep the server waiting. It is full at the
// start, goes down while the server waits, and comes back with the bytes that move, but
// never beyond what it was: who was fast for a long time may not be silent for as long.
// Safe for concurrent use.
type allowance struct {
	rate float64 // bytes that bring back a second
	full float64 // in seconds, as these do not overflow
	held int64   // bytes that may move later than was said: what net/http keeps back

	mu    sync.Mutex
	used  float64
	moved int64
}

func newAllowance(full time.Duration, rate int, held int64) allowance {
	return allowance{full: full.Seconds(), rate: float64(rate), held: held}
}

// longest is a deadline that is none. In nanoseconds there are 292 years.
const longest = 100 * 365 * 24 * time.Hour

// buffered is how much net/http keeps back of what was written: 2 KiB, then 4 KiB.
const buffered = 6 << 10

// left is how long to wait for so many bytes to move. Their own time comes on top of what is
// left, but nobody may be silent for longer than from the start, unless it takes longer to
// move them, and what was kept back, at the least rate.
func (a *allowance) left(bytes int) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	move := (float64(bytes) + float64(min(a.moved, a.held))) / a.rate
	seconds := min(a.full-a.used+move, max(a.full, move))
	if seconds > longest.Seconds() {
		return longest
	}
	return max(0, time.Duration(seconds*float64(time.Second)))
}

// spend notes what it took to move so many, and returns how many it were in all.
func (a *allowance) spend(took time.Duration, bytes int64) (moved int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.moved += bytes
	a.used = max(0, a.used+took.Seconds()-float64(bytes)/a.rate)
	return a.moved
}
