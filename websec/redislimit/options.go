package redislimit

import (
	"fmt"
	"time"
)

// A Mode says what becomes of requests that Redis cannot decide about: because it is down,
// because this answer was late, or because the key holds something else.
//
// It is not asked where Redis works and this process alone is what is too busy: that would
// be a way to turn the limit off, or everybody away. See [ErrBusy].
type Mode uint8

// The modes.
const (
	// Locally, each process keeps each key to the whole rate by itself, in memory
	// that is fixed. It counts what Redis let through in it as well, so that nothing
	// begins anew when Redis goes or comes back: together n processes let through at
	// most n times the rate, burst included, whatever becomes of Redis.
	Locally Mode = iota
	// Open lets everything through when Redis is down. While it is not, a late answer
	// alone lets nobody go over the rate in this process.
	Open
	// Closed refuses everything.
	Closed
)

// An Option says how a Limiter behaves; see [New]. Each may be given once.
type Option func(*Limiter) error

func once(name string, set func(*Limiter) error) Option {
	return func(l *Limiter) error {
		if l.given[name] {
			return fmt.Errorf("%w: %s is given twice", ErrOption, name)
		}
		l.given[name] = true
		return set(l)
	}
}

// OnFailure says what to do without Redis: Locally if not said.
func OnFailure(m Mode) Option {
	return once("OnFailure", func(l *Limiter) error {
		if m > Closed {
			return fmt.Errorf("%w: OnFailure: no mode is %d", ErrOption, m)
		}
		l.mode = m
		return nil
	})
}

// Prefix is what keys in Redis begin with: "limit:" if not said. Limiters of
// different rates need different prefixes.
func Prefix(text string) Option {
	return once("Prefix", func(l *Limiter) error {
		l.prefix = text
		return nil
	})
}

// Timeout is how long a request waits for Redis at most: 50 ms if not said. Half of that
// may go by before it is asked, when there are many: see [ErrBusy].
func Timeout(d time.Duration) Option {
	return once("Timeout", func(l *Limiter) error {
		if d <= 0 {
			return fmt.Errorf("%w: Timeout(%v): above zero", ErrOption, d)
		}
		l.timeout = d
		return nil
	})
}

// RetryEvery is how long Redis is left alone after it was found to be down: a second if
// not said. A single late answer is not enough for that, nor are many at one time. After it
// one request tries, and the others go on without; when that is answered two may ask, and
// with each answer one more.
func RetryEvery(d time.Duration) Option {
	return once("RetryEvery", func(l *Limiter) error {
		if d <= 0 {
			return fmt.Errorf("%w: RetryEvery(%v): above zero", ErrOption, d)
		}
		l.breaker.retry = d
		return nil
	})
}

// Lease takes up to tokens at once for a key, and spends them without asking
// Redis for as long as they last; what is left after that time is lost. They are
// paid when they are taken, so that in the long run no more is let through than
// the rate. But each request that has to ask Redis can leave tokens-1 to be spent
// later, beside the burst, or to be lost: for a key with r requests under way at
// once in each of p processes, p * r * (tokens-1) at one moment.
// 1, which is what is done if nothing is said, leases nothing.
func Lease(tokens int, lasts time.Duration) Option {
	return once("Lease", func(l *Limiter) error {
		if tokens < 1 || lasts <= 0 {
			return fmt.Errorf("%w: Lease(%d, %v): above zero", ErrOption, tokens, lasts)
		}
		l.lease, l.leased = tokens, lasts
		return nil
	})
}

// LocalKeys is of how many keys a process remembers leases and refusals, and for
// how many that owe something it counts itself what it let through: 16,384 if not said.
// With more of them, those that owe least are forgotten first, as by websec.Limiter.
func LocalKeys(n int) Option {
	return once("LocalKeys", func(l *Limiter) error {
		if n < 2 || n > 1<<24 {
			return fmt.Errorf("%w: LocalKeys(%d): 2 to 1<<24", ErrOption, n)
		}
		l.keys = n
		return nil
	})
}

// Watch is told of every failure of Redis, in the goroutine of the request, with the
// address where it is known and why there is no connection: an answer that was late, a
// key that holds something else ([ErrKey]), and while Redis is down once in [RetryEvery]
// and for each request that was under way. It is told of [ErrBusy] once in RetryEvery.
func Watch(hook func(error)) Option {
	return once("Watch", func(l *Limiter) error {
		if hook == nil {
			return fmt.Errorf("%w: Watch(nil)", ErrOption)
		}
		l.watch = hook
		return nil
	})
}

// Clock replaces the system's clock for what is decided without Redis.
func Clock(now func() time.Time) Option {
	return once("Clock", func(l *Limiter) error {
		if now == nil {
			return fmt.Errorf("%w: Clock(nil)", ErrOption)
		}
		l.now = now
		return nil
	})
}
