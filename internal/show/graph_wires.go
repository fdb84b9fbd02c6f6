package show

import (
	"cmp"
	"slices"
)

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
		r.aim(l.from, l.to)
		key := 2 * ((l.to+1)*int(classes) + int(l.edge.Class))
		if l.edge.Dashed {
			key++
		}
		wire := Wire{ID: l.edge.From + "->" + l.edge.To, Class: l.edge.Class, Dashed: l.edge.Dashed}
		if !r.connect(nodes[l.from].ports(l.key), nodes[l.to].box, key, wire) {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }
