package show

import (
	"cmp"
	"maps"
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
	r := newRouter(area.Cols, area.Rows)
	nodes := make([]node, len(g.Nodes))
	for i, n := range g.Nodes {
		nodes[i] = places[n.ID]
		nodes[i].Node, nodes[i].tag = n, tags[n.Group]
		nodes[i].box.Class = n.Class
		r.block(nodes[i].box)
	}
	links := g.links()
	if !r.wireUp(nodes, links) {
		return out, used, false
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

// groupTags is what a box says of the groups: the label, or one letter of it
// that no other group has.
func (g Graph) groupTags(style boxStyle) map[string]string {
	labels := g.groupLabels()
	if !style.letters {
		return labels
	}
	tags := map[string]string{}
	used := map[rune]bool{}
	for _, id := range slices.Sorted(maps.Keys(labels)) {
		for _, r := range labels[id] + "0123456789*" {
			if !used[r] && r != ' ' || r == '*' {
				used[r], tags[id] = true, string(r)
				break
			}
		}
		if labels[id] == "" {
			tags[id] = ""
		}
	}
	return tags
}

// legend explains letters, "" when there are none.
func (g Graph) legend(style boxStyle, tags map[string]string) string {
	if !style.letters || !g.headed() {
		return ""
	}
	labels := g.groupLabels()
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(tags)) {
		if id != "" {
			parts = append(parts, tags[id]+" = "+labels[id])
		}
	}
	return strings.Join(parts, "   ")
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
			if len(part) > 0 && high+nodes[v].box.H > rows {
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

// margin is how many rows above and below the boxes an arrow needs to turn round
// and to end in a head.
const margin = 2

// arrange gives every box its place, by node id, and the area arrows may use.
func (g Graph) arrange(style boxStyle, tags map[string]string, room Size, stretch bool) (map[string]node, Size, bool) {
	links := g.links()
	nodes := g.shape(style, tags, links)
	columns := split(g.layers(links), nodes, style, room.Rows)
	total, gap, high := level(nodes, columns), style.hgap, 0
	if n := len(columns) - 1; n > 0 {
		if total+n*gap > room.Cols {
			return nil, Size{}, false
		}
		if stretch {
			gap = max(gap, min(mostGap, (room.Cols-total)/n))
		}
	}
	if total > room.Cols {
		return nil, Size{}, false
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
	// Arrows may turn to the right of all boxes, below and above them. What they
	// do not use is cut off later, and only then compared with the room.
	above := margin
	if style.flush {
		above = 0
	}
	area := Size{Cols: min(room.Cols, x), Rows: above + high + margin}
	places := make(map[string]node, len(nodes))
	for _, n := range nodes {
		n.box.Y += above
		places[n.ID] = n
	}
	return places, area, true
}

// level gives the boxes of a column one width, which is calmer to look at, and
// returns the width of all columns together.
func level(nodes []node, columns [][]int) int {
	total := 0
	for _, column := range columns {
		w := 0
		for _, v := range column {
			w = max(w, nodes[v].box.W)
		}
		for _, v := range column {
			nodes[v].box.W = w
		}
		total += w
	}
	return total
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
				sum += nodes[l.from].portRow(l.key)
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
func (n node) portRow(key string) int {
	if i := slices.Index(n.keys, key); i >= 0 {
		return n.box.Y + 1 + i
	}
	return n.box.Y + n.box.H/2
}

// ports are the places where an arrow may leave the box: at its row, and from a
// box without rows at the top and bottom as well.
func (n node) ports(key string) []port {
	b := n.box
	y := n.portRow(key)
	out := []port{{Point{b.X + b.W - 1, y}, right, 0}, {Point{b.X, y}, left, costBehind}}
	if len(n.keys) > 0 {
		return out
	}
	for x := b.X + 1; x < b.X+b.W-1; x++ {
		out = append(out, port{Point{x, b.Y}, up, costLeave}, port{Point{x, b.Y + b.H - 1}, down, costLeave})
	}
	return out
}

// wireUp lays all arrows, short ones first; it reports whether all found a way.
func (r *router) wireUp(nodes []node, links []link) bool {
	far := func(l link) int {
		a, b := nodes[l.from].box, nodes[l.to].box
		return abs(b.X-a.X-a.W) + 2*abs(nodes[l.from].portRow(l.key)-b.Y-b.H/2)
	}
	sorted := slices.Clone(links)
	slices.SortStableFunc(sorted, func(a, b link) int { return cmp.Compare(far(a), far(b)) })
	for _, l := range links {
		a, b := nodes[l.from], nodes[l.to].box
		r.reserve(0, l.from, Point{a.box.X + a.box.W - 1, a.portRow(l.key)}, right)
		r.reserve(1, l.to, Point{b.X, b.Y + b.H/2}, left)
	}
	for _, l := range sorted {
		r.from, r.to = l.from, l.to
		key := (l.to+1)*int(classes) + int(l.edge.Class)
		wire := Wire{ID: l.edge.From + "->" + l.edge.To, Class: l.edge.Class}
		if !r.connect(nodes[l.from].ports(l.key), nodes[l.to].box, key, wire) {
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
