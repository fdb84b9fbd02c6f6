package concurrency_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

type pair struct {
	A int
	B string
}

var (
	swap = concurrency.Register("swap", func(_ context.Context, p pair) (pair, error) {
		return pair{len(p.B), strings.Repeat("x", p.A)}, nil
	})
	fail = concurrency.Register("fail", func(_ context.Context, why string) (int, error) {
		return 7, errors.New(why)
	})
	crash = concurrency.Register("crash", func(_ context.Context, _ int) (int, error) {
		explode()
		return 0, nil
	})
	exits = concurrency.Register("goexit", func(context.Context, int) (int, error) {
		runtime.Goexit()
		return 0, nil
	})
	// untilTold goes on until its context ends or its coroutine is closed.
	untilTold = concurrency.Register("until told", func(ctx context.Context, _ int) (int, error) {
		for {
			if err := concurrency.Pause(ctx); err != nil {
				return 0, err
			}
		}
	})
	pauses = concurrency.Register("pauses", func(ctx context.Context, n int) (int, error) {
		for range n {
			if err := concurrency.Pause(ctx); err != nil {
				return 0, err
			}
		}
		return n, nil
	})
	notJSON = concurrency.Register("not JSON", func(context.Context, float64) (float64, error) {
		return math.Inf(1), nil
	})
	silent = concurrency.Register("exits", func(context.Context, int) (int, error) {
		exit(0)
		return 1, nil
	})
)

// start starts work that is ended with the test.
func start[A, R any](t *testing.T, ctx context.Context, kind concurrency.Kind, work *concurrency.Work[A, R], args A) concurrency.Unit[R] {
	t.Helper()
	u, err := concurrency.Start(ctx, kind, work, args)
	require.NoError(t, err)
	require.Equal(t, kind, u.Kind())
	return u
}

// The same work runs as each kind of unit, and each keeps the same laws.
func TestUnitLaws(t *testing.T) {
	for _, kind := range concurrency.Kinds() {
		t.Run(kind.String(), func(t *testing.T) { laws(t, kind) })
	}
}

func laws(t *testing.T, kind concurrency.Kind) {
	t.Run("a result, as often as it is asked", func(t *testing.T) {
		u := start(t, t.Context(), kind, swap, pair{3, "ab"})
		for range 3 {
			got, err := u.Join(t.Context())
			require.NoError(t, err)
			require.Equal(t, pair{2, "xxx"}, got)
		}
		require.NoError(t, errIfKilled(u), "killing what has ended does nothing")
	})
	t.Run("a result longer than a pipe", func(t *testing.T) {
		got, err := start(t, t.Context(), kind, swap, pair{1 << 20, "ab"}).Join(t.Context())
		require.NoError(t, err)
		require.Len(t, got.B, 1<<20)
	})
	t.Run("an error and no result", func(t *testing.T) {
		u := start(t, t.Context(), kind, fail, "no luck")
		for range 2 {
			got, err := u.Join(t.Context())
			require.ErrorContains(t, err, "no luck")
			require.Zero(t, got)
		}
	})
	t.Run("a panic with its stack", func(t *testing.T) {
		_, err := start(t, t.Context(), kind, crash, 0).Join(t.Context())
		if exit, ok := errors.AsType[*concurrency.ExitError](err); ok {
			require.Equal(t, concurrency.KindProcess, kind)
			require.Equal(t, 2, exit.State.Code)
			require.Contains(t, exit.State.Panic, "panic: boom")
			require.Contains(t, exit.State.Stack, "explode")
			return
		}
		caught, ok := errors.AsType[*concurrency.PanicError](err)
		require.True(t, ok, "%T", err)
		require.ErrorIs(t, err, errBoom)
		require.Contains(t, caught.Stack, "explode")
	})
	t.Run("a deadline of who joins", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		u := start(t, ctx, kind, untilTold, 0)
		over, end := context.WithCancelCause(t.Context())
		end(errBoom)
		_, err := u.Join(over)
		require.Equal(t, errBoom, err, "the cause, and the work goes on")
		cancel()
		_, err = u.Join(t.Context())
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("the context of its start", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		u := start(t, ctx, kind, untilTold, 0)
		cancel(errBoom)
		got, err := u.Join(t.Context())
		require.ErrorIs(t, err, errBoom)
		require.Zero(t, got)
		_, err = concurrency.Start(ctx, kind, untilTold, 0)
		require.ErrorIs(t, err, errBoom, "and nothing starts any more")
	})
	t.Run("kill", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		u := start(t, ctx, kind, untilTold, 0)
		err := u.Kill()
		switch kind {
		case concurrency.KindThread, concurrency.KindGoroutine:
			require.ErrorIs(t, err, errors.ErrUnsupported)
			cancel()
		default:
			require.NoError(t, err)
		}
		_, err = u.Join(t.Context())
		require.Error(t, err)
		require.NoError(t, errIfKilled(u))
	})
	t.Run("pauses", func(t *testing.T) {
		got, err := start(t, t.Context(), kind, pauses, 100).Join(t.Context())
		require.NoError(t, err)
		require.Equal(t, 100, got)
	})
	t.Run("goexit", func(t *testing.T) {
		u := start(t, t.Context(), kind, exits, 0)
		for range 2 {
			_, err := u.Join(t.Context()) // and its caller lives on
			require.ErrorIs(t, err, concurrency.ErrGoexit)
		}
	})
	t.Run("joined by many", func(t *testing.T) {
		u := start(t, t.Context(), kind, pauses, 50)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				got, err := u.Join(t.Context())
				for err == concurrency.ErrRunning {
					runtime.Gosched()
					got, err = u.Join(t.Context())
				}
				if got != 50 || err != nil {
					t.Error(got, err)
				}
			})
		}
		wg.Wait()
	})
}

