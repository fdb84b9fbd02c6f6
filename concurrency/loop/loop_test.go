package loop_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/concurrency/loop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	start = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	errX  = errors.New("x")
)

// play runs main on a loop with a virtual clock.
func play(t *testing.T, main func(ctx context.Context) error, opts ...loop.Option) error {
	t.Helper()
	_, err := loop.Run(t.Context(), loop.New(append(opts, loop.Virtual(start))...),
		func(ctx context.Context) (int, error) { return 0, main(ctx) }, loop.Name("main"))
	return err
}

// task makes a task of a function without a result.
func task(ctx context.Context, name string, fn func(context.Context) error) *loop.Task[int] {
	return loop.Go(ctx, func(ctx context.Context) (int, error) { return 0, fn(ctx) }, loop.Name(name))
}

func forever(ctx context.Context) error { return loop.NewEvent("never").Wait(ctx) }

func TestEqualDeadlinesAreFIFO(t *testing.T) {
	var order []int
	require.NoError(t, play(t, func(ctx context.Context) error {
		var all []loop.Awaitable[int]
		for i := range 100 {
			all = append(all, task(ctx, "", func(ctx context.Context) error {
				err := loop.Sleep(ctx, time.Second)
				order = append(order, i)
				return err
			}))
		}
		_, err := loop.Gather(ctx, all...)
		return err
	}))
	require.True(t, slices.IsSorted(order))
	require.Len(t, order, 100)
}

func TestTimers(t *testing.T) {
	var woke []time.Duration
	require.NoError(t, play(t, func(ctx context.Context) error {
		var all []loop.Awaitable[int]
		for i := range 1000 {
			d := time.Duration(i*7919%1000+1) * time.Millisecond
			sleeper := task(ctx, "", func(ctx context.Context) error {
				err := loop.Sleep(ctx, d)
				if err == nil {
					woke = append(woke, loop.Now(ctx).Sub(start))
				}
				return err
			})
			if i%3 == 0 {
				all = append(all, task(ctx, "", func(ctx context.Context) error {
					err := loop.Sleep(ctx, d/2)
					sleeper.Cancel()
					return err
				}))
			} else {
				all = append(all, sleeper)
			}
		}
		_, err := loop.Gather(ctx, all...)
		return err
	}))
	require.Len(t, woke, 666)
	require.True(t, slices.IsSorted(woke))
}

// Time-outs that did not come must neither stay in the heap nor disturb its order.
func TestStoppedTimers(t *testing.T) {
	var woke []time.Duration
	require.NoError(t, play(t, func(ctx context.Context) error {
		for i := range 300 {
			d := time.Duration(i*7919%300+1) * time.Second
			task(ctx, "", func(ctx context.Context) error {
				err := loop.Sleep(ctx, d)
				woke = append(woke, loop.Now(ctx).Sub(start))
				return err
			})
		}
		for i := range 5000 {
			if err := loop.Timeout(ctx, time.Duration(i%400+1)*time.Minute, loop.Yield); err != nil {
				return err
			}
		}
		return loop.Sleep(ctx, time.Hour)
	}))
	require.Len(t, woke, 300)
	for i, d := range woke {
		require.Equal(t, time.Duration(i+1)*time.Second, d)
	}
}

func TestEndlessSleepIsAllowed(t *testing.T) {
	require.NoError(t, play(t, func(ctx context.Context) error {
		return loop.Sleep(ctx, 1<<63-1)
	}))
}

