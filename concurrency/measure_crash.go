package concurrency

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// Crash is a way for work to go wrong.
type Crash uint8

// The crashes, from the one that recover stops to those that nothing stops.
const (
	NilDereference Crash = iota // in the work itself: a panic, which can be recovered
	PanicElsewhere              // a panic in another goroutine, which nobody here can recover
	MapRace                     // a map written by two goroutines at once: a fatal error
	StackOverflow               // a recursion without end: a fatal error
)

// Crashes is all of them, in order.
func Crashes() []Crash { return []Crash{NilDereference, PanicElsewhere, MapRace, StackOverflow} }

// String names the crash, as in "stack overflow".
func (c Crash) String() string {
	if c > StackOverflow {
		return "unknown"
	}
	return [...]string{"nil dereference", "panic in another goroutine", "map race", "stack overflow"}[c]
}

// A Survival is who is left after work crashed in a unit.
type Survival struct {
	Kind  Kind
	Crash Crash
	// Starter says that the process that had started the unit lived on; then Told is
	// the error that its Join returned. Else Exit is how that process ended.
	Starter bool
	Told    string
	Exit    ExitState
	Log     string // what the processes wrote to standard error
}

type crashArgs struct {
	Kind  Kind
	Crash Crash
}

// MeasureCrash has work crash in a unit, really, and looks who survives. The unit's
// starter is a process made for this, so that whoever measures does survive.
func MeasureCrash(ctx context.Context, kind Kind, crash Crash) (Survival, error) {
	s := Survival{Kind: kind, Crash: crash}
	if kind > KindCoroutine || crash > StackOverflow {
		return s, measured("crashes", fmt.Errorf("kind %d, crash %d: there is none", kind, crash))
	}
	state, log, err := visit(ctx, crashHost, crashArgs{kind, crash}, &s.Told)
	if err != nil {
		return s, measured("crashes", err)
	}
	state.Name = "starter"
	s.Starter, s.Exit, s.Log = state.Err() == nil, ExitState(state), log
	return s, nil
}

var crashHost = host("crash", func(ctx context.Context, args crashArgs) (string, error) {
	u, err := Start(ctx, args.Kind, crashes, args.Crash)
	if err != nil {
		return "", err
	}
	_, err = u.Join(ctx)
	if err == nil {
		return "", fmt.Errorf("concurrency: the %s did not crash", args.Kind)
	}
	return err.Error(), nil
})

var crashes = Register("concurrency.crashes", func(_ context.Context, crash Crash) (int, error) {
	switch crash {
	case NilDereference:
		var p *int
		return *p, nil
	case PanicElsewhere:
		var wg sync.WaitGroup
		wg.Go(func() { panic("nobody recovers this") })
		wg.Wait()
	case MapRace:
		m := map[int]int{}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for i := 0; ; i++ {
					m[i%1024] = i // the runtime notices sooner or later, and ends the process
				}
			})
		}
		wg.Wait()
	case StackOverflow:
		debug.SetMaxStack(1 << 20) // bytes: it need not take the 1 GB that it may
		return deeper(0), nil
	}
	return 0, nil
})

// deeper comes to no end that the stack has room for.
func deeper(n int) int {
	if n < 0 {
		return 0
	}
	return deeper(n+1) + 1
}
