package redislimit_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"underhood/websec"
	"underhood/websec/redislimit"
)

// options finds the Redis to test with.
func options(t testing.TB) *redis.Options {
	t.Helper()
	url := os.Getenv("UNDERHOOD_REDIS_URL")
	if url == "" {
		if os.Getenv("UNDERHOOD_REQUIRE_SERVICES") != "" {
			t.Fatal("UNDERHOOD_REDIS_URL names no Redis")
		}
		t.Skip("UNDERHOOD_REDIS_URL names no Redis to test with")
	}
	o, err := redis.ParseURL(url)
	require.NoError(t, err)
	o.ContextTimeoutEnabled = true
	return o
}

func connect(t testing.TB, o *redis.Options) *redis.Client {
	client := redis.NewClient(o)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// apart makes the keys of a test its own. They are gone when their debt is paid;
// those of long rates are removed.
func apart(t testing.TB, client *redis.Client) string {
	prefix := "underhood-test-" + rand.Text()[:8] + ":"
	t.Cleanup(func() {
		keys, err := client.Keys(context.Background(), prefix+"*").Result()
		require.NoError(t, err)
		if len(keys) > 0 {
			require.NoError(t, client.Del(context.Background(), keys...).Err())
		}
	})
	return prefix
}

func newLimiter(t testing.TB, client redis.Scripter, rate websec.Rate, opts ...redislimit.Option) *redislimit.Limiter {
	t.Helper()
	// A busy machine is not a Redis that is down.
	l, err := redislimit.New(client, rate, append([]redislimit.Option{redislimit.Timeout(20 * time.Second)}, opts...)...)
	require.NoError(t, err)
	return l
}

func hourly(burst int) websec.Rate { return websec.Rate{Requests: 1, Per: time.Hour, Burst: burst} }

func TestTake(t *testing.T) {
	client := connect(t, options(t))
	prefix := apart(t, client)
	l := newLimiter(t, client, hourly(3), redislimit.Prefix(prefix))
	take := func(n int) websec.Decision {
		d, err := l.Take(t.Context(), "k", n)
		require.NoError(t, err)
		require.Equal(t, 3, d.Limit)
		require.Equal(t, 3*time.Hour, d.Window)
		return d
	}
	near := func(want, got time.Duration) {
		t.Helper()
		require.InDelta(t, want.Minutes(), got.Minutes(), 5, "the test did not take that long")
	}
	d := take(0)
	require.True(t, d.Allowed)
	require.Equal(t, 3, d.Remaining)
	d = take(2)
	require.True(t, d.Allowed)
	require.Equal(t, 1, d.Remaining)
	near(2*time.Hour, d.Reset)
	lasts, err := client.PTTL(t.Context(), prefix+"k").Result()
	require.NoError(t, err)
	near(2*time.Hour, lasts) // and then it is gone
	for range 2 {            // asked, and remembered
		d = take(2)
		require.False(t, d.Allowed)
		near(time.Hour, d.RetryAfter)
		near(2*time.Hour, d.Reset)
	}
	require.True(t, take(1).Allowed, "one is left, and two were refused")
	d = take(1)
	require.False(t, d.Allowed)
	require.Zero(t, d.Remaining)
	near(time.Hour, d.RetryAfter)
	require.Equal(t, websec.Never, take(4).RetryAfter)
	require.Panics(t, func() { take(-1) })
	other, err := l.Take(t.Context(), "another", 3)
	require.NoError(t, err)
	require.True(t, other.Allowed)
}

// What is let through in a time is the burst and what the time gives.
func TestRate(t *testing.T) {
	client := connect(t, options(t))
	l := newLimiter(t, client, websec.Rate{Requests: 3, Per: 10 * time.Millisecond, Burst: 2}, redislimit.Prefix(apart(t, client)))
	admitted, begun := 0, time.Now()
	for range 2000 {
		d, err := l.Take(t.Context(), "k", 1)
		require.NoError(t, err)
		if d.Allowed {
			admitted++
		}
	}
	require.LessOrEqual(t, admitted, 2+1+int(time.Since(begun)*3/(10*time.Millisecond)))
	require.GreaterOrEqual(t, admitted, 2)
}

func TestCountsExactlyAcrossClients(t *testing.T) {
	for _, lease := range []int{1, 10} {
		t.Run(fmt.Sprintf("lease=%d", lease), func(t *testing.T) {
			const burst = 300
			first := connect(t, options(t))
			prefix := redislimit.Prefix(apart(t, first))
			var limiters []*redislimit.Limiter
			for _, client := range []*redis.Client{first, connect(t, options(t))} {
				limiters = append(limiters, newLimiter(t, client, hourly(burst), prefix, redislimit.Lease(lease, time.Hour)))
			}
			var admitted atomic.Int64
			var all sync.WaitGroup
			for g := range 16 {
				all.Go(func() {
					for range 60 {
						d, err := limiters[g%2].Take(context.Background(), "k", 1)
						if err != nil {
							t.Error(err)
						}
						if d.Allowed {
							admitted.Add(1)
						}
					}
				})
			}
			all.Wait()
			require.EqualValues(t, burst, admitted.Load(), "of %d", 16*60)
		})
	}
}

// A lease saves round trips, and what is left of it is lost with its time.
func TestLease(t *testing.T) {
	client := connect(t, options(t))
	var now atomic.Int64
	calls := &counting{Client: client}
	l := newLimiter(t, calls, hourly(20), redislimit.Prefix(apart(t, client)), redislimit.Lease(8, time.Second),
		redislimit.Clock(func() time.Time { return time.Unix(0, now.Load()) }))
	take := func() websec.Decision {
		d, err := l.Take(t.Context(), "k", 1)
		require.NoError(t, err)
		return d
	}
	for i := range 8 {
		d := take()
		require.True(t, d.Allowed)
		require.Equal(t, 19-i, d.Remaining+min(i, 1)*12, "what is leased, and the first time what is in Redis as well")
	}
	require.EqualValues(t, 1, calls.n.Load())
	take()
	require.EqualValues(t, 2, calls.n.Load())
	now.Store(int64(time.Second))
	for range 4 {
		require.True(t, take().Allowed, "of 20, 16 were leased, and 7 of them lost")
	}
	require.EqualValues(t, 3, calls.n.Load())
	for range 5 {
		require.False(t, take().Allowed)
	}
	require.EqualValues(t, 4, calls.n.Load(), "and a refusal is remembered")
}

// counting counts the scripts that a client runs.
type counting struct {
	*redis.Client
	n atomic.Int64
}

func (c *counting) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	c.n.Add(1)
	return c.Client.EvalSha(ctx, sha, keys, args...)
}

