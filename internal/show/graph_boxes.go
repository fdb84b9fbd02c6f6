package show

import (
	"cmp"
	"slices"
)

// boxStyle is one way to draw a graph with boxes and arrows.
type boxStyle struct {
	pills      bool // one row for a node without named arrows
	vgap, hgap int  // least room between boxes
}

// boxStyles are tried in order until one fits and every arrow finds its way:
// from roomy to tight.
var boxStyles = []boxStyle{
	{vgap: 1, hgap: 7},
	{vgap: 2, hgap: 10},
	{vgap: 1, hgap: 5},
	{pills: true, vgap: 1, hgap: 6},
	{pills: true, vgap: 2, hgap: 9},
	{pills: true, vgap: 1, hgap: 4},
}

// busiest is how many arrows a drawn graph may have for a given number of nodes
// before a list of names reads better than lines that cross.
func busiest(nodes int) int { return 2*nodes + 8 }

// node is a node on its way to a place.
type node struct {
	Node
	box    Box
	fields []Edge // arrows that have a row of their own in the box
}

// boxed draws the graph as boxes and arrows; ok is false when it does not fit.
func (g Graph) boxed(style boxStyle, room Size) (out canvas, used Size, ok bool) {
	links := g.links()
	if len(links) > busiest(len(g.Nodes)) {
		return out, used, false
	}
	nodes := g.shape(style, links)
	columns := split(g.layers(links), nodes, style, room.Rows)
	area, ok := arrange(nodes, columns, links, style, room)
	if !ok {
		return out, used, false
	}
	r := newRouter(area.Cols, area.Rows)
	for _, n := range nodes {
		r.block(n.box)
	}
	if !r.wireUp(nodes, links) {
		return out, used, false
	}
	for _, w := range r.wires {
		w.Points = straighten(w.Points)
		out.wires = append(out.wires, w)
	}
	labels := g.groupLabels()
	for _, n := range nodes {
		out.node(n, labels[n.Group])
	}
	return out, out.trim(), true
}

