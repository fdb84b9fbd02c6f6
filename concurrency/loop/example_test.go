package loop_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"underhood/concurrency/loop"
)

// simulate runs main on a virtual clock.
func simulate(main func(ctx context.Context) error) {
	_, err := loop.Run(context.Background(), loop.New(loop.Virtual(start)), func(ctx context.Context) (int, error) {
		return 0, main(ctx)
	}, loop.Name("main"))
	if err != nil {
		fmt.Println("error:", err)
	}
}

func passed(ctx context.Context) time.Duration { return loop.Now(ctx).Sub(start) }

func brew(ctx context.Context) (string, error) {
	err := loop.Sleep(ctx, 3*time.Minute)
	return "tea", err
}

func roast(ctx context.Context) (string, error) {
	err := loop.Sleep(ctx, 2*time.Minute)
	return "toast", err
}

func Example() {
	simulate(func(ctx context.Context) error {
		tea := loop.Go(ctx, brew)
		toast := loop.Go(ctx, roast)
		breakfast, err := loop.Gather[string](ctx, tea, toast)
		fmt.Println(breakfast, "after", passed(ctx))
		return err
	})
	// Output: [tea toast] after 3m0s
}

func Example_cancel() {
	simulate(func(ctx context.Context) error {
		worker := loop.Go(ctx, func(ctx context.Context) (string, error) {
			err := loop.Sleep(ctx, time.Hour)
			fmt.Println("told:", err)
			self, _ := loop.Current(ctx)
			fmt.Println("requests:", self.Cancelling(), "left:", self.Uncancel())
			return "finished all the same", loop.Sleep(ctx, time.Second)
		})
		loop.Sleep(ctx, time.Second)
		worker.Cancel()
		result, err := worker.Await(ctx)
		fmt.Println(result, err, passed(ctx))

		lazy := loop.Go(ctx, brew)
		lazy.Cancel()
		_, err = lazy.Await(ctx)
		fmt.Println("before it began:", err, lazy.Cancelled())
		return nil
	})
	// Output:
	// told: concurrency: cancelled
	// requests: 1 left: 0
	// finished all the same <nil> 2s
	// before it began: concurrency: cancelled true
}

func ExampleDeadlockError() {
	simulate(func(ctx context.Context) error {
		lock := loop.NewLock("l")
		lock.Acquire(ctx)
		b := loop.Go(ctx, func(ctx context.Context) (int, error) { return 0, lock.Acquire(ctx) }, loop.Name("b"))
		_, err := b.Await(ctx)
		return err
	})
	// Output: error: concurrency: deadlock: main waits for task b; b waits for lock l, held by main
}

func ExampleRun() {
	answer, err := loop.Run(context.Background(), loop.New(), func(ctx context.Context) (int, error) {
		left := loop.Go(ctx, func(ctx context.Context) (int, error) {
			err := loop.Sleep(ctx, time.Hour)
			fmt.Println("left behind:", err)
			return 0, err
		})
		loop.Yield(ctx)
		fmt.Println("done:", left.Done())
		return 42, nil
	})
	fmt.Println(answer, err)
	// Output:
	// done: false
	// left behind: concurrency: cancelled
	// 42 <nil>
}

func ExampleNew() {
	l := loop.New(loop.Virtual(start), loop.Threads(4), loop.Trace(func(e loop.TraceEvent) {
		fmt.Println(e.At.Sub(start), e.Kind, "["+e.On+"]")
	}))
	loop.Run(context.Background(), l, func(ctx context.Context) (int, error) {
		return 0, loop.Sleep(ctx, time.Second)
	}, loop.Name("main"))
	// Output:
	// 0s created []
	// 0s turn []
	// 0s suspended [its sleep to end]
	// 1s clock []
	// 1s woken []
	// 1s turn []
	// 1s ended []
}

