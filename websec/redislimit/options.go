package redislimit

import (
	"fmt"
	"time"
)

// A Mode says what becomes of requests that Redis cannot decide about.
type Mode uint8

// The modes.
const (
	// Locally, each process keeps each key to the whole rate by itself, in memory
	// that is fixed. Together n processes let through at most n times the rate.
	Locally Mode = iota
	// Open lets everything through.
	Open
	// Closed refuses everything.
	Closed
)

// An Option says how a Limiter behaves; see [New].
type Option func(*Limiter) error

// OnFailure says what to do without Redis: Locally if not said.
func OnFailure(m Mode) Option {
	return func(l *Limiter) error {
		if m > Closed {
			return fmt.Errorf("%w: OnFailure: no mode is %d", ErrOption, m)
		}
		l.mode = m
		return nil
	}
}

// Prefix is what keys in Redis begin with: "limit:" if not said. Limiters of
// different rates need different prefixes.
func Prefix(text string) Option {
	return func(l *Limiter) error {
		l.prefix = text
		return nil
	}
}

// Timeout is how long a request waits for Redis at most: 50 ms if not said.
func Timeout(d time.Duration) Option {
	return func(l *Limiter) error {
		if d <= 0 {
			return fmt.Errorf("%w: Timeout(%v): above zero", ErrOption, d)
		}
		l.timeout = d
		return nil
	}
}

// RetryEvery is how long Redis is left alone after it was found to be down: a second if
// not said. A single late answer is not enough for that. After it one request tries, and the others go on without.
func RetryEvery(d time.Duration) Option {
	return func(l *Limiter) error {
		if d <= 0 {
			return fmt.Errorf("%w: RetryEvery(%v): above zero", ErrOption, d)
		}
		l.breaker.retry = d
		return nil
	}
}

// Lease takes up to tokens at once for a key, and spends them without asking
// Redis for as long as they last; what is left after that time is lost. They are
// paid when they are taken, so that in the long run no more is let through than
// the rate. But each request that has to ask Redis can leave tokens-1 to be spent
// later, beside the burst, or to be lost: for a key with r requests under way at
// once in each of p processes, p * r * (tokens-1) at one moment.
// 1, which is what is done if nothing is said, leases nothing.
func Lease(tokens int, lasts time.Duration) Option {
	return func(l *Limiter) error {
		if tokens < 1 || lasts <= 0 {
			return fmt.Errorf("%w: Lease(%d, %v): above zero", ErrOption, tokens, lasts)
		}
		l.lease, l.leased = tokens, lasts
		return nil
	}
}

// LocalKeys is of how many keys a process remembers leases and refusals, and for
// how many the mode Locally has room: 16,384 if not said.
func LocalKeys(n int) Option {
	return func(l *Limiter) error {
		if n < 2 || n > 1<<24 {
			return fmt.Errorf("%w: LocalKeys(%d): 2 to 1<<24", ErrOption, n)
		}
		l.keys = n
		return nil
	}
}

// Watch is told of every failure of Redis, in the goroutine of the request, with the
// address where it is known and why there is no connection: an answer that was late, a
// key that holds something else ([ErrKey]), and while Redis is down once in [RetryEvery]
// and for each request that was under way.
func Watch(hook func(error)) Option {
	return func(l *Limiter) error {
		l.watch = hook
		return nil
	}
}

// Clock replaces the system's clock for what is decided without Redis.
func Clock(now func() time.Time) Option {
	return func(l *Limiter) error {
		if now == nil {
			return fmt.Errorf("%w: Clock(nil)", ErrOption)
		}
		l.now = now
		return nil
	}
}
