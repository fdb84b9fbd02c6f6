package lesson

import (
	"fmt"
	"slices"
	"strconv"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A talk is a coroutine and who asks it, as their passes tell it.
type talk struct {
	asks  []string // as Go has them
	last  Pass
	line  int    // of the body, where it runs or waits; 0 before and after
	state string // of the coroutine
	table []exchange
}

// An exchange is an ask with what went in and what came out.
type exchange struct{ code, in, out string }

// shown is how many of them a picture has.
const shown = 4

func (s talk) clone() talk { s.table = slices.Clone(s.table); return s }

func (s talk) apply(p Pass) talk {
	s.last, s.state = p, p.State
	switch p.Kind {
	case passAsk:
		s.table = append(s.table, exchange{code: p.code, in: p.Value})
	case passAnswer:
		s.table[len(s.table)-1].out = p.Value
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
		passAsk:    "Who asks waits, and the body runs on the same goroutine's turn: one of the two at a time.",
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
// what went each way.
func (s talk) view() show.Scene {
	body := show.Code{Title: "body(y *Yielder[string, int]) (string, error)", Lines: bodyLines, First: 1, Current: s.line}
	ask := show.Code{Title: "who asks", Lines: s.asks, First: 1, Current: s.last.Ask}
	t := show.Table{Title: "c is " + s.state, Columns: []string{"ask", "in", "out"}}
	first := max(0, len(s.table)-shown)
	for i, e := range s.table[first:] {
		row := show.Row{ID: strconv.Itoa(first + i), Cells: []string{e.code, e.in, e.out}}
		if first+i == len(s.table)-1 {
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{body, ask, t}}
}
