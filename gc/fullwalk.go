package gc

// The full collection nobody watches. When all generations are examined at once,
// a reference from outside the set comes from a root (roots.go), and the heap
// knows its roots: the counts need not be copied and subtracted to find out which
// objects have one. What is left of trial deletion is its walk, and that is kept
// step by step, because the order the walk leaves behind can be seen by later
// finalizers: first along the list, then along those that come back.
//
// Two bits an object are all it needs: "marked", a reference from something alive
// is known; "passed", the walk came by before that. They fit the processor's second
// cache for millions of objects, so that following a reference costs no trip to
// memory, and where the objects of a graph lie hardly matters. The objects
// themselves are read in list order or through the queue, both of which the
// processor can see far ahead.
//
// TestSilentCollectionsEqualTold holds it against the walk with counts.

// findFromRoots does what findByTrial does for Old when it is all there is.
func (h *Heap) findFromRoots(to ListID) {
	h.visited += uint64(h.size(Old))
	h.startMarks()
	h.seedRoots()
	l := walked{queue: h.gcRefs[:0]} // not needed here otherwise, and as long as there are objects
	h.walkList(&l)
	if l.passed == 0 {
		h.settle(h.lists[to].items[:0], to)
		return
	}
	h.partMarks()
	h.walkQueue(&l)
	h.takePassed(&l, to)
	clear(l.queue)
}

// walked is how far a walk has come.
type walked struct {
	passed      int      // objects it passed by
	queue       []uint32 // of them, those that came back
	first, last int      // places of the first and last object that stayed
}

// bitmap is one bit an object, by index.
type bitmap []uint64

func (b bitmap) has(x uint32) bool { return b[x>>6]>>(x&63)&1 != 0 }
func (b bitmap) set(x uint32)      { b[x>>6] |= 1 << (x & 63) }

// cleared is an empty bitmap of n words.
func (b bitmap) cleared(n int) bitmap {
	if cap(b) < n {
		return make(bitmap, n, n+n/4)
	}
	b = b[:n]
	clear(b)
	return b
}

// startMarks clears the bitmaps. Index 0, the empty slot, counts as reached.
func (h *Heap) startMarks() {
	n := (len(h.heads) + 63) / 64
	h.marks, h.passed = h.marks.cleared(n), h.passed.cleared(n)
	h.marks.set(0)
}

// seedRoots marks what roots refer to, but for the objects the program holds,
// which tell that themselves, and the edges of objects outside the generations.
func (h *Heap) seedRoots() {
	for _, f := range h.frames {
		for _, v := range f.vars {
			h.marks.set(v.x)
		}
	}
	for _, x := range h.pins {
		h.marks.set(x)
	}
	for _, x := range h.garbage {
		h.marks.set(x)
	}
	for _, x := range h.lists[Permanent].items {
		h.seedEdges(x)
	}
	// What objects on their way out still refer to is not theirs to lose yet.
	for _, d := range h.stack {
		h.seedEdges(d.x)
	}
	for _, d := range h.trash {
		h.seedEdges(d.x)
	}
}

func (h *Heap) seedEdges(x uint32) {
	for _, t := range h.edges(x) {
		h.marks.set(t)
	}
}

// walkList is the walk along the list.
func (h *Heap) walkList(l *walked) {
	marks, passed := h.marks, h.passed[:len(h.marks)]
	queue, passedBy := l.queue, 0
	heads, words := h.heads, h.words.words
	extents := h.extents[:len(heads)]
	first, last := len(h.line.items), 0
	for r, x := range h.line.items {
		w, b := x>>6, uint64(1)<<(x&63)
		if marks[w]&b == 0 {
			if heads[x].held == 0 {
				passed[w] |= b
				passedBy++
				continue
			}
			marks[w] |= b
		}
		first, last = min(first, r), r
		e := extents[x]
		if e.isOutside() {
			edges := words[e[0] : e[0]+e.size()]
			if e.backwards() {
				queue = reachBackwards(edges, marks, passed, queue)
			} else {
				queue = reach(edges, marks, passed, queue)
			}
			continue
		}
		w, b = e[0]>>6, uint64(1)<<(e[0]&63)
		if m := marks[w]; m&b == 0 {
			marks[w] = m | b
			if passed[w]&b != 0 {
				queue = append(queue, e[0])
			}
		}
		w, b = e[1]>>6, uint64(1)<<(e[1]&63)
		if m := marks[w]; m&b == 0 {
			marks[w] = m | b
			if passed[w]&b != 0 {
				queue = append(queue, e[1])
			}
		}
	}
	l.passed, l.queue, l.first, l.last = passedBy, queue, first, last
}

