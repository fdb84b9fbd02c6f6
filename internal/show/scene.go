package show

import "encoding/json"

// Scene is one still picture: what a reader should see after one step. A topic's
// view builds it from its state and says nothing of positions; [Layout] places
// it for a size, [Text] says it in words.
type Scene struct {
	Title   string  // short, one line
	Panels  []Panel // in reading order
	Caption string  // what just happened, and why; wraps
}

// Panel is one part of a scene: a [Graph], [Cells], [Table], [Lanes], [Code] or
// [Caption]. The set is closed: every renderer knows every panel.
type Panel interface {
	// kind names the panel's sort in JSON and in spoken text.
	kind() string
	// heading is the panel's title, "" for none.
	heading() string
	// describe says the panel's body in words.
	describe(w *prose)
}

// Graph is nodes and the arrows between them: a heap, a class hierarchy, a graph
// of waiting tasks.
type Graph struct {
	Title  string  `json:"title,omitempty"`
	Nodes  []Node  `json:"nodes"`            // in the order they came to be
	Edges  []Edge  `json:"edges"`            // an edge whose ends are not nodes is not drawn
	Groups []Group `json:"groups,omitempty"` // the groups nodes may name, in order
}

// Node is one box of a [Graph].
type Node struct {
	ID     string `json:"id"`               // stable and unique within the graph
	Label  string `json:"label,omitempty"`  // what is written; the ID when empty
	Detail string `json:"detail,omitempty"` // short extra, such as a count: "2", "2/1"
	Group  string `json:"group,omitempty"`  // ID of the group it belongs to
	Class  Class  `json:"class"`
	Root   bool   `json:"root,omitempty"` // where reading starts: a stack frame, a base class; drawn first
}

// Edge is one arrow of a [Graph]. Two edges may join the same nodes.
type Edge struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"` // such as the variable or field that holds the reference
	Class Class  `json:"class"`
}

// Group is a set of nodes that belong together, such as the list a collector
// keeps them in. It is drawn as a tag on each node, and as a section when nodes
// are listed.
type Group struct {
	ID    string `json:"id"`
	Label string `json:"label,omitempty"` // the ID when empty
}

// Cells is a row of equal cells: a buffer, a memory pool, a ring.
type Cells struct {
	Title string `json:"title,omitempty"`
	Ring  bool   `json:"ring,omitempty"` // the last cell is followed by the first
	Cells []Cell `json:"cells"`
}

// Cell is one place in [Cells].
type Cell struct {
	ID    string `json:"id"`              // stable and unique within the panel
	Label string `json:"label,omitempty"` // what it holds; empty for nothing
	Mark  string `json:"mark,omitempty"`  // what points at it, such as "head"
	Class Class  `json:"class"`
}

// Table is columns and rows.
type Table struct {
	Title   string   `json:"title,omitempty"`
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// Row is one row of a [Table]. Missing cells are blank, extra ones are not drawn.
type Row struct {
	ID    string   `json:"id"` // stable and unique within the table
	Cells []string `json:"cells"`
	Class Class    `json:"class"`
}

// Lanes is things side by side that each have a life of their own: tasks on a
// time axis, or stacks of entries.
type Lanes struct {
	Title   string `json:"title,omitempty"`
	Stacked bool   `json:"stacked,omitempty"` // entries are piled, the last one on top; Start and End are not used
	Lanes   []Lane `json:"lanes"`
	Now     int    `json:"now,omitempty"` // the moment to mark on the time axis when positive
}

// Lane is one line of a timeline or one stack.
type Lane struct {
	ID    string `json:"id"`              // stable and unique within the panel
	Label string `json:"label,omitempty"` // the ID when empty
	Items []Item `json:"items"`           // by start, or bottom first when stacked
	Class Class  `json:"class"`
}

// Item is a span [Start, End) of a timeline in whole units the topic chooses, or
// an entry of a stack.
type Item struct {
	ID    string `json:"id"` // stable and unique within the panel
	Label string `json:"label,omitempty"`
	Start int    `json:"start,omitempty"`
	End   int    `json:"end,omitempty"` // not before Start; an empty span is drawn as one mark
	Class Class  `json:"class"`
}

// Code is source text with the line that runs.
type Code struct {
	Title   string   `json:"title,omitempty"`
	Lines   []string `json:"lines"`
	First   int      `json:"first,omitempty"`   // number of Lines[0]; 0 means 1
	Current int      `json:"current,omitempty"` // number of the line that runs; 0 for none
}

// Caption is a paragraph of its own, such as a legend or a rule.
type Caption struct {
	Title string `json:"title,omitempty"`
	Text  string `json:"text"`
	Class Class  `json:"class"`
}

func (Graph) kind() string   { return "graph" }
func (Cells) kind() string   { return "cells" }
func (Table) kind() string   { return "table" }
func (Lanes) kind() string   { return "lanes" }
func (Code) kind() string    { return "code" }
func (Caption) kind() string { return "caption" }

func (g Graph) heading() string   { return g.Title }
func (c Cells) heading() string   { return c.Title }
func (t Table) heading() string   { return t.Title }
func (l Lanes) heading() string   { return l.Title }
func (c Code) heading() string    { return c.Title }
func (c Caption) heading() string { return c.Title }

// MarshalJSON gives the scene as one object; every panel is an object with its
// kind beside its own fields: {"kind":"graph","panel":{…}}.
func (s Scene) MarshalJSON() ([]byte, error) {
	type tagged struct {
		Kind  string `json:"kind"`
		Panel Panel  `json:"panel"`
	}
	out := struct {
		Title   string   `json:"title"`
		Caption string   `json:"caption"`
		Panels  []tagged `json:"panels"`
	}{Title: s.Title, Caption: s.Caption, Panels: make([]tagged, 0, len(s.Panels))}
	for _, p := range s.Panels {
		out.Panels = append(out.Panels, tagged{Kind: p.kind(), Panel: p})
	}
	return json.Marshal(out)
}