// Refusals and leases are remembered for so many keys, and no more.
func TestLedgerIsBounded(t *testing.T) {
	client := connect(t, options(t))
	calls := &counting{Client: client}
	l := newLimiter(t, calls, hourly(2), redislimit.Prefix(apart(t, client)), redislimit.Lease(2, time.Hour), redislimit.LocalKeys(10))
	for k := range 50 {
		_, err := l.Take(t.Context(), fmt.Sprint(k), 1)
		require.NoError(t, err)
	}
	require.LessOrEqual(t, redislimit.Remembered(l), 10)
	before := calls.n.Load()
	d, err := l.Take(t.Context(), "49", 1)
	require.NoError(t, err)
	require.True(t, d.Allowed)
	require.Equal(t, before, calls.n.Load(), "the latest is still known")
}

func TestModes(t *testing.T) {
	o := options(t)
	direct := connect(t, o)
	p := newProxy(t, o.Addr)
	o = options(t)
	o.Addr, o.MaxRetries = p.addr(), -1
	client := connect(t, o)
	for _, trouble := range []struct {
		name       string
		begin, end func()
	}{
		{"slow", p.stall, p.resume},
		{"down", func() { p.refuse(true); p.cut() }, func() { p.refuse(false) }},
	} {
		for _, mode := range []redislimit.Mode{redislimit.Locally, redislimit.Open, redislimit.Closed} {
			t.Run(fmt.Sprintf("%s/%d", trouble.name, mode), func(t *testing.T) {
				var now atomic.Int64
				var failures []error
				l, err := redislimit.New(client, hourly(10), redislimit.Prefix(apart(t, direct)), redislimit.OnFailure(mode),
					redislimit.Timeout(500*time.Millisecond), redislimit.RetryEvery(3*time.Second),
					redislimit.Clock(func() time.Time { return time.Unix(0, now.Load()) }),
					redislimit.Watch(func(err error) { failures = append(failures, err) }))
				require.NoError(t, err)
				h := websec.LimitRequests(l.By(func(*http.Request) string { return "k" }))(http.NotFoundHandler())
				passed := func() bool {
					w := httptest.NewRecorder()
					h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
					return w.Code == http.StatusNotFound
				}
				require.True(t, passed())
				require.Empty(t, failures)

				trouble.begin()
				let := 0
				for range 20 {
					if passed() {
						let++
					}
				}
				require.Equal(t, map[redislimit.Mode]int{redislimit.Locally: 9, redislimit.Open: 20, redislimit.Closed: 0}[mode], let, "the one before counts")
				require.Len(t, failures, 5, "the others did not wait")
				_, err = l.Take(t.Context(), "k", 1)
				require.ErrorIs(t, err, redislimit.ErrDown)

				trouble.end()
				now.Add(int64(3 * time.Second))
				require.Eventually(t, func() bool {
					now.Add(int64(3 * time.Second))
					_, err := l.Take(t.Context(), "k", 0)
					return err == nil
				}, time.Minute, time.Millisecond, "%v", failures)
				let = 0
				for range 10 {
					d, err := l.Take(t.Context(), "k", 1)
					require.NoError(t, err)
					if d.Allowed {
						let++
					}
				}
				if mode != redislimit.Closed {
					require.Zero(t, let, "going back to Redis does not begin anew")
					return
				}
				require.LessOrEqual(t, let, 9, "Redis remembers what it was told before")
				require.GreaterOrEqual(t, let, 3, "and those that gave up were charged at most, and one that tried")
			})
		}
	}
}

