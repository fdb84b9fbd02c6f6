package redislimit_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"underhood/websec"
	"underhood/websec/redislimit"
)

// A scripted Redis answers as it is told.
type scripted struct {
	redis.Scripter
	answer func(ctx context.Context, key string) ([]any, error)
}

func (s scripted) EvalSha(ctx context.Context, _ string, keys []string, _ ...any) *redis.Cmd {
	cmd := redis.NewCmd(ctx)
	if numbers, err := s.answer(ctx, keys[0]); err != nil {
		cmd.SetErr(err)
	} else {
		cmd.SetVal(numbers)
	}
	return cmd
}

var granted = []any{int64(1), int64(0)}

// One answer in so many is late, as when a disk is slow: that is a matter of the request
// that waited for it, and of no other.
func TestLateAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		client := scripted{answer: func(ctx context.Context, _ string) ([]any, error) {
			if n.Add(1)%20 == 0 {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return granted, nil
		}}
		l, err := redislimit.New(client, websec.PerSecond(1000))
		require.NoError(t, err)
		for i := 1; i <= 1000; i++ {
			_, err := l.Take(t.Context(), fmt.Sprint(i), 1)
			if i%20 == 0 {
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.NotErrorIs(t, err, redislimit.ErrDown)
			} else {
				require.NoError(t, err, "request %d", i)
			}
		}
		require.EqualValues(t, 1000, n.Load(), "all were asked for")
	})
}

// A client that hangs and does not hear of contexts is left behind in time, and what is
// left behind is bounded.
func TestClientThatIgnoresContexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		client := scripted{answer: func(context.Context, string) ([]any, error) {
			<-hang
			return granted, nil
		}}
		l, err := redislimit.New(client, websec.PerSecond(1000), redislimit.RetryEvery(time.Nanosecond), redislimit.OnFailure(redislimit.Closed))
		require.NoError(t, err)
		before := runtime.NumGoroutine()
		for range 500 {
			began := time.Now()
			d, err := l.Take(t.Context(), "k", 1)
			require.Error(t, err)
			require.False(t, d.Allowed)
			require.LessOrEqual(t, time.Since(began), 50*time.Millisecond, "of the bubble's time")
			time.Sleep(time.Nanosecond)
		}
		require.LessOrEqual(t, runtime.NumGoroutine()-before, 64+1)
		_, err = l.Take(t.Context(), "k", 1)
		require.ErrorContains(t, err, "64 requests hang in the client")
		close(hang)
		synctest.Wait()
		time.Sleep(time.Nanosecond)
		_, err = l.Take(t.Context(), "k", 1)
		require.NoError(t, err)
	})
}

// Where nobody listens, one request finds out, and says where and why.
func TestRefusedConnectionIsNamed(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := gone.Addr().String()
	require.NoError(t, gone.Close())
	client := connect(t, &redis.Options{Addr: addr, ContextTimeoutEnabled: true})
	var told []error
	l, err := redislimit.New(client, hourly(5), redislimit.Watch(func(err error) { told = append(told, err) }))
	require.NoError(t, err)
	for range 3 {
		_, err := l.Take(t.Context(), "k", 1)
		require.Error(t, err)
	}
	require.Len(t, told, 1)
	require.ErrorContains(t, told[0], addr)
	require.ErrorContains(t, told[0], "connection refused")
}

// A black hole is at least named.
func TestBlackHoleIsNamed(t *testing.T) {
	client := connect(t, &redis.Options{
		Addr: "203.0.113.1:6379", ContextTimeoutEnabled: true, MaxRetries: -1,
		Dialer: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no way there") },
	})
	l, err := redislimit.New(client, hourly(5), redislimit.Timeout(10*time.Millisecond))
	require.NoError(t, err)
	_, err = l.Take(t.Context(), "k", 1)
	require.ErrorContains(t, err, "203.0.113.1:6379")
	require.ErrorContains(t, err, "no way there")
}

