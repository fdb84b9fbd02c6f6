package show

import (
	"fmt"
	"slices"
)

// ringEvent is what happens to the ring buffer of the test story.
type ringEvent struct {
	Op    string `json:"op"` // put, take, look
	Value int    `json:"value"`
}

type ringState struct {
	cells      []int // 0 is empty
	head, tail int
	looks      int
}

var ringStory = Story[ringEvent, *ringState]{
	Title: "Ring buffer",
	Start: func() *ringState { return &ringState{cells: make([]int, 4)} },
	Apply: func(s *ringState, e ringEvent) *ringState {
		switch e.Op {
		case "put":
			s.cells[s.tail%4] = e.Value
			s.tail++
		case "take":
			s.cells[s.head%4] = 0
			s.head++
		case "look":
			s.looks++
		}
		return s
	},
	Clone: func(s *ringState) *ringState {
		return &ringState{cells: slices.Clone(s.cells), head: s.head, tail: s.tail, looks: s.looks}
	},
	View: func(s *ringState) Scene {
		c := Cells{Title: "Ring", Ring: true}
		for i, v := range s.cells {
			cell := Cell{ID: fmt.Sprint(i), Label: "--", Class: Muted}
			if v != 0 {
				cell.Label, cell.Class = fmt.Sprint(v), Good
			}
			if i == s.head%4 {
				cell.Mark = "head"
			}
			c.Cells = append(c.Cells, cell)
		}
		g := Graph{Title: "Ends", Nodes: []Node{{ID: "reader", Root: true}, {ID: "writer", Root: true, Class: Active}}}
		for i := s.head; i < s.tail; i++ {
			g.Nodes = append(g.Nodes, Node{ID: fmt.Sprint("v", i), Detail: fmt.Sprint(s.cells[i%4])})
		}
		if s.head < s.tail {
			g.Edges = []Edge{{From: "reader", To: fmt.Sprint("v", s.head), Label: "next"}, {From: "writer", To: fmt.Sprint("v", s.tail-1), Class: Active}}
		}
		return Scene{Panels: []Panel{c, g}}
	},
	Line: func(s *ringState, e ringEvent) string {
		return fmt.Sprintf("%s %d, %d in the ring, looked %d times", e.Op, e.Value, s.tail-s.head, s.looks)
	},
	Caption: func(_ *ringState, e ringEvent) string { return "The ring was asked to " + e.Op + "." },
	Quiet:   func(e ringEvent) bool { return e.Op == "look" },
}

// ringEvents is a recorded run: it wraps round, looks are quiet.
var ringEvents = []ringEvent{
	{"put", 11},
	{"look", 0},
	{"put", 12},
	{"put", 13},
	{"look", 0},
	{"look", 0},
	{"take", 11},
	{"put", 14},
	{"put", 15},
	{"take", 12},
	{"take", 13},
	{"look", 0},
}

func ringTape() Tape { return NewTape(ringStory, ringEvents) }