func TestDeadlock(t *testing.T) {
	err := play(t, func(ctx context.Context) error {
		lock := loop.NewLock("l")
		require.NoError(t, lock.Acquire(ctx))
		f := loop.NewFuture[int](ctx, "f")
		task(ctx, "a", lock.Acquire)
		task(ctx, "b", func(ctx context.Context) error { _, err := f.Await(ctx); return err })
		task(ctx, "c", loop.NewSemaphore("s", 0).Acquire)
		task(ctx, "d", func(ctx context.Context) error { _, err := loop.NewQueue[int]("q", 1).Get(ctx); return err })
		e := task(ctx, "", forever)
		task(ctx, "g", func(ctx context.Context) error {
			return loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
				loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return gather1(ctx, f) })
				return nil
			})
		})
		_, err := loop.Shield(ctx, e)
		return err
	})
	var dead *loop.DeadlockError
	require.ErrorAs(t, err, &dead)
	require.False(t, dead.Closing)
	require.Equal(t, "concurrency: deadlock: main waits for task Task-6; a waits for lock l, held by main; b waits for future f; "+
		"c waits for semaphore s; d waits for an item of queue q; Task-6 waits for event never; g waits for the tasks of its group; "+
		"Task-8 waits for all of future f", err.Error())
}

func TestStubbornTasksAreEndedByForce(t *testing.T) {
	var refused, cleaned int
	err := play(t, func(ctx context.Context) error {
		task(ctx, "stubborn", func(ctx context.Context) error {
			defer func() { cleaned++ }()
			for refused < 10 {
				if forever(ctx) != nil {
					refused++
				}
			}
			_, err := loop.Go(ctx, func(context.Context) (int, error) { return 0, nil }).Await(ctx)
			return err
		})
		task(ctx, "exits", func(ctx context.Context) error {
			defer runtime.Goexit()
			for range 3 {
				_ = forever(ctx)
			}
			return nil
		})
		return loop.Yield(ctx)
	})
	var dead *loop.DeadlockError
	require.ErrorAs(t, err, &dead)
	require.True(t, dead.Closing)
	require.Contains(t, err.Error(), "concurrency: deadlock at the end: stubborn waits for event never; exits waits for event never")
	require.Equal(t, 10, refused)
	require.Equal(t, 1, cleaned)
}

func TestPanic(t *testing.T) {
	err := play(t, func(ctx context.Context) error {
		_, err := task(ctx, "bad", func(context.Context) error { panic(errX) }).Await(ctx)
		var p *loop.PanicError
		require.ErrorAs(t, err, &p)
		require.Equal(t, "bad", p.Task)
		require.Contains(t, string(p.Stack), "TestPanic")
		require.ErrorIs(t, err, errX)
		return nil
	})
	require.NoError(t, err, "it was asked for")

	err = play(t, func(ctx context.Context) error {
		task(ctx, "bad", func(context.Context) error { panic("boom") })
		return loop.Yield(ctx)
	})
	require.ErrorContains(t, err, "task bad panicked: boom", "nobody asked")

	err = play(t, func(ctx context.Context) error {
		return loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return 0, forever(ctx) })
			panic("in the group")
		})
	})
	var group *loop.GroupError
	require.ErrorAs(t, err, &group)
	require.ErrorContains(t, err, "in the group")

	l := loop.New(loop.Virtual(start))
	_, err = loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		l.CallSoon(func() { panic("called") })
		return 0, forever(ctx)
	})
	require.ErrorContains(t, err, "concurrency: a called function panicked: called")
	require.NotErrorIs(t, err, loop.ErrCancelled)
	_, err = loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		l.CallSoon(runtime.Goexit)
		return 0, forever(ctx)
	})
	require.ErrorIs(t, err, loop.ErrGoexit)
}