// errIfKilled kills what can be.
func errIfKilled[R any](u concurrency.Unit[R]) error {
	if err := u.Kill(); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

func TestUnitMisuse(t *testing.T) {
	_, err := concurrency.Start(t.Context(), 9, swap, pair{})
	require.EqualError(t, err, "concurrency: start swap: kind 9 is none")
	require.Equal(t, "unknown", concurrency.Kind(9).String())
	for _, bad := range []func(){
		func() { concurrency.Register("", swapNothing) },
		func() { concurrency.Register[int, int]("nil", nil) },
		func() { concurrency.Register("swap", swapNothing) },
	} {
		require.Panics(t, bad)
	}
}

func swapNothing(context.Context, int) (int, error) { return 0, nil }

func TestProcessOfItsOwn(t *testing.T) {
	u, err := concurrency.StartProcess(t.Context(), untilTold, 0)
	require.NoError(t, err)
	require.NoError(t, u.Kill())
	<-u.Done()
	_, err = u.Join(t.Context())
	exit, ok := errors.AsType[*concurrency.ExitError](err)
	require.True(t, ok)
	require.Equal(t, "until told", exit.State.Name)
	require.Equal(t, u.Pid(), exit.State.Pid)
	require.Equal(t, fmt.Sprintf("concurrency: until told (process %d): ended by signal 9 (killed)", u.Pid()), err.Error())
	require.NoError(t, errors.Unwrap(err), "no context killed it")
}

func TestProcessBadValues(t *testing.T) {
	_, err := concurrency.StartProcess(t.Context(), notJSON, math.NaN())
	require.ErrorContains(t, err, "NaN")
	p, err := concurrency.StartProcess(t.Context(), notJSON, 0)
	require.NoError(t, err)
	_, err = p.Join(t.Context())
	require.ErrorContains(t, err, "+Inf")
	q, err := concurrency.StartProcess(t.Context(), silent, 0)
	require.NoError(t, err)
	_, err = q.Join(t.Context())
	exit, ok := errors.AsType[*concurrency.ExitError](err)
	require.True(t, ok, "%T", err)
	require.Zero(t, exit.State.Code)
	require.ErrorContains(t, err, "exit code 0 before it gave a result")
}

// A coroutine of work does nothing until it is joined, and goes on from where a
// joiner left it.
func TestCoroutineOfWork(t *testing.T) {
	c, err := concurrency.StartCoroutine(t.Context(), pauses, 3)
	require.NoError(t, err)
	require.Equal(t, concurrency.Created, c.State())
	for range 3 {
		_, err = c.Resume()
		require.NoError(t, err)
	}
	got, err := c.Join(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, got)

	running := concurrency.NewCoroutine(func(*intsIn) (string, error) { return "", nil })
	_, err = running.Join(t.Context())
	require.NoError(t, err)
	var self *ints
	self = concurrency.NewCoroutine(func(*intsIn) (string, error) {
		require.ErrorIs(t, self.Kill(), concurrency.ErrRunning)
		return self.Join(t.Context())
	})
	_, err = self.Join(t.Context())
	require.Equal(t, concurrency.ErrRunning, err)
}

// tid is the thread that it runs on, 0 where that cannot be known.
var tid = concurrency.Register("tid", func(context.Context, int) (int, error) { return threadID(), nil })

var nests = concurrency.Register("nests", func(ctx context.Context, kind concurrency.Kind) (int, error) {
	u, err := concurrency.Start(ctx, kind, pauses, 3)
	if err != nil {
		return 0, err
	}
	return u.Join(ctx)
})

// Work that a coroutine starts beside itself pauses by itself: it does not suspend the
// coroutine, from a goroutine that is not the body's.
func TestUnitInCoroutine(t *testing.T) {
	for _, kind := range concurrency.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			c, err := concurrency.StartCoroutine(t.Context(), nests, kind)
			require.NoError(t, err)
			got, err := c.Join(t.Context())
			require.NoError(t, err)
			require.Equal(t, 3, got)
		})
	}
}
