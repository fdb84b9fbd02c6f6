package loop_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency/loop"
)

// A goroutine that got a task's context cannot wait by it, whatever the task does
// meanwhile.
func TestContextElsewhere(t *testing.T) {
	var refused []error
	elsewhere := func(ctx context.Context) {
		derived, cancel := context.WithCancel(ctx)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			for _, ctx := range []context.Context{ctx, derived} {
				refused = append(refused, loop.Yield(ctx), loop.Sleep(ctx, time.Second), loop.NewLock("").Acquire(ctx))
				_, err := loop.Current(ctx)
				refused = append(refused, err)
				_, err = loop.Go(ctx, func(context.Context) (int, error) { return 0, nil }).Result()
				refused = append(refused, err)
			}
		})
		wg.Wait()
	}
	var deep func(ctx context.Context, n int) error
	deep = func(ctx context.Context, n int) error {
		var room [200]byte
		room[n%200]++
		if err := loop.Yield(ctx); err != nil || n == 0 {
			return err
		}
		return deep(ctx, n-1)
	}
	require.NoError(t, play(t, func(ctx context.Context) error {
		elsewhere(ctx)
		if err := deep(ctx, 100); err != nil { // its own, on a stack that grows
			return err
		}
		elsewhere(ctx)
		return loop.Yield(ctx)
	}))
	require.Len(t, refused, 20)
	for _, err := range refused {
		require.Equal(t, loop.ErrWrongTask, err)
	}
}