func TestGoexit(t *testing.T) {
	after := 0
	err := play(t, func(ctx context.Context) error {
		for range 3 {
			_, err := task(ctx, "", func(context.Context) error { runtime.Goexit(); return nil }).Await(ctx)
			require.ErrorIs(t, err, loop.ErrGoexit)
			after++
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 3, after)
	require.ErrorIs(t, play(t, func(context.Context) error { runtime.Goexit(); return nil }), loop.ErrGoexit)
}

func TestMisuse(t *testing.T) {
	var ended context.Context
	require.NoError(t, play(t, func(ctx context.Context) error {
		for _, bad := range []context.Context{nil, t.Context()} {
			require.ErrorIs(t, loop.Sleep(bad, 1), loop.ErrNoTask)
			_, err := loop.Go(bad, func(context.Context) (int, error) { return 0, nil }).Result()
			require.ErrorIs(t, err, loop.ErrNoTask)
			_, err = loop.NewFuture[int](bad, "").Await(ctx)
			require.ErrorIs(t, err, loop.ErrNoTask)
		}
		other := task(ctx, "", func(inner context.Context) error {
			ended = inner
			return loop.Yield(ctx)
		})
		_, err := other.Await(ctx)
		require.ErrorIs(t, err, loop.ErrWrongTask)
		require.ErrorIs(t, loop.Yield(ended), loop.ErrWrongTask)
		_, err = loop.Run(ctx, loop.New(), func(context.Context) (int, error) { return 0, nil })
		require.ErrorIs(t, err, loop.ErrRunning)
		var self *loop.Task[int]
		self = task(ctx, "", func(ctx context.Context) error { _, err := self.Await(ctx); return err })
		_, err = self.Await(ctx)
		require.ErrorIs(t, err, loop.ErrSelfAwait)
		require.ErrorIs(t, loop.NewLock("").Release(), loop.ErrNotLocked)
		require.ErrorIs(t, loop.NewBoundedSemaphore("", 1).Release(), loop.ErrNotLocked)
		err = loop.NewQueue[int]("", 0).TaskDone()
		require.ErrorIs(t, err, loop.ErrNotLocked)
		require.EqualError(t, err, "concurrency: TaskDone was called more often than items were put")
		f := loop.NewFuture[int](ctx, "")
		require.Error(t, f.Fail(nil))
		require.NoError(t, f.Fail(errX))
		require.ErrorIs(t, f.Set(1), loop.ErrAlreadyDone)
		require.Panics(t, func() { loop.Go[int](ctx, nil) })
		require.Error(t, loop.Timeout(ctx, 1, nil))
		require.Error(t, loop.Group(ctx, nil))
		_, err = loop.InThread[int](ctx, nil)
		require.Error(t, err)
		return nil
	}))
	_, err := loop.Run[int](t.Context(), loop.New(), nil)
	require.Error(t, err)
	require.ErrorIs(t, loop.New().CallSoonThreadsafe(func() {}), loop.ErrClosed)
}

func TestOtherLoop(t *testing.T) {
	var stray *loop.Future[int]
	lock := loop.NewLock("")
	require.NoError(t, play(t, func(ctx context.Context) error {
		stray = loop.NewFuture[int](ctx, "")
		return lock.Acquire(ctx)
	}))
	require.NoError(t, play(t, func(ctx context.Context) error {
		_, err := stray.Await(ctx)
		require.ErrorIs(t, err, loop.ErrOtherLoop)
		_, err = loop.Shield(ctx, stray)
		require.ErrorIs(t, err, loop.ErrOtherLoop)
		_, err = loop.Gather[int](ctx, stray)
		require.ErrorIs(t, err, loop.ErrOtherLoop)
		require.ErrorIs(t, lock.Acquire(ctx), loop.ErrOtherLoop)
		return nil
	}))
}

func TestContext(t *testing.T) {
	type key struct{}
	ctx, stop := context.WithCancelCause(context.WithValue(t.Context(), key{}, 1))
	defer stop(nil)
	_, err := loop.Run(ctx, loop.New(loop.Virtual(start)), func(ctx context.Context) (int, error) {
		require.Equal(t, 1, ctx.Value(key{}))
		_, has := ctx.Deadline()
		require.False(t, has)
		child := task(context.WithValue(ctx, key{}, 2), "child", func(ctx context.Context) error {
			require.Equal(t, 2, ctx.Value(key{}))
			derived, cancel := context.WithCancel(ctx)
			defer cancel()
			require.NoError(t, derived.Err())
			err := loop.Sleep(derived, time.Hour)
			require.ErrorIs(t, err, loop.ErrCancelled)
			require.ErrorIs(t, ctx.Err(), context.Canceled)
			require.ErrorIs(t, context.Cause(ctx), loop.ErrCancelled)
			require.ErrorIs(t, context.Cause(derived), loop.ErrCancelled)
			<-derived.Done()
			self, e := loop.Current(ctx)
			require.NoError(t, e)
			require.Zero(t, self.Uncancel())
			require.NoError(t, ctx.Err(), "live again")
			return err
		})
		require.NoError(t, loop.Yield(ctx))
		require.True(t, child.Cancel())
		_, err := child.Await(ctx)
		require.ErrorIs(t, err, loop.ErrCancelled)
		require.ErrorIs(t, err, context.Canceled)

		own, cancel := context.WithCancelCause(ctx)
		loop.Go(ctx, func(context.Context) (int, error) { cancel(errX); return 0, nil })
		require.ErrorIs(t, forever(own), errX, "a derived context ends the wait")
		require.ErrorIs(t, loop.Yield(own), errX, "and has ended")
		require.NoError(t, loop.Yield(ctx), "the task's own has not")

		stop(errX)
		return 0, forever(ctx)
	})
	require.ErrorIs(t, err, loop.ErrCancelled)
	require.ErrorIs(t, err, errX)

	ran := false
	_, err = loop.Run(ctx, loop.New(), func(context.Context) (int, error) { ran = true; return 0, nil })
	require.ErrorIs(t, err, loop.ErrCancelled)
	require.False(t, ran, "cancelled before its first turn")
}

func TestInThread(t *testing.T) {
	running, most := 0, 0
	gate := make(chan struct{}, 1)
	gate <- struct{}{}
	require.NoError(t, play(t, func(ctx context.Context) error {
		var all []loop.Awaitable[int]
		for i := range 20 {
			all = append(all, loop.Go(ctx, func(ctx context.Context) (int, error) {
				return loop.InThread(ctx, func(ctx context.Context) (int, error) {
					require.ErrorIs(t, loop.Yield(ctx), loop.ErrNoTask)
					<-gate
					running++
					most = max(most, running)
					gate <- struct{}{}
					runtime.Gosched()
					<-gate
					running--
					gate <- struct{}{}
					return i, nil
				})
			}))
		}
		clock := task(ctx, "", func(ctx context.Context) error { return loop.Sleep(ctx, time.Second) })
		got, err := loop.Gather(ctx, all...)
		require.NoError(t, err)
		require.Len(t, got, 20)
		require.Equal(t, 19, got[19])
		require.True(t, loop.Now(ctx).Equal(start), "the clock stood still")
		_, err = clock.Await(ctx)
		return err
	}, loop.Threads(3)))
	require.LessOrEqual(t, most, 3)

	over := false
	require.NoError(t, play(t, func(ctx context.Context) error {
		_, err := loop.InThread(ctx, func(context.Context) (int, error) { panic(errX) })
		require.ErrorIs(t, err, errX)
		_, err = loop.InThread(ctx, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
		require.ErrorIs(t, err, loop.ErrGoexit)
		begun := make(chan bool)
		waiter := task(ctx, "", func(ctx context.Context) error {
			_, err := loop.InThread(ctx, func(ctx context.Context) (int, error) {
				close(begun)
				<-ctx.Done()
				over = true
				return 0, ctx.Err()
			})
			return err
		})
		_, err = loop.InThread(ctx, func(context.Context) (int, error) { <-begun; return 0, nil })
		require.NoError(t, err)
		waiter.Cancel()
		_, err = waiter.Await(ctx)
		require.ErrorIs(t, err, loop.ErrCancelled)
		return nil
	}))
	require.True(t, over, "Run waits for it")
}

func TestThreadsafe(t *testing.T) {
	l := loop.New()
	got, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		f := loop.NewFuture[int](ctx, "f")
		release := l.Hold()
		go func() {
			defer release()
			require.NoError(t, l.CallSoonThreadsafe(func() { _ = f.Set(7) }))
		}()
		return f.Await(ctx)
	})
	require.NoError(t, err)
	require.Equal(t, 7, got)

	_, err = loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		go l.Hold()() // whose release wakes the loop, which then has nothing left
		return 0, forever(ctx)
	})
	var dead *loop.DeadlockError
	require.ErrorAs(t, err, &dead)

	// Run waits for work in threads when the loop calls nothing any more, and says so.
	_, err = loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		begun := make(chan struct{})
		task(ctx, "", func(ctx context.Context) error {
			_, err := loop.InThread(ctx, func(ctx context.Context) (int, error) {
				close(begun)
				<-ctx.Done()
				for l.CallSoonThreadsafe(func() {}) == nil {
					runtime.Gosched()
				}
				return 0, nil
			})
			return err
		})
		err := loop.Yield(ctx)
		<-begun
		return 0, err
	})
	require.NoError(t, err)
}

