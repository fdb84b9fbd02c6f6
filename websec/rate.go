package websec

import (
	"fmt"
	"math"
	"math/bits"
	"net/netip"
	"time"
)

// A Rate is how much is let through: Requests in every Per, spread evenly, and
// Burst of them at once after a pause.
type Rate struct {
	Requests int           // at least 1
	Per      time.Duration // long enough that a request takes at least a nanosecond
	Burst    int           // 1 to 1<<30; with 0, as many as Requests
}

// PerSecond is n requests in a second, and a burst of as many.
func PerSecond(n int) Rate { return Rate{Requests: n, Per: time.Second} }

// PerMinute is n requests in a minute, and a burst of as many.
func PerMinute(n int) Rate { return Rate{Requests: n, Per: time.Minute} }

const (
	maxBurst  = 1 << 30
	maxWindow = 100 * 365 * 24 * time.Hour
)

// Check returns an error that wraps [ErrRate] unless the rate can be kept.
func (r Rate) Check() error {
	switch {
	case r.Requests < 1:
		return fmt.Errorf("%w: %d requests; one at least", ErrRate, r.Requests)
	case r.Per <= 0:
		return fmt.Errorf("%w: per %v; a time above zero", ErrRate, r.Per)
	case int64(r.Requests) > int64(r.Per):
		return fmt.Errorf("%w: %d requests in %v; at most one in a nanosecond", ErrRate, r.Requests, r.Per)
	case r.Burst < 0 || r.burst() > maxBurst:
		return fmt.Errorf("%w: a burst of %d; 1 to %d", ErrRate, r.burst(), maxBurst)
	case r.nanos() > float64(maxWindow):
		return fmt.Errorf("%w: a burst of %d takes more than %v to come back", ErrRate, r.burst(), maxWindow)
	}
	return nil
}

func (r Rate) burst() int {
	if r.Burst == 0 {
		return r.Requests
	}
	return r.Burst
}

// Window is how long a client that took its whole burst has to be silent to have
// all of it again.
func (r Rate) Window() time.Duration {
	return time.Duration(math.Ceil(r.nanos()))
}

func (r Rate) perSecond() float64 { return float64(r.Requests) * float64(time.Second) / float64(r.Per) }

// String is such as "100 in 1m0s, 20 at once".
func (r Rate) String() string {
	return fmt.Sprintf("%d in %v, %d at once", r.Requests, r.Per, r.burst())
}

func (r Rate) nanos() float64 {
	return float64(r.burst()) * float64(r.Per) / float64(r.Requests)
}

// A Decision is what a limiter says to one request.
type Decision struct {
	Allowed bool
	// Tier names which of several limits refused, as it is to stand behind the name of the
	// policy: "48" of an [AddrLimiter]. It is "" for the first.
	Tier      string
	Limit     int // the burst
	Remaining int // what could be taken at once now
	// RetryAfter is when the same request would be allowed: 0 if it was, [Never]
	// if it costs more than the burst.
	RetryAfter time.Duration
	// Reset is when the whole burst is there again, if nothing more is taken.
	Reset time.Duration
	// Window is how long the whole burst takes to come back: [Rate.Window].
	Window time.Duration
	// Client is whom the decision is about, where that is an address, and ClientErr why
	// it may be another: what [Proxies.Client] returned.
	Client    netip.Addr
	ClientErr error
}

// Never is the RetryAfter of a request that no wait would help.
const Never time.Duration = -1

// gcra is the generic cell rate algorithm (ITU-T I.371, annex A, virtual
// scheduling): a client owes time. Each request adds the interval between two
// requests to the debt, the clock takes it off, and who would owe more than the
// window is refused. One number a client says it all, and no boundary of a fixed
// window lets through twice the limit.
//
// Time is counted in parts of the interval, a power of two of them, so that an
// interval is a whole number and no rate drifts.
type gcra struct {
	rate   Rate
	shift  uint    // an interval has 1<<shift units
	window uint64  // units
	nanos  float64 // in a unit
	full   time.Duration
}

// Debts take 40 bits, and half of that tells past from future; 36 bits for the
// window leave room between them for clocks that differ and for sweeping.
const (
	debtBits   = 40
	windowBits = 36
	finest     = 16 // 65,536 units to the interval are enough for anyone
)

func newGCRA(rate Rate) gcra {
	rate.Burst = rate.burst()
	// A unit is never shorter than a nanosecond, so that a time in units cannot
	// overflow where it did not in nanoseconds.
	shift := min(finest, bits.Len64(uint64(rate.Per)/uint64(rate.Requests))-1, windowBits-bits.Len(uint(rate.Burst)))
	g := gcra{rate: rate, shift: uint(shift), window: uint64(rate.Burst) << shift, full: rate.Window()}
	g.nanos = float64(rate.Per) / float64(rate.Requests) / float64(uint64(1)<<shift)
	return g
}

// units converts a time since the start, rounding down.
func (g *gcra) units(since time.Duration) uint64 {
	hi, lo := bits.Mul64(uint64(since), uint64(g.rate.Requests)<<g.shift)
	quo, _ := bits.Div64(hi, lo, uint64(g.rate.Per))
	return quo
}

// wait converts units to a time, rounding up.
func (g *gcra) wait(units uint64) time.Duration {
	return time.Duration(math.Ceil(float64(units) * g.nanos))
}

// cost is what n requests add to the debt; ok is false if no client can owe that.
func (g *gcra) cost(n int) (units uint64, ok bool) {
	if n > g.rate.Burst {
		return 0, false
	}
	return uint64(n) << g.shift, true
}

// decision describes a debt after the decision was made.
func (g *gcra) decision(debt, cost uint64, allowed bool) Decision {
	d := Decision{Allowed: allowed, Limit: g.rate.Burst, Window: g.full}
	if debt < g.window {
		d.Remaining = int((g.window - debt) >> g.shift)
	}
	if debt > 0 {
		d.Reset = g.wait(debt)
	}
	if !allowed {
		d.RetryAfter = g.wait(debt + cost - g.window)
	}
	return d
}