func ExampleVirtual() {
	simulate(func(ctx context.Context) error {
		err := loop.Sleep(ctx, 365*24*time.Hour)
		fmt.Println(loop.Now(ctx).Format(time.DateOnly))
		return err
	})
	// Output: 2000-12-31
}

func ExampleGo() {
	simulate(func(ctx context.Context) error {
		for _, name := range []string{"a", "b"} {
			loop.Go(ctx, func(ctx context.Context) (int, error) {
				for i := range 2 {
					fmt.Println(name, i)
					loop.Yield(ctx)
				}
				return 0, nil
			}, loop.Name(name))
		}
		return loop.Sleep(ctx, 1)
	})
	// Output:
	// a 0
	// b 0
	// a 1
	// b 1
}

func ExampleTask() {
	simulate(func(ctx context.Context) error {
		t := loop.Go(ctx, brew, loop.Name("kettle"))
		_, err := t.Result()
		fmt.Println(t.Name(), err)
		what, err := t.Await(ctx)
		fmt.Println(what, err)
		return err
	})
	// Output:
	// kettle concurrency: not done yet
	// tea <nil>
}

func ExampleCurrent() {
	simulate(func(ctx context.Context) error {
		self, err := loop.Current(ctx)
		fmt.Println(self.Name(), err)
		return nil
	})
	_, err := loop.Current(context.Background())
	fmt.Println(err)
	// Output:
	// main <nil>
	// concurrency: the context is not that of a task
}

func ExampleNewFuture() {
	simulate(func(ctx context.Context) error {
		answer := loop.NewFuture[int](ctx, "answer")
		loop.Go(ctx, func(ctx context.Context) (int, error) { return 0, answer.Set(42) })
		got, err := answer.Await(ctx)
		fmt.Println(got, err, answer.Set(43))
		return nil
	})
	// Output: 42 <nil> concurrency: the future is done already
}

func ExampleTimeout() {
	simulate(func(ctx context.Context) error {
		err := loop.Timeout(ctx, time.Minute, func(ctx context.Context) error {
			return loop.Timeout(ctx, time.Hour, func(ctx context.Context) error {
				return loop.Sleep(ctx, 24*time.Hour)
			})
		})
		fmt.Println(err, passed(ctx), errors.Is(err, context.DeadlineExceeded))
		return nil
	})
	// Output: concurrency: timed out 1m0s true
}

func ExampleWithTimeout() {
	simulate(func(ctx context.Context) error {
		what, err := loop.WithTimeout(ctx, 5*time.Minute, brew)
		fmt.Println(what, err)
		return nil
	})
	// Output: tea <nil>
}

func ExampleGroup() {
	simulate(func(ctx context.Context) error {
		err := loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			loop.GoIn(ctx, g, func(ctx context.Context) (string, error) {
				what, err := brew(ctx)
				fmt.Println(what, err)
				return what, err
			})
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) {
				loop.Sleep(ctx, time.Minute)
				return 0, errors.New("no more gas")
			})
			return nil
		})
		fmt.Println(err, passed(ctx))
		return nil
	})
	// Output:
	// tea concurrency: cancelled
	// concurrency: an error in a task group: no more gas 1m0s
}

func ExampleGatherResults() {
	simulate(func(ctx context.Context) error {
		bad := loop.Go(ctx, func(context.Context) (string, error) { return "", errors.New("burnt") })
		results, err := loop.GatherResults[string](ctx, bad, loop.Go(ctx, brew))
		for _, r := range results {
			fmt.Printf("%q %v\n", r.Value, r.Err)
		}
		return err
	})
	// Output:
	// "" burnt
	// "tea" <nil>
}

func ExampleShield() {
	simulate(func(ctx context.Context) error {
		tea := loop.Go(ctx, brew)
		waiter := loop.Go(ctx, func(ctx context.Context) (string, error) { return loop.Shield(ctx, tea) })
		loop.Yield(ctx)
		loop.Yield(ctx)
		waiter.Cancel()
		_, err := waiter.Await(ctx)
		fmt.Println(err)
		what, err := tea.Await(ctx)
		fmt.Println(what, err)
		return nil
	})
	// Output:
	// concurrency: cancelled
	// tea <nil>
}

