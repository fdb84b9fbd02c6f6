package show

// Cells is a row of equal cells: a buffer, a memory pool, a ring.
type Cells struct {
	Title string `json:"title,omitempty"` // heads the panel; "" for none
	Ring  bool   `json:"ring,omitempty"`  // the last cell is followed by the first
	Cells []Cell `json:"cells"`           // in order
}

// Cell is one place in [Cells].
type Cell struct {
	ID    string `json:"id"`              // stable and unique within the panel
	Label string `json:"label,omitempty"` // what it holds; empty for nothing
	Mark  string `json:"mark,omitempty"`  // what points at it, such as "head"
	Class Class  `json:"class"`           // how it fares
}

func (Cells) kind() string { return "cells" }

func (c Cells) heading() string { return c.Title }

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

// inner are the texts of the cells, marker first.
func (c Cells) inner() []string {
	out := make([]string, len(c.Cells))
	for i, cell := range c.Cells {
		out[i] = marked(cell.Class, oneLine(cell.Label))
	}
	return out
}

// boxWidth is the width of a boxed cell that holds any label and carries any mark.
func (c Cells) boxWidth(cols int) int {
	w := widest(c.inner()) + 3
	for _, cell := range c.Cells {
		w = max(w, textWidth(oneLine(cell.Mark))+1)
	}
	return min(w, max(4, cols))
}

// marksRow is 1 when any cell carries a mark, which is then written above it.
func (c Cells) marksRow() int {
	for _, cell := range c.Cells {
		if cell.Mark != "" {
			return 1
		}
	}
	return 0
}

func (c Cells) measure(room Size) Size {
	w, n := c.boxWidth(room.Cols), len(c.Cells)
	if c.ringFits(room) {
		top := (n + 1) / 2
		return Size{Cols: top*(w+ringGap) - ringGap, Rows: 7 + 2*c.marksRow()}
	}
	perRow := max(1, (room.Cols-1)/(w-1))
	lines := (n + perRow - 1) / perRow
	return Size{Cols: min(n, perRow)*(w-1) + 1, Rows: lines * (3 + c.marksRow())}
}

// place draws the cells as large as the room allows: boxes, then brackets, then
// one character each.
func (c Cells) place(room Size) canvas {
	w := c.boxWidth(room.Cols)
	switch {
	case len(c.Cells) == 0:
		var out canvas
		out.say(0, 0, room.Cols, "empty", Muted, Faint)
		return out
	case c.ringFits(room):
		return c.placeRing(room, w)
	case c.fits(room, (room.Cols-1)/max(1, w-1), 3+c.marksRow()):
		return c.placeBoxes(room, w)
	case c.fits(room, room.Cols/(c.bracketWidth()+1), 1):
		return c.placeBrackets(room)
	}
	return c.placeMarkers(room)
}

// fits reports whether all cells have room, perRow on a line of some rows.
func (c Cells) fits(room Size, perRow, rows int) bool {
	return perRow > 0 && (len(c.Cells)+perRow-1)/perRow*rows <= room.Rows
}

func (c Cells) placeBoxes(room Size, w int) canvas {
	var out canvas
	perRow := (room.Cols - 1) / (w - 1)
	for i, cell := range c.Cells {
		x, y := i%perRow*(w-1), i/perRow*(3+c.marksRow())
		if cell.Mark != "" {
			out.say(x+1, y, w-1, cell.Mark, cell.Class, Faint)
		}
		out.cell(cell, x, y+c.marksRow(), w)
	}
	return out
}

// cell draws one boxed cell.
func (c *canvas) cell(cell Cell, x, y, w int) {
	c.box(Box{ID: cell.ID, X: x, Y: y, W: w, H: 3, Class: cell.Class})
	c.say(x+1, y+1, w-2, marked(cell.Class, cell.Label), cell.Class, Even)
}

// bracketWidth is the width of "[>label:mark]".
func (c Cells) bracketWidth() int {
	w := 0
	for _, cell := range c.Cells {
		w = max(w, textWidth(bracketText(cell))+2)
	}
	return w
}

func bracketText(cell Cell) string {
	s := marked(cell.Class, oneLine(cell.Label))
	if cell.Mark != "" {
		s += ":" + oneLine(cell.Mark)
	}
	return s
}

func (c Cells) placeBrackets(room Size) canvas {
	var out canvas
	w := c.bracketWidth()
	perRow := room.Cols / (w + 1)
	for i, cell := range c.Cells {
		x, y := i%perRow*(w+1), i/perRow
		out.box(Box{ID: cell.ID, X: x, Y: y, W: w, H: 1, Kind: Pill, Class: cell.Class})
		out.say(x+1, y, w-2, bracketText(cell), cell.Class, Even)
	}
	return out
}

// placeMarkers gives each cell one character: its class's marker, or "#" for a
// normal cell that holds something and "-" for one that does not.
func (c Cells) placeMarkers(room Size) canvas {
	var out canvas
	rows := (len(c.Cells) + room.Cols - 1) / room.Cols
	drawn := len(c.Cells)
	if rows > room.Rows {
		rows = room.Rows - 1
		drawn = rows * room.Cols
		out.more(0, rows, room.Cols, len(c.Cells)-drawn, "cell")
	}
	for i, cell := range c.Cells[:drawn] {
		char := string(cell.Class.Marker())
		if cell.Class == Normal {
			char = "-"
			if cell.Label != "" {
				char = "#"
			}
		}
		out.say(i%room.Cols, i/room.Cols, 1, char, cell.Class, Even)
	}
	return out
}
