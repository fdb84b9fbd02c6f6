package concurrency

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
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
	// Sibling says that a unit of the same kind, started beside the one that crashed,
	// gave its result after the crash.
	Sibling bool
	Log     string // what the processes wrote to standard error
}

type crashArgs struct {
	Kind  Kind
	Crash Crash
	After string // the file that tells the sibling that the crash is over
}

// crashSeen is what a starter that lives on has to tell.
type crashSeen struct {
	Told    string
	Sibling bool
}

// MeasureCrash has work crash in a unit, really, and looks who survives. The unit's
// starter is a process made for this, so that whoever measures does survive.
func MeasureCrash(ctx context.Context, kind Kind, crash Crash) (s Survival, err error) {
	s = Survival{Kind: kind, Crash: crash}
	if kind > KindCoroutine || crash > StackOverflow {
		return s, measured("crashes", fmt.Errorf("kind %d, crash %d: there is none", kind, crash))
	}
	dir, err := os.MkdirTemp("", "underhood-crash-*")
	if err != nil {
		return s, measured("crashes", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var seen crashSeen
	state, log, err := visit(ctx, crashHost, crashArgs{kind, crash, filepath.Join(dir, "after")}, &seen)
	if err != nil {
		return s, measured("crashes", err)
	}
	s.Told, s.Sibling = seen.Told, seen.Sibling
	state.Name = "starter"
	s.Starter, s.Exit, s.Log = state.Err() == nil, ExitState(state), log
	return s, nil
}

var crashHost = host("crash", func(ctx context.Context, args crashArgs) (seen crashSeen, err error) {
	sibling, err := Start(ctx, args.Kind, outlives, args.After)
	if err != nil {
		return seen, err
	}
	u, err := Start(ctx, args.Kind, crashes, args.Crash)
	if err != nil {
		return seen, err
	}
	if _, err = u.Join(ctx); err == nil {
		return seen, fmt.Errorf("concurrency: the %s did not crash", args.Kind)
	}
	seen.Told = err.Error()
	if err := os.WriteFile(args.After, nil, 0o600); err != nil {
		return seen, err
	}
	_, err = sibling.Join(ctx)
	seen.Sibling = err == nil
	return seen, nil
})

// outlives ends when a file is there, which is made after the crash: a name is all
// that a process and a goroutine can be given alike.
var outlives = Register("concurrency.outlives", func(ctx context.Context, after string) (int, error) {
	for {
		if _, err := os.Stat(after); !errors.Is(err, fs.ErrNotExist) {
			return 0, err
		}
		if err := Pause(ctx); err != nil {
			return 0, err
		}
		time.Sleep(time.Millisecond)
	}
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
		// Where one runs after the other, the runtime never sees two at once.
		runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))
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
