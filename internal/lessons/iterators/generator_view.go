package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
	"underhood/iterators"
)

// Body is a generator as its beats tell it.
type Body struct {
	listing *generatorListing
	Last    Beat
	At      int // the line of the body that runs or waits; 0 before the first and after the last
	Ask     int // the line of the ask under way, or of the last one
	State   iterators.GeneratorState
	In, Out string   // what the last ask brought in, and what came out
	Yields  []string // all that came out
	Log     []string // what the body has logged
}

// Clone is a copy that shares nothing that changes.
func (s *Body) Clone() *Body {
	c := *s
	c.Yields, c.Log = slices.Clone(s.Yields), slices.Clone(s.Log)
	return &c
}

// Apply is the state after one more beat; it changes s and returns it.
func (s *Body) Apply(b Beat) *Body {
	s.Last = b
	switch b.Kind {
	case beatStep:
		s.Ask, s.In, s.Out = b.Line, "", ""
	case beatResume, beatSend, beatThrow:
		s.State, s.In = iterators.Running, b.Value
	case beatRun:
		s.At, s.State = b.Line, iterators.Running
		if b.Value != "" {
			s.Log = append(s.Log, b.Value)
		}
	case beatYield:
		s.State, s.Out = iterators.Suspended, b.Value
		s.Yields = append(s.Yields, b.Value)
	case beatReturn, beatRaise:
		s.State, s.At, s.Out = iterators.Closed, 0, b.Value
	case beatAnswer:
		if s.State == iterators.Created && s.ends(b.Line) {
			s.State = iterators.Closed
		}
	}
	return s
}

// ends says that the ask of a line closes a generator that has not begun.
func (s *Body) ends(line int) bool {
	text := s.code(line)
	return strings.HasPrefix(text, "g.close") || strings.HasPrefix(text, "g.throw")
}

func (s *Body) code(line int) string {
	if line < 1 || line > len(s.listing.code) {
		return ""
	}
	return s.listing.code[line-1]
}

// line says a beat in one line.
func (s *Body) line(b Beat) string {
	switch b.Kind {
	case beatBuilt:
		return ">>> " + s.code(b.Line) + "  # " + s.tell(b)
	case beatStep:
		return ">>> " + s.code(b.Line)
	case beatAnswer:
		return "    " + s.tell(b)
	}
	return "      " + s.tell(b)
}

// tell says a beat in one sentence.
func (s *Body) tell(b Beat) string {
	switch b.Kind {
	case beatBuilt:
		return "g is made, and nothing of its body has run"
	case beatStep:
		return s.code(b.Line)
	case beatResume:
		return "the body goes on " + s.where()
	case beatSend:
		return fmt.Sprintf("the body goes on %s, which gives %s", s.where(), b.Value)
	case beatThrow:
		return fmt.Sprintf("the body goes on %s, which raises %s", s.where(), b.Value)
	case beatRun:
		text := fmt.Sprintf("line %d: %s", b.Line, strings.TrimSpace(s.code(b.Line)))
		if strings.HasSuffix(text, "(r)") {
			text += ", and r is " + b.Value
		}
		return text
	case beatYield:
		return fmt.Sprintf("the body yields %s and waits in line %d", b.Value, s.At)
	case beatReturn:
		return fmt.Sprintf("the body returns %s: the generator is closed", b.Value)
	case beatRaise:
		return fmt.Sprintf("%s leaves the body: the generator is closed", b.Value)
	}
	return fmt.Sprintf("%s; g is %s", b.Value, s.state())
}

// where is where the body goes on.
func (s *Body) where() string {
	if s.At == 0 {
		return "from its beginning"
	}
	return fmt.Sprintf("at its yield in line %d", s.At)
}

func (s *Body) state() string {
	if s.State == iterators.Suspended {
		return fmt.Sprintf("suspended in line %d", s.At)
	}
	return s.State.String()
}

// generatorReasons are the rules behind the beats.
var generatorReasons = map[string]string{
	beatBuilt:  "Calling a generator function makes a generator; only an ask runs the body.",
	beatResume: "It runs until its next yield; the yield it goes on from gives None.",
	beatSend:   "send is next with a value for the yield that waits.",
	beatThrow:  "The yield that waits raises it; try, except and finally around it do their work.",
	beatYield:  "Its variables and its place are kept until somebody asks again.",
	beatReturn: "A return ends the generator; the value travels in StopIteration.",
	beatRaise:  "A generator that an exception has left cannot be entered again.",
}

// caption says a beat for whoever looks at the picture.
func (s *Body) caption(b Beat) string {
	text := s.tell(b)
	if why := generatorReasons[b.Kind]; why != "" {
		text += ". " + why
	}
	return text
}

// view draws the program with its line, where the generator is in its life, and
// what has come out.
func (s *Body) view() show.Scene {
	program := show.Code{Title: "program", Lines: s.listing.code, First: 1, Current: s.At}
	if s.At == 0 || s.State == iterators.Suspended && s.Last.Kind == beatStep {
		program.Current = max(s.Ask, s.listing.drive-1)
	}
	return show.Scene{Panels: []show.Panel{
		program, s.life(),
		show.Table{Title: "generator g", Columns: []string{"is", "waits in", "last in", "last out"}, Rows: []show.Row{{
			ID: "g", Class: s.class(), Cells: []string{s.State.String(), orNone(s.waits()), orNone(s.In), orNone(s.Out)},
		}}},
		cellsOf("yielded", s.Yields, s.Last.Kind == beatYield),
		cellsOf("log", s.Log, false),
	}}
}

func (s *Body) waits() string {
	if s.State != iterators.Suspended {
		return ""
	}
	return "line " + strconv.Itoa(s.At)
}

func (s *Body) class() show.Class {
	switch s.State {
	case iterators.Suspended:
		return show.Waiting
	case iterators.Running:
		return show.Active
	case iterators.Closed:
		return show.Dead
	}
	return show.Normal
}

// life draws the states of a generator and the way between them.
func (s *Body) life() show.Graph {
	g := show.Graph{Title: "life of g"}
	for state := iterators.Created; state <= iterators.Closed; state++ {
		n := show.Node{ID: state.String(), Class: show.Muted, Root: state == iterators.Created}
		if state == s.State {
			n.Class = show.Current
		}
		g.Nodes = append(g.Nodes, n)
	}
	g.Edges = []show.Edge{
		{From: "created", To: "running"},
		{From: "running", To: "suspended"},
		{From: "suspended", To: "running"},
		{From: "running", To: "closed"},
	}
	return g
}

// cellsOf are values in a row; the last is the news of this step, if it is.
func cellsOf(title string, values []string, news bool) show.Cells {
	c := show.Cells{Title: title}
	for i, v := range values {
		cell := show.Cell{ID: strconv.Itoa(i), Label: v}
		if news && i == len(values)-1 {
			cell.Class = show.Current
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}
