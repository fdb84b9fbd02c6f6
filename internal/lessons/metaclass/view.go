package lesson

import (
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
)

// view draws the classes and objects, the program, and what the step is about.
func (s *State) view() show.Scene {
	panels := []show.Panel{
		s.graph(),
		show.Code{Title: "program", Lines: s.code.lines, First: 1, Current: s.Last.Line},
	}
	switch s.About {
	case "making":
		panels = append(panels, s.making())
	case "merge":
		panels = append(panels, s.merging())
	case "look":
		panels = append(panels, s.looking())
	case "order":
		panels = append(panels, s.following())
	default:
		if t := s.orders(); len(t.Rows) > 0 {
			panels = append(panels, t)
		}
	}
	return show.Scene{Panels: panels}
}

// graph draws bases by full arrows and what is an instance of what by broken ones. A
// class without a broken arrow is an instance of type, where there are many.
func (s *State) graph() show.Graph {
	g := show.Graph{Title: "-> derived from   ..> instance of"}
	for _, t := range s.Picture.Things {
		n := show.Node{ID: t.ID, Label: t.Label, Root: t.Kind == "object"}
		switch {
		case t.New:
			n.Class = show.Waiting
		case s.subject(t):
			n.Class = show.Current
		case strings.HasSuffix(t.Kind, "+"):
			n.Class = show.Muted
		case t.Kind == "meta":
			n.Class = show.Active
		}
		g.Nodes = append(g.Nodes, n)
	}
	// What a thing is an instance of comes first, so that type stands before object.
	for _, of := range []bool{true, false} {
		for _, tie := range s.Picture.Ties {
			if tie.Of == of && (s.small || !s.obvious(tie)) {
				g.Edges = append(g.Edges, show.Edge{From: tie.From, To: tie.To, Dashed: tie.Of})
			}
		}
	}
	return s.tidy(g)
}

// obvious says that a class is an instance of type, and that is not the point.
func (s *State) obvious(tie Tie) bool {
	return tie.Of && tie.To == "type" && tie.From != "type" && tie.From != "object"
}

