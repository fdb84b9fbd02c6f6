// Package redislimit keeps keys to a rate that several processes share, in Redis.
//
// It is the algorithm of websec.Limiter. One script decides, by the clock of Redis,
// at once or not at all; so the count of a key is exact whoever asks. A round trip
// is saved where that can be done without letting more through: a key that was
// refused is refused here until it would be allowed, as is one of which this process
// alone has let through all that the rate allows; and with [Lease] a process
// takes several tokens at once.
//
// Redis can be down. A request then waits for [Timeout] at most, after five in a row,
// or where nobody listens after one, the next ones not at all; and what becomes of them
// is [OnFailure].
//
// A flood is no reason to take it for down. No more ask at once than are answered in time,
// and at most as many as the client has connections; the others wait for half of Timeout,
// and then the process decides by what it has itself let through ([ErrBusy]).
package redislimit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
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

// ErrKey says that Redis holds something else under a key. It is left as it is, since
// another program may need it: give one of the two another [Prefix], or delete it. The
// [Mode] decides about this key alone, each time that it is asked for.
var ErrKey = errors.New("redislimit: the key holds something else")

// ErrBusy says that Redis works, but this process has more to ask than comes back in time.
// The Decision is then, in every [Mode], that of the mode [Locally]: n processes in such a
// flood let through at most n times the rate.
var ErrBusy = errors.New("redislimit: more requests than redis answers in time")

// A Limiter keeps each key to a rate together with all others of the same prefix
// and Redis. Safe for concurrent use. There is nothing to close; the client is the
// caller's.
//
// It cannot keep Redis from being flooded by keys that were never seen: each costs
// a round trip, and an entry until its debt is paid. Put a websec.Limiter, whose
// memory is fixed, before it.
type Limiter struct {
	server  *server
	rate    websec.Rate
	prefix  string
	grid    grid
	now     func() time.Time
	start   time.Time
	lease   int
	leased  time.Duration
	keys    int
	timeout time.Duration
	given   map[string]bool // options, by name
	breaker breaker
	places  *places
	mode    Mode
	watch   func(error)
	told    atomic.Int64 // of ErrBusy, since the start

	local  *websec.Limiter[string] // what this process let through
	ledger *ledger
}

// New makes a Limiter. The client has to obey contexts: with
// redis.Options.ContextTimeoutEnabled unset it would wait for Redis as long as its
// own timeouts and retries allow, and New refuses it. Each request is asked in a goroutine,
// which is left behind when the time is up: at most as many as the client's PoolSize, or
// 64 for other clients than redis.Client, redis.ClusterClient and redis.Ring. To a
// client with AddHook it adds a hook, which learns why no connection comes about. Rates are kept to the
// microsecond, and never exceeded: the interval between two requests is rounded up
// to a whole one. Redis has to be of version 5 at least, or what speaks its
// protocol and runs scripts. The error wraps [ErrOption] or websec.ErrRate.
func New(client redis.Scripter, rate websec.Rate, opts ...Option) (*Limiter, error) {
	server, err := newServer(client)
	if err != nil {
		return nil, err
	}
	if err := rate.Check(); err != nil {
		return nil, err
	}
	if rate.Burst == 0 {
		rate.Burst = rate.Requests
	}
	l := &Limiter{
		server: server, rate: rate, prefix: "limit:", now: time.Now,
		lease: 1, leased: time.Second, keys: 1 << 14, timeout: 50 * time.Millisecond,
		given: map[string]bool{},
	}
	l.breaker.retry = time.Second
	for i, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("%w: option %d is nil", ErrOption, i+1)
		}
		if err := opt(l); err != nil {
			return nil, err
		}
	}
	if l.lease > rate.Burst {
		return nil, fmt.Errorf("%w: a lease of %d is more than the burst of %d", ErrOption, l.lease, rate.Burst)
	}
	if l.grid, err = gridOf(rate); err != nil {
		return nil, err
	}
	if l.local, err = websec.NewLimiter[string](rate, websec.LimiterKeys(l.keys), websec.LimiterClock(l.now)); err != nil {
		return nil, err
	}
	l.start, l.ledger, l.places = l.now(), newLedger(l.keys), newPlaces(server.most)
	l.server.watchDials()
	return l, nil
}

