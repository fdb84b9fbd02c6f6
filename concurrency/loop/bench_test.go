package loop_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"underhood/concurrency/loop"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// BenchmarkSwitch is a turn of one of two tasks that yield.
func BenchmarkSwitch(b *testing.B) {
	b.Run("impl=underhood/size=2", func(b *testing.B) {
		b.ReportAllocs()
		_, err := loop.Run(b.Context(), loop.New(loop.Virtual(time.Time{})), func(ctx context.Context) (int, error) {
			other := loop.Go(ctx, func(ctx context.Context) (int, error) {
				for range b.N / 2 {
					must(loop.Yield(ctx))
				}
				return 0, nil
			})
			must(loop.Yield(ctx))
			b.ResetTimer()
			for range b.N / 2 {
				must(loop.Yield(ctx))
			}
			b.StopTimer()
			return other.Await(ctx)
		})
		must(err)
	})
}

// BenchmarkResume is the limit: bare iter.Pull, there and back.
func BenchmarkResume(b *testing.B) {
	b.Run("impl=iter.Pull/size=1", func(b *testing.B) {
		next, stop := iter.Pull(func(yield func(struct{}) bool) {
			for yield(struct{}{}) {
			}
		})
		defer stop()
		for b.Loop() {
			next()
		}
	})
}

// BenchmarkSleep is a task that is made, sleeps in virtual time and ends, among
// many that do.
func BenchmarkSleep(b *testing.B) {
	for _, size := range []int{1000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("impl=underhood/size=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sleepers(b.Context(), size)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size), "ns/task")
		})
	}
}

func sleepers(ctx context.Context, n int) {
	_, err := loop.Run(ctx, loop.New(loop.Virtual(time.Time{})), func(ctx context.Context) (int, error) {
		tasks := make([]*loop.Task[int], n)
		for i := range tasks {
			d := time.Duration(i*7919%n+1) * time.Millisecond
			tasks[i] = loop.Go(ctx, func(ctx context.Context) (int, error) { return 0, loop.Sleep(ctx, d) })
		}
		for _, t := range tasks {
			if _, err := t.Await(ctx); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	must(err)
}

// BenchmarkSpawn is a task that is made, awaited and ends.
func BenchmarkSpawn(b *testing.B) {
	b.Run("impl=underhood/size=1", func(b *testing.B) {
		b.ReportAllocs()
		_, err := loop.Run(b.Context(), loop.New(), func(ctx context.Context) (int, error) {
			for b.Loop() {
				if _, err := loop.Go(ctx, func(context.Context) (int, error) { return 1, nil }).Await(ctx); err != nil {
					return 0, err
				}
			}
			return 0, nil
		})
		must(err)
	})
}

// BenchmarkQueue is an item that goes from one task to another and back.
func BenchmarkQueue(b *testing.B) {
	b.Run("impl=underhood/size=1", func(b *testing.B) {
		b.ReportAllocs()
		_, err := loop.Run(b.Context(), loop.New(), func(ctx context.Context) (int, error) {
			there, back := loop.NewQueue[int]("there", 1), loop.NewQueue[int]("back", 1)
			loop.Go(ctx, func(ctx context.Context) (int, error) {
				for {
					item, err := there.Get(ctx)
					if err != nil {
						return 0, err
					}
					must(back.Put(ctx, item))
				}
			})
			for b.Loop() {
				must(there.Put(ctx, 1))
				if _, err := back.Get(ctx); err != nil {
					return 0, err
				}
			}
			return 0, nil
		})
		must(err)
	})
}
