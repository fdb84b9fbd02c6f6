package lesson

import (
	"fmt"
	"slices"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A table is what has been found so far, one a cell, the newest last.
type table []Finding

// apply puts a finding into its cell.
func (t table) apply(f Finding) table {
	t = slices.DeleteFunc(t, func(old Finding) bool { return old.Unit == f.Unit && old.Column == f.Column })
	return append(t, f)
}

// view is a row for each kind of unit, filled as the findings come.
func (t table) view() show.Scene {
	units := show.Table{Title: "units", Columns: []string{"unit"}}
	for _, c := range columns {
		units.Columns = append(units.Columns, c.name)
	}
	for _, k := range concurrency.Kinds() {
		row := show.Row{ID: k.String(), Cells: []string{k.String()}}
		if n := len(t); n > 0 && t[n-1].Unit == row.ID {
			row.Class = show.Current
		}
		for _, c := range columns {
			cell := ""
			for _, f := range t {
				if f.Unit == row.ID && f.Column == c.name {
					if cell = f.Found; f.Kind == findingBegun {
						cell = "..."
					}
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		units.Rows = append(units.Rows, row)
	}
	legend := show.Table{Title: "what is measured", Columns: []string{"column", "is"}}
	for _, c := range columns {
		row := show.Row{ID: c.name, Cells: []string{c.name, c.about}}
		if n := len(t); n > 0 && t[n-1].Column == c.name {
			row.Class = show.Current
		}
		legend.Rows = append(legend.Rows, row)
	}
	return show.Scene{Panels: []show.Panel{units, legend}}
}

// line says a finding in words.
func (f Finding) line() string {
	switch f.Kind {
	case findingBegun:
		return f.Unit + ", " + f.Column + ": being measured"
	case findingPassed:
		return f.Found
	}
	return f.Unit + ", " + f.Column + ": " + f.Found
}

// caption has the figures too that the table has no room for.
func (f Finding) caption() string {
	text := f.line()
	switch m := f.Memory; {
	case f.Want > 0:
		text += fmt.Sprintf(". %d increments without a lock, and the counter says %d", f.Want, f.Got)
		if f.Want == f.Got && f.Unit != concurrency.KindCoroutine.String() {
			text += ": luck"
		}
	case m != nil && m.PSS > 0:
		text += fmt.Sprintf(", if pages that are shared are divided; %s if they are not", size(m.RSS))
	case m != nil && m.RSS > 0:
		text += fmt.Sprintf(" as the runtime counts, and %s of the system's", size(m.RSS))
	}
	return text
}