// shape gives every node the size of its box. A node with named arrows, or with
// several, gets a row for each: the arrow starts at the row that names it.
func (g Graph) shape(style boxStyle, links []link) []node {
	labels := g.groupLabels()
	nodes := make([]node, len(g.Nodes))
	named := make([]bool, len(g.Nodes))
	for i, n := range g.Nodes {
		nodes[i].Node = n
	}
	for _, l := range links {
		nodes[l.from].fields = append(nodes[l.from].fields, l.edge)
		named[l.from] = named[l.from] || l.edge.Label != ""
	}
	for i := range nodes {
		n := &nodes[i]
		if !named[i] && (style.pills || len(n.fields) < 2) {
			n.fields = nil
		}
		head := textWidth(oneLine(n.title()))
		n.box = Box{ID: n.ID, Class: n.Class, W: head + 4, H: 3}
		switch {
		case len(n.fields) > 0:
			n.box.H = 2 + len(n.fields)
			for _, e := range n.fields {
				n.box.W = max(n.box.W, textWidth(oneLine(e.Label))+5)
			}
		case style.pills:
			n.box.H, n.box.Kind = 1, Pill
			n.box.W = textWidth(oneLine(n.pill(labels[n.Group]))) + 2
		}
		if n.box.H > 1 && n.Group != "" {
			n.box.W = max(n.box.W, textWidth(oneLine(labels[n.Group]))+4)
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
	return s
}

// pill is all a node says, in one row.
func (n node) pill(group string) string {
	s := marked(n.Class, or(n.Label, n.ID))
	if n.Detail != "" {
		s += " " + n.Detail
	}
	if group != "" {
		s += " " + group
	}
	return s
}

// node draws a node's box: the title in it, or on its upper border when rows for
// arrows follow; the group on its lower border.
func (c *canvas) node(n node, group string) {
	b := n.box
	c.box(b)
	switch {
	case b.Kind == Pill:
		c.say(b.X+1, b.Y, b.W-2, n.pill(group), n.Class, Even)
		return
	case len(n.fields) == 0:
		c.say(b.X+1, b.Y+1, b.W-2, n.title(), n.Class, Even)
	default:
		c.say(b.X+1, b.Y, b.W-2, n.title(), n.Class, Strong)
		for i, e := range n.fields {
			c.say(b.X+1, b.Y+1+i, b.W-2, marked(e.Class, e.Label), e.Class, Even)
		}
	}
	if group != "" {
		width := textWidth(oneLine(group))
		c.say(b.X+b.W-2-width, b.Y+b.H-1, width, group, n.Class, Faint)
	}
}

// split breaks columns that are higher than the room.
func split(columns [][]int, nodes []node, style boxStyle, rows int) [][]int {
	if rows == 0 {
		rows = 60 // a picture without a limit still should not be a tower
	}
	var out [][]int
	for _, column := range columns {
		var part []int
		high := 0
		for _, v := range column {
			if h := nodes[v].box.H + style.vgap; len(part) > 0 && high+h > rows {
				out, part, high = append(out, part), nil, 0
			}
			part = append(part, v)
			high += nodes[v].box.H + style.vgap
		}
		out = append(out, part)
	}
	return out
}

// mostGap is the widest gap between columns; more would only stretch arrows.
const mostGap = 12

// arrange gives every box its place and returns the area arrows may use.
func arrange(nodes []node, columns [][]int, links []link, style boxStyle, room Size) (Size, bool) {
	total, high := 0, 0
	for _, column := range columns {
		w := 0
		for _, v := range column {
			w = max(w, nodes[v].box.W)
		}
		for _, v := range column {
			if nodes[v].box.Kind == Frame && !nodes[v].Root {
				nodes[v].box.W = w // a column of equal boxes is calmer
			}
		}
		total += w
	}
	gap := style.hgap
	if len(columns) > 1 {
		gap = min(mostGap, (room.Cols-total)/(len(columns)-1))
	}
	if len(columns) > 1 && gap < style.hgap || total > room.Cols {
		return Size{}, false
	}
	x := 0
	for i, column := range columns {
		settle(nodes, column, links, columns[:i], style.vgap, room.Rows)
		w := 0
		for _, v := range column {
			nodes[v].box.X = x
			w = max(w, nodes[v].box.W)
			high = max(high, nodes[v].box.Y+nodes[v].box.H)
		}
		x += w + gap
	}
	area := Size{Cols: min(room.Cols, x), Rows: high + 2}
	if room.Rows > 0 {
		if high > room.Rows {
			return Size{}, false
		}
		area.Rows = min(area.Rows, room.Rows)
	}
	// Below and to the right of all boxes there is room for arrows to turn; above
	// there is too when the boxes can move down a row.
	if area.Rows > high+1 || room.Rows == 0 {
		for i := range nodes {
			nodes[i].box.Y++
		}
	}
	return area, true
}

// settle puts the boxes of one column at the height of what points at them, in
// that order, without overlap, and inside rows.
func settle(nodes []node, column []int, links []link, before [][]int, vgap, rows int) {
	placed := map[int]bool{}
	for _, c := range before {
		for _, v := range c {
			placed[v] = true
		}
	}
	want := map[int]int{}
	for _, v := range column {
		sum, n := 0, 0
		for _, l := range links {
			if l.to == v && placed[l.from] {
				sum += nodes[l.from].portRow(l.edge)
				n++
			}
		}
		if n > 0 {
			want[v] = max(0, sum/n-nodes[v].box.H/2)
		} else {
			want[v] = -1
		}
	}
	// A box that nothing placed points at stays behind the one before it.
	last := 0
	for _, v := range column {
		if want[v] < 0 {
			want[v] = last
		}
		last = want[v]
	}
	slices.SortStableFunc(column, func(a, b int) int { return cmp.Compare(want[a], want[b]) })
	y := 0
	for _, v := range column {
		y = max(y, want[v])
		nodes[v].box.Y = y
		y += nodes[v].box.H + vgap
	}
	limit := rows
	for i := len(column) - 1; rows > 0 && i >= 0; i-- {
		b := &nodes[column[i]].box
		b.Y = max(0, min(b.Y, limit-b.H))
		limit = b.Y - vgap
	}
}

// portRow is the row where an arrow leaves the box.
func (n node) portRow(e Edge) int {
	for i, f := range n.fields {
		if f == e {
			return n.box.Y + 1 + i
		}
	}
	return n.box.Y + n.box.H/2
}

// ports are the places where an arrow may leave the box. taken counts the equal
// arrows that have left already: each has a row of its own.
func (n node) ports(e Edge, taken int) []port {
	b := n.box
	for i, f := range n.fields {
		if f != e {
			continue
		}
		if taken > 0 {
			taken--
			continue
		}
		y := b.Y + 1 + i
		return []port{{Point{b.X + b.W - 1, y}, right, 0}, {Point{b.X, y}, left, costBehind}}
	}
	var out []port
	for y := b.Y + b.H/2; y <= b.Y+b.H/2; y++ {
		out = append(out, port{Point{b.X + b.W - 1, y}, right, 0}, port{Point{b.X, y}, left, costBehind})
	}
	for x := b.X + 1; x < b.X+b.W-1; x++ {
		// Away from the corners the arrow can be told from its neighbours'.
		out = append(out, port{Point{x, b.Y}, up, costSide}, port{Point{x, b.Y + b.H - 1}, down, costSide})
	}
	return out
}

// wireUp lays all arrows, short ones first; it reports whether all found a way.
func (r *router) wireUp(nodes []node, links []link) bool {
	far := func(l link) int {
		a, b := nodes[l.from].box, nodes[l.to].box
		return abs(b.X-a.X-a.W) + 2*abs(nodes[l.from].portRow(l.edge)-b.Y-b.H/2)
	}
	sorted := slices.Clone(links)
	slices.SortStableFunc(sorted, func(a, b link) int { return cmp.Compare(far(a), far(b)) })
	taken := map[link]int{}
	for _, l := range sorted {
		ports := nodes[l.from].ports(l.edge, taken[l])
		taken[l]++
		key := (l.to+1)*int(classes) + int(l.edge.Class)
		wire := Wire{ID: l.edge.From + "->" + l.edge.To, Class: l.edge.Class}
		if !r.connect(ports, nodes[l.to].box, key, wire) {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }

// trim moves what is drawn to the top and returns the size it takes.
func (c *canvas) trim() Size {
	top, cols := 1<<30, 1
	see := func(x, y int) { top, cols = min(top, y), max(cols, x+1) }
	for _, b := range c.boxes {
		see(b.X+b.W-1, b.Y)
	}
	for _, w := range c.wires {
		for _, p := range w.Points {
			see(p.X, p.Y)
		}
	}
	if top == 1<<30 {
		return Size{Cols: 1, Rows: 1}
	}
	var moved canvas
	moved.add(*c, 0, -top)
	*c = moved
	return Size{Cols: cols, Rows: c.rows()}
}
