package concurrency_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// odd does what its argument says.
var odd = concurrency.Register("odd", func(ctx context.Context, what string) (int, error) {
	switch what {
	case "pid":
		return os.Getpid(), nil
	case "fail":
		return 0, errors.New("no luck")
	case "panic":
		explode()
	case "goexit":
		runtime.Goexit()
	case "exit":
		exit(3)
	case "exit 0":
		exit(0)
	case "deaf":
		select {}
	case "listen":
		<-ctx.Done()
		return 0, ctx.Err()
	case "crash":
		var wg sync.WaitGroup
		wg.Go(explode)
		wg.Wait()
	}
	n, err := strconv.Atoi(what)
	return n, err
})

type oddPool = concurrency.ProcessPool[string, int]

func newPool(t *testing.T, opts ...concurrency.PoolOption) *oddPool {
	t.Helper()
	p, err := concurrency.NewProcessPool(odd, opts...)
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

func do(t *testing.T, p *oddPool, what string) (int, error) {
	t.Helper()
	task, err := p.Submit(t.Context(), what)
	require.NoError(t, err)
	return task.Join(t.Context())
}

func TestPoolIsWarm(t *testing.T) {
	p := newPool(t, concurrency.Workers(1))
	pids := p.Workers()
	require.Len(t, pids, 1)
	for range 5 {
		got, err := do(t, p, "pid")
		require.NoError(t, err)
		require.Equal(t, pids[0], got)
	}
}

// What work can do wrong, and whether its worker lives on.
func TestPoolFailures(t *testing.T) {
	for _, tt := range []struct {
		what  string
		lives bool
		want  string
	}{
		{"fail", true, "concurrency: odd: no luck"},
		{"panic", true, "concurrency: odd: panic: boom"},
		{"not a number", true, "concurrency: odd: strconv.Atoi"},
		{"goexit", true, "concurrency: odd: the function called runtime.Goexit"},
		{"exit", false, "exit code 3 before it gave a result"},
		{"exit 0", false, "exit code 0 before it gave a result"},
		{"crash", false, "panic: boom"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := newPool(t, concurrency.Workers(1))
			before := p.Workers()
			got, err := do(t, p, tt.what)
			require.Zero(t, got)
			require.ErrorContains(t, err, tt.want)
			if tt.lives {
				remote, ok := errors.AsType[*concurrency.RemoteError](err)
				require.True(t, ok, "%T", err)
				require.Equal(t, tt.what == "panic", remote.Stack != "")
				require.Equal(t, tt.what == "goexit", errors.Is(err, concurrency.ErrGoexit))
			} else {
				lost, ok := errors.AsType[*concurrency.LostError](err)
				require.True(t, ok, "%T", err)
				require.Equal(t, 1, lost.Attempts)
				require.ErrorAs(t, err, new(*concurrency.ExitError))
			}
			pid, err := do(t, p, "pid")
			require.NoError(t, err)
			require.Equal(t, tt.lives, slices.Contains(before, pid))
		})
	}
}

func TestPoolRetry(t *testing.T) {
	var last concurrency.Progress
	p := newPool(t, concurrency.Workers(2), concurrency.Retry(2), concurrency.OnProgress(func(now concurrency.Progress) { last = now }))
	_, err := do(t, p, "exit")
	lost, ok := errors.AsType[*concurrency.LostError](err)
	require.True(t, ok)
	require.Equal(t, 3, lost.Attempts)
	require.NoError(t, lost.Cause)
	state, ok := errors.AsType[*concurrency.ExitError](err)
	require.True(t, ok)
	require.Equal(t, 3, state.State.Code)
	_, err = do(t, p, "5")
	require.NoError(t, err)
	p.Close()
	require.Equal(t, concurrency.Progress{Submitted: 2, Done: 2, Failed: 1, Lost: 1, Retried: 2, Replaced: 3}, last)
}

