// Package redislimit keeps keys to a rate that several processes share, in Redis.
//
// It is the algorithm of websec.Limiter. One script decides, by the clock of Redis,
// at once or not at all; so the count of a key is exact whoever asks. A round trip
// is saved where that can be done without letting more through: a key that was
// refused is refused here until it would be allowed, and with [Lease] a process
// takes several tokens at once.
//
// Redis can be down. A request then waits for [Timeout] at most, the next ones not
// at all, and what becomes of them is [OnFailure].
package redislimit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"underhood/websec"
)

// ErrOption says that an option, or the client, is not right for a Limiter. It
// names it.
var ErrOption = errors.New("redislimit: bad option")

// ErrDown says that Redis failed a moment ago and was not asked again.
var ErrDown = errors.New("redislimit: redis is down")

// A Limiter keeps each key to a rate together with all others of the same prefix
// and Redis. Safe for concurrent use. There is nothing to close; the client is the
// caller's.
//
// It cannot keep Redis from being flooded by keys that were never seen: each costs
// a round trip, and an entry until its debt is paid. Put a websec.Limiter, whose
// memory is fixed, before it.
type Limiter struct {
	client  redis.Scripter
	rate    websec.Rate
	prefix  string
	grid    grid
	now     func() time.Time
	start   time.Time
	lease   int
	leased  time.Duration
	keys    int
	timeout time.Duration
	retry   time.Duration
	mode    Mode
	watch   func(error)

	local   *websec.Limiter[string] // for Locally
	ledger  *ledger
	downFor atomic.Int64 // until when Redis is not asked, since the start; 0 if it is
}

// New makes a Limiter. The client has to obey contexts: with
// redis.Options.ContextTimeoutEnabled unset it would wait for Redis as long as its
// own timeouts and retries allow, and New refuses it. Rates are kept to the
// microsecond, and never exceeded: the interval between two requests is rounded up
// to a whole one. Redis has to be of version 5 at least, or what speaks its
// protocol and runs scripts. The error wraps [ErrOption] or websec.ErrRate.
func New(client redis.Scripter, rate websec.Rate, opts ...Option) (*Limiter, error) {
	if err := obeysContexts(client); err != nil {
		return nil, err
	}
	if err := rate.Check(); err != nil {
		return nil, err
	}
	if rate.Burst == 0 {
		rate.Burst = rate.Requests
	}
	l := &Limiter{
		client: client, rate: rate, prefix: "limit:", now: time.Now,
		lease: 1, leased: time.Second, keys: 1 << 14, timeout: 50 * time.Millisecond, retry: time.Second,
	}
	for _, opt := range opts {
		if err := opt(l); err != nil {
			return nil, err
		}
	}
	if l.lease > rate.Burst {
		return nil, fmt.Errorf("%w: a lease of %d is more than the burst of %d", ErrOption, l.lease, rate.Burst)
	}
	var err error
	if l.grid, err = gridOf(rate); err != nil {
		return nil, err
	}
	if l.local, err = websec.NewLimiter[string](rate, websec.LimiterKeys(l.keys), websec.LimiterClock(l.now)); err != nil {
		return nil, err
	}
	l.start, l.ledger = l.now(), newLedger(l.keys)
	return l, nil
}

func obeysContexts(client redis.Scripter) error {
	obeys := true
	switch c := client.(type) {
	case *redis.Client:
		obeys = c != nil && c.Options().ContextTimeoutEnabled
	case *redis.ClusterClient:
		obeys = c != nil && c.Options().ContextTimeoutEnabled
	case *redis.Ring:
		obeys = c != nil && c.Options().ContextTimeoutEnabled
	}
	switch {
	case client == nil || reflect.ValueOf(client).Kind() == reflect.Pointer && reflect.ValueOf(client).IsNil():
		return fmt.Errorf("%w: no client", ErrOption)
	case !obeys:
		return fmt.Errorf("%w: the client does not obey contexts; set ContextTimeoutEnabled in its options", ErrOption)
	}
	return nil
}

// Take lets a request through that costs n, or refuses it and charges nothing. A
// cost of 0 only asks. With an error, which is that of Redis, [ErrDown] or the
// context's, the Decision is that of the [Mode]. It panics if n is negative.
//
// When the answer of Redis gets lost, the tokens are gone: less is let through, not
// more. If the client retries, as it does by default, they may be charged twice.
func (l *Limiter) Take(ctx context.Context, key string, n int) (websec.Decision, error) {
	if n < 0 {
		panic(fmt.Sprintf("redislimit: Take with a cost of %d", n))
	}
	d := websec.Decision{Limit: l.rate.Burst, Window: l.rate.Window()}
	if n > l.rate.Burst {
		d.RetryAfter = websec.Never
		return d, nil
	}
	now := l.now().Sub(l.start)
	if n > 0 && l.ledger.settle(key, n, now, &d) {
		return d, nil
	}
	if !l.mayAsk(now) {
		return l.without(key, n), ErrDown
	}
	want := n
	if n > 0 {
		want = max(n, l.lease)
	}
	got, debt, err := l.ask(ctx, key, want, n)
	if err != nil {
		if ctx.Err() == nil { // else it is not Redis that failed
			l.fail(err)
		}
		return l.without(key, n), err
	}
	l.downFor.Store(0)
	d.Allowed = got >= n
	d.Reset = debt
	if !d.Allowed {
		d.Remaining = l.grid.free(debt)
		d.RetryAfter = l.grid.wait(debt, n)
		l.ledger.refused(key, n, d, now)
		return d, nil
	}
	if got > n {
		l.ledger.lend(key, got-n, now, now+l.leased, now+debt)
	}
	d.Remaining = l.grid.free(debt) + got - n
	return d, nil
}

// By decides about a request by a key of it, for websec.LimitRequests. Errors go
// to the hook of [Watch].
func (l *Limiter) By(key func(*http.Request) string) func(*http.Request) websec.Decision {
	return func(r *http.Request) websec.Decision {
		d, _ := l.Take(r.Context(), key(r), 1) // the mode has decided
		return d
	}
}

// mayAsk lets everybody ask Redis while it works, and one in each interval of
// retries when it does not.
func (l *Limiter) mayAsk(now time.Duration) bool {
	until := l.downFor.Load()
	return until == 0 || int64(now) >= until && l.downFor.CompareAndSwap(until, int64(now+l.retry))
}

func (l *Limiter) fail(err error) {
	l.downFor.Store(max(1, int64(l.now().Sub(l.start)+l.retry)))
	if l.watch != nil {
		l.watch(err)
	}
}

// without decides without Redis.
func (l *Limiter) without(key string, n int) websec.Decision {
	switch l.mode {
	case Open:
		return websec.Decision{Allowed: true}
	case Closed:
		return websec.Decision{Limit: l.rate.Burst, Window: l.rate.Window(), RetryAfter: l.retry}
	}
	return l.local.Take(key, n)
}
