// Package laws holds what is true of a kind of thing in each of its forms, for the tests
// of those who write a form.
package laws

import (
	"context"
	"errors"
	"io"
	"sort"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// A Distance is how far a thing is away.
type Distance int

const (
	// Near is in memory: a call that need not wait does not look at its context.
	Near Distance = iota
	// Far is at a server: nothing is done for a context that is over.
	Far
)

// made is what an error must not come with.
func made[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

// soon is a context that ends while a call waits.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func over(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// Queue is what holds for every ipc.Queue. open makes an empty queue of capacity 3 and
// that many handles of it, as so many processes would have them.
func Queue(t *testing.T, away Distance, open func(t *testing.T, handles int) []ipc.Queue[int]) {
	t.Helper()
	ctx := t.Context()
	t.Run("first in, first out, bounded", func(t *testing.T) {
		q := open(t, 2)
		require.Equal(t, 3, q[0].Cap())
		atOnce := ctx
		if away == Near {
			atOnce = over(t)
		} else {
			require.ErrorIs(t, q[0].Put(over(t), 0), context.Canceled)
			_, err := q[1].Get(over(t))
			require.ErrorIs(t, err, context.Canceled)
		}
		for i := range 3 {
			require.NoError(t, q[i%2].Put(atOnce, i), "there is space: the context does not matter")
		}
		require.Equal(t, 3, q[1].Len())
		require.ErrorIs(t, q[0].TryPut(4), ipc.ErrFull)
		require.ErrorIs(t, q[1].Put(soon(t), 4), context.DeadlineExceeded)
		for i := range 3 {
			require.Equal(t, i, made(q[(i+1)%2].Get(atOnce))(t))
		}
		_, err := q[0].TryGet()
		require.ErrorIs(t, err, ipc.ErrEmpty)
		_, err = q[0].Get(soon(t))
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
	t.Run("who waits is woken", func(t *testing.T) {
		q := open(t, 2)
		got := make(chan int)
		go func() { v, _ := q[1].Get(ctx); got <- v }()
		require.NoError(t, q[0].Put(ctx, 7))
		require.Equal(t, 7, <-got)
		for i := range 3 {
			require.NoError(t, q[0].Put(ctx, i))
		}
		put := make(chan error)
		go func() { put <- q[0].Put(ctx, 3) }()
		require.Equal(t, 0, made(q[1].Get(ctx))(t))
		require.NoError(t, <-put)
	})
	t.Run("closing drains, then ends for all", func(t *testing.T) {
		q := open(t, 2)
		require.NoError(t, q[0].Put(ctx, 1))
		require.NoError(t, q[1].Close())
		require.NoError(t, q[0].Close())
		require.ErrorIs(t, q[0].Put(ctx, 2), ipc.ErrClosed)
		require.ErrorIs(t, q[1].TryPut(2), ipc.ErrClosed)
		require.Equal(t, 1, made(q[1].Get(ctx))(t))
		for range 2 {
			_, err := q[0].Get(ctx)
			require.ErrorIs(t, err, io.EOF)
			_, err = q[1].TryGet()
			require.ErrorIs(t, err, io.EOF)
		}
	})
	t.Run("closing wakes all who wait", func(t *testing.T) {
		q := open(t, 2)
		errs := make(chan error)
		for i := range 4 {
			go func() { _, err := q[i%2].Get(ctx); errs <- err }()
		}
		require.NoError(t, q[0].Close())
		for range 4 {
			require.ErrorIs(t, <-errs, io.EOF)
		}
		full := open(t, 2)
		for i := range 3 {
			require.NoError(t, full[0].Put(ctx, i))
		}
		for i := range 4 {
			go func() { errs <- full[i%2].Put(ctx, 9) }()
		}
		require.NoError(t, full[1].Close())
		for range 4 {
			require.ErrorIs(t, <-errs, ipc.ErrClosed)
		}
	})
	t.Run("a task is unfinished until it is done", func(t *testing.T) {
		q := open(t, 2)
		require.NoError(t, q[0].Join(ctx), "nothing was put")
		require.NoError(t, q[0].Put(ctx, 5))
		task := made(q[1].Take(ctx))(t)
		require.Equal(t, 5, task.Value)
		require.Zero(t, task.Redelivered)
		require.ErrorIs(t, q[0].Join(soon(t)), context.DeadlineExceeded)
		joined := make(chan error)
		go func() { joined <- q[0].Join(ctx) }()
		require.NoError(t, task.Done())
		require.NoError(t, <-joined)
		require.ErrorIs(t, task.Done(), ipc.ErrNotTaken)
		require.ErrorIs(t, ipc.Task[int]{}.Done(), ipc.ErrNotTaken)
	})
	if away == Near {
		t.Run("the end comes to who has a task", func(t *testing.T) {
			q := open(t, 2)
			require.NoError(t, q[0].Put(ctx, 5))
			task := made(q[1].Take(ctx))(t)
			require.NoError(t, q[0].Close())
			_, err := q[1].Get(ctx)
			require.ErrorIs(t, err, io.EOF)
			require.NoError(t, task.Done())
			require.NoError(t, q[0].Join(ctx))
			_, err = q[0].Get(ctx)
			require.ErrorIs(t, err, io.EOF)
		})
	}
	t.Run("every value once", func(t *testing.T) {
		q := open(t, 3)
		const producers, each = 5, 200
		var puts, gets sync.WaitGroup
		for p := range producers {
			puts.Go(func() {
				for i := range each {
					require.NoError(t, q[p%3].Put(ctx, p*each+i))
				}
			})
		}
		var mu sync.Mutex
		var all []int
		for c := range 4 {
			gets.Go(func() {
				for {
					v, err := q[c%3].Get(ctx)
					if errors.Is(err, io.EOF) {
						return
					}
					require.NoError(t, err)
					mu.Lock()
					all = append(all, v)
					mu.Unlock()
				}
			})
		}
		puts.Wait()
		require.NoError(t, q[0].Join(ctx))
		require.NoError(t, q[0].Close())
		gets.Wait()
		sort.Ints(all)
		require.Len(t, all, producers*each)
		for i, v := range all {
			require.Equal(t, i, v)
		}
	})
}
