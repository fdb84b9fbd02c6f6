package lesson

import (
	"context"
	"math/rand/v2"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A counterPlan is a counter without a lock: two units a statement at a time, then more
// of them at their own speed.
type counterPlan struct {
	Kind string `json:"kind"`
}

func (*counterPlan) check() error { return nil }

// counters is how many units count at their own speed.
const counters = 4

// increments are what each of two units makes a statement at a time.
const increments = 2

// stepped are the units that count a statement at a time, measured those that do at
// their own speed.
var (
	stepped  = []concurrency.Kind{concurrency.KindGoroutine, concurrency.KindCoroutine}
	measured = []concurrency.Kind{concurrency.KindThread, concurrency.KindGoroutine, concurrency.KindCoroutine}
)

// rounds is how often they may try to lose an increment.
const rounds = 100

// record counts a statement at a time, in an order that the seed gives, first with
// goroutines, then with coroutines; and then measures both, and threads.
func (*counterPlan) record(ctx context.Context, r run) (show.Tape, error) {
	var ticks []Tick
	for _, kind := range stepped {
		c := &count{kind: kind, chance: rand.New(rand.NewPCG(r.seed, 0))}
		ticks = append(ticks, c.run()...)
	}
	for _, kind := range measured {
		m, err := r.tools.counter(ctx, kind, counters, quick.increments, rounds)
		if err != nil {
			return nil, err
		}
		ticks = append(ticks, Tick{
			Kind: tickMeasured, Units: kind.String() + "s", Counter: m.Got, Want: m.Want, Lost: m.Got != m.Want,
			Raced: m.Raced, Absent: !r.tools.detector, Report: m.Report, Rounds: m.Rounds,
		})
	}
	return show.NewTape(show.Story[Tick, tally]{
		Title: r.title, Start: func() tally { return tally{} }, Apply: tally.apply, Clone: tally.clone,
		View: tally.view, Line: func(_ tally, t Tick) string { return t.line() },
		Caption: func(s tally, t Tick) string { return t.caption(s.counted) },
	}, ticks), nil
}