// The real clock in a bubble, where time.Sleep takes no time.
func TestSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, err := loop.Run(t.Context(), loop.New(), func(ctx context.Context) (int, error) {
			tick := task(ctx, "", func(ctx context.Context) error { return loop.Sleep(ctx, time.Hour) })
			slow, err := loop.InThread(ctx, func(context.Context) (int, error) { time.Sleep(time.Minute); return 5, nil })
			require.NoError(t, err)
			require.Equal(t, 5, slow)
			require.Equal(t, time.Minute, loop.Now(ctx).Sub(begin))
			_, err = tick.Await(ctx)
			require.NoError(t, err)
			limited, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			require.ErrorIs(t, forever(limited), context.DeadlineExceeded)
			return 0, loop.Timeout(ctx, time.Minute, forever)
		})
		require.ErrorIs(t, err, loop.ErrTimeout)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Hour+2*time.Minute, time.Since(begin))
	})
}

// Tasks that wait for each other in a circle can be cancelled.
func TestCircle(t *testing.T) {
	require.NoError(t, play(t, func(ctx context.Context) error {
		var a, b *loop.Task[int]
		a = loop.Go(ctx, func(ctx context.Context) (int, error) { return b.Await(ctx) })
		b = loop.Go(ctx, func(ctx context.Context) (int, error) { return gather1(ctx, a) })
		require.NoError(t, loop.Yield(ctx))
		require.NoError(t, loop.Yield(ctx))
		a.Cancel()
		_, err := a.Await(ctx)
		require.ErrorIs(t, err, loop.ErrCancelled)
		require.NoError(t, loop.Yield(ctx))
		require.True(t, b.Cancelled())
		return nil
	}))
}

