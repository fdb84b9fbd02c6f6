package redislimit_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"underhood/websec/redislimit"
)

// A toy is a Redis that gives each key so many tokens and no more, and takes the longer
// the more it is asked at once, as one connection and one processor have it.
type toy struct {
	burst int64
	each  time.Duration // for each request under way
	fails func() error  // of the next request; errLost if its answer never comes

	mu     sync.Mutex
	given  map[string]int64
	now    int
	most   int // at once
	asked  int
	leaves int
}

var errLost = errors.New("lost")

func newToy(burst int64) *toy { return &toy{burst: burst, given: map[string]int64{}} }

func (s *toy) client() redis.Scripter { return scripted{answer: s.answer} }

func (s *toy) answer(ctx context.Context, key string) ([]any, error) {
	s.mu.Lock()
	s.asked++
	s.now++
	s.most = max(s.most, s.now)
	takes, fails := s.each*time.Duration(s.now), error(nil)
	if s.fails != nil {
		fails = s.fails()
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.now--
		s.leaves++
		s.mu.Unlock()
	}()
	if fails != nil && !errors.Is(fails, errLost) {
		return nil, fails
	}
	late := time.NewTimer(takes)
	defer late.Stop()
	select {
	case <-late.C:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	got := int64(0)
	if s.given[key] < s.burst {
		s.given[key]++
		got = 1
	}
	debt := s.given[key] * time.Hour.Microseconds()
	s.mu.Unlock()
	if fails != nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return []any{got, debt}, nil
}

// A flood makes its own answers late. That is not a Redis that is down: in every mode each
// key keeps its limit, who is within it is let through, and who is over it is not asked for.
func TestFloodIsNotAFailure(t *testing.T) {
	for _, mode := range []redislimit.Mode{redislimit.Locally, redislimit.Open, redislimit.Closed} {
		t.Run(fmt.Sprint(mode), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newToy(1)
				server.each = 100 * time.Microsecond // 1,000 at once: 100 ms
				var told atomic.Int64
				l, err := redislimit.New(server.client(), hourly(1), redislimit.OnFailure(mode), redislimit.Watch(func(err error) {
					if !errors.Is(err, redislimit.ErrBusy) {
						t.Error(err)
					}
					told.Add(1)
				}))
				require.NoError(t, err)
				const sources, rounds = 1000, 20
				var let, busy atomic.Int64
				take := func(key string) bool {
					began := time.Now()
					d, err := l.Take(t.Context(), key, 1)
					if took := time.Since(began); took > 50*time.Millisecond {
						t.Errorf("%v of the bubble's time", took)
					}
					if err != nil && !errors.Is(err, redislimit.ErrBusy) {
						t.Error(err)
					}
					if err != nil {
						busy.Add(1)
					}
					return d.Allowed
				}
				var all sync.WaitGroup
				for i := range sources {
					all.Go(func() {
						for range rounds {
							if take(fmt.Sprint("flood", i)) {
								let.Add(1)
							}
							time.Sleep(20 * time.Millisecond)
						}
					})
				}
				all.Go(func() {
					for i := range 40 {
						if !take(fmt.Sprint("polite", i)) {
							t.Errorf("polite request %d was refused", i)
						}
						time.Sleep(10 * time.Millisecond)
					}
				})
				all.Wait()
				require.EqualValues(t, sources, let.Load(), "of %d", sources*rounds)
				require.LessOrEqual(t, server.most, 64)
				require.LessOrEqual(t, server.asked, sources+40)
				require.LessOrEqual(t, told.Load(), int64(3), "once in a second")
				if busy.Load() > 0 {
					require.NotZero(t, told.Load())
				}
			})
		})
	}
}

// Not more ask at once than the client has connections for.
func TestAskersAreBounded(t *testing.T) {
	o := options(t)
	o.PoolSize = 3
	o.MaxActiveConns = 2
	client := connect(t, o)
	var now, most atomic.Int64
	client.AddHook(around{func(next func() error) error {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		return next()
	}})
	l := newLimiter(t, client, hourly(1), redislimit.Prefix(apart(t, client)))
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if _, err := l.Take(context.Background(), fmt.Sprint(i), 1); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.LessOrEqual(t, most.Load(), int64(2))
}

// around is a hook around each script.
type around struct{ do func(next func() error) error }

func (a around) DialHook(next redis.DialHook) redis.DialHook { return next }

func (a around) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !strings.HasPrefix(cmd.Name(), "eval") { // the client's own, to open a connection
			return next(ctx, cmd)
		}
		return a.do(func() error { return next(ctx, cmd) })
	}
}

