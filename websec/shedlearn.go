package websec

import (
	"math"
	"slices"
	"time"
)

// A learner finds out how many requests at once the service can take, from how
// long they took. The rule is the gradient of Netflix's concurrency-limits and of
// Envoy's adaptive concurrency filter: what a request takes when the service has
// nothing to wait for, over what it takes now. Below one, requests wait for each
// other, and the limit is that much too high.
//
// Where those are known to fail, it differs:
//
//   - It starts low and doubles until the gradient falls, rather than growing a
//     step at a time (Netflix/concurrency-limits 35).
//   - The gradient is never below a half and each step adds the root of the limit,
//     so that a limit of one grows again (platinummonkey/go-concurrency-limits 117).
//   - The quiet time is never an average of busy ones, which would follow the load
//     upwards for ever (Netflix/concurrency-limits 134). It is measured: for free
//     when there is little to do, and else by letting in a quarter for a moment.
//     That is done every half minute, or when the gradient stays low, for then the
//     service may just have become slower.
//   - A median, not a mean: one slow request among many says nothing.
type learner struct {
	min, max float64
	limit    float64
	doubling bool
	quiet    time.Duration // what a request takes alone; 0 if not known
	low      int           // windows in a row with a low gradient

	samples [64]time.Duration
	taken   int           // samples in the window, of which the last 64 are kept
	peak    int           // most requests at once in the window
	opened  time.Duration // when the window began

	probing   bool
	saved     float64       // the limit to go back to
	probeFrom time.Duration // when the probe began
	drained   time.Duration // when few enough were left; 0 before
	measured  time.Duration // when the quiet time was last measured
	jitter    time.Duration
}

const (
	learnWindow  = 100 * time.Millisecond
	learnSamples = 8 // fewer in a window say little: it goes on
	tolerance    = 1.25
	lowGradient  = 0.6
	lowWindows   = 10
	probeEvery   = 30 * time.Second
	probeSoonest = 5 * time.Second
	probeLongest = 2 * time.Second
	probeLimit   = 3
)

// allowed is how many may be let in now.
func (l *learner) allowed() int { return int(l.limit) }

// saw notes how many are in.
func (l *learner) saw(inFlight int, now time.Duration) {
	l.peak = max(l.peak, inFlight)
	if l.probing && now-l.probeFrom > l.longestProbe() {
		l.endProbe(now, false)
	}
}

// finished learns from one request. inFlight is how many are left.
func (l *learner) finished(begun, now time.Duration, inFlight int, learn bool) {
	if l.probing && l.drained == 0 && inFlight < l.allowed() {
		l.drained = now
	}
	// In a probe only those count that began when it was quiet.
	if learn && (!l.probing || l.drained > 0 && begun >= l.drained) {
		l.samples[l.taken%len(l.samples)] = now - begun
		l.taken++
	}
	switch {
	case l.taken < learnSamples:
	case l.probing:
		l.endProbe(now, true)
	case now-l.opened >= learnWindow:
		l.step(now)
	}
}

// step ends a window.
func (l *learner) step(now time.Duration) {
	median, peak := l.median(), l.peak
	l.open(now, 0)
	if peak <= probeLimit || l.quiet == 0 || median < l.quiet {
		l.quiet = max(1, median)
		if peak <= probeLimit {
			l.measured = now
		}
	}
	gradient := min(1, max(0.5, tolerance*float64(l.quiet)/float64(max(1, median))))
	wanted := 2*peak >= l.allowed() // else the limit says nothing, and stays
	switch {
	case gradient < 1:
		l.doubling = false
		l.limit = gradient*l.limit + math.Sqrt(l.limit)
	case wanted && l.doubling:
		l.limit *= 2
	case wanted:
		l.limit += math.Sqrt(l.limit)
	}
	l.limit = min(l.max, max(l.min, l.limit))

	if gradient <= lowGradient {
		l.low++
	} else {
		l.low = 0
	}
	since := now - l.measured
	if since >= probeEvery+l.jitter || l.low >= lowWindows && since >= probeSoonest {
		l.probing, l.saved, l.probeFrom, l.drained = true, l.limit, now, 0
		l.limit = max(min(l.limit, probeLimit), l.limit/4)
	}
}

// endProbe goes back to the limit before. Without enough samples nothing was
// learnt, and the next probe has to wait its time.
func (l *learner) endProbe(now time.Duration, enough bool) {
	if enough {
		l.quiet = max(1, l.median())
	}
	// Replicas that were started together do not probe together.
	l.jitter = (l.quiet*7919 + now) % probeSoonest
	l.probing, l.limit, l.measured, l.low = false, l.saved, now, 0
	l.open(now, 0)
}

func (l *learner) longestProbe() time.Duration { return probeLongest + 10*l.quiet }

func (l *learner) open(now time.Duration, peak int) { l.opened, l.taken, l.peak = now, 0, peak }

func (l *learner) median() time.Duration {
	kept := l.samples[:min(l.taken, len(l.samples))]
	slices.Sort(kept)
	return kept[len(kept)/2]
}