func TestReplay(t *testing.T) {
	trace := func() string {
		var b strings.Builder
		err := play(t, func(ctx context.Context) error {
			q := loop.NewQueue[int]("q", 1)
			task(ctx, "reader", func(ctx context.Context) error {
				for {
					if _, err := q.Get(ctx); err != nil {
						return err
					}
				}
			})
			for i := range 2 {
				if err := q.Put(ctx, i); err != nil {
					return err
				}
			}
			return loop.Sleep(ctx, time.Second)
		}, loop.Trace(func(e loop.TraceEvent) {
			fmt.Fprintf(&b, "%v %v %s by=%s on=%s err=%v\n", e.At.Sub(start), e.Kind, e.Task, e.By, e.On, e.Err)
		}))
		require.NoError(t, err)
		return b.String()
	}
	first := trace()
	require.Equal(t, first, trace())
	require.Equal(t, `0s created main by= on= err=<nil>
0s turn main by= on= err=<nil>
0s created reader by=main on= err=<nil>
0s suspended main by= on=room in queue q err=<nil>
0s turn reader by= on= err=<nil>
0s woken main by=reader on= err=<nil>
0s suspended reader by= on=an item of queue q err=<nil>
0s turn main by= on= err=<nil>
0s woken reader by=main on= err=<nil>
0s suspended main by= on=its sleep to end err=<nil>
0s turn reader by= on= err=<nil>
0s suspended reader by= on=an item of queue q err=<nil>
1s clock  by= on= err=<nil>
1s woken main by= on= err=<nil>
1s turn main by= on= err=<nil>
1s ended main by= on= err=<nil>
1s cancel reader by= on= err=<nil>
1s woken reader by= on= err=<nil>
1s turn reader by= on= err=<nil>
1s ended reader by= on= err=concurrency: cancelled
`, first)
}

func TestTurnsAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	require.NoError(t, play(t, func(ctx context.Context) error {
		require.Zero(t, testing.AllocsPerRun(1000, func() { _ = loop.Yield(ctx) }))
		require.Zero(t, testing.AllocsPerRun(1000, func() { _ = loop.Sleep(ctx, time.Second) }))
		there, back := loop.NewQueue[int]("there", 1), loop.NewQueue[int]("back", 1)
		task(ctx, "echo", func(ctx context.Context) error {
			for {
				item, err := there.Get(ctx)
				if err != nil {
					return err
				}
				_ = back.Put(ctx, item)
			}
		})
		require.Zero(t, testing.AllocsPerRun(1000, func() {
			_ = there.Put(ctx, 1)
			_, _ = back.Get(ctx)
		}))
		lock := loop.NewLock("")
		require.Zero(t, testing.AllocsPerRun(1000, func() {
			_ = lock.Acquire(ctx)
			_ = lock.Release()
		}))
		return nil
	}))
}

// A task that waits while it is locked to its thread ends the program: the documented
// rule, and the reason that it is one.
func TestLockedTaskIsFatal(t *testing.T) {
	if os.Getenv("LOOP_LOCKED_TASK") != "" {
		_ = play(t, func(ctx context.Context) error {
			runtime.LockOSThread()
			return loop.Sleep(ctx, 1)
		})
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLockedTaskIsFatal$")
	cmd.Env = append(os.Environ(), "LOOP_LOCKED_TASK=1")
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "fatal error: coro: OS thread locking must match locking at coroutine creation")

	require.NoError(t, play(t, func(ctx context.Context) error {
		runtime.LockOSThread()
		runtime.UnlockOSThread()
		return loop.Sleep(ctx, 1)
	}), "between two waits it may be locked")
}

func TestPrimitivesAtRest(t *testing.T) {
	require.NoError(t, play(t, func(ctx context.Context) error {
		q := loop.NewQueue[int]("", 1)
		require.NoError(t, q.TryPut(1))
		require.ErrorIs(t, q.TryPut(2), loop.ErrFull)
		require.Equal(t, 1, q.Len())
		_, err := q.TryGet()
		require.NoError(t, err)
		_, err = q.TryGet()
		require.ErrorIs(t, err, loop.ErrEmpty)
		require.NoError(t, q.TaskDone())
		require.NoError(t, q.Join(ctx))
		e := loop.NewEvent("")
		e.Set()
		require.True(t, e.IsSet())
		require.NoError(t, e.Wait(ctx))
		f := loop.NewFuture[int](ctx, "")
		require.False(t, f.Done())
		_, err = f.Result()
		require.ErrorIs(t, err, loop.ErrNotDone)
		require.True(t, f.Cancel())
		require.False(t, f.Cancel())
		require.True(t, f.Done() && f.Cancelled())
		all, err := loop.Gather[int](ctx)
		require.NoError(t, err)
		require.Empty(t, all)
		return nil
	}))
}

