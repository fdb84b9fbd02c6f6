package show

import "strings"

// Code is source text with the line that runs.
type Code struct {
	Title   string   `json:"title,omitempty"`   // heads the panel; "" for none
	Lines   []string `json:"lines"`             // without line breaks; tabs are four blanks
	First   int      `json:"first,omitempty"`   // number of Lines[0]; 0 means 1
	Current int      `json:"current,omitempty"` // number of the line that runs; 0 for none
}

func (Code) kind() string { return "code" }

func (c Code) heading() string { return c.Title }

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

// rows are the lines as drawn: marker, number, text with tabs made four blanks.
func (c Code) rows() []string {
	first := max(1, c.First)
	width := len(itoa(first + len(c.Lines) - 1))
	out := make([]string, len(c.Lines))
	for i, s := range c.Lines {
		n := itoa(first + i)
		out[i] = marked(c.class(i), strings.Repeat(" ", width-len(n))+n+"  "+oneLine(strings.ReplaceAll(s, "\t", "    ")))
	}
	return out
}

// class is how line i is shown.
func (c Code) class(i int) Class {
	if max(1, c.First)+i == c.Current {
		return Current
	}
	return Normal
}

func (c Code) measure(room Size) Size {
	rows := c.rows()
	return Size{Cols: min(room.Cols, widest(rows)), Rows: len(rows)}
}

// place draws a window of the lines with the current one in it.
func (c Code) place(room Size) canvas {
	var out canvas
	rows := c.rows()
	from := 0
	if len(rows) > room.Rows {
		current := max(0, c.Current-max(1, c.First))
		from = max(0, min(current-room.Rows/2, len(rows)-room.Rows))
	}
	for y := 0; y < room.Rows && from+y < len(rows); y++ {
		i := from + y
		switch {
		case y == 0 && from > 0 && c.class(i) != Current:
			out.more(2, y, room.Cols-2, from+1, "line")
		case y == room.Rows-1 && i < len(rows)-1 && c.class(i) != Current:
			out.more(2, y, room.Cols-2, len(rows)-i, "line")
		default:
			out.say(0, y, room.Cols, rows[i], c.class(i), Even)
		}
	}
	return out
}
