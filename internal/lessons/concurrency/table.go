package lesson

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A tablePlan is the units, measured.
type tablePlan struct {
	Kind string `json:"kind"`
}

func (*tablePlan) check() error { return nil }

// A Finding is one cell of the table: what was found of a kind of unit.
type Finding struct {
	Kind   string `json:"kind"` // "begun", "measured", or "passed" when the table is full
	Unit   string `json:"unit,omitempty"`
	Column string `json:"column,omitempty"`
	Found  string `json:"found,omitempty"` // as the table has it

	Nanos  int64               `json:"ns_each,omitempty"`
	Memory *concurrency.Memory `json:"memory,omitempty"` // of each of Memory.N units
	Want   int                 `json:"want,omitempty"`   // increments
	Got    int                 `json:"got,omitempty"`    // … that the counter shows
}

const (
	findingBegun    = "begun"
	findingMeasured = "measured"
	findingPassed   = "passed"
)

// effort is how many of each are measured.
type effort struct {
	creations, switches, waiting, increments int
}

// fewRounds is how often increments may be lost for the table.
const fewRounds = 10

// quick takes less than a second in all.
var quick = effort{creations: 10, switches: 1000, waiting: 10, increments: 5000}

// A column is something that is measured of each kind of unit.
type column struct {
	name    string
	about   string
	measure func(ctx context.Context, tools instrument, e effort, kind concurrency.Kind, f *Finding) error
}

// columns of the table, in the order in which they are measured.
var columns = []column{
	{"create", "starting one that does nothing and joining it", measureCreation},
	{"switch", "a round trip to one and back", measureSwitch},
	{"memory", "of one that waits", measureMemory},
	{"data", "whether a variable that one has written is seen by its starter", measureSharing},
	{"lock", "whether a variable that several increment needs one", measureLock},
	{"crash ends", "who dies of a panic in another goroutine of one", measureCrash},
}

// fill measures the units column by column, and says what begins and what is found.
func (e effort) fill(ctx context.Context, tools instrument, say func(Finding)) error {
	for _, c := range columns {
		for _, kind := range concurrency.Kinds() {
			say(Finding{Kind: findingBegun, Unit: kind.String(), Column: c.name})
			f := Finding{Kind: findingMeasured, Unit: kind.String(), Column: c.name}
			if err := c.measure(ctx, tools, e, kind, &f); err != nil {
				return err
			}
			say(f)
		}
	}
	return nil
}

func measureCreation(ctx context.Context, tools instrument, e effort, kind concurrency.Kind, f *Finding) error {
	c, err := tools.creation(ctx, kind, e.creations)
	f.Found, f.Nanos = short(c.Each()), c.Each().Nanoseconds()
	return err
}

func measureSwitch(ctx context.Context, tools instrument, e effort, kind concurrency.Kind, f *Finding) error {
	c, err := tools.switches(ctx, kind, e.switches)
	f.Found, f.Nanos = short(c.Each()), c.Each().Nanoseconds()
	return err
}

// measureMemory tells what the others do not have: a process's share of the pages,
// and of a thread what the runtime and the system know of it.
func measureMemory(ctx context.Context, tools instrument, e effort, kind concurrency.Kind, f *Finding) error {
	n := e.waiting
	if kind >= concurrency.KindGoroutine {
		n *= 100 // or what the runtime takes by itself would be a good part of each
	}
	m, err := tools.memory(ctx, kind, n)
	if errors.Is(err, errors.ErrUnsupported) {
		f.Found = "untold" // by this system
		return nil
	}
	f.Found, f.Memory = size(max(m.PSS, m.Go)), &m
	return err
}

func measureSharing(ctx context.Context, tools instrument, _ effort, kind concurrency.Kind, f *Finding) error {
	s, err := tools.sharing(ctx, kind, 42)
	f.Found = map[bool]string{true: "shared", false: "its own"}[s.Shared]
	return err
}

// measureLock has units increment a variable without a lock. Whether an increment is
// lost is chance where they run in parallel; that it may be is not, so this tells the
// need, and the counts beside it.
func measureLock(ctx context.Context, tools instrument, e effort, kind concurrency.Kind, f *Finding) error {
	switch kind {
	case concurrency.KindProcess:
		f.Found = "no use" // nothing is shared
		return nil
	case concurrency.KindCoroutine:
		f.Found = "no need"
	default:
		f.Found = "needed"
	}
	c, err := tools.counter(ctx, kind, counters, e.increments, fewRounds)
	if err == nil && kind == concurrency.KindCoroutine && c.Got != c.Want {
		err = fmt.Errorf("lesson: coroutines counted %d of %d", c.Got, c.Want)
	}
	f.Want, f.Got = c.Want, c.Got
	return err
}

func measureCrash(ctx context.Context, tools instrument, _ effort, kind concurrency.Kind, f *Finding) error {
	s, err := tools.crash(ctx, kind, concurrency.PanicElsewhere)
	f.Found = map[bool]string{true: "itself", false: "its process"}[s.Starter]
	return err
}

// record measures first and tells then, so that the picture does not disturb the
// measurement.
func (*tablePlan) record(ctx context.Context, r run) (show.Tape, error) {
	var findings []Finding
	err := quick.fill(ctx, r.tools, func(f Finding) {
		if f.Kind == findingMeasured { // nobody watches it begin
			findings = append(findings, f)
		}
	})
	if err != nil {
		return nil, err
	}
	return show.NewTape(tableStory(r.title, nil), findings), nil
}

func tableStory(title string, base table) show.Story[Finding, table] {
	return show.Story[Finding, table]{
		Title: title, Start: func() table { return slices.Clone(base) }, Apply: table.apply, Clone: slices.Clone[table],
		View: table.view, Line: func(_ table, f Finding) string { return f.line() },
		Caption: func(_ table, f Finding) string { return f.caption() },
	}
}

// short writes a time in three digits or so.
func short(d time.Duration) string {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}

// size writes a size in the unit that fits it.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