// Nor does a request hang where a connection cannot even be opened.
func TestBlackHole(t *testing.T) {
	over := make(chan struct{})
	defer close(over) // the client's own goroutine would dial for an hour
	client := connect(t, &redis.Options{
		Addr: "203.0.113.1:6379", ContextTimeoutEnabled: true, DialTimeout: time.Hour,
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			select {
			case <-ctx.Done():
			case <-over:
			}
			return nil, errors.New("a black hole")
		},
	})
	l, err := redislimit.New(client, hourly(5), redislimit.Timeout(10*time.Millisecond))
	require.NoError(t, err)
	d, err := l.Take(t.Context(), "k", 1)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.True(t, d.Allowed)
}

// After a restart, which cuts the connections and forgets the script, the next
// request that asks has its answer.
func TestRestart(t *testing.T) {
	o := options(t)
	direct := connect(t, o)
	p := newProxy(t, o.Addr)
	o = options(t)
	o.Addr = p.addr()
	l := newLimiter(t, connect(t, o), hourly(15), redislimit.Prefix(apart(t, direct)), redislimit.OnFailure(redislimit.Closed),
		redislimit.RetryEvery(time.Nanosecond))
	let, failed := 0, 0
	for range 20 {
		p.cut()
		require.NoError(t, direct.ScriptFlush(t.Context()).Err())
		d, err := l.Take(t.Context(), "k", 1)
		switch {
		case err != nil:
			failed++
		case d.Allowed:
			let++
		}
	}
	require.LessOrEqual(t, let, 15)
	require.Less(t, failed, 5, "the client dials again by itself")
	require.GreaterOrEqual(t, let, 15-failed-5)
}

// A request whose client goes away says nothing of Redis, and is charged: to go away in
// time would else be a way around the limit.
func TestCancelledRequestIsCharged(t *testing.T) {
	client := connect(t, options(t))
	for _, mode := range []redislimit.Mode{redislimit.Locally, redislimit.Open, redislimit.Closed} {
		l := newLimiter(t, client, hourly(5), redislimit.Prefix(apart(t, client)), redislimit.OnFailure(mode),
			redislimit.Watch(func(err error) { t.Error(err) }))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		let := 0
		for range 20 {
			d, err := l.Take(ctx, "k", 1)
			require.NoError(t, err)
			if d.Allowed {
				let++
			}
		}
		require.Equal(t, 5, let, "mode %d", mode)
	}
}

func TestNewRefuses(t *testing.T) {
	client := connect(t, &redis.Options{Addr: "localhost:1", ContextTimeoutEnabled: true})
	for _, set := range []func() (*redislimit.Limiter, error){
		func() (*redislimit.Limiter, error) { return redislimit.New(nil, hourly(1)) },
		func() (*redislimit.Limiter, error) { return redislimit.New((*redis.Client)(nil), hourly(1)) },
		func() (*redislimit.Limiter, error) {
			return redislimit.New(connect(t, &redis.Options{Addr: "localhost:1"}), hourly(1))
		},
		func() (*redislimit.Limiter, error) { return redislimit.New(client.Pipeline(), hourly(1)) },
	} {
		_, err := set()
		require.ErrorIs(t, err, redislimit.ErrOption)
	}
	for _, opt := range []redislimit.Option{
		redislimit.OnFailure(9), redislimit.Timeout(0), redislimit.RetryEvery(0), redislimit.Lease(0, time.Second),
		redislimit.Lease(1, 0), redislimit.Lease(2, time.Second), redislimit.LocalKeys(1), redislimit.Clock(nil), redislimit.Watch(nil), nil,
	} {
		_, err := redislimit.New(client, hourly(1), opt)
		require.ErrorIs(t, err, redislimit.ErrOption)
	}
	watch := func(error) {}
	for name, opt := range map[string]redislimit.Option{
		"OnFailure": redislimit.OnFailure(redislimit.Open), "Prefix": redislimit.Prefix("a"), "Timeout": redislimit.Timeout(1),
		"RetryEvery": redislimit.RetryEvery(1), "Lease": redislimit.Lease(1, 1), "LocalKeys": redislimit.LocalKeys(2),
		"Watch": redislimit.Watch(watch), "Clock": redislimit.Clock(time.Now),
	} {
		_, err := redislimit.New(client, hourly(1), opt, opt)
		require.ErrorIs(t, err, redislimit.ErrOption)
		require.ErrorContains(t, err, name+" is given twice")
	}
	for _, rate := range []websec.Rate{{}, {Requests: 2, Per: time.Microsecond}, {Requests: 1, Per: 1 << 62, Burst: 1 << 30}} {
		_, err := redislimit.New(client, rate)
		require.ErrorIs(t, err, websec.ErrRate)
	}
	require.False(t, errors.Is(redislimit.ErrDown, redislimit.ErrOption))
	require.PanicsWithValue(t, "redislimit: Limiter.By without a function for the key", func() { new(redislimit.Limiter).By(nil) })
	require.PanicsWithValue(t, "redislimit: Take of a Limiter that New did not make", func() {
		_, _ = new(redislimit.Limiter).Take(t.Context(), "k", 1)
	})
}
