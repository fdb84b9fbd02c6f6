package concurrency

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"underhood/bench/harness"
	"underhood/concurrency/loop"
)

func ourTurns(n int) int { return turns(n, loop.New()) }

func virtualTurns(n int) int { return turns(n, loop.New(loop.Virtual(time.Time{}))) }

// turns are those of two tasks, half of n each. The answer is how many there were.
func turns(n int, l *loop.Loop) int {
	player := func(ctx context.Context) (count int, err error) {
		for range n / 2 {
			if err := loop.Yield(ctx); err != nil {
				return 0, err
			}
			count++
		}
		return count, nil
	}
	count, err := loop.Run(context.Background(), l, func(ctx context.Context) (int, error) {
		a, b := loop.Go(ctx, player), loop.Go(ctx, player)
		counts, err := loop.Gather[int](ctx, a, b)
		if err != nil {
			return 0, err
		}
		return counts[0] + counts[1], nil
	})
	if err != nil {
		panic(err)
	}
	return count
}

// channelTurns hands the turn over: a sends and waits for b, which waits for a and
// sends.
func channelTurns(n int) int {
	there, back, other := make(chan struct{}), make(chan struct{}), make(chan int)
	go func() {
		count := 0
		for range n / 2 {
			<-there
			count++
			back <- struct{}{}
		}
		other <- count
	}()
	count := 0
	for range n / 2 {
		there <- struct{}{}
		<-back
		count++
	}
	return count + <-other
}

// gosched needs one processor, or the two would run side by side and not by turns.
func gosched(n int) int {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	counts := make(chan int)
	for range 2 {
		go func() {
			count := 0
			for range n / 2 {
				runtime.Gosched()
				count++
			}
			counts <- count
		}()
	}
	return <-counts + <-counts
}

// delay is the time that task i of n sleeps: another for each, in no order.
func delay(i, n int) time.Duration { return time.Duration(int64(i)*7919%int64(n)+1) * time.Millisecond }

// sleepers is sleep_1m. A first run, which is not timed, says how much memory is in use
// when all sleep: heap without garbage, and stacks.
func sleepers(p harness.Params) (harness.Run, error) {
	n := p.Size
	if p.Quick {
		n = min(n, quickSleepers)
	}
	before := inUse()
	var bytes int64
	if _, err := sleepAll(n, func() { bytes = inUse() - before }); err != nil {
		return harness.Run{}, err
	}
	return harness.Run{Sample: func() (harness.Sample, error) {
		var answer string
		var err error
		s := harness.Measure(func() { answer, err = sleepAll(n, func() {}) })
		s.Answer, s.Bytes = answer, &bytes
		return s, err
	}, Close: debug.FreeOSMemory}, nil // some gigabytes, which the others may need
}

func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// sleepAll runs n tasks that sleep, and calls at when all do. The answer is how long
// they have slept together, and how late it is then, in milliseconds.
func sleepAll(n int, at func()) (string, error) {
	start := time.Time{}
	return loop.Run(context.Background(), loop.New(loop.Virtual(start)), func(ctx context.Context) (string, error) {
		tasks := make([]*loop.Task[int], n)
		for i := range tasks {
			d := delay(i, n)
			tasks[i] = loop.Go(ctx, func(ctx context.Context) (int, error) {
				return int(d / time.Millisecond), loop.Sleep(ctx, d)
			})
		}
		if err := loop.Yield(ctx); err != nil {
			return "", err
		}
		at()
		slept := 0
		for _, t := range tasks {
			d, err := t.Await(ctx)
			if err != nil {
				return "", err
			}
			slept += d
		}
		return fmt.Sprint(slept, " ", loop.Now(ctx).Sub(start).Milliseconds()), nil
	})
}
