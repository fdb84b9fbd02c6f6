package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
)

// view draws the program, who needs whom, and which scope has which instance.
func (s *World) view() show.Scene {
	scene := show.Scene{Panels: []show.Panel{
		show.Code{Title: "program", Lines: s.plan.code, First: 1, Current: s.Last.Line}, s.graph(), s.table(),
	}}
	if len(s.Log) > 0 {
		scene.Panels = append(scene.Panels, cells("closed, in this order", s.Log))
	}
	return scene
}

func cells(title string, all []string) show.Cells {
	c := show.Cells{Title: title}
	for i, v := range all {
		c.Cells = append(c.Cells, show.Cell{ID: strconv.Itoa(i), Label: v, Class: show.Dead})
	}
	c.Cells[len(all)-1].Class = show.Current
	return c
}

// graph draws what needs what, in the scope that is spoken of.
func (s *World) graph() show.Graph {
	scope := s.Last.Who
	if scope == "" {
		scope = home
	}
	g := show.Graph{Title: "needs, in " + scope}
	for i, n := range s.plan.Needs {
		at := Place{n[0], scope}
		g.Nodes = append(g.Nodes, show.Node{ID: n[0], Detail: s.object(at), Class: s.class(at), Root: i == 0})
		for _, need := range n[1:] {
			e := show.Edge{From: n[0], To: need}
			switch {
			case s.Last.Kind == beatNeed && s.Last.Way == n[0] && s.Last.Text == need:
				e.Class = show.Current
			case s.asking(n[0], need, scope):
				e.Class = show.Waiting
			}
			g.Edges = append(g.Edges, e)
		}
	}
	return g
}

// asking says that one under construction waits for the next.
func (s *World) asking(from, to, scope string) bool {
	i := slices.Index(s.Under, Place{from, scope})
	return i >= 0 && i+1 < len(s.Under) && s.Under[i+1].Name == to
}

func (s *World) object(at Place) string {
	i, ok := s.There[at]
	switch {
	case !ok:
		return ""
	case i.Is == beatOverride:
		return "stand-in"
	}
	return "#" + strconv.Itoa(i.Object)
}

func (s *World) class(at Place) show.Class {
	i, ok := s.There[at]
	switch {
	case at.Name == s.Last.Way && at.Scope == s.Last.Who && s.Last.Kind != beatFail && s.Last.Kind != beatError:
		return show.Current
	case !ok:
		return show.Muted
	}
	return map[string]show.Class{
		beatBegin: show.Waiting, beatMade: show.Good, beatFail: show.Doomed, beatOverride: show.Active, beatClose: show.Dead,
	}[i.Is]
}

// table is which scope has which instance.
func (s *World) table() show.Table {
	t := show.Table{Title: "instances", Columns: []string{"scope"}}
	for _, n := range s.plan.Needs {
		t.Columns = append(t.Columns, n[0])
	}
	for _, scope := range s.Scopes {
		row := show.Row{ID: scope, Cells: []string{scope}}
		for _, n := range s.plan.Needs {
			at := Place{n[0], scope}
			text := s.object(at)
			switch i := s.There[at]; {
			case text == "":
				text = "-"
			case i.Is == beatBegin:
				text += " ..."
			case i.Is == beatFail:
				text += " failed"
			case i.Is == beatClose:
				text += " closed"
			}
			row.Cells = append(row.Cells, text)
		}
		switch {
		case s.Closed[scope]:
			row.Class = show.Dead
		case scope == s.Last.Who:
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// line says a beat in one line.
func (s *World) line(b Beat) string {
	switch b.Kind {
	case beatGet, beatFork, beatOverride, beatClosing:
		return ">>> " + s.plan.code[b.Line-1] + "  // " + s.tell(b)
	case beatEnd:
		return s.tell(b)
	}
	return strings.Repeat("  ", len(s.Under)+1) + s.tell(b)
}

// tell says a beat in one sentence.
func (s *World) tell(b Beat) string {
	switch b.Kind {
	case beatGet:
		return fmt.Sprintf("%s is asked for, in %s", b.Way, b.Who)
	case beatBegin:
		return fmt.Sprintf("%s #%d is being constructed", b.Way, b.Object)
	case beatNeed:
		return fmt.Sprintf("the constructor of %s needs %s", b.Way, b.Text)
	case beatGot:
		if b.Object == 0 {
			return fmt.Sprintf("it gets %s, the stand-in", b.Text)
		}
		return fmt.Sprintf("it gets %s #%d", b.Text, b.Object)
	case beatMade:
		return fmt.Sprintf("%s #%d is made", b.Way, b.Object)
	case beatFail:
		return fmt.Sprintf("%s cannot be made: %s", b.Way, b.Text)
	case beatError:
		return "Get returns the error: " + b.Text
	case beatFound:
		if b.Object == 0 {
			return fmt.Sprintf("Get returns the stand-in for %s", b.Way)
		}
		return fmt.Sprintf("Get returns %s #%d", b.Way, b.Object)
	case beatFork:
		return b.Who + " is a world of its own: nothing is made in it"
	case beatOverride:
		return fmt.Sprintf("in %s a stand-in is in the place of %s", b.Who, b.Way)
	case beatClosing:
		return b.Who + " is closed"
	case beatClose:
		if b.Text != "" {
			return fmt.Sprintf("%s #%d is closed, with an error: %s", b.Way, b.Object, b.Text)
		}
		return fmt.Sprintf("%s #%d is closed", b.Way, b.Object)
	case beatClosed:
		if b.Text != "" {
			return fmt.Sprintf("all of %s is closed; Close returns: %s", b.Who, strings.ReplaceAll(b.Text, "\n", "; "))
		}
		return fmt.Sprintf("all of %s is closed", b.Who)
	}
	return fmt.Sprintf("%d constructed in all", b.Object)
}

// scopeReasons are the rules behind the beats.
var scopeReasons = map[string]string{
	beatNeed:     "It asks through the Resolver it was given, which knows on whose way it is.",
	beatError:    "Who would wait for itself is told the way round, at once.",
	beatFork:     "A Get whose context is of the fork has instances of its own.",
	beatOverride: "Who asks in the fork gets it; nobody else sees it.",
	beatClose:    "What needs something is closed before what it needs.",
	beatClosed:   "Every closer has run, and the errors are joined.",
}

// caption says a beat for whoever looks at the picture.
func (s *World) caption(b Beat) string {
	text, why := s.tell(b), scopeReasons[b.Kind]
	if b.Kind == beatError && !strings.Contains(b.Text, "needs itself") {
		why = "What is closed makes nothing any more."
	}
	if why != "" {
		text += ". " + why
	}
	return text
}

func scopeTape(title string, text []byte) (show.Tape, error) {
	p, err := parseScope(text)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *World]{
		Title:   title,
		Start:   p.newWorld,
		Apply:   (*World).Apply,
		Clone:   (*World).Clone,
		View:    (*World).view,
		Line:    (*World).line,
		Caption: (*World).caption,
	}, p.play()), nil
}
