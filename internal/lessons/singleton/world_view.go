package lesson

import (
	"slices"
	"strconv"

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
