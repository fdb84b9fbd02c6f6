package show

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// Layout gives every part of a scene its place in size. It is the only place
// where positions come from, and it is deterministic: the same scene and size
// give the same picture. Nothing overlaps or leaves the size; what does not fit
// is counted in a "+N more" note. A size without rows gets as many as it takes.
//
// The title is on top, the caption at the foot, the panels between them in
// reading order: beside each other where they fit, on shelves one under the
// other where they do not.
func Layout(scene Scene, size Size) Picture {
	size.Cols = max(1, size.Cols)
	pic := Picture{Title: oneLine(scene.Title), Size: size}
	var all canvas
	top := 0
	if scene.Title != "" {
		all.say(0, 0, size.Cols, scene.Title, Normal, Strong)
		top = 1
		if size.Rows == 0 || size.Rows > 16 {
			top = 2
		}
	}
	lines, foot := captionRows(scene.Caption, size)
	body := Size{Cols: size.Cols}
	if size.Rows > 0 {
		body.Rows = max(1, size.Rows-top-foot)
	}
	used := placePanels(&all, scene.Panels, top, body)
	if size.Rows == 0 {
		pic.Size.Rows = max(1, top+used+foot)
	}
	for i, line := range lines {
		all.say(0, pic.Size.Rows-foot+1+i, size.Cols, line, Normal, Even)
	}
	all.clip(pic.Size)
	pic.Boxes, pic.Wires, pic.Words = all.boxes, all.wires, all.words
	return pic
}

// captionRows wraps the caption and says how many rows the foot takes, a blank
// one before it included. Where rows are scarce the foot has two lines whatever
// the caption, so that the picture above does not jump from step to step; a
// longer caption may take up to a third of the rows.
func captionRows(caption string, size Size) ([]string, int) {
	lines := wrap(caption, size.Cols)
	if size.Rows == 0 {
		if len(lines) == 0 {
			return nil, 0
		}
		return lines, len(lines) + 1
	}
	if size.Rows < 6 {
		return nil, 0
	}
	most := max(2, size.Rows/3)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = cut(lines[most-1]+"  ", size.Cols-1) + "~"
	}
	return lines, max(2, len(lines)) + 1
}

// shelf is panels side by side.
type shelf struct {
	panels []Panel
	sizes  []Size // with the heading's row
	rows   int
}

// shelfGap is how many columns lie between two panels on a shelf.
const shelfGap = 3

// placePanels puts the panels on shelves below row top and returns how many rows
// they take.
func placePanels(all *canvas, panels []Panel, top int, body Size) int {
	shelves := shelve(panels, body)
	gap := 1
	rows := make([]int, len(shelves))
	total := 0
	for i, s := range shelves {
		rows[i] = s.rows
		total += s.rows
	}
	if body.Rows > 0 && total+gap*(len(shelves)-1) > body.Rows {
		gap = 0
		rows = share(rows, body.Rows)
	}
	y := 0
	for i, s := range shelves {
		if rows[i] < 2 {
			all.more(0, top+y, body.Cols, len(shelves)-i, "panel row")
			return y + 1
		}
		s.place(all, top+y, Size{Cols: body.Cols, Rows: rows[i]})
		y += rows[i] + gap
	}
	return max(0, y-gap)
}

// shelve fills shelves in reading order.
func shelve(panels []Panel, body Size) []shelf {
	var shelves []shelf
	x := 0
	for _, p := range panels {
		want := p.measure(body)
		want.Cols = min(body.Cols, max(want.Cols, textWidth(oneLine(p.heading()))+2))
		if p.heading() != "" {
			want.Rows++
		}
		if len(shelves) == 0 || x+shelfGap+want.Cols > body.Cols {
			shelves, x = append(shelves, shelf{}), -shelfGap
		}
		s := &shelves[len(shelves)-1]
		s.panels, s.sizes = append(s.panels, p), append(s.sizes, want)
		s.rows = max(s.rows, want.Rows, 2)
		x += shelfGap + want.Cols
	}
	return shelves
}

// share cuts wants down to total: small wants are met, big ones get equal parts
// of the rest. Where not even two rows are left for each, the last get none.
func share(wants []int, total int) []int {
	out := make([]int, len(wants))
	done := make([]bool, len(wants))
	left, open := total, len(wants)
	for open > 0 {
		part, met := left/open, false
		for i, want := range wants {
			if !done[i] && want <= part {
				out[i], done[i], met = want, true, true
				left -= want
				open--
			}
		}
		if met {
			continue
		}
		for i := range wants {
			if !done[i] {
				out[i] = min(left, max(2, left/open))
				left -= out[i]
				open--
			}
		}
		break
	}
	return out
}

// place draws a shelf's panels. Columns that are left over go to the last graph,
// whose arrows can use them.
func (s shelf) place(all *canvas, y int, room Size) {
	spare := room.Cols + shelfGap
	for _, size := range s.sizes {
		spare -= size.Cols + shelfGap
	}
	grown := len(s.panels) - 1
	for i, p := range s.panels {
		if _, ok := p.(Graph); ok {
			grown = i
		}
	}
	x := 0
	for i, p := range s.panels {
		box := Size{Cols: s.sizes[i].Cols, Rows: room.Rows}
		if i == grown {
			box.Cols += spare
		}
		dy := 0
		if title := oneLine(p.heading()); title != "" {
			title = cut(title, box.Cols)
			all.say(x, y, box.Cols, title, Normal, Strong)
			at := textWidth(title) + 1
			all.rule(x+at, y, box.Cols-at)
			dy = 1
			box.Rows--
		}
		part := p.place(box)
		part.clip(box)
		all.add(part, x, y+dy)
		x += box.Cols + shelfGap
	}
}