func (a around) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// Requests that are late together are late once; five in a row without an answer between
// are a Redis that is down.
func TestLateTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newToy(1)
		var stalls atomic.Bool
		server.fails = func() error {
			if stalls.Load() {
				return errLost
			}
			return nil
		}
		l, err := redislimit.New(server.client(), hourly(1), redislimit.RetryEvery(time.Hour))
		require.NoError(t, err)
		var keys atomic.Int64 // each asks once
		take := func() error {
			_, err := l.Take(t.Context(), fmt.Sprint(keys.Add(1)), 1)
			return err
		}
		stall := func(times int) bool {
			for range times {
				stalls.Store(true)
				var all sync.WaitGroup
				for range 30 {
					all.Go(func() {
						if err := take(); err == nil {
							t.Error("nothing is answered")
						}
					})
				}
				all.Wait()
			}
			stalls.Store(false)
			return errors.Is(take(), redislimit.ErrDown)
		}
		for range 10 {
			require.False(t, stall(4))
		}
		require.True(t, stall(5))
	})
}

// When Redis is back, one asks first, and with each answer one more.
func TestTrafficComesBackGradually(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newToy(1)
		refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
		server.fails = func() error { return refused }
		l, err := redislimit.New(server.client(), hourly(1))
		require.NoError(t, err)
		_, err = l.Take(t.Context(), "first", 1)
		require.ErrorIs(t, err, refused)
		_, err = l.Take(t.Context(), "second", 1)
		require.ErrorIs(t, err, redislimit.ErrDown)
		time.Sleep(time.Second)

		server.each, server.leaves = time.Millisecond, 0
		server.fails = func() error { // called at each request, by one at a time
			if server.now > server.leaves+1 {
				t.Errorf("%d at once after %d answers", server.now, server.leaves)
			}
			return nil
		}
		_, err = l.Take(t.Context(), "probe", 1)
		require.NoError(t, err)
		var all sync.WaitGroup
		for i := range 500 {
			all.Go(func() { _, _ = l.Take(t.Context(), fmt.Sprint(i), 1) })
		}
		all.Wait()
		require.Greater(t, server.most, 4, "but they do come back")
	})
}

// One process lets through no more than the rate, whoever decides: lost answers, and
// Redis going away and coming back, give nothing back.
func TestOneProcessKeepsTheRate(t *testing.T) {
	const burst = 50
	for name, fails := range map[string]func(request int) error{
		"every third answer is lost":  func(i int) error { return map[bool]error{true: errLost}[i%3 == 2] },
		"every third request is lost": func(i int) error { return map[bool]error{true: context.DeadlineExceeded}[i%3 == 2] },
		"away, and back": func(i int) error {
			return map[bool]error{true: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}[i/40%2 == 0]
		},
	} {
		for _, mode := range []redislimit.Mode{redislimit.Locally, redislimit.Closed} {
			t.Run(fmt.Sprint(name, mode), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := newToy(burst)
					l, err := redislimit.New(server.client(), hourly(burst), redislimit.OnFailure(mode), redislimit.RetryEvery(time.Nanosecond))
					require.NoError(t, err)
					let := 0
					for i := range 500 {
						server.fails = func() error { return fails(i) }
						d, _ := l.Take(t.Context(), "k", 1)
						if d.Allowed {
							let++
						}
						time.Sleep(time.Nanosecond)
					}
					if mode == redislimit.Locally {
						require.Equal(t, burst, let)
					} else {
						require.LessOrEqual(t, let, burst)
						require.Greater(t, let, burst/2, "and a failure takes no more than what Redis was told")
					}
				})
			})
		}
	}
}

// Take is back in time although the client waits for a connection that knows no deadlines.
func TestConnectionWithoutDeadlines(t *testing.T) {
	client := redis.NewClient(&redis.Options{
		Addr: "203.0.113.1:6379", ContextTimeoutEnabled: true, MaxRetries: -1,
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				buffer := make([]byte, 512)
				for {
					if _, err := far.Read(buffer); err != nil {
						return
					}
				}
			}()
			t.Cleanup(func() { _, _ = near.Close(), far.Close() })
			return timeless{near}, nil
		},
	})
	t.Cleanup(func() { _ = client.Close() })
	l, err := redislimit.New(client, hourly(5), redislimit.Timeout(10*time.Millisecond))
	require.NoError(t, err)
	d, err := l.Take(t.Context(), "k", 1)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.True(t, d.Allowed)
}

type timeless struct{ net.Conn }

func (timeless) SetDeadline(time.Time) error      { return nil }
func (timeless) SetReadDeadline(time.Time) error  { return nil }
func (timeless) SetWriteDeadline(time.Time) error { return nil }
