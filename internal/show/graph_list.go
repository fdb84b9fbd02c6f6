package show

import "strings"

// The list is how a graph is drawn when arrows do not fit: every node is one
// cell that names what it points at, "n1:2 -> n2, n7". Roots come first, over
// the full width; the others follow by group, in columns.

// columnsGap is how many columns lie between two columns of the list.
const columnsGap = 2

// listTexts are what the nodes say of themselves in a list, by id.
func (g Graph) listTexts() map[string]string {
	outs, dashed := map[string]string{}, map[string]string{}
	for _, l := range g.links() {
		to := or(g.Nodes[l.to].Label, g.Nodes[l.to].ID)
		if l.edge.Label != "" {
			to = l.edge.Label + "=" + to
		}
		if l.edge.Dashed {
			dashed[l.edge.From] += " " + to
		} else {
			outs[l.edge.From] += " " + to
		}
	}
	texts := make(map[string]string, len(g.Nodes))
	for _, n := range g.Nodes {
		s := marked(n.Class, or(n.Label, n.ID))
		if n.Detail != "" {
			s += ":" + n.Detail
		}
		if outs[n.ID] != "" {
			s += " ->" + outs[n.ID]
		}
		if dashed[n.ID] != "" {
			s += " ..>" + dashed[n.ID]
		}
		texts[n.ID] = oneLine(s)
	}
	return texts
}

// listed draws the list within room, and says which rows it would like.
func (g Graph) listed(room Size) (canvas, Size) {
	var out canvas
	said := g.listTexts()
	labels := g.groupLabels()
	rows := room.Rows
	if rows == 0 {
		rows = 1 << 20
	}
	y := 0
	for _, n := range g.Nodes {
		if !n.Root || y >= rows-1 {
			continue
		}
		for i, line := range hang(said[n.ID], room.Cols) {
			if y < rows-1 || i == 0 {
				out.say(0, y, room.Cols, line, n.Class, Even)
				y++
			}
		}
	}
	sections := g.sections()
	var cells [][]string
	long := 8
	for _, s := range sections {
		var texts []string
		for _, n := range s.nodes {
			texts = append(texts, said[n.ID])
		}
		long = max(long, widest(texts))
		cells = append(cells, texts)
	}
	columns := listColumns(cells, long, Size{Cols: room.Cols, Rows: rows - y}, g.headed())
	width := (room.Cols + columnsGap) / columns
	for i, s := range sections {
		if g.headed() && y < rows {
			out.say(0, y, room.Cols, labels[s.group]+" ("+itoa(len(s.nodes))+")", Normal, Strong)
			y++
		}
		need := (len(s.nodes) + columns - 1) / columns
		have := min(need, rows-y)
		if i < len(sections)-1 {
			have = min(have, max(1, (rows-y)/(len(sections)-i)))
		}
		out.grid(s.nodes, cells[i], y, have, columns, width, room.Cols)
		y += max(0, have)
	}
	return out, Size{Cols: min(room.Cols, columns*(long+columnsGap)-columnsGap), Rows: max(1, y)}
}

// grid draws cells column by column in have rows, and how many are left out.
func (c *canvas) grid(nodes []Node, cells []string, y, have, columns, width, cols int) {
	if have <= 0 {
		return
	}
	noted := false
	hidden := len(cells) - have*columns
	if hidden > 0 && have > 1 {
		have--
		hidden += columns
		c.more(1, y+have, cols-1, hidden, "node")
		noted = true
	}
	for i, text := range cells {
		x := i / have * width
		limit := min(width-columnsGap, cols-x)
		if i == have*columns-1 && hidden > 0 && !noted {
			c.more(x+1, y, limit-1, hidden+1, "node")
			return
		}
		if i == have*columns {
			return
		}
		c.say(x, y+i%have, limit, text, nodes[i].Class, Even)
	}
}

// hang wraps a line, its continuations indented.
func hang(s string, cols int) []string {
	if textWidth(s) <= cols || cols < 12 {
		return []string{s}
	}
	marker := s[:1]
	lines := wrap(s[1:], cols-5)
	for i := range lines {
		if i == 0 {
			lines[i] = marker + lines[i]
		} else {
			lines[i] = strings.Repeat(" ", 5) + lines[i]
		}
	}
	return lines
}

// section is the nodes of one group.
type section struct {
	group string
	nodes []Node
}

// headed reports whether the list has headings: whether groups are used at all.
func (g Graph) headed() bool {
	for _, n := range g.Nodes {
		if n.Group != "" {
			return true
		}
	}
	return false
}

// sections are the nodes that are no roots by group: named groups in their
// order, then others as they come.
func (g Graph) sections() []section {
	var out []section
	at := map[string]int{}
	add := func(id string) {
		if _, ok := at[id]; !ok {
			at[id] = len(out)
			out = append(out, section{group: id})
		}
	}
	for _, group := range g.Groups {
		add(group.ID)
	}
	for _, n := range g.Nodes {
		if n.Root {
			continue
		}
		add(n.Group)
		out[at[n.Group]].nodes = append(out[at[n.Group]].nodes, n)
	}
	used := out[:0]
	for _, s := range out {
		if len(s.nodes) > 0 {
			used = append(used, s)
		}
	}
	return used
}

// listColumns is how many columns show the most: as few as make everything fit,
// so that cells are cut only when rows are short; never so narrow that nothing
// can be read.
func listColumns(cells [][]string, long int, room Size, headed bool) int {
	natural := max(1, (room.Cols+columnsGap)/(long+columnsGap))
	narrow := max(natural, (room.Cols+columnsGap)/(14+columnsGap))
	for columns := natural; columns < narrow; columns++ {
		need := 0
		for _, texts := range cells {
			need += (len(texts) + columns - 1) / columns
			if headed {
				need++
			}
		}
		if need <= room.Rows {
			return columns
		}
	}
	return narrow
}
