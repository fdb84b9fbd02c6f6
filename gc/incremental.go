package gc

// The incremental collector: one collection of everything, cut into steps that
// are run while the program allocates. A step looks at a bounded number of
// objects, so that no allocation waits long, however large the heap.
//
//	idle ─► roots ─► marking ─► gathering ─┬─► clearing ─► freeing ─► idle
//	                                       └─► finalizing ─► letting go ─► idle
//
// While roots and marking last, whatever gains a reference is marked ("shaded",
// E. W. Dijkstra et al., CACM 21, 1978), and new objects are born marked. So at
// the end of marking an unmarked object was not reached from any root and has not
// gained a reference since: it is garbage. Each garbage object is pinned when it
// is gathered, so that clearing it frees nothing yet and no cascade makes a step
// long.
//
// Garbage with finalizers has them run and is then let go, not freed: a later
// collection frees what they have not made reachable again, and does not run them
// a second time (PEP 442). Weak references to garbage are cleared, and called
// back, before; from the end of marking on they answer nil.
//
// Memory. A collection starts when the heap has grown by a sixteenth since the last
// one, and takes about as many allocations as are a twentieth of it. Garbage waits for at most two collections: a quarter of the heap
// (TestIncrementalMemoryIsBounded).

const (
	// stepEvery is the number of allocations from one step to the next.
	stepEvery = 32
	// stepWork is the number of units of work in a step: an object or 16 of its
	// edges looked at.
	stepWork = 2048
	// edgesAtOnce bounds what is looked at between two looks at the clock of units.
	edgesAtOnce = 16
)

type phase uint8

const (
	idle phase = iota
	roots
	marking
	gathering
	finalizing
	clearing
	freeing
	lettingGo
)

// cycle is a collection under way.
type cycle struct {
	phase  phase
	next   int    // object, or place on list Unreachable, to look at next
	object uint32 // whose edges are being looked at
	edge   int    // the next of them
	grey   []uint32
	wait   int  // allocations until the next step
	left   int  // objects the last collection left, less what has died since
	code   bool // garbage has finalizers
	broken bool // something unmarked has gained a reference
	freed  int
	worst  int // most units in one step

	every, work int // stepEvery and stepWork, but in tests
}

// stepNow is what an allocation does in an incremental heap.
func (h *Heap) stepNow() {
	c := &h.cycle
	if c.wait--; c.wait > 0 || h.collecting || !h.enabled || h.gens[0].threshold == 0 {
		return
	}
	c.wait = c.every
	c.left = min(c.left, h.live)
	if more := h.live - c.left; c.phase == idle && (more <= h.gens[0].threshold || more < c.left/16) {
		return
	}
	h.collecting = true
	h.pause(func() { h.advance(c.work) })
	h.collecting = false
}

// advance does some units of work, and no more than it takes to end the collection.
func (h *Heap) advance(work int) {
	c := &h.cycle
	left := work
	if c.phase == idle {
		h.beginCycle()
	}
	for left > 0 && c.phase != idle {
		switch c.phase {
		case roots:
			left = h.scanRoots(left)
		case marking:
			left = h.markSome(left)
		case gathering:
			left = h.gatherSome(left)
		default:
			left = h.endSome(left)
		}
	}
	c.worst = max(c.worst, work-left)
}

func (h *Heap) beginCycle() {
	c := &h.cycle
	h.announce(generations-1, Swept)
	h.countCollection(generations - 1)
	h.startMarks()
	c.phase, c.next, c.object, c.edge = roots, 1, 0, 0
	c.code, c.broken, c.freed = false, false, 0
	for _, f := range h.frames {
		for _, v := range f.vars {
			h.shadeNow(v.x)
		}
	}
	for _, x := range h.pins {
		h.shadeNow(x)
	}
	for _, x := range h.garbage {
		h.shadeNow(x)
	}
	for _, d := range h.stack {
		h.shadeEdges(d.x)
	}
	for _, d := range h.trash {
		h.shadeEdges(d.x)
	}
}

func (h *Heap) shadeEdges(x uint32) {
	for _, t := range h.edges(x) {
		h.shadeNow(t)
	}
}

// shade is told of every object that gains a reference during a collection.
func (h *Heap) shade(x uint32) {
	switch c := &h.cycle; {
	case c.phase <= marking:
		h.shadeNow(x)
	case !h.marks.has(x):
		c.broken = true
	}
}

func (h *Heap) shadeNow(x uint32) {
	if !h.marks.has(x) {
		h.marks.set(x)
		h.cycle.grey = append(room(h.cycle.grey, 1), x)
		if h.hook != nil {
			h.emit(Event{Kind: EventMark, Obj: h.ref(x)})
		}
	}
}

// bornMarked marks a new object, which is alive until the next collection.
func (h *Heap) bornMarked(x uint32) {
	if int(x>>6) >= len(h.marks) {
		h.marks = append(room(h.marks, 1), 0)
	}
	h.marks.set(x)
}

