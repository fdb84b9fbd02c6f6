package show

import (
	"fmt"
	"strings"
)

// Text says a scene in words, every item of it: for screen readers, for the
// long description of a picture, for tests. It has no layout and no colour.
func Text(scene Scene) string {
	var w prose
	w.line("%s", scene.Title)
	for _, p := range scene.Panels {
		if h := p.heading(); h != "" {
			w.line("%s (%s):", h, p.kind())
		} else {
			w.line("%s:", strings.ToUpper(p.kind()[:1])+p.kind()[1:])
		}
		p.describe(&w)
	}
	w.line("%s", scene.Caption)
	return w.b.String()
}

// prose collects lines of text.
type prose struct{ b strings.Builder }

// line adds a line, unless it would be blank.
func (w *prose) line(format string, args ...any) {
	if s := oneLine(fmt.Sprintf(format, args...)); strings.TrimSpace(s) != "" {
		w.b.WriteString(strings.TrimRight(s, " ") + "\n")
	}
}

// said is a class as a remark after an item, "" for a normal one.
func said(c Class) string {
	if c == Normal {
		return ""
	}
	return " [" + c.String() + "]"
}

// or is the first of its arguments that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (g Graph) describe(w *prose) {
	groups := g.groupLabels()
	for _, n := range g.Nodes {
		var b strings.Builder
		b.WriteString("  " + or(n.Label, n.ID))
		if n.Detail != "" {
			b.WriteString(": " + n.Detail)
		}
		if n.Group != "" {
			b.WriteString(", in " + groups[n.Group])
		}
		b.WriteString(said(n.Class))
		sep := " -> "
		for _, e := range g.Edges {
			if e.From != n.ID {
				continue
			}
			b.WriteString(sep)
			sep = ", "
			if e.Label != "" {
				b.WriteString(e.Label + "=")
			}
			b.WriteString(g.nodeLabel(e.To) + said(e.Class))
		}
		w.line("%s", b.String())
	}
}

// nodeLabel is what a node is called, the id itself when there is no such node.
func (g Graph) nodeLabel(id string) string {
	for _, n := range g.Nodes {
		if n.ID == id {
			return or(n.Label, n.ID)
		}
	}
	return id
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

func (c Cells) describe(w *prose) {
	for i, cell := range c.Cells {
		mark := ""
		if cell.Mark != "" {
			mark = " <- " + cell.Mark
		}
		w.line("  %d: %s%s%s", i, or(cell.Label, "empty"), said(cell.Class), mark)
	}
	if c.Ring && len(c.Cells) > 0 {
		w.line("  then again from 0")
	}
}

func (t Table) describe(w *prose) {
	for _, r := range t.Rows {
		var parts []string
		for i, name := range t.Columns {
			if i < len(r.Cells) {
				parts = append(parts, name+" "+r.Cells[i])
			}
		}
		w.line("  %s%s", strings.Join(parts, ", "), said(r.Class))
	}
	if len(t.Rows) == 0 {
		w.line("  no rows; columns %s", strings.Join(t.Columns, ", "))
	}
}

func (l Lanes) describe(w *prose) {
	for _, lane := range l.Lanes {
		var parts []string
		for _, it := range lane.Items {
			part := or(it.Label, it.ID)
			if !l.Stacked {
				part += fmt.Sprintf(" %d..%d", it.Start, it.End)
			}
			parts = append(parts, part+said(it.Class))
		}
		if len(parts) == 0 {
			parts = []string{"empty"}
		}
		w.line("  %s%s: %s", or(lane.Label, lane.ID), said(lane.Class), strings.Join(parts, ", "))
	}
	if l.Now > 0 && !l.Stacked {
		w.line("  now %d", l.Now)
	}
}

func (c Code) describe(w *prose) {
	first := max(1, c.First)
	for i, s := range c.Lines {
		mark := ""
		if first+i == c.Current {
			mark = " <- here"
		}
		w.line("  %d: %s%s", first+i, s, mark)
	}
}

func (c Caption) describe(w *prose) {
	w.line("  %s%s", c.Text, said(c.Class))
}