// A key that holds something else is an error of its own, which changes nothing in it,
// and for no other key.
func TestForeignKey(t *testing.T) {
	client := connect(t, options(t))
	name := apart(t, client)
	l := newLimiter(t, client, hourly(5), redislimit.Prefix(name), redislimit.OnFailure(redislimit.Closed))
	require.NoError(t, client.LPush(t.Context(), name+"list", "x").Err())
	for key, value := range map[string]string{"text": "garbage", "minus": "-5", "huge": "99999999999999999999", "nan": "nan", "empty": "", "hex": "0x10"} {
		require.NoError(t, client.Set(t.Context(), name+key, value, time.Minute).Err())
		for range 7 {
			d, err := l.Take(t.Context(), key, 1)
			require.ErrorIs(t, err, redislimit.ErrKey, key)
			require.ErrorContains(t, err, name+key)
			require.False(t, d.Allowed)
		}
		require.Equal(t, value, client.Get(t.Context(), name+key).Val())
	}
	for range 7 {
		_, err := l.Take(t.Context(), "list", 1)
		require.ErrorIs(t, err, redislimit.ErrKey)
		require.ErrorContains(t, err, "WRONGTYPE")
	}
	d, err := l.Take(t.Context(), "another", 1)
	require.NoError(t, err)
	require.True(t, d.Allowed)
}

// When the clock of Redis goes back, what is owed is a window at most, and is paid.
func TestClockGoesBack(t *testing.T) {
	client := connect(t, options(t))
	name := apart(t, client)
	rate := websec.Rate{Requests: 1, Per: 20 * time.Millisecond, Burst: 2}
	l := newLimiter(t, client, rate, redislimit.Prefix(name))
	now, err := client.Time(t.Context()).Result()
	require.NoError(t, err)
	require.NoError(t, client.Set(t.Context(), name+"k", fmt.Sprint(now.Add(time.Hour).UnixMicro()), time.Hour).Err())
	d, err := l.Take(t.Context(), "k", 1)
	require.NoError(t, err)
	require.LessOrEqual(t, d.RetryAfter, 20*time.Millisecond)
	require.LessOrEqual(t, d.Reset, 40*time.Millisecond)
	require.Eventually(t, func() bool {
		d, err := l.Take(t.Context(), "k", 1)
		return err == nil && d.Allowed
	}, time.Minute, time.Millisecond)
	lasts, err := client.PTTL(t.Context(), name+"k").Result()
	require.NoError(t, err)
	require.LessOrEqual(t, lasts, 40*time.Millisecond)
}

// An older script without the cut may still be what answers: a refusal is not remembered
// for longer than any could be.
func TestDebtIsCutHereToo(t *testing.T) {
	l, err := redislimit.New(scripted{answer: func(context.Context, string) ([]any, error) {
		return []any{int64(0), time.Hour.Microseconds()}, nil
	}}, websec.PerSecond(1), redislimit.Timeout(time.Minute))
	require.NoError(t, err)
	d, err := l.Take(t.Context(), "k", 1)
	require.NoError(t, err)
	require.Equal(t, []time.Duration{time.Second, time.Second}, []time.Duration{d.RetryAfter, d.Reset})
}

// Long keys are told apart, and are short in Redis and here.
func TestLongKeys(t *testing.T) {
	var asked []string
	l, err := redislimit.New(scripted{answer: func(_ context.Context, key string) ([]any, error) {
		asked = append(asked, key)
		return []any{int64(0), int64(1000)}, nil
	}}, hourly(1), redislimit.Timeout(time.Minute))
	require.NoError(t, err)
	long := strings.Repeat("k", 15<<10)
	for _, key := range []string{long + "a", long + "b", strings.Repeat("c", 64)} {
		_, err := l.Take(t.Context(), key, 1)
		require.NoError(t, err)
	}
	require.Len(t, asked, 3)
	require.NotEqual(t, asked[0], asked[1])
	require.Len(t, asked[0], len("limit:sha256:")+64)
	require.Equal(t, "limit:"+strings.Repeat("c", 64), asked[2])
	_, err = l.Take(t.Context(), strings.TrimPrefix(asked[0], "limit:"), 1)
	require.NoError(t, err)
	require.NotEqual(t, asked[0], asked[3], "nobody names a hash")
}