// tidy leaves out type where nothing leads to it but object.
func (s *State) tidy(g show.Graph) show.Graph {
	for _, e := range g.Edges {
		if e.To == "type" && e.From != "type" && e.From != "object" {
			return g
		}
	}
	if s.small {
		return g
	}
	var out show.Graph
	out.Title = g.Title
	for _, n := range g.Nodes {
		if n.ID != "type" {
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, e := range g.Edges {
		if e.From != "type" && e.To != "type" {
			out.Edges = append(out.Edges, e)
		}
	}
	return out
}

// subject reports whether a beat is about a thing.
func (s *State) subject(t Thing) bool {
	switch s.Last.Kind {
	case beatDone, beatFail, beatStart, beatNote:
		return t.Kind == "object" && s.Last.Text == "<"+t.ID[1:]+">" || s.Last.Text == "<class "+t.ID+">"
	case beatFound:
		return len(s.Last.Places) > 0 && t.ID == s.Last.winner().Where
	case beatCall, beatOrder, beatBack:
		return t.ID == s.Last.Class
	case beatPrepare, beatNew:
		return t.ID == s.Last.Name
	case beatInitSub:
		return t.ID == s.Last.Text
	}
	return false
}

// winner is the place that answers.
func (b Beat) winner() Place {
	for _, p := range b.Places {
		if p.Wins {
			return p
		}
	}
	return Place{}
}

// orders says of every class of the program what it is an instance of, and its MRO; in a
// small program of all there is.
func (s *State) orders() show.Table {
	t := show.Table{Title: "instances and orders", Columns: []string{"", "instance of", "__mro__"}}
	for _, c := range s.upwards() {
		if !s.small && (c.Kind == "object" || strings.HasSuffix(c.Kind, "+")) {
			continue
		}
		row := show.Row{ID: c.ID, Cells: []string{c.Label, s.classOf(c.ID), strings.Join(c.Order, " ")}}
		switch {
		case (s.Last.Kind == beatOrder || s.Last.Kind == beatBack) && s.Last.Class == c.ID:
			row.Class = show.Current
		case slices.Contains(s.Changed, c.ID):
			row.Class = show.Active
		case strings.HasSuffix(c.Kind, "+"):
			row.Class = show.Muted
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// upwards are all things from the objects to the roots.
func (s *State) upwards() []Thing {
	rank := func(t Thing) int {
		switch {
		case t.Kind == "object":
			return 0
		case !strings.HasSuffix(t.Kind, "+"):
			return 1
		case t.ID != "object":
			return 2
		}
		return 3
	}
	all := slices.Clone(s.Picture.Things)
	slices.SortStableFunc(all, func(a, b Thing) int { return rank(a) - rank(b) })
	return all
}

// classOf is what a thing is an instance of.
func (s *State) classOf(id string) string {
	for _, tie := range s.Picture.Ties {
		if tie.From == id && tie.Of {
			return s.thing(tie.To).Label
		}
	}
	return ""
}

// making is the stages of a class statement.
func (s *State) making() show.Table {
	t := show.Table{Title: "making " + s.Making.Class, Columns: []string{"stage", "by"}}
	for _, stage := range stages {
		what, done := s.Making.Did[stage]
		row := show.Row{ID: stage, Cells: []string{stage, or(what, "-")}, Class: show.Muted}
		switch {
		case stage == s.Making.Now && s.Making.Failed:
			row.Class = show.Doomed
		case stage == s.Making.Now:
			row.Class = show.Current
		case done:
			row.Class = show.Good
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// merging is the lists of C3, each with its head first.
func (s *State) merging() show.Table {
	t := show.Table{Title: "C3 for " + s.Merge.Class, Columns: []string{"list", "head", "tail"}}
	for i, l := range s.Merge.Lists {
		name := s.Merge.Names[i]
		row := show.Row{ID: name, Cells: []string{name, "-", ""}, Class: show.Muted}
		if len(l) > 0 {
			row.Cells[1], row.Cells[2] = l[0], strings.Join(l[1:], " ")
			switch {
			case l[0] == s.Merge.Now:
				row.Class = show.Current
			case s.Merge.blocked(l[0]):
				row.Class = show.Waiting
			default:
				row.Class = show.Normal
			}
			if s.Merge.Stuck {
				row.Class = show.Doomed
			}
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, show.Row{ID: "taken", Cells: []string{"taken", "", strings.Join(s.Merge.Taken, " ")}, Class: show.Good})
	return t
}

// blocked reports whether a class stands in a tail, so that it has to wait.
func (m Merge) blocked(name string) bool {
	for _, l := range m.Lists {
		for i := 1; i < len(l); i++ {
			if l[i] == name {
				return true
			}
		}
	}
	return false
}

// looking is a lookup, place by place.
func (s *State) looking() show.Table {
	t := show.Table{Title: s.Look.Class + "." + s.Look.Name, Columns: []string{"asked", "has it"}}
	won := false
	for _, p := range s.Look.Places {
		row := show.Row{ID: p.Rule, Cells: []string{p.Rule, "-"}, Class: show.Muted}
		if p.Has {
			row.Cells[1] = or(p.Where, p.Value)
			row.Class = show.Dead // hidden
		}
		switch {
		case p.Wins:
			row.Class, won = show.Good, true
		case !won && !p.Has:
			row.Class = show.Normal
		}
		t.Rows = append(t.Rows, row)
	}
	if s.Last.Kind == beatLook && len(t.Rows) > 0 {
		t.Rows[len(t.Rows)-1].Class = show.Current
	}
	return t
}

// following is an order, and where in it a call, or super, has come.
func (s *State) following() show.Cells {
	if s.Of == "" {
		c := show.Cells{Title: "behind " + s.Behind}
		for i, name := range s.Look.Order {
			cell := show.Cell{ID: strconv.Itoa(i), Label: name}
			if name == s.Look.Text {
				cell.Class = show.Current
			}
			c.Cells = append(c.Cells, cell)
		}
		return c
	}
	c := show.Cells{Title: "the order of " + s.Of}
	running := map[string]bool{}
	last := ""
	for _, f := range s.Calls {
		last, _, _ = strings.Cut(f, ".")
		running[last] = true
	}
	for i, name := range s.thing(s.Of).Order {
		cell := show.Cell{ID: strconv.Itoa(i), Label: name, Class: show.Muted}
		switch {
		case name == last:
			cell.Class = show.Current
		case running[name]:
			cell.Class = show.Active
		}
		c.Cells = append(c.Cells, cell)
	}
	return c
}
