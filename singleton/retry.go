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
// # Panics
//
// If first is not positive or most is less than first.
func Backoff(first, most time.Duration, clock func() time.Time) Retry {
	if first <= 0 || most < first {
		panic("singleton.Backoff: the first wait must be positive and not above the longest")
	}
	if clock == nil {
		clock = time.Now
	}
	return Retry{first: first, most: most, clock: clock}
}

// allows says why a construction is not begun after so many failures, the last of
// which was err at the time failed; nil when it is.
func (r Retry) allows(name string, failures int, failed time.Time, err error) error {
	switch {
	case failures == 0:
		return nil
	case r.keep:
		return err
	case r.clock == nil:
		return nil
	}
	wait := r.first
	for i := 1; i < failures && wait < r.most; i++ {
		wait *= 2
		if wait < 0 { // overflow
			wait = r.most
		}
	}
	until := failed.Add(min(wait, r.most))
	if r.clock().Before(until) {
		return &WaitError{Name: name, Until: until, Err: err}
	}
	return nil
}

// now is the time of a failure, where that matters.
func (r Retry) now() time.Time {
	if r.clock == nil {
		return time.Time{}
	}
	return r.clock()
}
