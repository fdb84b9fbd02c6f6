package lesson

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"underhood/concurrency"
	"underhood/internal/show"
)

// countLines is the program that each unit runs; see count.count.
var countLines = []string{
	"for range 2 {",
	"    seen := counter",
	"    counter = seen + 1",
	"    pause()",
	"}",
}

// lineOf is the line that a tick is.
var lineOf = map[string]int{tickRead: 2, tickWrite: 3, tickSuspend: 4}

// A tally is what counters say, as their ticks tell it.
type tally struct {
	last    Tick
	step    Tick              // the last that was a step of a unit
	seen    map[string]string // by unit
	counted int               // increments made
	results []Tick
}

func (s tally) clone() tally {
	s.seen, s.results = maps.Clone(s.seen), slices.Clone(s.results)
	return s
}

func (s tally) apply(t Tick) tally {
	s.last = t
	if t.Kind != tickMeasured {
		s.step = t
	}
	switch t.Kind {
	case tickBegin:
		s.seen, s.counted = map[string]string{}, 0
	case tickRead:
		s.seen[t.Unit] = strconv.Itoa(t.Seen)
	case tickWrite:
		s.counted++
	case tickEnd, tickMeasured:
		s.results = append(s.results, t)
	}
	return s
}

func (s tally) view() show.Scene {
	return show.Scene{Panels: []show.Panel{
		show.Code{Title: "what each does", Lines: countLines, First: 1, Current: lineOf[s.last.Kind]},
		s.state(), s.outcome(),
	}}
}

// state is the units and the counter between them.
func (s tally) state() show.Table {
	t := show.Table{Title: "two " + cmp.Or(s.step.Units, "units"), Columns: []string{"", "has seen"}}
	for _, unit := range []string{"a", "b"} {
		row := show.Row{ID: unit, Cells: []string{unit, s.seen[unit]}}
		if s.last.Unit == unit {
			row.Class = show.Active
		}
		t.Rows = append(t.Rows, row)
	}
	counter := show.Row{ID: "counter", Cells: []string{"counter", strconv.Itoa(s.step.Counter)}}
	if s.last.Kind == tickWrite {
		counter.Class = show.Current
	}
	made := show.Row{ID: "made", Cells: []string{"increments", strconv.Itoa(s.counted)}}
	if s.step.Counter < s.counted {
		made.Class = show.Doomed
	}
	t.Rows = append(t.Rows, counter, made)
	return t
}

// outcome is a row for each run; those that are not over have no answer yet.
func (s tally) outcome() show.Table {
	t := show.Table{Title: "without a lock", Columns: []string{"units", "run", "lost updates", "race detector"}}
	add := func(kind concurrency.Kind, how string) {
		t.Rows = append(t.Rows, show.Row{
			ID: strconv.Itoa(len(t.Rows)), Class: show.Muted, Cells: []string{kind.String() + "s", how, "", ""},
		})
	}
	for _, kind := range stepped {
		add(kind, "a step at a time")
	}
	for _, kind := range measured {
		add(kind, "all at once")
	}
	for i, r := range s.results {
		row := &t.Rows[i]
		row.Class, row.Cells[2] = show.Good, yes(r.Lost)
		if r.Lost {
			row.Class = show.Doomed
		}
		if r.Kind == tickMeasured {
			row.Cells[3] = r.detected()
		}
	}
	return t
}
