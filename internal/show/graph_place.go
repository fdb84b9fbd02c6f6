package show

import (
	"cmp"
	"slices"
)

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
	total, gap, high := level(nodes, columns)+turn(columns, links), style.hgap, 0
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
	x += max(0, turn(columns, links)-gap)
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

// turn is how many columns the arrows need that leave the last column to the
// right and come back.
func turn(columns [][]int, links []link) int {
	for _, l := range links {
		if slices.Contains(columns[len(columns)-1], l.from) {
			return 3
		}
	}
	return 0
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
