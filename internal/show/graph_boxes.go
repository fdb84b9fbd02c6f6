package show

import (
	"slices"
	"strings"
)

// boxStyle is one way to draw a graph with boxes and arrows.
type boxStyle struct {
	pills      bool // one row for a node without named arrows
	letters    bool // groups as letters, explained below
	vgap, hgap int  // least room between boxes
	flush      bool // no rows for arrows above the boxes
}

// boxStyles are tried in order until one fits and every arrow finds its way:
// from roomy to tight.
var boxStyles = []boxStyle{
	{vgap: 1, hgap: 7},
	{vgap: 2, hgap: 10},
	{vgap: 1, hgap: 5},
	{letters: true, vgap: 1, hgap: 5},
	{letters: true, vgap: 2, hgap: 8},
	{letters: true, vgap: 1, hgap: 4},
	{letters: true, pills: true, vgap: 1, hgap: 6},
	{letters: true, pills: true, vgap: 2, hgap: 9},
	{letters: true, pills: true, vgap: 1, hgap: 4},
}

// busiest is how many arrows a drawn graph may have for a given number of nodes
// before a list of names reads better than lines that cross.
func busiest(nodes int) int { return 2*nodes + 8 }

// node is a node on its way to a place.
type node struct {
	Node
	box  Box
	tag  string   // what its box says of its group
	keys []string // arrows that have a row of their own in the box, see fieldKey
}

// boxed draws the graph as boxes and arrows; ok is false when it does not fit.
// With stretch the arrows get what columns are left. The boxes stand where plan,
// a graph this one is a part of, would have them.
//
// Parts that no arrow joins are drawn each by itself and put side by side, as
// words are on lines.
func (g Graph) boxed(plan Graph, style boxStyle, room Size, stretch bool) (out canvas, used Size, ok bool) {
	if len(g.Edges) > busiest(len(g.Nodes)) {
		return out, used, false
	}
	limit := room.Rows
	tags := plan.groupTags(style)
	legend := plan.legend(style, tags)
	if legend != "" && room.Rows > 1 {
		room.Rows--
	}
	parts := plan.components()
	x, y, high := 0, 0, 0
	for i, mine := range g.sorted(parts) {
		part, size, ok := mine.part(parts[i], style, tags, room, stretch && len(parts) == 1)
		if !ok {
			return out, used, false
		}
		if x > 0 && x+size.Cols > room.Cols {
			x, y, high = 0, y+high+1, 0
		}
		out.add(part, x, y)
		used.Cols = max(used.Cols, x+size.Cols)
		x += size.Cols + partGap
		high = max(high, size.Rows)
	}
	used.Rows = y + high
	if legend != "" {
		out.say(0, used.Rows, room.Cols, legend, Muted, Faint)
		used.Cols = max(used.Cols, min(room.Cols, textWidth(legend)))
		used.Rows++
	}
	return out, used, limit == 0 || used.Rows <= limit
}

// partGap is how many columns lie between two parts.
const partGap = 4

// part draws one connected part at the places of its plan.
func (g Graph) part(plan Graph, style boxStyle, tags map[string]string, room Size, stretch bool) (out canvas, used Size, ok bool) {
	places, area, ok := plan.arrange(style, tags, room, stretch)
	if !ok {
		return out, used, false
	}
	nodes := make([]node, len(g.Nodes))
	for i, n := range g.Nodes {
		nodes[i] = places[n.ID]
		nodes[i].Node, nodes[i].tag = n, tags[n.Group]
		nodes[i].box.Class = n.Class
	}
	links := g.links()
	// Where arrows that keep their distance find no way, some that do not may.
	r := newRouter(area, nodes, costHug)
	if !r.wireUp(nodes, links) {
		r = newRouter(area, nodes, 0)
		if !r.wireUp(nodes, links) {
			return out, used, false
		}
	}
	for _, w := range r.wires {
		w.Points = straighten(w.Points)
		out.wires = append(out.wires, w)
	}
	for _, n := range nodes {
		out.node(n)
	}
	for _, l := range links {
		out.field(nodes[l.from], l)
	}
	if g.plan == nil {
		area = out.trim()
	}
	return out, area, true
}

// shape gives every node the size of its box. A node with named arrows, or with
// several, gets a row for each: the arrow starts at the row that names it.
func (g Graph) shape(style boxStyle, tags map[string]string, links []link) []node {
	nodes := make([]node, len(g.Nodes))
	named := make([]bool, len(g.Nodes))
	wide := make([]int, len(g.Nodes))
	for i, n := range g.Nodes {
		nodes[i].Node, nodes[i].tag = n, tags[n.Group]
	}
	for _, l := range links {
		n := &nodes[l.from]
		if !slices.Contains(n.keys, l.key) {
			n.keys = append(n.keys, l.key)
		}
		named[l.from] = named[l.from] || l.edge.Label != ""
		wide[l.from] = max(wide[l.from], textWidth(oneLine(l.edge.Label)))
	}
	for i := range nodes {
		n := &nodes[i]
		if !named[i] && (style.pills || len(n.keys) < 2) {
			n.keys = nil
		}
		n.box = Box{ID: n.ID, Class: n.Class, W: textWidth(n.title()) + 4, H: 3}
		switch {
		case len(n.keys) > 0:
			n.box.H = 2 + len(n.keys)
			n.box.W = max(n.box.W+1, wide[i]+5)
		case style.pills:
			n.box.H, n.box.Kind, n.box.W = 1, Pill, textWidth(n.pill())+2
		}
		if n.box.H > 1 && n.tag != "" {
			n.box.W = max(n.box.W, textWidth(n.tag)+6)
		}
	}
	return nodes
}

// title is marker, label and detail.
func (n node) title() string {
	s := marked(n.Class, or(n.Label, n.ID))
	if n.Detail != "" {
		s += "  " + n.Detail
	}
	return oneLine(s)
}

// pill is all a node says, in one row.
func (n node) pill() string {
	s := marked(n.Class, or(n.Label, n.ID))
	if n.Detail != "" {
		s += " " + n.Detail
	}
	if n.tag != "" {
		s += " " + n.tag
	}
	return oneLine(s)
}

// node draws a node's box: the title in it, or on its upper border when rows for
// arrows follow; the group on its lower border.
func (c *canvas) node(n node) {
	n.box.Headed = len(n.keys) > 0
	b := n.box
	c.box(b)
	switch {
	case b.Kind == Pill:
		c.say(b.X+1, b.Y, b.W-2, n.pill(), n.Class, Even)
		return
	case len(n.keys) == 0:
		c.say(b.X+1, b.Y+1, b.W-2, n.title(), n.Class, Even)
	default:
		c.say(b.X+1, b.Y, b.W-2, n.title()+" ", n.Class, Strong)
	}
	if n.tag != "" {
		width := textWidth(n.tag) + 2
		c.say(b.X+b.W-2-width, b.Y+b.H-1, width, " "+n.tag+" ", n.Class, Faint)
	}
}

// field names an arrow in the row it starts from.
func (c *canvas) field(n node, l link) {
	if i := slices.Index(n.keys, l.key); i >= 0 {
		c.say(n.box.X+1, n.box.Y+1+i, n.box.W-2, strings.TrimRight(marked(l.edge.Class, l.edge.Label), " "), l.edge.Class, Even)
	}
}
