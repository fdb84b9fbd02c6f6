package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A talk is a coroutine and who asks it, as their passes tell it.
type talk struct {
	asks    []string // as Go has them
	answers []string // of those that were
	last    Pass
	line    int    // of the body, where it runs or waits; 0 before and after
	state   string // of the coroutine
}

func (s talk) clone() talk { s.answers = slices.Clone(s.answers); return s }

func (s talk) apply(p Pass) talk {
	s.last, s.state = p, p.State
	switch p.Kind {
	case passAsk:
	case passAnswer:
		s.answers = append(s.answers, p.Value)
		if p.State != concurrency.Suspended.String() {
			s.line = 0
		}
	default:
		s.line = p.Line
	}
	return s
}

// line says a pass in words: an ask as it is written, and indented what comes of it.
func (p Pass) line() string {
	if p.Kind == passAsk {
		return p.code
	}
	return "    " + p.tell()
}

func (p Pass) tell() string {
	switch p.Kind {
	case passAsk:
		return p.code
	case passEnter:
		if p.Line == lineFirst {
			return "the body begins"
		}
		return fmt.Sprintf("the body goes on in line %d: its Yield returns %s", p.Line, p.Value)
	case passRun:
		if p.Value != "" {
			return fmt.Sprintf("the body runs line %d: heard is %s", p.Line, p.Value)
		}
		return fmt.Sprintf("the body runs line %d", p.Line)
	case passYield:
		return fmt.Sprintf("the body hands out %s in line %d, and suspends itself", p.Value, p.Line)
	case passReturn:
		return fmt.Sprintf("the body returns in line %d, with %s", p.Line, p.Value)
	}
	return fmt.Sprintf("gives %s; c is %s", p.Value, p.State)
}

// caption says the rule behind a pass too.
func (p Pass) caption() string {
	why := map[string]string{
		passAsk:    "Who asks waits while the body runs: one of the two at a time.",
		passYield:  "Its variables and its place are kept, on a stack of its own.",
		passReturn: "The ask that waits is told, and the result is kept.",
	}[p.Kind]
	if p.Kind == passAnswer && p.Value == errorName(concurrency.ErrEnded) {
		why = "Nothing starts it again: its result can be asked for as often as you like."
	}
	if why == "" {
		return p.tell()
	}
	return p.tell() + ". " + why
}

// view is the body and the asks beside each other, each with its line, and under them
// what goes from one to the other.
func (s talk) view() show.Scene {
	t := show.Table{Title: "who asks", Columns: []string{"ask", "answer"}}
	for i, ask := range s.asks {
		row := show.Row{ID: strconv.Itoa(i), Cells: []string{ask}}
		if i < len(s.answers) {
			row.Cells = append(row.Cells, s.answers[i])
		}
		if i == s.last.Ask-1 {
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{
		show.Code{Title: "body(y *Yielder[string, int])", Lines: bodyLines, First: 1, Current: s.line}, t, s.between(),
	}}
}

// between is the two sides, and what goes which way.
func (s talk) between() show.Cells {
	asker := show.Cell{ID: "asker", Label: "who asks", Class: show.Active}
	value := show.Cell{ID: "value", Class: show.Muted}
	body := show.Cell{ID: "body", Label: "the coroutine", Class: map[string]show.Class{
		"suspended": show.Waiting, "running": show.Active, "ended": show.Dead,
	}[s.state]}
	if s.state == concurrency.Running.String() {
		asker.Class = show.Waiting
	}
	switch s.last.Kind {
	case passAsk, passEnter:
		value.Label, value.Class = strings.TrimSpace(s.last.Value+" ->"), show.Normal
	case passYield, passReturn, passAnswer:
		value.Label, value.Class = "<- "+s.last.Value, show.Normal
	}
	return show.Cells{Title: "c is " + s.state + ": * runs, ? waits, x has ended", Cells: []show.Cell{asker, value, body}}
}