func TestPoolMap(t *testing.T) {
	p := newPool(t, concurrency.Workers(3), concurrency.Backlog(2))
	numbers := func(yield func(string) bool) {
		for i := range 100 {
			if !yield(strconv.Itoa(i)) {
				return
			}
		}
	}
	want := 0
	for got, err := range p.Map(t.Context(), numbers) {
		require.NoError(t, err)
		require.Equal(t, want, got, "in order")
		want++
	}
	require.Equal(t, 100, want)

	asked := 0
	for got, err := range p.Map(t.Context(), func(yield func(string) bool) {
		numbers(func(s string) bool { asked++; return yield(s) })
	}) {
		require.NoError(t, err)
		if got == 10 {
			break
		}
	}
	require.LessOrEqual(t, asked, 10+1+5, "no more than is waited for")

	var errs []error
	for _, err := range p.Map(t.Context(), slices.Values([]string{"1", "fail", "2", "exit", "3"})) {
		errs = append(errs, err)
	}
	require.Len(t, errs, 5)
	for i, err := range errs {
		require.Equal(t, i%2 == 1, err != nil)
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errBoom)
	for _, err := range p.Map(ctx, numbers) {
		require.Equal(t, errBoom, err)
	}
}

func TestPoolCancel(t *testing.T) {
	t.Run("work that listens is told", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(1))
		ctx, cancel := context.WithCancelCause(t.Context())
		task, err := p.Submit(ctx, "listen")
		require.NoError(t, err)
		queued, err := p.Submit(ctx, "1")
		require.NoError(t, err)
		over, end := context.WithCancel(t.Context())
		end()
		_, err = task.Join(over)
		require.Equal(t, context.Canceled, err, "who waits may leave")
		pids := p.Workers()
		cancel(errBoom)
		_, err = task.Join(t.Context())
		require.ErrorIs(t, err, errBoom)
		_, err = queued.Join(t.Context())
		require.ErrorIs(t, err, errBoom)
		require.Equal(t, pids, p.Workers(), "it lives on")
		_, err = p.Submit(ctx, "1")
		require.Equal(t, errBoom, err)
		got, err := do(t, p, "7")
		require.NoError(t, err)
		require.Equal(t, 7, got)
	})
	t.Run("work that does not is killed", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(1), concurrency.KillAfter(time.Millisecond), concurrency.Retry(5))
		ctx, cancel := context.WithCancelCause(t.Context())
		task, err := p.Submit(ctx, "deaf")
		require.NoError(t, err)
		cancel(errBoom)
		_, err = task.Join(t.Context())
		require.ErrorIs(t, err, errBoom)
		got, err := do(t, p, "7")
		require.NoError(t, err)
		require.Equal(t, 7, got)
	})
	t.Run("and takes no other task along", func(t *testing.T) {
		// It is killed about when it answers, so that the answer may be in the pipe of a
		// worker that is dying.
		p := newPool(t, concurrency.Workers(1), concurrency.KillAfter(0))
		for i := range 300 {
			ctx, cancel := context.WithCancelCause(t.Context())
			_, err := do(t, p, "1") // there is a worker
			require.NoError(t, err)
			told, err := p.Submit(ctx, "2")
			require.NoError(t, err)
			next, err := p.Submit(t.Context(), "7")
			require.NoError(t, err)
			for range i {
				runtime.Gosched()
			}
			cancel(errBoom)
			if _, err = told.Join(t.Context()); err != nil {
				require.ErrorIs(t, err, errBoom)
			}
			got, err := next.Join(t.Context())
			require.NoError(t, err)
			require.Equal(t, 7, got)
		}
	})
	t.Run("a task that waits is told at once", func(t *testing.T) {
		var last concurrency.Progress
		p := newPool(t, concurrency.Workers(1), concurrency.OnProgress(func(now concurrency.Progress) { last = now }))
		busy, err := p.Submit(t.Context(), "deaf")
		require.NoError(t, err)
		ctx, cancel := context.WithCancelCause(t.Context())
		queued, err := p.Submit(ctx, "1")
		require.NoError(t, err)
		cancel(errBoom)
		_, err = queued.Join(t.Context())
		require.Equal(t, errBoom, err)
		select {
		case <-busy.Done():
			require.Fail(t, "the worker was free")
		default:
		}
		p.Kill()
		p.Close()
		require.Equal(t, 2, last.Done)
		require.Equal(t, 2, last.Failed)
	})
	t.Run("who waits for a place", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(1), concurrency.Backlog(0))
		ctx, cancel := context.WithCancelCause(t.Context())
		task, err := p.Submit(ctx, "listen") // handed to the worker's goroutine
		require.NoError(t, err)
		waiting, stop := context.WithCancelCause(t.Context())
		failed := make(chan error)
		go func() { _, err := p.Submit(waiting, "1"); failed <- err }()
		stop(errBoom)
		require.Equal(t, errBoom, <-failed)
		cancel(nil)
		<-task.Done()
	})
}

