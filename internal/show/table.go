package show

import (
	"strings"
)

// Table is columns and rows.
type Table struct {
	Title   string   `json:"title,omitempty"` // heads the panel; "" for none
	Columns []string `json:"columns"`         // their names
	Rows    []Row    `json:"rows"`            // in order
}

// Row is one row of a [Table]. Missing cells are blank, extra ones are not drawn.
type Row struct {
	ID    string   `json:"id"`    // stable and unique within the table
	Cells []string `json:"cells"` // one a column
	Class Class    `json:"class"` // how it fares
}

func (Table) kind() string { return "table" }

func (t Table) heading() string { return t.Title }

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

// columnGap is how many columns lie between two columns of a table.
const columnGap = 2

// widths are the columns' widths when nothing is cut.
func (t Table) widths() []int {
	w := make([]int, len(t.Columns))
	for i, name := range t.Columns {
		w[i] = textWidth(oneLine(name))
		for _, r := range t.Rows {
			if i < len(r.Cells) {
				w[i] = max(w[i], textWidth(oneLine(r.Cells[i])))
			}
		}
	}
	return w
}

func (t Table) measure(room Size) Size {
	total := 1
	for _, w := range t.widths() {
		total += w + columnGap
	}
	return Size{Cols: min(room.Cols, max(1, total-columnGap)), Rows: len(t.Rows) + 2}
}

func (t Table) place(room Size) canvas {
	var out canvas
	widths := t.widths()
	if len(widths) > 0 {
		left := max(len(widths), room.Cols-1-columnGap*(len(widths)-1))
		widths = share(widths, left)
	}
	t.row(&out, 0, room.Cols, widths, Row{Cells: t.Columns}, Strong)
	y := 1
	if room.Rows > 3 {
		total := 1 - columnGap
		for _, w := range widths {
			total += w + columnGap
		}
		out.rule(1, 1, min(room.Cols, total)-1)
		y = 2
	}
	rows, left := head(t.Rows, room.Rows-y)
	for _, r := range rows {
		t.row(&out, y, room.Cols, widths, r, Even)
		y++
	}
	if left > 0 {
		out.more(1, y, room.Cols-1, left, "row")
	}
	return out
}

// row draws one row: the class's marker, then the cells.
func (t Table) row(out *canvas, y, cols int, widths []int, r Row, tone Tone) {
	out.say(0, y, 1, strings.TrimSpace(marked(r.Class, "")), r.Class, tone)
	x := 1
	for i, w := range widths {
		if i < len(r.Cells) {
			out.say(x, y, min(w, cols-x), r.Cells[i], r.Class, tone)
		}
		x += w + columnGap
	}
}
