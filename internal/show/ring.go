package show

// ringGap is how many columns lie between two cells of a ring, arrow included.
const ringGap = 4

// ringFits reports whether the cells can be drawn as a loop: the first half on
// top from left to right, the rest below from right to left.
func (c Cells) ringFits(room Size) bool {
	n := len(c.Cells)
	if !c.Ring || n < 3 || n > 64 {
		return false
	}
	top := (n + 1) / 2
	rows := 7 + 2*c.marksRow()
	return top*(c.boxWidth(room.Cols)+ringGap)-ringGap <= room.Cols && (room.Rows == 0 || rows <= room.Rows)
}

func (c Cells) placeRing(room Size, w int) canvas {
	var out canvas
	n := len(c.Cells)
	top := (n + 1) / 2
	upper := c.marksRow()
	lower := upper + 4
	at := func(i int) Point {
		if i < top {
			return Point{i * (w + ringGap), upper}
		}
		// An odd ring has one cell fewer below; its row ends one place short.
		return Point{(top - 1 - (i - top)) * (w + ringGap), lower}
	}
	for i, cell := range c.Cells {
		p := at(i)
		out.cell(cell, p.X, p.Y, w)
		if cell.Mark != "" {
			y := p.Y - 1
			if i >= top {
				y = p.Y + 3
			}
			out.say(p.X+1, y, w+ringGap-2, cell.Mark, cell.Class, Faint)
		}
		out.wires = append(out.wires, ringWire(p, at((i+1)%n), w))
	}
	return out
}

// ringWire joins a cell to the next one.
func ringWire(a, b Point, w int) Wire {
	wire := Wire{Arrow: true, Class: Muted}
	middle := w / 2
	switch {
	case a.Y == b.Y && a.X < b.X:
		wire.Points = []Point{{a.X + w - 1, a.Y + 1}, {b.X, b.Y + 1}}
	case a.Y == b.Y:
		wire.Points = []Point{{a.X, a.Y + 1}, {b.X + w - 1, b.Y + 1}}
	case a.X == b.X && a.Y < b.Y:
		wire.Points = []Point{{a.X + middle, a.Y + 2}, {b.X + middle, b.Y}}
	case a.X == b.X:
		wire.Points = []Point{{a.X + middle, a.Y}, {b.X + middle, b.Y + 2}}
	default: // an odd ring turns back through the place that is missing below
		wire.Points = []Point{{a.X, a.Y + 1}, {b.X + middle, a.Y + 1}, {b.X + middle, b.Y + 2}}
	}
	return wire
}