func TestGroupOver(t *testing.T) {
	require.NoError(t, play(t, func(ctx context.Context) error {
		var left *loop.TaskGroup
		require.NoError(t, loop.Group(ctx, func(_ context.Context, g *loop.TaskGroup) error { left = g; return nil }))
		_, err := loop.GoIn(ctx, left, func(context.Context) (int, error) { return 0, nil }).Await(ctx)
		require.ErrorIs(t, err, loop.ErrGroupOver)

		err = loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			loop.GoIn(ctx, g, func(context.Context) (int, error) { return 0, errX })
			return forever(ctx) // cancelled by the group
		})
		require.ErrorIs(t, err, errX)
		require.NotErrorIs(t, err, loop.ErrCancelled)
		self, err := loop.Current(ctx)
		require.NoError(t, err)
		require.Zero(t, self.Cancelling())
		return nil
	}))
}

// A task may return another error for its cancellation, as code does that waits by
// ctx.Done.
func TestOtherWordsForCancelled(t *testing.T) {
	require.NoError(t, play(t, func(ctx context.Context) error {
		child := task(ctx, "", func(ctx context.Context) error {
			_ = forever(ctx)
			return fmt.Errorf("copy: %w", ctx.Err())
		})
		require.NoError(t, loop.Yield(ctx))
		child.Cancel()
		_, err := child.Await(ctx)
		require.True(t, child.Cancelled())
		require.ErrorIs(t, err, loop.ErrCancelled)
		require.EqualError(t, err, "concurrency: cancelled: copy: context canceled")
		return nil
	}))
}

// A future that a task waited for when it was ended by force is fit for another run.
func TestRunAgain(t *testing.T) {
	l := loop.New(loop.Virtual(start))
	var f *loop.Future[int]
	lock := loop.NewLock("l")
	for i := range 3 {
		got, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
			if f != nil {
				_ = f.Set(1)
			}
			require.False(t, lock.Locked())
			require.NoError(t, lock.Acquire(ctx))
			f = loop.NewFuture[int](ctx, "f")
			task(ctx, "stubborn", func(ctx context.Context) error {
				if lock.Acquire(ctx) == nil {
					defer func() { _ = lock.Release() }()
				}
				_ = loop.Sleep(ctx, time.Hour) // cancelled here, it goes on
				_, err := loop.Shield(ctx, f)
				return err
			})
			require.NoError(t, loop.Sleep(ctx, time.Second))
			return i, lock.Release()
		})
		var dead *loop.DeadlockError
		require.ErrorAs(t, err, &dead, "run %d gave %d", i, got)
		require.True(t, dead.Closing)
		require.Equal(t, time.Duration(i+1)*time.Second, l.Now().Sub(start), "the clock goes on")
	}
}

// Run may be called by a goroutine that is locked to its thread.
func TestRunByLockedGoroutine(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	require.NoError(t, play(t, func(ctx context.Context) error {
		_, err := task(ctx, "", func(ctx context.Context) error { return loop.Sleep(ctx, 1) }).Await(ctx)
		return err
	}))
}

func gather1(ctx context.Context, a loop.Awaitable[int]) (int, error) {
	got, err := loop.Gather(ctx, a)
	if err != nil {
		return 0, err
	}
	return got[0], nil
}

// A virtual clock is not held by Hold, but by work in a thread, which a time-out
// cannot end.
func TestWhatHoldsTheClock(t *testing.T) {
	l := loop.New(loop.Virtual(start))
	_, err := loop.Run(t.Context(), l, func(ctx context.Context) (int, error) {
		defer l.Hold()()
		require.NoError(t, loop.Sleep(ctx, time.Hour))
		require.Equal(t, start.Add(time.Hour), loop.Now(ctx))
		return 0, loop.Timeout(ctx, time.Nanosecond, func(ctx context.Context) error {
			got, err := loop.InThread(ctx, func(context.Context) (int, error) {
				for range 1000 {
					runtime.Gosched()
				}
				return 7, nil
			})
			require.Equal(t, 7, got)
			return err
		})
	})
	require.NoError(t, err)
}
