package gc

// The line: all three generations in one vector, the oldest first. A boundary
// parts each from the next, so that a generation grows older by the move of a
// boundary, whatever its size: no survivor is touched.
//
//	Old              Middle      Young
//	┌──────────────┬───────────┬─────────
//	0              middle      young     len
//
// New objects go to the end. The header of an object says that it is on the line
// and where; the generation follows from the place.
type line struct {
	items         []uint32
	middle, young int    // where Middle and Young begin
	live          [4]int // objects, by ListID; of Young, Middle and Old
	lateFor       ListID // where the objects on list late belong
}

// listOf is the list x is on.
func (h *Heap) listOf(x uint32) ListID {
	switch l := h.heads[x].list(); l {
	case Young:
		return h.line.at(h.pos[x])
	case late:
		return h.line.lateFor
	default:
		return l
	}
}

// at is the generation of a place.
func (q *line) at(pos uint32) ListID {
	switch {
	case int(pos) >= q.young:
		return Young
	case int(pos) >= q.middle:
		return Middle
	}
	return Old
}

// bounds are the places of a generation.
func (q *line) bounds(l ListID) (from, to int) {
	switch l {
	case Young:
		return q.young, len(q.items)
	case Middle:
		return q.middle, q.young
	}
	return 0, q.middle
}

// part gives the items of list l, in its order, and the place of the first.
// Objects that are late are not among them.
func (h *Heap) part(l ListID) (items []uint32, base int) {
	if l.generational() {
		from, to := h.line.bounds(l)
		return h.line.items[from:to], from
	}
	return h.lists[l].items, 0
}

// cut drops all but the first n items of list l. A generation must be the last
// one on the line.
func (h *Heap) cut(l ListID, n, live int) {
	if l.generational() {
		from, _ := h.line.bounds(l)
		h.line.setEnd(from + n)
		h.line.live[l] = live
		return
	}
	h.lists[l].items, h.lists[l].live = h.lists[l].items[:n], live
}

// setEnd ends the line at place n.
func (q *line) setEnd(n int) {
	q.items = q.items[:n]
	q.young = min(q.young, n)
	q.middle = min(q.middle, n)
}

// size is the number of objects on list l.
func (h *Heap) size(l ListID) int {
	if !l.generational() {
		return h.lists[l].live
	}
	n := h.line.live[l]
	if l == h.line.lateFor {
		n += h.lists[late].live
	}
	return n
}

// pushYoung puts x, which is on no list, at the end of the youngest generation.
func (h *Heap) pushYoung(x uint32) {
	q := &h.line
	if len(q.items) == cap(q.items) {
		h.compactLine() // there are holes: it has room for more than are alive
	}
	h.pos[x] = uint32(len(q.items))
	h.heads[x].setList(Young)
	q.items = append(q.items, x)
	q.live[Young]++
}

// compactLine closes the holes of the line.
func (h *Heap) compactLine() {
	q := &h.line
	end := 0
	var ends [4]int
	for l := Old; l >= Young; l-- {
		from, to := q.bounds(l)
		part := q.items[from:to]
		if end == from {
			end += h.closeHoles(part, from)
		} else {
			for _, x := range part {
				if x != 0 {
					q.items[end] = x
					h.pos[x] = uint32(end)
					end++
				}
			}
		}
		ends[l] = end
	}
	q.middle, q.young = ends[Old], ends[Middle]
	q.items = q.items[:end]
}

// removeFromLine takes an object off the line.
func (h *Heap) removeFromLine(x uint32) {
	q, pos := &h.line, h.pos[x]
	q.items[pos] = 0
	q.live[q.at(pos)]--
	h.heads[x].setList(Untracked)
	h.trimLine()
}

// trimLine drops the holes at the end.
func (h *Heap) trimLine() {
	q := &h.line
	n := len(q.items)
	if n == 0 || q.items[n-1] != 0 {
		return
	}
	for n > 0 && q.items[n-1] == 0 {
		n--
	}
	q.setEnd(n)
}

// join makes all generations younger than set part of it: behind its own, the
// youngest first (gc_collect_main).
func (h *Heap) join(set ListID) {
	q := &h.line
	if set == Old && q.live[Young] > 0 && q.live[Middle] > 0 {
		h.swapYounger()
	}
	for l := Young; l < set; l++ {
		h.promoted(l, set)
	}
	switch set {
	case Middle:
		q.young = len(q.items)
	case Old:
		q.young, q.middle = len(q.items), len(q.items)
	}
}

// promoted counts the objects of a generation as those of an older one.
func (h *Heap) promoted(from, to ListID) {
	q := &h.line
	n := q.live[from]
	if n == 0 {
		return
	}
	q.live[from] = 0
	q.live[to] += n
	h.tellMerge(from, to)
}

// swapYounger puts Young before Middle on the line.
func (h *Heap) swapYounger() {
	q := &h.line
	part := q.items[q.middle:]
	middle := append(h.queue[:0], part[:q.young-q.middle]...)
	n := copy(part, part[len(middle):])
	copy(part[n:], middle)
	for i, x := range part {
		if x != 0 {
			h.pos[x] = uint32(q.middle + i)
		}
	}
	h.queue = middle[:0]
}

// pushLate puts x, which is on no list, at the end of generation to. While
// younger objects stand behind that end it waits on list late, so that many
// cost no more than one.
func (h *Heap) pushLate(x uint32, to ListID) {
	h.line.lateFor = to
	h.push(late, x)
}

// settleLate puts the objects that wait on list late in their place.
func (h *Heap) settleLate() {
	q, l := &h.line, &h.lists[late]
	if l.live == 0 {
		l.items = l.items[:0]
		return
	}
	n := l.live
	l.items = l.items[:h.closeHoles(l.items, 0)]
	if len(q.items)+n > cap(q.items) {
		h.compactLine()
	}
	_, end := q.bounds(q.lateFor)
	q.items = q.items[:len(q.items)+n]
	copy(q.items[end+n:], q.items[end:])
	copy(q.items[end:], l.items)
	for i, x := range q.items[end:] {
		if x != 0 {
			h.pos[x] = uint32(end + i)
			h.heads[x].setList(Young)
		}
	}
	q.young += n
	if q.lateFor == Old {
		q.middle += n
	}
	q.live[q.lateFor] += n
	l.items, l.live = l.items[:0], 0
}

// promote makes the generation that was collected, the last on the line, part of
// the next older one.
func (q *line) promote(set ListID) {
	if set == Middle {
		q.middle = len(q.items)
	}
	q.young = len(q.items)
}
