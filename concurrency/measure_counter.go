package concurrency

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// A Count is what a counter without a lock says in the end.
type Count struct {
	Kind      Kind
	Want, Got int  // increments, and what the counter says
	Rounds    int  // runs it took, of as many increments each, until one was wrong; 1 if none may be
	Raced     bool // the race detector found it, which it can if the program was built with -race
	Report    string
}

type counterArgs struct {
	Kind     Kind
	Units, N int
	Rounds   int
}

// MeasureCounter has units increment one variable without a lock, each n times,
// suspending themselves after each increment and never within one. Coroutines come
// out right: they take turns, and the turns end where they suspend. Goroutines and
// threads run in parallel and lose increments; as that is chance, they get up to
// rounds runs to show it. It happens in a process made for this, and the race
// detector's report is that process's. Processes have no variable in common: the
// error says so. It refuses units, n and rounds below 1.
func MeasureCounter(ctx context.Context, kind Kind, units, n, rounds int) (Count, error) {
	if kind == KindProcess || kind > KindCoroutine {
		return Count{}, measured("a counter", fmt.Errorf("a %s shares no variable", kind))
	}
	if err := measurable(ctx, min(units, n, rounds)); err != nil {
		return Count{}, measured("a counter", err)
	}
	var c Count
	state, log, err := visit(ctx, counterHost, counterArgs{kind, units, n, rounds}, &c)
	if err == nil {
		err = state.Err()
	}
	c.Report = log
	c.Raced = strings.Contains(log, "WARNING: DATA RACE")
	return c, measured("a counter", err)
}

var counterHost = host("counter", func(ctx context.Context, args counterArgs) (Count, error) {
	c := Count{Kind: args.Kind, Want: args.Units * args.N}
	for c.Rounds < args.Rounds {
		c.Rounds++
		var err error
		if c.Got, err = countOnce(ctx, args); err != nil || c.Got != c.Want || args.Kind == KindCoroutine {
			return c, err
		}
	}
	return c, nil
})

// counter is what they all increment, in a process made for it.
var counter int

// countOnce runs all units once. Coroutines take turns on this goroutine.
func countOnce(ctx context.Context, args counterArgs) (int, error) {
	counter = 0
	begin := make(chan struct{})
	run := func(pause func() error) error {
		<-begin
		for range args.N {
			seen := counter
			for range 50 { // some work between the two, and no suspension
				seen++
			}
			counter = seen - 49
			if err := pause(); err != nil {
				return err
			}
		}
		return nil
	}
	if args.Kind == KindCoroutine {
		close(begin)
		err := takeTurns(args.Units, run)
		return counter, err
	}
	var wg sync.WaitGroup
	for range args.Units {
		wg.Go(func() {
			if args.Kind == KindThread {
				runtime.LockOSThread() // which ends with the goroutine
			}
			_ = run(func() error { return Pause(ctx) }) // an ended context ends the process too
		})
	}
	close(begin)
	wg.Wait()
	return counter, nil
}

// takeTurns runs coroutines one suspension at a time, round and round.
func takeTurns(n int, run func(pause func() error) error) error {
	var turns []*Coroutine[struct{}, struct{}, struct{}]
	for range n {
		turns = append(turns, NewCoroutine(func(y *Yielder[struct{}, struct{}]) (struct{}, error) {
			return struct{}{}, run(func() error { _, err := y.Yield(struct{}{}); return err })
		}))
	}
	for len(turns) > 0 {
		for _, c := range turns {
			if _, err := c.Resume(); err != nil && err != ErrEnded {
				return err
			}
		}
		turns = slices.DeleteFunc(turns, func(c *Coroutine[struct{}, struct{}, struct{}]) bool { return c.State() == Ended })
	}
	return nil
}
