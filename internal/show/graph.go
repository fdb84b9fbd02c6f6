package show

import (
	"strings"
)

// Graph is nodes and the arrows between them: a heap, a class hierarchy, a graph
// of waiting tasks.
type Graph struct {
	Title  string  `json:"title,omitempty"`  // heads the panel; "" for none
	Nodes  []Node  `json:"nodes"`            // in the order they came to be
	Edges  []Edge  `json:"edges"`            // an edge whose ends are not nodes is not drawn
	Groups []Group `json:"groups,omitempty"` // the groups nodes may name, in order

	// plan is the graph of a whole run, of which this one is a moment: its
	// places are used, so that a node never moves. nil when there is none.
	plan *Graph
}

// Node is one box of a [Graph].
type Node struct {
	ID     string `json:"id"`               // stable and unique within the graph
	Label  string `json:"label,omitempty"`  // what is written; the ID when empty
	Detail string `json:"detail,omitempty"` // short extra, such as a count: "2", "2/1"
	Group  string `json:"group,omitempty"`  // ID of the group it belongs to
	Class  Class  `json:"class"`            // how it fares
	Root   bool   `json:"root,omitempty"`   // where reading starts: a stack frame, a base class; drawn first
}

// Edge is one arrow of a [Graph]. Two edges may join the same nodes.
type Edge struct {
	From  string `json:"from"`            // ID of the node it leaves
	To    string `json:"to"`              // ID of the node it points at
	Label string `json:"label,omitempty"` // such as the variable or field that holds the reference
	Class Class  `json:"class"`           // how it fares

	// Dashed draws it with a broken line: a relation of a second kind, such as
	// that of an instance to its class.
	Dashed bool `json:"dashed,omitempty"`

	key string // of the arrow among those of its node, in a plan only
}

// Group is a set of nodes that belong together, such as the list a collector
// keeps them in. It is drawn as a tag on each node, and as a section when nodes
// are listed.
type Group struct {
	ID    string `json:"id"`              // what Node.Group names
	Label string `json:"label,omitempty"` // the ID when empty
}

func (Graph) kind() string { return "graph" }

func (g Graph) heading() string { return g.Title }

func (g Graph) describe(w *prose) {
	groups := g.groupLabels()
	names := make(map[string]string, len(g.Nodes))
	for _, n := range g.Nodes {
		names[n.ID] = or(n.Label, n.ID)
	}
	outs, dashed := map[string][]string{}, map[string][]string{}
	for _, e := range g.Edges {
		arrow := or(names[e.To], e.To) + said(e.Class)
		if e.Label != "" {
			arrow = e.Label + "=" + arrow
		}
		if e.Dashed {
			dashed[e.From] = append(dashed[e.From], arrow)
		} else {
			outs[e.From] = append(outs[e.From], arrow)
		}
	}
	for _, n := range g.Nodes {
		s := "  " + names[n.ID]
		if n.Detail != "" {
			s += ": " + n.Detail
		}
		if n.Group != "" {
			s += ", in " + groups[n.Group]
		}
		s += said(n.Class)
		if arrows := outs[n.ID]; len(arrows) > 0 {
			s += " -> " + strings.Join(arrows, ", ")
		}
		if arrows := dashed[n.ID]; len(arrows) > 0 {
			s += " ..> " + strings.Join(arrows, ", ")
		}
		w.line("%s", s)
	}
}

// groupLabels maps every group a node may name to what it is called.
func (g Graph) groupLabels() map[string]string {
	labels := map[string]string{}
	for _, n := range g.Nodes {
		labels[n.Group] = n.Group
	}
	for _, group := range g.Groups {
		labels[group.ID] = or(group.Label, group.ID)
	}
	return labels
}

// draw picks the best form that fits: boxes with arrows, or a list.
func (g Graph) draw(room Size, stretch bool) (canvas, Size) {
	if len(g.Nodes) == 0 {
		var out canvas
		out.say(0, 0, room.Cols, "empty", Muted, Faint)
		return out, Size{Cols: 5, Rows: 1}
	}
	if g.plan != nil {
		for _, style := range boxStyles {
			for _, style.flush = range []bool{false, true} {
				if out, used, ok := g.boxed(*g.plan, style, room, stretch); ok {
					return out, used
				}
			}
		}
	}
	g.plan = nil
	if len(g.Nodes) > biggestPlan {
		return g.listed(room)
	}
	for _, style := range boxStyles {
		if out, used, ok := g.boxed(g, style, room, stretch); ok {
			return out, used
		}
	}
	return g.listed(room)
}

func (g Graph) measure(room Size) Size {
	_, used := g.draw(room, false)
	return used
}

func (g Graph) place(room Size) canvas {
	out, _ := g.draw(room, true)
	return out
}