func ExampleQueue() {
	simulate(func(ctx context.Context) error {
		q := loop.NewQueue[int]("numbers", 1)
		loop.Go(ctx, func(ctx context.Context) (int, error) {
			for {
				n, err := q.Get(ctx)
				if err != nil {
					return 0, err
				}
				fmt.Println("got", n)
				q.TaskDone()
			}
		})
		for n := range 3 {
			q.Put(ctx, n)
			fmt.Println("put", n)
		}
		return q.Join(ctx)
	})
	// Output:
	// put 0
	// got 0
	// put 1
	// got 1
	// put 2
	// got 2
}

func ExampleLock() {
	simulate(func(ctx context.Context) error {
		lock := loop.NewLock("balance")
		balance := 100
		withdraw := func(ctx context.Context) (int, error) {
			if err := lock.Acquire(ctx); err != nil {
				return 0, err
			}
			defer lock.Release()
			seen := balance
			loop.Sleep(ctx, time.Second) // others run here
			balance = seen - 10
			return balance, nil
		}
		got, err := loop.Gather[int](ctx, loop.Go(ctx, withdraw), loop.Go(ctx, withdraw))
		fmt.Println(got, lock.Locked(), passed(ctx))
		return err
	})
	// Output: [90 80] false 2s
}

func ExampleSemaphore() {
	simulate(func(ctx context.Context) error {
		seats := loop.NewSemaphore("seats", 2)
		for i := range 4 {
			loop.Go(ctx, func(ctx context.Context) (int, error) {
				seats.Acquire(ctx)
				defer seats.Release()
				fmt.Println("guest", i, passed(ctx))
				return 0, loop.Sleep(ctx, time.Hour)
			})
		}
		return loop.Sleep(ctx, 3*time.Hour)
	})
	// Output:
	// guest 0 0s
	// guest 1 0s
	// guest 2 1h0m0s
	// guest 3 1h0m0s
}

func ExampleNewBoundedSemaphore() {
	fmt.Println(loop.NewBoundedSemaphore("seats", 2).Release())
	// Output: concurrency: released more often than acquired
}

func ExampleEvent() {
	simulate(func(ctx context.Context) error {
		doors := loop.NewEvent("doors")
		for i := range 2 {
			loop.Go(ctx, func(ctx context.Context) (int, error) {
				err := doors.Wait(ctx)
				fmt.Println("in:", i)
				return 0, err
			})
		}
		loop.Yield(ctx)
		doors.Set()
		return loop.Sleep(ctx, 1)
	})
	// Output:
	// in: 0
	// in: 1
}

func ExampleInThread() {
	simulate(func(ctx context.Context) error {
		digest, err := loop.InThread(ctx, func(context.Context) (string, error) {
			return "the answer of something slow", nil
		})
		fmt.Println(digest, passed(ctx))
		return err
	})
	// Output: the answer of something slow 0s
}

func ExampleLoop_CallSoonThreadsafe() {
	l := loop.New()
	got, err := loop.Run(context.Background(), l, func(ctx context.Context) (int, error) {
		answer := loop.NewFuture[int](ctx, "answer")
		release := l.Hold()
		go func() {
			defer release()
			l.CallSoonThreadsafe(func() { answer.Set(42) })
		}()
		return answer.Await(ctx)
	})
	fmt.Println(got, err)
	// Output: 42 <nil>
}

func ExamplePanicError() {
	simulate(func(ctx context.Context) error {
		bad := loop.Go(ctx, func(context.Context) (int, error) { panic("boom") })
		_, err := bad.Await(ctx)
		var p *loop.PanicError
		fmt.Println(errors.As(err, &p), p.Value)
		return nil
	})
	// Output: true boom
}