// partMarks makes of the bits what matters after the walk along the list: marked are
// those that stay in their places, passed those not known to be alive.
func (h *Heap) partMarks() {
	marks, passed := h.marks, h.passed[:len(h.marks)]
	for w, m := range marks {
		p := passed[w]
		marks[w], passed[w] = m&^p, p&^m
	}
}

// walkQueue is the walk along those that came back, which stand behind those that
// stayed.
func (h *Heap) walkQueue(l *walked) {
	passed, queue := h.passed, l.queue
	extents, places, words := h.extents, h.pos, h.words.words
	pos := uint32(h.size(Old) - l.passed)
	var batch [ahead]extent
	for i := 0; i < len(queue); {
		n := min(len(queue)-i, ahead)
		for j, x := range queue[i : i+n] {
			batch[j] = extents[x]
			places[x] = pos
			pos++
		}
		i += n
		for j := range batch[:n] {
			e := batch[j]
			if !e.isOutside() {
				w, b := e[0]>>6, uint64(1)<<(e[0]&63)
				if p := passed[w]; p&b != 0 {
					passed[w] = p &^ b
					queue = append(queue, e[0])
				}
				w, b = e[1]>>6, uint64(1)<<(e[1]&63)
				if p := passed[w]; p&b != 0 {
					passed[w] = p &^ b
					queue = append(queue, e[1])
				}
				continue
			}
			edges := words[e[0] : e[0]+e.size()]
			if e.backwards() {
				queue = comeBackwards(edges, passed, queue)
			} else {
				queue = come(edges, passed, queue)
			}
		}
	}
	l.queue = queue
}

// ahead is how many objects are looked up together, so that the processor waits
// for the memory of all of them at once.
const ahead = 32

// reach marks what the edges lead to; what was passed by joins the queue.
func reach(edges []uint32, marks, passed bitmap, queue []uint32) []uint32 {
	for _, t := range edges {
		if marks.has(t) {
			continue
		}
		marks.set(t)
		if passed.has(t) {
			queue = append(queue, t)
		}
	}
	return queue
}

func reachBackwards(edges []uint32, marks, passed bitmap, queue []uint32) []uint32 {
	for i := len(edges) - 1; i >= 0; i-- {
		t := edges[i]
		if marks.has(t) {
			continue
		}
		marks.set(t)
		if passed.has(t) {
			queue = append(queue, t)
		}
	}
	return queue
}

// come is reach after partMarks.
func come(edges []uint32, passed bitmap, queue []uint32) []uint32 {
	for _, t := range edges {
		if passed.has(t) {
			passed[t>>6] &^= 1 << (t & 63)
			queue = append(queue, t)
		}
	}
	return queue
}

func comeBackwards(edges []uint32, passed bitmap, queue []uint32) []uint32 {
	for i := len(edges) - 1; i >= 0; i-- {
		if t := edges[i]; passed.has(t) {
			passed[t>>6] &^= 1 << (t & 63)
			queue = append(queue, t)
		}
	}
	return queue
}

// takePassed takes the passed off the list: those that came back go behind those
// that stayed, the rest is list to.
func (h *Heap) takePassed(l *walked, to ListID) {
	items, out := h.line.items, h.lists[to].items[:0]
	if n := l.passed - len(l.queue); n > 0 {
		out = room(out, n)[:n]
		i, passed := 0, h.passed
		for _, x := range items {
			if passed.has(x) {
				out[i] = x
				i++
			}
		}
	}
	w := 0
	for r := l.first; r <= l.last; r++ {
		if x := items[r]; x != 0 && h.marks.has(x) {
			if w != r {
				items[w] = x
				h.pos[x] = uint32(w)
			}
			w++
		}
	}
	w += copy(items[w:], l.queue)
	h.cut(Old, w, w)
	h.settle(out, to)
}
