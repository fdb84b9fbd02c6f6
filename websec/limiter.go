package websec

import (
	"fmt"
	"hash/maphash"
	"slices"
	"time"
)

// A Limiter keeps each key to a [Rate], in memory that is fixed before the first
// request: 16 bytes for each key it is made for, and not a byte more when ten
// million forged addresses come. It takes no lock and allocates nothing. Safe for
// concurrent use. There is nothing to close.
//
// What it gives for that:
//
//   - The count of a key is exact, from any number of goroutines.
//   - Keys are told apart by where they are in the table and 23 bits of their hash,
//     whose seed is random. A new key is taken for another one, and shares its
//     limit, with a chance of less than 16 in 8,388,608 when all slots around it are
//     in use. That can only refuse more, never let through more.
//   - Keys that still owe something are forgotten when both buckets they may be in
//     are full of such keys. With as many keys as the limiter was made for, that
//     happens to fewer than one in a thousand. With more, those that owe least
//     go first, and get back at most what they owed.
//
// It cannot stop a flood that fills the line before it reaches this process, nor
// one in which every source stays within its rate: [Shedder] is for the second,
// the network's operator for the first.
type Limiter[K comparable] struct {
	gcra  gcra
	table *limiterTable
	clock *coarseClock
	seed  maphash.Seed
}

// A LimiterOption says how a Limiter behaves; see [NewLimiter]. Each may be given once, and
// of LimiterClock and LimiterTick one.
type LimiterOption func(*limiterOptions) error

type limiterOptions struct {
	keys  int
	clock func() time.Time
	tick  time.Duration
	given given
}

const (
	defaultKeys = 1 << 16
	maxKeys     = 1 << 30
	slotsPerKey = 2
)

// LimiterKeys is how many keys may owe something at one time: 1 to 1<<30, and
// 65,536 if not said, which takes a megabyte. A key owes for at most
// [Rate.Window]. Count the sources you expect in that time, not in a day.
func LimiterKeys(n int) LimiterOption {
	return limiterOption("LimiterKeys", func(o *limiterOptions) error {
		if n < 1 || n > maxKeys {
			return fmt.Errorf("%w: LimiterKeys(%d): 1 to %d", ErrFlood, n, maxKeys)
		}
		o.keys = n
		return nil
	})
}

// LimiterClock replaces the system's clock. It is asked at every decision. A time
// before one it has told is taken for that one.
func LimiterClock(now func() time.Time) LimiterOption {
	return limiterOption("LimiterClock", func(o *limiterOptions) error {
		if now == nil {
			return fmt.Errorf("%w: LimiterClock(nil)", ErrFlood)
		}
		o.clock = now
		return nil
	})
}

// LimiterTick is how long one reading of the system's clock is used: a
// millisecond if not said, and with 0 it is read at every decision, which costs
// about as much as the decision. A stale reading never lets through more, and
// before a request is refused the clock is read in any case.
func LimiterTick(d time.Duration) LimiterOption {
	return limiterOption("LimiterTick", func(o *limiterOptions) error {
		if d < 0 || d > time.Second {
			return fmt.Errorf("%w: LimiterTick(%v): 0 to 1s", ErrFlood, d)
		}
		o.tick = d
		return nil
	})
}

// NewLimiter makes a Limiter of keys such as a string or a struct of route and user. For
// addresses there is [AddrLimiter]: as keys, 192.0.2.1 and ::ffff:192.0.2.1 are two, and
// each of the addresses of an IPv6 network is one. Keys are told apart as by ==; a float
// in them that is not a number is equal to nothing, itself included, so that it has a
// fresh limit at every request: keep those out. All its memory is allocated now. The error
// wraps [ErrRate] or [ErrFlood].
func NewLimiter[K comparable](rate Rate, opts ...LimiterOption) (*Limiter[K], error) {
	if err := rate.Check(); err != nil {
		return nil, err
	}
	o := limiterOptions{keys: defaultKeys, tick: time.Millisecond}
	for i, opt := range opts {
		if opt == nil {
			return nil, nilOption(ErrFlood, "NewLimiter", i)
		}
		if err := opt(&o); err != nil {
			return nil, err
		}
	}
	switch {
	case o.clock == nil:
	case slices.Contains(o.given, "LimiterTick"):
		return nil, fmt.Errorf("%w: both LimiterClock and LimiterTick, which is of the system's clock", ErrFlood)
	default:
		o.tick = 0
	}
	l := &Limiter[K]{gcra: newGCRA(rate), table: newLimiterTable(o.keys * slotsPerKey), seed: maphash.MakeSeed()}
	start := time.Now()
	read := func() time.Duration { return time.Since(start) }
	if o.clock != nil {
		start = o.clock()
		read = func() time.Duration { return max(0, o.clock().Sub(start)) }
	}
	l.clock = newCoarseClock(read, o.tick, func(now time.Duration) { l.table.sweep(l.gcra.units(now)) })
	return l, nil
}

// Rate is what every key is kept to, with its burst filled in.
func (l *Limiter[K]) Rate() Rate { return l.gcra.rate }

// Take lets a request through that costs n, or refuses it and charges nothing. A
// cost of 0 only asks. It panics if n is negative, or if NewLimiter did not make the
// limiter.
func (l *Limiter[K]) Take(key K, n int) Decision {
	if l.table == nil {
		panic("websec: Take of a Limiter that NewLimiter did not make")
	}
	if n < 0 {
		panic(fmt.Sprintf("websec: Limiter.Take with a cost of %d", n))
	}
	cost, possible := l.gcra.cost(n)
	hash := maphash.Comparable(l.seed, key)
	since, exact := l.clock.coarse()
	debt, allowed := l.table.take(hash, l.gcra.units(since), cost, l.gcra.window)
	if !allowed && !exact {
		debt, allowed = l.table.take(hash, l.gcra.units(l.clock.exact()), cost, l.gcra.window)
	}
	d := l.gcra.decision(debt, cost, allowed && possible)
	if !possible {
		d.RetryAfter = Never
	}
	return d
}

// Refund takes n off what a key owes, at most all of it: for what Take let through and
// then did not happen, or is not to count, such as a login that succeeded where only those
// that fail are limited. Refund what was taken, once, or more is let through. It panics
// if n is negative, or if NewLimiter did not make the limiter.
func (l *Limiter[K]) Refund(key K, n int) {
	if l.table == nil {
		panic("websec: Refund of a Limiter that NewLimiter did not make")
	}
	if n < 0 {
		panic(fmt.Sprintf("websec: Limiter.Refund of %d", n))
	}
	cost, _ := l.gcra.cost(min(n, l.gcra.rate.Burst))
	since, _ := l.clock.coarse()
	l.table.refund(maphash.Comparable(l.seed, key), l.gcra.units(since), cost)
}

// LimiterStats says how a Limiter does.
type LimiterStats struct {
	Bytes   int    // of its table, the same for ever
	Slots   int    // keys that would fit if they spread evenly
	Live    int    // keys that owe something now
	Evicted uint64 // keys that were forgotten while they owed something
}

// Stats counts. It walks over the whole table, a millisecond for a million keys.
func (l *Limiter[K]) Stats() LimiterStats {
	slots := len(l.table.buckets) * ways
	return LimiterStats{
		Bytes: slots * 8, Slots: slots,
		Live:    l.table.live(l.gcra.units(l.clock.exact())),
		Evicted: l.table.evicted.Load(),
	}
}
