package lesson

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A crashPlan is every crash in every kind of unit.
type crashPlan struct {
	Kind string `json:"kind"`
}

func (*crashPlan) check() error { return nil }

// A Death is a crash in a unit, and who is left.
type Death struct {
	Kind    string `json:"kind"` // "crash"
	Unit    string `json:"unit"`
	Crash   string `json:"crash"`
	Caught  bool   `json:"caught"`         // the unit recovered it, and ended with an error
	Sibling bool   `json:"sibling"`        // a unit of the same kind, started beside it, lives
	Starter bool   `json:"starter"`        // the process that had started the unit lives
	Told    string `json:"told,omitempty"` // what Join told it then, in one line
	Exit    int    `json:"exit,omitempty"` // how it ended otherwise
	Log     string `json:"log,omitempty"`  // the message of the crash, in one line
}

// record has every crash happen, really, each in a process of its own.
func (*crashPlan) record(ctx context.Context, r run) (show.Tape, error) {
	var deaths []Death
	for _, crash := range concurrency.Crashes() {
		for _, kind := range concurrency.Kinds() {
			s, err := r.tools.crash(ctx, kind, crash)
			if err != nil {
				return nil, err
			}
			deaths = append(deaths, Death{
				Kind: "crash", Unit: kind.String(), Crash: crash.String(),
				Caught:  s.Starter && kind != concurrency.KindProcess,
				Sibling: s.Sibling, Starter: s.Starter, Told: strings.SplitN(s.Told, "\n", 2)[0], Exit: s.Exit.Code, Log: message(s.Log),
			})
		}
	}
	return show.NewTape(show.Story[Death, []Death]{
		Title: r.title, Start: func() []Death { return nil },
		Apply: func(s []Death, d Death) []Death { return append(s, d) },
		Clone: slices.Clone[[]Death], View: crashView,
		Line:    func(_ []Death, d Death) string { return d.line() },
		Caption: func(_ []Death, d Death) string { return d.line() + ". " + d.why() },
	}, deaths), nil
}

// message is the line of a log that names the crash. There is more in it: stacks, and
// what the race detector has to say.
func message(log string) string {
	for line := range strings.Lines(log) {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return strings.TrimSuffix(strings.TrimSpace(line), " [recovered, repanicked]")
		}
	}
	return ""
}

// line says a death in words.
func (d Death) line() string {
	where := fmt.Sprintf("%s in a %s: ", d.Crash, d.Unit)
	switch {
	case d.Caught:
		return where + "the unit ends with an error, its siblings and its starter live"
	case d.Starter:
		return where + "the unit dies, its siblings and its starter live"
	}
	return where + "the unit, its siblings and its starter die together"
}

// why is the rule behind it.
func (d Death) why() string {
	switch {
	case d.Caught:
		return "A panic of the work itself can be recovered: Join gives it as an error."
	case d.Starter:
		return "A process shares no memory with the others: the system ends it alone, and Join tells how."
	}
	return fmt.Sprintf("They are one process, and nobody can recover this: exit status %d, %q.", d.Exit, d.Log)
}

// crashView is a row for each crash, a column for each kind of unit, and the last
// one in persons.
func crashView(done []Death) show.Scene {
	t := show.Table{Title: "who dies", Columns: []string{"crash in a"}}
	for _, k := range concurrency.Kinds() {
		t.Columns = append(t.Columns, k.String())
	}
	last := Death{Unit: "unit", Caught: true, Sibling: true, Starter: true}
	if len(done) > 0 {
		last = done[len(done)-1]
	}
	for _, c := range concurrency.Crashes() {
		row := show.Row{ID: c.String(), Cells: []string{c.String()}}
		if row.ID == last.Crash {
			row.Class = show.Current
		}
		for _, d := range done {
			if d.Crash == row.ID {
				row.Cells = append(row.Cells, d.toll())
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{t, last.persons()}}
}

// toll is who dies, in a word or two.
func (d Death) toll() string {
	switch {
	case d.Caught:
		return "nobody"
	case d.Starter:
		return "the unit"
	}
	return "all of them"
}

// persons are those in reach of the crash, and how each fares.
func (d Death) persons() show.Cells {
	c := show.Cells{Title: "in reach of the crash: + lives, ! has failed, x dead"}
	fate := map[bool]show.Class{true: show.Good, false: show.Dead}
	self := show.Dead
	if d.Caught {
		self = show.Doomed
	}
	if d.Crash == "" { // nothing has happened yet
		self = show.Good
	}
	c.Cells = []show.Cell{
		{ID: "unit", Label: "the " + d.Unit, Class: self},
		{ID: "sibling", Label: "its sibling", Class: fate[d.Sibling]},
		{ID: "starter", Label: "its starter", Class: fate[d.Starter]},
		{ID: "measurer", Label: "who measures", Class: show.Good},
	}
	return c
}
