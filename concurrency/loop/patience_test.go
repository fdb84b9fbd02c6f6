package loop_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency/loop"
)

// Tasks that swallow every cancellation and go on for ever, until they are ended by
// force.
var endless = []struct {
	name, want string
	run        func(ctx context.Context)
}{
	{"sleeps", "concurrency: tasks would not end: endless waits for its sleep to end", func(ctx context.Context) {
		for {
			_ = loop.Sleep(ctx, time.Second)
		}
	}},
	{"yields", "concurrency: tasks would not end: endless waits for its next turn", func(ctx context.Context) {
		for {
			_ = loop.Yield(ctx)
		}
	}},
	{"gets", "concurrency: deadlock at the end: endless waits for an item of queue q", func(ctx context.Context) {
		q := loop.NewQueue[int]("q", 0)
		for {
			_, _ = q.Get(ctx)
		}
	}},
	{"gets and sleeps", "concurrency: tasks would not end: endless waits for ", func(ctx context.Context) {
		q := loop.NewQueue[int]("q", 0)
		for {
			_ = loop.Timeout(ctx, time.Second, func(ctx context.Context) error { _, err := q.Get(ctx); return err })
			_ = loop.Sleep(ctx, time.Minute/2)
		}
	}},
	{"makes tasks", "concurrency: tasks would not end: endless waits for task Task-", func(ctx context.Context) {
		for {
			_, _ = task(ctx, "", func(ctx context.Context) error { return loop.Sleep(ctx, time.Second) }).Await(ctx)
		}
	}},
}

func TestEndlessTasksAreEndedByForce(t *testing.T) {
	for _, clock := range []string{"virtual", "real"} {
		for _, tt := range endless {
			if clock == "real" && tt.name == "yields" {
				continue // a minute of turns
			}
			t.Run(clock+"/"+tt.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					l := loop.New()
					if clock == "virtual" {
						l = loop.New(loop.Virtual(start))
					}
					cleaned := false
					_, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
						task(ctx, "endless", func(ctx context.Context) error {
							defer func() { cleaned = true }()
							tt.run(ctx)
							return nil
						})
						return 1, loop.Yield(ctx)
					})
					var stuck *loop.DeadlockError
					require.ErrorAs(t, err, &stuck)
					require.True(t, stuck.Closing)
					require.NotErrorIs(t, err, loop.ErrGoexit, "which was not its own")
					require.ErrorContains(t, err, tt.want)
					require.True(t, cleaned)
				})
			})
		}
	}
}

func TestGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		_, err := loop.Run(t.Context(), loop.New(loop.Grace(time.Hour)), func(ctx context.Context) (int, error) {
			task(ctx, "endless", func(ctx context.Context) error {
				for {
					_ = loop.Sleep(ctx, 7*time.Minute)
				}
			})
			return 1, loop.Yield(ctx)
		})
		require.Error(t, err)
		require.Equal(t, time.Hour, time.Since(begun))
	})
}

// A clean-up that takes long is no reason to end it, as long as tasks go on ending.
func TestLongCleanUps(t *testing.T) {
	for _, l := range []*loop.Loop{loop.New(), loop.New(loop.Virtual(start))} {
		synctest.Test(t, func(t *testing.T) {
			cleaned := 0
			_, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
				for i := range 100 {
					task(ctx, "", func(ctx context.Context) error {
						err := forever(ctx)
						if loop.Sleep(ctx, time.Duration(i)*30*time.Second) == nil {
							cleaned++
						}
						return err
					})
				}
				return 1, loop.Yield(ctx)
			})
			require.NoError(t, err)
			require.Equal(t, 100, cleaned)
		})
	}
}

// A context of the user's may end at any time, as far as the loop knows. So there is
// no deadlock, but where one is reported anyway such waits are named.
func TestWaitUnderContext(t *testing.T) {
	var on []string
	err := play(t, func(ctx context.Context) error {
		task(ctx, "a", func(ctx context.Context) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			return forever(ctx)
		})
		task(ctx, "endless", func(ctx context.Context) error {
			for {
				_ = loop.Sleep(ctx, time.Hour)
			}
		})
		return loop.Yield(ctx)
	}, loop.Trace(func(e loop.TraceEvent) {
		if e.Kind == loop.Suspended && e.Task == "a" {
			on = append(on, e.On)
		}
	}))
	require.ErrorContains(t, err, "would not end")
	require.Equal(t, []string{"event never, or a context of the outside"}, on)
}

// A task that makes its successor where it is cancelled does not keep the loop, by
// either clock (in a bubble the real one is as quick).
func TestSuccessorsEnd(t *testing.T) {
	for name, opts := range map[string][]loop.Option{"virtual": {loop.Virtual(start)}, "real": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				made := 0
				var last error
				var next func(context.Context) (int, error)
				next = func(ctx context.Context) (int, error) {
					made++
					err := loop.Sleep(ctx, time.Second)
					_, last = loop.Go(ctx, next).Result()
					return 0, err
				}
				got, err := loop.Run(t.Context(), loop.New(opts...), func(ctx context.Context) (int, error) {
					loop.Go(ctx, next)
					return 7, loop.Yield(ctx)
				})
				require.NoError(t, err)
				require.Equal(t, 7, got)
				require.Equal(t, loop.ErrClosed, last)
				require.Less(t, made, 200)
			})
		})
	}
}

// One that goes on making tasks that are refused, without a wait, is ended.
func TestSuccessorsRefused(t *testing.T) {
	var next func(context.Context) (int, error)
	next = func(ctx context.Context) (int, error) {
		_ = loop.Yield(ctx)
		for loop.Go(ctx, next).Done() { // it was refused
		}
		return 0, nil
	}
	_, err := loop.Run(t.Context(), loop.New(loop.Virtual(start)), func(ctx context.Context) (int, error) {
		loop.Go(ctx, next)
		return 0, loop.Yield(ctx)
	})
	require.NoError(t, err)
}

// Each run on the real clock has the time of where it is: a bubble has another.
func TestClockOfEachRun(t *testing.T) {
	l := loop.New()
	require.WithinDuration(t, time.Now(), l.Now(), time.Hour)
	nap := func(t *testing.T) {
		begin := time.Now()
		_, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
			return 0, loop.Sleep(ctx, time.Millisecond)
		})
		require.NoError(t, err)
		require.WithinDuration(t, begin, l.Now(), time.Hour)
	}
	nap(t)
	synctest.Test(t, nap)
	nap(t)
}
