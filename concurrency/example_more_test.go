package concurrency_test

import (
	"context"
	"errors"
	"fmt"

	"underhood/concurrency"
)

func ExampleUnit() {
	ctx := context.Background()
	var units []concurrency.Unit[int]
	for n := range 3 {
		u, err := concurrency.Start(ctx, concurrency.KindGoroutine, double, n)
		if err != nil {
			fmt.Println(err)
			return
		}
		units = append(units, u)
	}
	for _, u := range units {
		fmt.Println(u.Join(ctx))
	}
	// Output:
	// 0 <nil>
	// 2 <nil>
	// 4 <nil>
}

func ExampleKind() {
	fmt.Println(concurrency.Kinds())
	// Output: [process thread goroutine coroutine]
}

func ExampleCoroutineState() {
	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (int, error) { return y.Yield(1) })
	for range 3 {
		fmt.Println(c.State())
		c.Resume()
	}
	// Output:
	// created
	// suspended
	// ended
}

func ExampleExitError() {
	ctx := context.Background()
	p, err := concurrency.StartProcess(ctx, fail, "no luck")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = p.Join(ctx)
	exit, _ := errors.AsType[*concurrency.ExitError](err)
	fmt.Println(exit.State.Code, exit.State.Failure)
	// Output: 1 no luck
}

func ExampleLostError() {
	p, err := concurrency.NewProcessPool(odd, concurrency.Workers(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	ctx := context.Background()
	task, _ := p.Submit(ctx, "crash") // a panic that nobody there recovers
	_, err = task.Join(ctx)
	lost, _ := errors.AsType[*concurrency.LostError](err)
	exit, _ := errors.AsType[*concurrency.ExitError](lost.Exit)
	fmt.Println(lost.Work, lost.Attempts, exit.State.Code)
	// Output: odd 1 2
}

func ExampleMeasureCreation() {
	c, err := concurrency.MeasureCreation(context.Background(), concurrency.KindGoroutine, 100)
	fmt.Println(c.Kind, c.N, c.Total > 0, err)
	// Output: goroutine 100 true <nil>
}

func ExampleMeasureMemory() {
	m, err := concurrency.MeasureMemory(context.Background(), concurrency.KindGoroutine, 1000)
	fmt.Println(m.Kind, m.Go > 2000, m.Go < 20_000, err)
	// Output: goroutine true true <nil>
}
