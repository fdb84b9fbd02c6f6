package loop_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"underhood/concurrency/loop"
)

// A run is recorded through the hook, as a line an event, and can be compared with
// another of the same program: on a virtual clock they are equal.
func Example_replay() {
	record := func(seed uint64) (steps []string) {
		chance := rand.New(rand.NewPCG(seed, 0)) // all that differs comes in from here
		l := loop.New(loop.Virtual(start), loop.Trace(func(e loop.TraceEvent) {
			steps = append(steps, e.String())
		}))
		loop.Run(context.Background(), l, func(ctx context.Context) (int, error) {
			for range 2 {
				loop.Go(ctx, func(ctx context.Context) (int, error) {
					return 0, loop.Sleep(ctx, time.Duration(chance.IntN(1000))*time.Millisecond)
				}, loop.Name("twin"))
			}
			return 0, loop.Sleep(ctx, time.Second)
		}, loop.Name("main"))
		return steps
	}
	first := record(1)
	fmt.Println("again:", slices.Equal(first, record(1)))
	fmt.Println("another seed:", slices.Equal(first, record(2)))
	for _, step := range first[:5] {
		fmt.Println(step)
	}
	// Output:
	// again: true
	// another seed: false
	// 00:00:00 created main#1
	// 00:00:00 turn main#1
	// 00:00:00 created twin#2 by main#1
	// 00:00:00 created twin#3 by main#1
	// 00:00:00 suspended main#1 on its sleep to end
}

func ExampleLoop_CallLater() {
	l := loop.New(loop.Virtual(start))
	loop.Run(context.Background(), l, func(ctx context.Context) (int, error) {
		l.CallLater(time.Minute, func() { fmt.Println("a minute") })
		l.CallAt(start.Add(time.Second), func() { fmt.Println("a second") })
		cancel := l.CallLater(time.Millisecond, func() { fmt.Println("never") })
		fmt.Println("in time:", cancel())
		return 0, loop.Sleep(ctx, time.Hour)
	})
	// Output:
	// in time: true
	// a second
	// a minute
}
