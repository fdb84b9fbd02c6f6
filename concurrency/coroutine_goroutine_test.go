package concurrency_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// elsewhere runs f on another goroutine and waits for it.
func elsewhere(f func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Wait()
}

// grow makes the stack of its goroutine larger, and so move.
func grow(n int) int {
	var room [256]byte
	room[n%len(room)] = 1
	if n == 0 {
		return 0
	}
	return grow(n-1) + int(room[(n+1)%len(room)])
}

// A Yield on another goroutine than the body's is refused, and the body does not
// notice.
func TestYieldElsewhere(t *testing.T) {
	strange := func(y *intsIn) {
		v, err := y.Yield(99)
		require.Zero(t, v)
		require.Equal(t, concurrency.ErrWrongGoroutine, err)
	}
	c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
		elsewhere(func() { strange(y) })
		for i := range 3 {
			sent, err := y.Yield(i)
			require.NoError(t, err)
			require.Equal(t, 10*i, sent)
			elsewhere(func() { strange(y) })
			grow(100 * i) // the next Yield is one that looks
			elsewhere(func() { strange(y) })
		}
		inner := concurrency.NewCoroutine(func(*intsIn) (string, error) {
			strange(y) // in whose body it stands is no matter
			return "", nil
		})
		_, err := inner.Join(t.Context())
		require.NoError(t, err)
		return "done", nil
	})
	got, err := c.Resume()
	require.NoError(t, err)
	require.Zero(t, got)
	for i := range 2 {
		got, err = c.Send(10 * i)
		require.NoError(t, err)
		require.Equal(t, i+1, got)
	}
	_, err = c.Send(20)
	require.Equal(t, concurrency.ErrEnded, err)
	result, err := c.Result()
	require.NoError(t, err)
	require.Equal(t, "done", result)
}

// The refused do not wait for the body, nor it for them.
func TestYieldElsewhereAtOnce(t *testing.T) {
	c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 1000 {
					_, err := y.Yield(-1)
					if err != concurrency.ErrWrongGoroutine {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		for i := range 100 {
			if _, err := y.Yield(i); err != nil {
				return "", err
			}
		}
		return "done", nil
	})
	for i := range 100 {
		got, err := c.Resume()
		require.NoError(t, err)
		require.Equal(t, i, got)
	}
	require.NoError(t, c.Close())
}

// A body that yields where its stack is deep, and then where it is not, is the body.
func TestYieldAtAnyDepth(t *testing.T) {
	var deep func(y *intsIn, n int) error
	deep = func(y *intsIn, n int) error {
		var room [128]byte
		room[n%128]++
		if _, err := y.Yield(n); err != nil || n == 0 {
			return err
		}
		if n%50 == 0 {
			runtime.GC() // which makes stacks smaller again
		}
		return deep(y, n-1)
	}
	c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
		for range 3 {
			if err := deep(y, 300); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	for i := range 3 * 301 {
		got, err := c.Resume()
		require.NoError(t, err)
		require.Equal(t, 300-i%301, got)
	}
	_, err := c.Resume()
	require.Equal(t, concurrency.ErrEnded, err)
}

var pausesElsewhere = concurrency.Register("pauses elsewhere", func(ctx context.Context, _ int) (string, error) {
	var err error
	elsewhere(func() { err = concurrency.Pause(ctx) })
	if err != nil {
		return err.Error(), nil
	}
	return "", nil
})

// So is a Pause: of a coroutine, as the others suspend nothing by it.
func TestPauseElsewhere(t *testing.T) {
	for _, kind := range concurrency.Kinds() {
		got, err := start(t, t.Context(), kind, pausesElsewhere, 0).Join(t.Context())
		require.NoError(t, err)
		want := ""
		if kind == concurrency.KindCoroutine {
			want = concurrency.ErrWrongGoroutine.Error()
		}
		require.Equal(t, want, got, kind)
	}
}
