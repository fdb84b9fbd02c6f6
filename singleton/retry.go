package singleton

import "time"

// A Retry says what a Get after a failed construction does.
type Retry struct {
	keep        bool
	first, most time.Duration
	clock       func() time.Time
}

// Always constructs again at each Get until it succeeds. It is what [New] does
// unless told otherwise.
func Always() Retry { return Retry{} }

// Keep keeps the first error for good, as [sync.OnceValues] does.
func Keep() Retry { return Retry{keep: true} }

// Backoff waits before it constructs again: first after one failure, twice as long
// after each further one, at most most. Until then Get returns a [*WaitError] at
// once. clock tells the time; nil is [time.Now].
//
// It panics if first is not positive or most is less than first.
func Backoff(first, most time.Duration, clock func() time.Time) Retry {
	if first <= 0 || most < first {
		panic("singleton.Backoff: the first wait must be positive and not above the longest")
	}
	if clock == nil {
		clock = time.Now
	}
	return Retry{first: first, most: most, clock: clock}
}

// failures are those of a [Lazy] in a row.
type failures struct {
	n    int
	last error
	at   time.Time // of the last; the clock of a [Retry] tells
}

// allows says why a construction is not begun now; nil when it is.
func (r Retry) allows(name string, f failures, now time.Time) error {
	switch {
	case f.n == 0:
		return nil
	case r.keep:
		return f.last
	case r.clock == nil:
		return nil
	}
	wait := r.first
	for i := 1; i < f.n && wait < r.most; i++ {
		wait *= 2
		if wait < 0 { // overflow
			wait = r.most
		}
	}
	if until := f.at.Add(min(wait, r.most)); now.Before(until) {
		return &WaitError{Name: name, Until: until, Err: f.last}
	}
	return nil
}

// now is the time, where that matters. It runs the caller's clock.
func (r Retry) now() time.Time {
	if r.clock == nil {
		return time.Time{}
	}
	return r.clock()
}