// scanRoots shades objects that the program holds, and frozen ones.
func (h *Heap) scanRoots(left int) int {
	c := &h.cycle
	for ; left > 0 && c.next < len(h.heads); left-- {
		if hd := &h.heads[c.next]; hd.held > 0 || hd.list() == Permanent {
			h.shadeNow(uint32(c.next))
		}
		c.next++
	}
	if c.next == len(h.heads) {
		c.phase = marking
	}
	return left
}

// markSome looks at the edges of shaded objects.
func (h *Heap) markSome(left int) int {
	c := &h.cycle
	for left > 0 {
		if c.object == 0 {
			if len(c.grey) == 0 {
				c.phase, c.next = gathering, 1
				return left
			}
			c.object, c.edge = c.grey[len(c.grey)-1], 0
			c.grey = c.grey[:len(c.grey)-1]
			h.visited++
		}
		left--
		edges := h.edges(c.object)
		edges = edges[min(c.edge, len(edges)):]
		if len(edges) <= edgesAtOnce {
			c.object = 0
		} else {
			edges = edges[:edgesAtOnce]
			c.edge += edgesAtOnce
		}
		for _, t := range edges {
			h.shadeNow(t)
		}
	}
	return left
}

// movedUp is told that items of the list x have other places than before.
func (h *Heap) movedUp(x uint32) {
	if h.cycle.object == x {
		h.cycle.edge = 0
	}
}

// gatherSome puts unmarked objects on list Unreachable.
func (h *Heap) gatherSome(left int) int {
	c := &h.cycle
	for left > 0 && c.next < len(h.heads) && !c.broken {
		x := uint32(c.next)
		c.next++
		left--
		if h.marks.has(x) || h.heads[x].list() != Young {
			continue
		}
		h.borrow(x)
		h.move(x, Unreachable)
		if h.hook != nil {
			h.tell(EventSweep, x, 0, 0)
		}
		c.code = c.code || h.heads[x].bits&(hasFinalizer|isFinalized) == hasFinalizer
		left -= h.cutTrash(x)
	}
	if c.broken || c.next == len(h.heads) {
		c.next = 0
		switch {
		case c.broken:
			c.phase = lettingGo
		case c.code:
			c.phase = finalizing
		default:
			c.phase = clearing
		}
	}
	return left
}

// cutTrash clears the weak references to garbage x, and calls back those that are
// no garbage themselves.
func (h *Heap) cutTrash(x uint32) (work int) {
	if h.heads[x].kind() == Weak {
		h.cutWeak(x)
		return 0
	}
	for w := h.newestWeak(x); w != 0; w = h.newestWeak(x) {
		wr := h.weaks[w].self
		h.cutWeak(wr)
		if h.heads[wr].bits&hasCallback != 0 && h.marks.has(wr) {
			h.callBack(wr, h.callbacks[wr])
		}
		work++
	}
	return work
}

// endSome brings the garbage on list Unreachable to its end.
func (h *Heap) endSome(left int) int {
	c := &h.cycle
	h.reclaim = Swept
	for ; left > 0 && c.next < len(h.lists[Unreachable].items); left-- {
		x := h.lists[Unreachable].items[c.next]
		c.next++
		if x == 0 {
			continue
		}
		switch c.phase {
		case finalizing:
			if h.heads[x].bits&(hasFinalizer|isFinalized) == hasFinalizer {
				h.finalize(x)
			}
		case clearing:
			left -= h.sizeOf(x) / edgesAtOnce
			if h.saveAll {
				h.save(x)
			} else {
				h.clear(x)
			}
		case freeing, lettingGo:
			h.letGo(x)
		}
	}
	if c.next < len(h.lists[Unreachable].items) {
		return left
	}
	c.next = 0
	switch c.phase {
	case finalizing:
		c.phase = lettingGo
	case clearing:
		c.phase = freeing
	default:
		h.endCycle()
	}
	return left
}

// letGo takes the pin of x away: it dies, or is young again.
func (h *Heap) letGo(x uint32) {
	freeing := h.cycle.phase == freeing
	if freeing {
		h.cycle.freed++
	}
	if h.repay(x); h.heads[x].count == 0 {
		cause := Dropped
		if freeing {
			cause = Swept
		}
		h.dealloc(x, reason{cause: cause})
	}
	if h.heads[x].list() == Unreachable {
		h.move(x, Young)
	}
}

// endCycle closes the books.
func (h *Heap) endCycle() {
	c := &h.cycle
	h.lists[Unreachable].items = h.lists[Unreachable].items[:0]
	c.phase, c.grey, c.left = idle, c.grey[:0], h.live
	h.gens[generations-1].stats.Collections++
	h.gens[generations-1].stats.Collected += c.freed
	if h.hook != nil {
		h.emit(Event{Kind: EventStop, N: generations - 1, M: c.freed})
	}
	h.observe(Progress{Generation: generations - 1, Collected: c.freed})
}

// finishCycle ends the collection under way, if there is one, in one go.
func (h *Heap) finishCycle() {
	c := &h.cycle
	if c.phase == idle || h.collecting {
		return
	}
	h.collecting = true
	for c.phase != idle {
		h.advance(c.work)
	}
	h.collecting = false
}

// LongestStep is the largest number of units of work, objects or 16 edges of one,
// that a step of the [Incremental] collector has done so far.
func (h *Heap) LongestStep() int { return h.cycle.worst }
