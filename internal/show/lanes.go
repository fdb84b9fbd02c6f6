package show

import (
	"fmt"
	"strings"
)

// Lanes is things side by side that each have a life of their own: tasks on a
// time axis, or stacks of entries.
type Lanes struct {
	Title   string `json:"title,omitempty"`   // heads the panel; "" for none
	Stacked bool   `json:"stacked,omitempty"` // entries are piled, the last one on top; Start and End are not used
	Lanes   []Lane `json:"lanes"`             // from top to bottom, or from left to right when stacked
	Now     int    `json:"now,omitempty"`     // the moment to mark on the time axis when positive
}

// Lane is one line of a timeline or one stack.
type Lane struct {
	ID    string `json:"id"`              // stable and unique within the panel
	Label string `json:"label,omitempty"` // the ID when empty
	Items []Item `json:"items"`           // by start, or bottom first when stacked
	Class Class  `json:"class"`           // of the name
}

// Item is a span [Start, End) of a timeline in whole units the topic chooses, or
// an entry of a stack.
type Item struct {
	ID    string `json:"id"`              // stable and unique within the panel
	Label string `json:"label,omitempty"` // what is written; the ID for a stack entry without one
	Start int    `json:"start,omitempty"` // first unit of the span
	End   int    `json:"end,omitempty"`   // not before Start; an empty span is drawn as one mark
	Class Class  `json:"class"`           // how it fares
}

func (Lanes) kind() string { return "lanes" }

func (l Lanes) heading() string { return l.Title }

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

func (l Lanes) measure(room Size) Size {
	if l.Stacked {
		return l.measureStacks(room)
	}
	from, to := l.span()
	cols := l.labelWidth(room.Cols) + 2 + max(24, (to-from)*l.unit())
	return Size{Cols: min(room.Cols, cols), Rows: len(l.Lanes) + 1 + l.nowRow()}
}

func (l Lanes) place(room Size) canvas {
	if l.Stacked {
		return l.placeStacks(room)
	}
	return l.placeTimes(room)
}

// span is the time from the first start to the last end.
func (l Lanes) span() (from, to int) {
	first := true
	for _, lane := range l.Lanes {
		for _, it := range lane.Items {
			if first {
				from, to, first = it.Start, it.End, false
			}
			from, to = min(from, it.Start), max(to, it.End, it.Start+1)
		}
	}
	if l.Now > 0 {
		from, to = min(from, l.Now), max(to, l.Now)
	}
	return from, max(to, from+1)
}

// unit is how many columns a unit of time likes to have: enough for the labels
// of most spans, within reason.
func (l Lanes) unit() int {
	unit := 1
	for _, lane := range l.Lanes {
		for _, it := range lane.Items {
			long := max(1, it.End-it.Start)
			unit = max(unit, (textWidth(oneLine(it.Label))+3+long-1)/long)
		}
	}
	return min(unit, 6)
}

// labelWidth is the width of the lanes' names, at most a third of the room.
func (l Lanes) labelWidth(cols int) int {
	w := 1
	for _, lane := range l.Lanes {
		w = max(w, 1+textWidth(oneLine(or(lane.Label, lane.ID))))
	}
	return min(w, max(1, cols/3))
}

func (l Lanes) nowRow() int {
	if l.Now > 0 {
		return 1
	}
	return 0
}

// clock turns moments into columns.
type clock struct{ from, to, left, cols int }

func (k clock) column(t int) int {
	units := k.to - k.from
	if per := min(k.cols/units, 12); per > 0 {
		return k.left + (t-k.from)*per
	}
	return k.left + (t-k.from)*k.cols/units
}

// placeTimes draws the axis on top, a lane a row, and the present as a line
// through them.
func (l Lanes) placeTimes(room Size) canvas {
	var out canvas
	names := l.labelWidth(room.Cols)
	from, to := l.span()
	k := clock{from: from, to: to, left: names + 1, cols: max(1, room.Cols-names-2)}
	l.axis(&out, k, room.Cols)
	lanes, left := head(l.Lanes, room.Rows-1-l.nowRow())
	y := 1
	for _, lane := range lanes {
		hidden := l.lane(&out, lane, k, y, room.Cols)
		name := oneLine(or(lane.Label, lane.ID))
		if hidden > 0 {
			name = "+" + itoa(hidden) + " " + name
		}
		out.say(0, y, names, marked(lane.Class, name), lane.Class, Even)
		y++
	}
	if left > 0 {
		out.more(1, y, room.Cols-1, left, "lane")
		y++
	}
	if l.Now > 0 && y < room.Rows {
		x := min(k.column(l.Now), room.Cols-1)
		out.wires = append(out.wires, Wire{Points: []Point{{x, 1}, {x, y - 1}}, Class: Current})
		label := "now " + itoa(l.Now)
		out.say(max(0, min(x, room.Cols-len(label))), y, room.Cols, label, Current, Even)
	}
	return out
}

// axis writes the numbers of the time axis at round distances.
func (l Lanes) axis(out *canvas, k clock, cols int) {
	every := 1
	for _, next := range []int{2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000} {
		if k.column(k.from+every)-k.left >= len(itoa(k.to))+2 {
			break
		}
		every = next
	}
	end := 0
	for t := k.from; t <= k.to; t += every {
		x, label := k.column(t), itoa(t)
		if x >= end && x+len(label) <= cols {
			out.say(x, 0, len(label), label, Muted, Faint)
			end = x + len(label) + 1
		}
	}
}

// lane draws the spans of a lane and returns how many had no column left.
func (l Lanes) lane(out *canvas, lane Lane, k clock, y, cols int) (hidden int) {
	free := k.left
	for _, it := range lane.Items {
		x := max(free, k.column(it.Start))
		end := min(cols, max(x+1, k.column(it.End)))
		if x >= end {
			hidden++
			continue
		}
		free = end
		if end-x < 3 {
			mark := strings.ReplaceAll(marked(it.Class, ""), " ", "|")
			out.say(x, y, 1, mark, it.Class, Even)
			continue
		}
		out.box(Box{ID: it.ID, X: x, Y: y, W: end - x, H: 1, Kind: Bar, Class: it.Class})
		label := strings.TrimRight(marked(it.Class, oneLine(it.Label)), " ")
		if end-x-2 < min(4, textWidth(label)) {
			label = strings.TrimSpace(marked(it.Class, "")) // a stump of a word says nothing
		}
		out.say(x+1, y, end-x-2, label, it.Class, Even)
	}
	return hidden
}