// Take lets a request through that costs n, or refuses it and charges nothing. A
// cost of 0 only asks. With an error, which is that of Redis, [ErrKey] or [ErrDown], the
// Decision is that of the [Mode]. It panics if n is negative, or ctx nil.
//
// It takes [Timeout] at most, and the context's end does not shorten that: a client that
// goes away in time would else not be charged for its requests.
//
// Keys of more than 64 bytes are hashed, so that memory does not grow with what a
// client sends.
//
// When the answer of Redis gets lost, the tokens are gone: less is let through, not
// more. If the client retries, as it does by default, they may be charged twice.
func (l *Limiter) Take(ctx context.Context, key string, n int) (websec.Decision, error) {
	if n < 0 {
		panic(fmt.Sprintf("redislimit: Take with a cost of %d", n))
	}
	if l.server == nil {
		panic("redislimit: Take of a Limiter that New did not make")
	}
	d := websec.Decision{Limit: l.rate.Burst, Window: l.rate.Window()}
	if n > l.rate.Burst {
		d.RetryAfter = websec.Never
		return d, nil
	}
	key = bounded(key)
	now := l.now().Sub(l.start)
	known := n > 0 && l.ledger.settle(key, n, now, &d)
	if known && !d.Allowed {
		return d, nil
	}
	own, err := l.local.Take(key, n), error(nil)
	if l.breaker.down() {
		err = ErrDown
	}
	if !own.Allowed && (err == nil || l.mode != Open) {
		return own, err // the others can but have added to it
	}
	if known {
		return within(own, d), nil
	}
	if !l.breaker.mayAsk(now) {
		return l.without(own, key, n), ErrDown
	}
	want := n
	if n > 0 {
		want = max(n, l.lease)
	}
	got, debt, err := l.ask(ctx, key, want, n)
	switch {
	case errors.Is(err, ErrBusy):
		own.Allowed = true
		return own, err
	case err != nil:
		return l.without(own, key, n), err
	}
	d.Allowed = got >= n
	d.Reset = debt
	if !d.Allowed {
		l.giveBack(own, key, n)
		d.Remaining = l.grid.free(debt)
		d.RetryAfter = l.grid.wait(debt, n)
		l.ledger.refused(key, n, d, now)
		return d, nil
	}
	if got > n {
		l.ledger.lend(key, got-n, now, now+l.leased, now+debt)
	}
	d.Remaining = l.grid.free(debt) + got - n
	return within(own, d), nil
}

// within is what Redis allowed, and what is left by this process's own count as well.
func within(own, d websec.Decision) websec.Decision {
	if own.Allowed {
		d.Remaining, d.Reset = min(d.Remaining, own.Remaining), max(d.Reset, own.Reset)
	}
	return d
}

// giveBack takes off the own count what was not let through.
func (l *Limiter) giveBack(own websec.Decision, key string, n int) {
	if own.Allowed && n > 0 {
		l.local.Refund(key, n)
	}
}

// By decides about a request by a key of it, for websec.LimitRequests. Errors go
// to the hook of [Watch]. It panics if key is nil.
func (l *Limiter) By(key func(*http.Request) string) func(*http.Request) websec.Decision {
	if key == nil {
		panic("redislimit: Limiter.By without a function for the key")
	}
	return func(r *http.Request) websec.Decision {
		d, _ := l.Take(r.Context(), key(r), 1) // the mode has decided
		return d
	}
}

func (l *Limiter) answered() {
	l.breaker.answered()
	l.places.grow()
}

// fail hears of an error in the answer, or that there was none.
func (l *Limiter) fail(heard uint64, err error) {
	if errors.Is(err, ErrKey) {
		l.answered() // it is there, and it said what is wrong
	} else {
		news, down := l.breaker.failure(heard, l.now().Sub(l.start), isDial(err))
		switch {
		case down:
			l.places.shut()
		case news:
			l.places.halve()
		}
	}
	if l.watch != nil {
		l.watch(err)
	}
}

// busy tells of [ErrBusy], of a flood once in [RetryEvery].
func (l *Limiter) busy() {
	now, told := int64(l.now().Sub(l.start)), l.told.Load()
	if l.watch != nil && (told == 0 || now-told >= int64(l.breaker.retry)) && l.told.CompareAndSwap(told, max(1, now)) {
		l.watch(ErrBusy)
	}
}

// without decides without Redis.
func (l *Limiter) without(own websec.Decision, key string, n int) websec.Decision {
	switch l.mode {
	case Open:
		return websec.Decision{Allowed: true}
	case Closed:
		l.giveBack(own, key, n)
		return websec.Decision{Limit: l.rate.Burst, Window: l.rate.Window(), RetryAfter: l.breaker.retry}
	}
	return own
}

// longestKey is of how many bytes a key may be before it is hashed. What comes out then
// is longer, so that no key stands for another's hash.
const longestKey = 64

func bounded(key string) string {
	if len(key) <= longestKey {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
}
