package lesson

import (
	"fmt"
	"slices"
	"strconv"

	"underhood/internal/show"
)

// cellWidth is where long values are cut in pictures.
const cellWidth = 26

// view draws objects on the left, SQL in the middle, tables on the right.
func (s *State) view() show.Scene {
	scene := show.Scene{}
	if s.Last.Kind == "create" || s.Last.Kind == "" {
		for _, name := range s.tables {
			scene.Panels = append(scene.Panels, show.Code{Title: "Go: " + name, Lines: structs[name]})
		}
	} else {
		scene.Panels = append(scene.Panels, s.objects())
	}
	if s.Last.Graph != nil {
		scene.Panels = append(scene.Panels, s.Last.Graph.plan())
	}
	scene.Panels = append(scene.Panels, s.sql())
	for _, name := range s.tables {
		scene.Panels = append(scene.Panels, s.table(name))
	}
	return scene
}

// objects are those the program has; one that is new or changed stands out.
func (s *State) objects() show.Table {
	t := show.Table{Title: "objects", Columns: []string{"name", "value"}}
	for _, o := range s.Last.Objects {
		row := show.Row{ID: o.Name, Cells: []string{o.Name, o.Value}}
		switch was, ok := s.before.object(o.Name); {
		case !ok:
			row.Class = show.Good
		case was.Value != o.Value:
			row.Class = show.Current
		case s.Last.Error != "" && slices.Contains(s.Last.Step[1:], o.Name):
			row.Class = show.Doomed
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// sql is what the step sent.
func (s *State) sql() show.Panel {
	title := fmt.Sprintf("SQL, %d sent so far", s.Sent)
	switch {
	case s.Last.Depth == 1:
		title += ", in transaction"
	case s.Last.Depth > 1:
		title += ", in savepoint"
	}
	var lines []string
	for _, st := range s.Last.statements() {
		lines = append(lines, layout(st)...)
	}
	if len(lines) == 0 {
		return show.Caption{Title: title, Text: "nothing is sent", Class: show.Muted}
	}
	return show.Code{Title: title, Lines: lines}
}

// table is one table as SQL read it. A row that is new or changed stands out; one that
// has gone is seen once more.
func (s *State) table(name string) show.Table {
	now, there := s.Last.table(name)
	was, _ := s.before.table(name)
	out := show.Table{Title: "table " + name, Columns: now.Columns}
	if !there {
		out.Title += ": not there"
		out.Columns = []string{"-"}
		return out
	}
	keys := map[string][]string{}
	var order []int64
	for _, rows := range [][][]string{was.Rows, now.Rows} {
		for _, r := range rows {
			if _, seen := keys[r[0]]; !seen {
				n, _ := strconv.ParseInt(r[0], 10, 64) // a key is an INTEGER
				order = append(order, n)
			}
			keys[r[0]] = r
		}
	}
	slices.Sort(order)
	for _, n := range order {
		key := strconv.FormatInt(n, 10)
		row := show.Row{ID: name + key}
		before, old := was.row(key)
		_, still := now.row(key)
		switch {
		case !still:
			row.Class = show.Dead
		case !old:
			row.Class = show.Good
		case !slices.Equal(before, keys[key]):
			row.Class = show.Current
		}
		for _, cell := range keys[key] {
			row.Cells = append(row.Cells, short(cell))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// short cuts a long value; the plain and JSON forms have it whole.
func short(cell string) string {
	if r := []rune(cell); len(r) > cellWidth {
		return string(r[:cellWidth-1]) + "~"
	}
	return cell
}

// rows says a number of them.
func rows(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
