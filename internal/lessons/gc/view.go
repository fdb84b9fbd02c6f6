package lesson

import (
	"fmt"
	"strconv"

	"underhood/gc"
	"underhood/internal/show"
)

// View draws the state: the program, names and objects with their counts and
// references, and during a collection the lists the collector works on.
func View(source []string, generations bool) func(*State) show.Scene {
	return func(s *State) show.Scene {
		scene := show.Scene{Panels: []show.Panel{s.code(source), s.graph()}}
		if len(s.Saved) > 0 {
			scene.Panels = append(scene.Panels, s.cells("garbage list", s.Saved))
		}
		if generations {
			scene.Panels = append(scene.Panels, s.table())
		}
		if s.Collecting {
			for l := gc.Young; l <= gc.Calling; l++ {
				if l != s.Walked && l <= gc.Permanent {
					continue
				}
				if c := s.cells("list: "+l.String(), s.Lists[l]); len(c.Cells) > 0 {
					scene.Panels = append(scene.Panels, c)
				}
			}
		}
		return scene
	}
}

// code shows the program; during a collection, when the heap and the lists need
// the room, the line that asked for it and a few before.
func (s *State) code(source []string) show.Code {
	c := show.Code{Title: "program", Lines: source, First: 1, Current: s.Op + 1}
	if s.Collecting && s.Op >= 0 {
		from := max(0, s.Op-2)
		c.Lines, c.First = source[from:s.Op+1], from+1
	}
	return c
}

// graph draws names as roots and objects with "count" or "count/gc_refs".
func (s *State) graph() show.Graph {
	g := show.Graph{Title: "heap (object: count)"}
	if s.Collecting && !s.Marking {
		g.Title = "heap (object: count/gc_refs)"
	}
	for depth, c := range s.Calls {
		for _, n := range c.Names {
			id := fmt.Sprintf("%d.%s", depth, n.Name)
			label := shown(n.Name)
			if depth > 0 {
				label = c.Function + ": " + n.Name
			}
			g.Nodes = append(g.Nodes, show.Node{ID: id, Label: label, Class: s.nameClass(depth, n), Root: true})
			g.Edges = append(g.Edges, show.Edge{From: id, To: n.Ref.String(), Class: s.nameClass(depth, n)})
		}
	}
	for _, r := range s.Order {
		o := s.Heap[r]
		if o == nil || o.Label == "" {
			continue // gone, or one of many: see the table
		}
		detail := strconv.Itoa(o.Count)
		if o.Copied {
			detail += "/" + strconv.Itoa(o.Refs)
		}
		g.Nodes = append(g.Nodes, show.Node{ID: r.String(), Label: s.Name(r), Detail: detail, Class: s.class(o)})
		for i, t := range o.Slots {
			if t != gc.Nil {
				g.Edges = append(g.Edges, show.Edge{From: r.String(), To: t.String(), Label: slotLabel(o, i), Class: s.edgeClass(o, i)})
			}
		}
		if o.Target != gc.Nil {
			g.Edges = append(g.Edges, show.Edge{From: r.String(), To: o.Target.String(), Label: "weak", Class: show.Muted})
		}
	}
	return g
}

func slotLabel(o *Object, i int) string {
	if o.Kind == gc.Instance {
		return "s" + strconv.Itoa(i)
	}
	return strconv.Itoa(i)
}

// class is how an object is drawn: what the collector thinks of it, or whether
// the last beat was about it.
func (s *State) class(o *Object) show.Class {
	last := s.Last.Event
	switch {
	case o.Dying:
		return show.Dead
	case o.List == gc.Doomed:
		return show.Doomed
	case last.Kind != 0 && last.Obj == o.Ref:
		return show.Current
	case last.Kind != 0 && last.Other == o.Ref:
		return show.Active
	case o.List == gc.Unreachable || o.List == gc.Seen:
		return show.Waiting
	case s.Collecting && o.Alive:
		return show.Good
	case o.Kind == gc.Weak:
		return show.Muted
	}
	return show.Normal
}

func (s *State) nameClass(depth int, n Name) show.Class {
	e := s.Last.Event
	switch {
	case e.Kind == gc.EventBind && int(e.Frame) == depth && e.Name == n.Name:
		return show.Current
	case e.Kind == gc.EventMark && e.Other == gc.Nil && e.Obj == n.Ref:
		return show.Active
	}
	return show.Normal
}

func (s *State) edgeClass(o *Object, i int) show.Class {
	e := s.Last.Event
	switch e.Kind {
	case gc.EventStore, gc.EventSubtract:
		if e.Obj == o.Ref && int(e.Slot) == i {
			return show.Current
		}
	case gc.EventReach:
		if e.Obj == o.Ref && e.Other == o.Slots[i] {
			return show.Current
		}
	case gc.EventMark:
		if e.Other == o.Ref && e.Obj == o.Slots[i] {
			return show.Current
		}
	}
	return show.Normal
}

// cells draws a list in its order: one the collector works on, or the garbage.
func (s *State) cells(title string, refs []gc.Ref) show.Cells {
	c := show.Cells{Title: title}
	for _, r := range refs {
		o := s.Heap[r]
		if o == nil || o.Label == "" {
			continue
		}
		label := s.Name(r)
		if o.Copied {
			label = fmt.Sprintf("%s %d", label, o.Refs)
		}
		c.Cells = append(c.Cells, show.Cell{ID: r.String(), Label: label, Class: s.class(o)})
	}
	return c
}

// table sums the lists up: how many objects wait on each, how often it was
// collected and how many objects that meant looking at.
func (s *State) table() show.Table {
	t := show.Table{Title: "lists", Columns: []string{"list", "objects", "collected", "looked at"}}
	for l := gc.Young; l <= gc.Permanent; l++ {
		row := show.Row{ID: l.String(), Cells: []string{l.String(), strconv.Itoa(len(s.Lists[l]))}}
		if l < gc.Permanent {
			r := s.Runs[l-gc.Young]
			row.Cells = append(row.Cells, strconv.Itoa(r.Times), strconv.Itoa(r.Looked))
		} else {
			row.Cells = append(row.Cells, "never", "0")
		}
		switch {
		case s.Collecting && l == s.Walked:
			row.Class = show.Current
		case len(s.Lists[l]) == 0:
			row.Class = show.Muted
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
