package lesson

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A counterPlan is a counter without a lock: two units a statement at a time, then more
// of them at their own speed.
type counterPlan struct {
	Kind string `json:"kind"`
}

func (*counterPlan) check() error { return nil }

// A Tick is a statement of a unit that counts, or, with Kind "measured", what a
// counter said in the end.
type Tick struct {
	Kind    string `json:"kind"` // "begin", "read", "write", "suspend", "end" or "measured"
	Units   string `json:"units"`
	Unit    string `json:"unit,omitempty"`   // a or b
	Seen    int    `json:"seen,omitempty"`   // what that has read
	Counter int    `json:"counter"`          // what the counter says now
	Want    int    `json:"want,omitempty"`   // increments
	Lost    bool   `json:"lost,omitempty"`   // some of them
	Raced   bool   `json:"raced,omitempty"`  // the race detector found it
	Absent  bool   `json:"absent,omitempty"` // there is no race detector in this program
	Report  string `json:"report,omitempty"` // of the race detector
	Rounds  int    `json:"rounds,omitempty"` // runs until some were lost
}

const (
	tickBegin    = "begin"
	tickRead     = "read"
	tickWrite    = "write"
	tickSuspend  = "suspend"
	tickEnd      = "end"
	tickMeasured = "measured"
)

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

// A count is two units that increment one variable, and are let go one at a time: a
// goroutine for a statement, as it can be interrupted after any, a coroutine for as long
// as it does not suspend itself.
type count struct {
	kind    concurrency.Kind
	chance  *rand.Rand
	counter int
	ticks   []Tick
}

// A counting is one of the units.
type counting struct {
	name string
	let  func() (over bool) // lets it go on once
}

func (c *count) run() []Tick {
	c.say(Tick{Kind: tickBegin})
	var group sync.WaitGroup
	units := []*counting{{name: "a"}, {name: "b"}}
	for _, u := range units {
		if c.kind == concurrency.KindCoroutine {
			u.let = c.coroutine(u.name)
		} else {
			u.let = c.goroutine(u.name, &group)
		}
	}
	for len(units) > 0 {
		i := c.chance.IntN(len(units))
		if units[i].let() {
			units = slices.Delete(units, i, i+1)
		}
	}
	group.Wait()
	c.say(Tick{Kind: tickEnd, Want: 2 * increments, Lost: c.counter != 2*increments})
	return c.ticks
}

func (c *count) say(t Tick) {
	t.Units, t.Counter = c.kind.String()+"s", c.counter
	c.ticks = append(c.ticks, t)
}

// count is what each does; between is called after every statement, pause after
// every increment. It is the program of the picture, countLines.
func (c *count) count(name string, between func(), pause func()) {
	for range increments {
		seen := c.counter
		c.say(Tick{Kind: tickRead, Unit: name, Seen: seen})
		between()
		c.counter = seen + 1
		c.say(Tick{Kind: tickWrite, Unit: name, Seen: seen})
		between()
		pause()
	}
}

// goroutine starts one that waits at a gate before every statement: who opens it waits
// until the statement is done, so that this is no data race, and loses as much.
func (c *count) goroutine(name string, group *sync.WaitGroup) func() bool {
	gate, done := make(chan struct{}), make(chan bool)
	group.Go(func() {
		<-gate
		left := 2 * increments // statements
		c.count(name, func() {
			if left--; left > 0 {
				done <- false
				<-gate
			}
		}, func() {})
		done <- true
	})
	return func() bool { gate <- struct{}{}; return <-done }
}

// coroutine makes one that goes on until it suspends itself.
func (c *count) coroutine(name string) func() bool {
	co := concurrency.NewCoroutine(func(y *concurrency.Yielder[struct{}, struct{}]) (struct{}, error) {
		var err error
		c.count(name, func() {}, func() {
			c.say(Tick{Kind: tickSuspend, Unit: name})
			_, err = y.Yield(struct{}{})
		})
		return struct{}{}, err
	})
	return func() bool { _, err := co.Resume(); return err != nil }
}

// line says a tick in words.
func (t Tick) line() string {
	switch t.Kind {
	case tickBegin:
		return fmt.Sprintf("two %s count to %d with one counter and no lock", t.Units, 2*increments)
	case tickRead:
		return fmt.Sprintf("%s reads %d", t.Unit, t.Seen)
	case tickWrite:
		return fmt.Sprintf("%s writes %d", t.Unit, t.Seen+1)
	case tickSuspend:
		return t.Unit + " suspends itself"
	case tickEnd:
		return fmt.Sprintf("both have ended: the counter says %d of %d: lost updates: %s", t.Counter, t.Want, yes(t.Lost))
	}
	return fmt.Sprintf("%d %s all at once: lost updates: %s; race detector: %s", counters, t.Units, yes(t.Lost), t.detected())
}

// detected is what the race detector says.
func (t Tick) detected() string {
	switch {
	case t.Absent:
		return "needs go run -race"
	case t.Raced:
		return "WARNING: DATA RACE"
	}
	return "silent"
}

// caption says the rule behind a tick too, after so many increments.
func (t Tick) caption(made int) string {
	why := map[string]string{
		tickRead:    "The number is its own copy now: what others write in the meantime it does not see.",
		tickSuspend: "Only here can the other one go on: nothing lies between a read and its write.",
		tickMeasured: fmt.Sprintf("The counter says %d of %d, in run %d of %d at most.",
			t.Counter, t.Want, t.Rounds, rounds) + t.accesses(),
	}[t.Kind]
	if t.Kind == tickWrite && t.Counter < made {
		why = fmt.Sprintf("%d increments so far, and the counter says %d: what it overwrites is lost.", made, t.Counter)
	}
	if why == "" {
		return t.line()
	}
	return t.line() + ". " + why
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// accesses are the two that the race detector's report begins with.
func (t Tick) accesses() string {
	var found []string
	lines := strings.Split(t.Report, "\n")
	for i, line := range lines[:len(lines)-1] {
		if what, _, ok := strings.Cut(line, " at 0x"); ok && len(found) < 2 {
			found = append(found, strings.ToLower(what)+" in "+path.Base(strings.TrimSpace(lines[i+1])))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return " The race detector has seen a " + strings.Join(found, ", ") + "."
}
