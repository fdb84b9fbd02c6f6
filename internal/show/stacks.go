package show

// Stacks are lanes side by side, each a pile that stands on its name.

// stackWidth is the width of a pile: the widest entry or name of all.
func (l Lanes) stackWidth(cols int) int {
	w := 4
	for _, lane := range l.Lanes {
		w = max(w, textWidth(oneLine(or(lane.Label, lane.ID)))+1)
		for _, it := range lane.Items {
			w = max(w, textWidth(oneLine(or(it.Label, it.ID)))+3)
		}
	}
	return min(w, max(4, cols))
}

func (l Lanes) measureStacks(room Size) Size {
	w, tallest := l.stackWidth(room.Cols), 1
	for _, lane := range l.Lanes {
		tallest = max(tallest, len(lane.Items))
	}
	perRow := max(1, (room.Cols+2)/(w+2))
	return Size{Cols: min(room.Cols, min(perRow, max(1, len(l.Lanes)))*(w+2)-2), Rows: tallest + 2}
}

// placeStacks draws the piles bottom up. A pile too high loses its lowest
// entries, a row of piles too long its last piles; both are counted.
func (l Lanes) placeStacks(room Size) canvas {
	var out canvas
	w := l.stackWidth(room.Cols)
	perRow := max(1, (room.Cols+2)/(w+2))
	ground := room.Rows - 2
	for i, lane := range l.Lanes {
		x := i % perRow * (w + 2)
		if i == perRow-1 && len(l.Lanes) > perRow {
			out.more(x, ground+1, room.Cols-x, len(l.Lanes)-i, "stack")
			break
		}
		out.rule(x, ground, w)
		out.say(x, ground+1, w, marked(lane.Class, or(lane.Label, lane.ID)), lane.Class, Even)
		y := ground - 1
		items := lane.Items
		if hidden := len(items) - ground; hidden > 0 {
			items = items[min(len(items), hidden+1):]
			out.more(x+1, y, w-1, min(len(lane.Items), hidden+1), "item")
			y--
		}
		for _, it := range items {
			out.box(Box{ID: it.ID, X: x, Y: y, W: w, H: 1, Kind: Pill, Class: it.Class})
			out.say(x+1, y, w-2, marked(it.Class, oneLine(or(it.Label, it.ID))), it.Class, Even)
			y--
		}
	}
	return out
}
