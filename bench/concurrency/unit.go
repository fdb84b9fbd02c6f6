package concurrency

import (
	"context"
	"runtime"

	"underhood/concurrency"
)

func ourThreads(n int) (sum int, err error) {
	ctx := context.Background()
	for i := range n {
		t, err := concurrency.StartThread(ctx, nothing, i)
		if err != nil {
			return 0, err
		}
		v, err := t.Join(ctx)
		if err != nil {
			return 0, err
		}
		sum += v
	}
	return sum, nil
}

func ourGoroutines(n int) (sum int, err error) {
	ctx := context.Background()
	for i := range n {
		g, err := concurrency.StartGoroutine(ctx, nothing, i)
		if err != nil {
			return 0, err
		}
		v, err := g.Join(ctx)
		if err != nil {
			return 0, err
		}
		sum += v
	}
	return sum, nil
}

func goroutines(n int) (sum int) {
	for i := range n {
		result := make(chan int, 1)
		go func() { result <- i }()
		sum += <-result
	}
	return sum
}

// threads end with their goroutines, as these do not unlock them.
func threads(n int) (sum int) {
	for i := range n {
		result := make(chan int, 1)
		go func() {
			runtime.LockOSThread()
			result <- i
		}()
		sum += <-result
	}
	return sum
}
