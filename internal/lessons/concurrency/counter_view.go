package lesson

import (
	"slices"
	"strconv"

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
	seen    map[string]string // by unit
	counted int               // increments made
	results []Tick
}

func (s tally) clone() tally {
	seen := map[string]string{}
	for unit, n := range s.seen {
		seen[unit] = n
	}
	s.seen, s.results = seen, slices.Clone(s.results)
	return s
}

func (s tally) apply(t Tick) tally {
	s.last = t
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
	panels := []show.Panel{
		show.Code{Title: "what each does", Lines: countLines, First: 1, Current: lineOf[s.last.Kind]},
	}
	if s.last.Kind != tickMeasured {
		panels = append(panels, s.state())
	}
	return show.Scene{Panels: append(panels, s.outcome())}
}

// state is the units and the counter between them.
func (s tally) state() show.Table {
	title := "two units"
	if s.last.Units != "" {
		title = "two " + s.last.Units
	}
	t := show.Table{Title: title, Columns: []string{"", "has seen"}}
	for _, unit := range []string{"a", "b"} {
		row := show.Row{ID: unit, Cells: []string{unit, s.seen[unit]}}
		if s.last.Unit == unit {
			row.Class = show.Active
		}
		t.Rows = append(t.Rows, row)
	}
	counter := show.Row{ID: "counter", Cells: []string{"counter", strconv.Itoa(s.last.Counter)}}
	if s.last.Kind == tickWrite {
		counter.Class = show.Current
	}
	made := show.Row{ID: "made", Cells: []string{"increments", strconv.Itoa(s.counted)}}
	if s.last.Counter < s.counted {
		made.Class = show.Doomed
	}
	t.Rows = append(t.Rows, counter, made)
	return t
}

// outcome is a row for each run that is over.
func (s tally) outcome() show.Table {
	t := show.Table{Title: "without a lock", Columns: []string{"units", "how", "lost updates", "race detector"}}
	for i, r := range s.results {
		row := show.Row{ID: strconv.Itoa(i), Class: show.Good, Cells: []string{r.Units, "a step at a time", yes(r.Lost), ""}}
		if r.Kind == tickMeasured {
			row.Cells[1], row.Cells[3] = "all at once", r.detected()
		}
		if r.Lost {
			row.Class = show.Doomed
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