// A worker that dies is replaced at once, also before its first task, but not for ever.
func TestPoolReplaces(t *testing.T) {
	replaced := make(chan int, 10)
	seen := 0
	p := newPool(t, concurrency.Workers(1), concurrency.OnProgress(func(now concurrency.Progress) {
		if now.Replaced > seen {
			seen = now.Replaced
			replaced <- seen
		}
	}))
	kill := func() {
		pid := p.Workers()[0]
		proc, err := os.FindProcess(pid)
		require.NoError(t, err)
		require.NoError(t, proc.Kill())
		_ = proc.Release() // it is the pool's
		<-replaced
	}
	for range 2 {
		kill()
		for len(p.Workers()) == 0 {
			runtime.Gosched()
		}
	}
	kill() // the third that has done nothing
	for range 1000 {
		runtime.Gosched()
		require.Empty(t, p.Workers())
	}
	for range 2 {
		got, err := do(t, p, "5")
		require.NoError(t, err)
		require.Equal(t, 5, got)
		kill()
		for len(p.Workers()) == 0 {
			runtime.Gosched()
		}
	}
}

func TestPoolEnds(t *testing.T) {
	t.Run("close waits for what there is", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(2), concurrency.Backlog(20))
		var tasks []*concurrency.Task[int]
		for i := range 20 {
			task, err := p.Submit(t.Context(), strconv.Itoa(i))
			require.NoError(t, err)
			tasks = append(tasks, task)
		}
		p.Close()
		for i, task := range tasks {
			got, err := task.Join(t.Context())
			require.NoError(t, err)
			require.Equal(t, i, got)
		}
		_, err := p.Submit(t.Context(), "1")
		require.Equal(t, concurrency.ErrPoolClosed, err)
		require.Empty(t, p.Workers())
		p.Close()
		p.Kill()
	})
	t.Run("kill does not", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(2), concurrency.Backlog(4))
		var tasks []*concurrency.Task[int]
		for range 6 {
			task, err := p.Submit(t.Context(), "deaf")
			require.NoError(t, err)
			tasks = append(tasks, task)
		}
		p.Kill()
		for _, task := range tasks {
			_, err := task.Join(t.Context())
			require.ErrorIs(t, err, concurrency.ErrPoolKilled)
		}
		p.Close()
		require.Empty(t, p.Workers())
	})
}

func TestPoolMisuse(t *testing.T) {
	for _, opt := range []concurrency.PoolOption{
		concurrency.Workers(0), concurrency.Backlog(-1), concurrency.Retry(-1), concurrency.KillAfter(-1),
	} {
		_, err := concurrency.NewProcessPool(odd, opt)
		require.ErrorContains(t, err, "concurrency: pool of odd: ")
	}
	p, err := concurrency.NewProcessPool(notJSON, concurrency.Workers(1))
	require.NoError(t, err)
	defer p.Close()
	_, err = p.Submit(t.Context(), math.NaN())
	require.ErrorContains(t, err, "NaN")
	task, err := p.Submit(t.Context(), 1)
	require.NoError(t, err)
	_, err = task.Join(t.Context())
	require.ErrorContains(t, err, "+Inf")
}

// Many submit at once, and each gets the answer to what it asked.
func TestPoolCrowd(t *testing.T) {
	p := newPool(t, concurrency.Workers(3))
	var wg sync.WaitGroup
	for g := range 10 {
		wg.Go(func() {
			for i := range 20 {
				want := 100*g + i
				task, err := p.Submit(t.Context(), strconv.Itoa(want))
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := task.Join(t.Context()); err != nil || got != want {
					t.Error(got, err)
				}
			}
		})
	}
	wg.Wait()
}

// kills is how many workers die in TestPoolKills.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("UNDERHOOD_KILLS")); err == nil {
		return n
	}
	if os.Getenv("UNDERHOOD_FULL") != "" {
		return 500
	}
	return 20
}

func ExampleProcessPool() {
	p, err := concurrency.NewProcessPool(swap, concurrency.Workers(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	args := slices.Values([]pair{{1, "a"}, {2, "bb"}, {3, "ccc"}})
	for got, err := range p.Map(context.Background(), args) {
		fmt.Println(got.A, got.B, err)
	}
	// Output:
	// 1 x <nil>
	// 2 xx <nil>
	// 3 xxx <nil>
}
