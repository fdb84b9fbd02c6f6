package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
)

// view draws the state: the program, the stages with the item on its way, and what
// each was asked and gave.
func (s *State) view() show.Scene {
	scene := show.Scene{Panels: []show.Panel{
		show.Code{Title: "program", Lines: s.plan.code, First: 1, Current: s.Line},
		s.graph(), s.table(),
	}}
	if s.plan.parts > 0 {
		scene.Panels = append(scene.Panels, s.kept())
	}
	results := show.Cells{Title: "results"}
	for i, v := range s.Results {
		c := show.Cell{ID: strconv.Itoa(i), Label: v}
		if i == len(s.Results)-1 && s.To == consumerID && s.Last.Kind == beatGive {
			c.Class = show.Current
		}
		results.Cells = append(results.Cells, c)
	}
	scene.Panels = append(scene.Panels, results)
	return scene
}

// graph draws the stages in the direction in which items move; an ask goes the
// other way.
func (s *State) graph() show.Graph {
	g := show.Graph{Title: "stages (asked/gave)"}
	consumer := show.Node{ID: consumerID, Label: s.plan.who, Class: s.class(consumerID)}
	for _, st := range s.plan.stages {
		w := s.Stages[st.id]
		if !w.There {
			continue
		}
		g.Nodes = append(g.Nodes, show.Node{
			ID: st.id, Label: st.label, Detail: fmt.Sprintf("%d/%d", w.Asked, w.Gave), Class: s.class(st.id), Root: len(st.inputs) == 0,
		})
		for _, in := range st.inputs {
			g.Edges = append(g.Edges, s.edge(in, st.id))
		}
		if !s.used(st.id) {
			g.Edges = append(g.Edges, s.edge(st.id, consumerID))
		}
	}
	g.Nodes = append(g.Nodes, consumer)
	return g
}

// used says that a stage feeds another.
func (s *State) used(id string) bool {
	return slices.ContainsFunc(s.plan.stages, func(st planned) bool { return slices.Contains(st.inputs, id) })
}

func (s *State) edge(from, to string) show.Edge {
	e := show.Edge{From: from, To: to}
	switch {
	case s.Last.Kind == beatGive && s.From == from && s.To == to:
		e.Label, e.Class = s.Last.Value, show.Current
	case s.pending(from, to):
		e.Label, e.Class = "asked", show.Waiting
	}
	return e
}

// pending says that to has asked from and waits.
func (s *State) pending(from, to string) bool {
	by := consumerID
	for _, id := range s.Asking {
		if id == from && by == to {
			return true
		}
		by = id
	}
	return false
}

func (s *State) class(id string) show.Class {
	w := s.Stages[id]
	switch {
	case s.Last.Kind == beatRaise && s.From == id:
		return show.Doomed
	case s.Last.Kind == beatAsk && s.To == id, s.Last.Kind != beatAsk && s.From == id:
		return show.Current
	case s.Last.Kind == beatGive && s.To == id:
		return show.Active
	case slices.Contains(s.Asking, id), id == consumerID && len(s.Asking) > 0:
		return show.Waiting
	case w.Over:
		return show.Dead
	}
	return show.Normal
}

// table says what each stage was asked, gave and holds.
func (s *State) table() show.Table {
	t := show.Table{Title: "counts", Columns: []string{"stage", "asked", "gave", "holds", "is"}}
	for _, st := range s.plan.stages {
		w := s.Stages[st.id]
		if !w.There {
			continue
		}
		is := "at rest"
		switch {
		case slices.Contains(s.Asking, st.id):
			is = "asked, no answer yet"
		case w.Over:
			is = "over"
		case w.Raised:
			is = "raised"
		}
		t.Rows = append(t.Rows, show.Row{ID: st.id, Class: s.class(st.id), Cells: []string{
			st.label, strconv.Itoa(w.Asked), strconv.Itoa(w.Gave), orNone(strings.Join(w.Holds, " ")), is,
		}})
	}
	return t
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// kept draws what lies between the first and the last part of a tee.
func (s *State) kept() show.Cells {
	c := show.Cells{Title: "kept by tee"}
	for i, v := range s.Kept {
		cell := show.Cell{ID: strconv.Itoa(s.Gone + i), Label: v}
		var next []string
		for p := range s.plan.parts {
			if s.Stages[partID(p)].Gave == s.Gone+i {
				next = append(next, partID(p))
			}
		}
		if len(next) > 0 {
			cell.Mark = strings.Join(next, ",") + " next"
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}
