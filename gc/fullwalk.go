package gc

// The full collection nobody watches. When all generations are examined at once,
// a reference from outside the set comes from a root (roots.go), and the heap
// knows its roots: the counts need not be copied and subtracted to find out which
// objects have one. What is left of trial deletion is its walk, and that is kept
// step by step, because the order the walk leaves behind can be seen by later
// finalizers: first along the list, then along those that come back.
//
// Two flags an object are all it needs: "marked", a reference from something alive
// is known; "passed", the walk came by before that. They fit the processor's second
// cache for a million objects, so that following a reference costs no trip to
// memory, and where the objects of a graph lie hardly matters. The objects
// themselves are read in list order or through the queue, both of which the
// processor can see far ahead. A byte holds the two: bits of two maps take more
// instructions, and with them a third more time for a million objects. Only in heaps
// of more than four million do they win, when edges lead anywhere at random.
//
// TestSilentCollectionsEqualTold holds it against the walk with counts.

// findFromRoots does what findByTrial does for Old when it is all there is.
func (h *Heap) findFromRoots(to ListID) {
	h.visited += uint64(h.size(Old))
	h.startFlags()
	h.seedRoots()
	l := walked{queue: h.gcRefs[:0]} // not needed here otherwise, and as long as there are objects
	h.walkList(&l)
	if l.passed == 0 {
		h.settle(h.lists[to].items[:0], to)
		return
	}
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

// startMarks clears the bitmap. Index 0, the empty slot, counts as marked.
func (h *Heap) startMarks() {
	h.marks = h.marks.cleared((len(h.heads) + 63) / 64)
	h.marks.set(0)
}

// walkFlags are what is known of an object on a walk.
type walkFlags uint8

const (
	marked walkFlags         = 1 << iota // something alive refers to it
	passed                               // the walk along the list came by when that was not known
	back   = passed | marked             // it has joined the queue
)

// startFlags clears the flags. Index 0, the empty slot, counts as marked.
func (h *Heap) startFlags() {
	n := len(h.heads)
	if cap(h.flags) < n {
		h.flags = make([]walkFlags, n, n+n/4)
	}
	h.flags = h.flags[:n]
	clear(h.flags)
	h.flags[0] = marked
}

// seedRoots marks what roots refer to, but for the objects the program holds,
// which tell that themselves, and the edges of objects outside the generations.
func (h *Heap) seedRoots() {
	for _, f := range h.frames {
		for _, v := range f.vars {
			h.flags[v.x] = marked
		}
	}
	for _, x := range h.pins {
		h.flags[x] = marked
	}
	for _, x := range h.garbage {
		h.flags[x] = marked
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
		h.flags[t] = marked
	}
}

// walkList is the walk along the list.
func (h *Heap) walkList(l *walked) {
	flags, words := h.flags, h.words.words
	heads, extents := h.heads[:len(flags)], h.extents[:len(flags)]
	queue, passedBy := l.queue, 0
	first, last := len(h.line.items), 0
	for r, x := range h.line.items {
		if flags[x] == 0 {
			if heads[x].held == 0 {
				flags[x] = passed
				passedBy++
				continue
			}
			flags[x] = marked
		}
		first, last = min(first, r), r
		e := extents[x]
		if e.isOutside() {
			edges := words[e[0] : e[0]+e.size()]
			if e.backwards() {
				queue = reachBackwards(edges, flags, queue)
			} else {
				queue = reach(edges, flags, queue)
			}
			continue
		}
		if f := flags[e[0]]; f&marked == 0 {
			flags[e[0]] = f | marked
			if f != 0 {
				queue = append(queue, e[0])
			}
		}
		if f := flags[e[1]]; f&marked == 0 {
			flags[e[1]] = f | marked
			if f != 0 {
				queue = append(queue, e[1])
			}
		}
	}
	l.passed, l.queue, l.first, l.last = passedBy, queue, first, last
}

// walkQueue is the walk along those that came back, which stand behind those that
// stayed.
func (h *Heap) walkQueue(l *walked) {
	flags, queue := h.flags, l.queue
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
			if e.isOutside() {
				edges := words[e[0] : e[0]+e.size()]
				if e.backwards() {
					queue = reachBackwards(edges, flags, queue)
				} else {
					queue = reach(edges, flags, queue)
				}
				continue
			}
			if flags[e[0]] == passed {
				flags[e[0]] = back
				queue = append(queue, e[0])
			}
			if flags[e[1]] == passed {
				flags[e[1]] = back
				queue = append(queue, e[1])
			}
		}
	}
	l.queue = queue
}

// ahead is how many objects are looked up together, so that the processor waits
// for the memory of all of them at once.
const ahead = 32

// reach marks what the edges lead to; what was passed by joins the queue.
func reach(edges []uint32, flags []walkFlags, queue []uint32) []uint32 {
	for _, t := range edges {
		if f := flags[t]; f&marked == 0 {
			flags[t] = f | marked
			if f != 0 {
				queue = append(queue, t)
			}
		}
	}
	return queue
}

func reachBackwards(edges []uint32, flags []walkFlags, queue []uint32) []uint32 {
	for i := len(edges) - 1; i >= 0; i-- {
		t := edges[i]
		if f := flags[t]; f&marked == 0 {
			flags[t] = f | marked
			if f != 0 {
				queue = append(queue, t)
			}
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
		i, flags := 0, h.flags
		for _, x := range items {
			if flags[x] == passed {
				out[i] = x
				i++
			}
		}
	}
	w := 0
	for r := l.first; r <= l.last; r++ {
		if x := items[r]; x != 0 && h.flags[x] == marked {
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
