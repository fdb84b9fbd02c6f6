package gc

// Mark and sweep: what Python's counting does not do and most other runtimes
// do. Start from the roots (names in frames, references the Go program owns,
// frozen objects), mark what they reach, and whatever is left unmarked is
// garbage. It needs no counts, but it has to know the roots, which CPython,
// with references in C variables everywhere, does not: hence trial deletion.

// MarkSweep is a full collection by mark and sweep from the roots. It frees
// exactly what Collect(2) would; only the order objects end up in differs. It
// returns the number of unreachable objects, 0 when a collection is running.
func (h *Heap) MarkSweep() (int, error) {
	if err := h.enter(); err != nil {
		return 0, err
	}
	defer h.leave()
	if h.collecting {
		return 0, nil
	}
	h.finishCycle()
	return h.collect(generations-1, Marking), nil
}

// findByMark moves the objects of list from that no root reaches to the empty
// list to, in order.
func (h *Heap) findByMark(from, to ListID) {
	h.startMarks()
	h.markRoots()
	for i := 0; i < len(h.queue); i++ { // breadth first: the queue grows as we go
		x := h.queue[i]
		for _, t := range h.edges(x) {
			h.mark(t, x)
		}
	}
	h.visited += uint64(len(h.queue))
	h.queue = h.queue[:0]
	h.sweep(from, to)
}

// mark marks t, reached from object by or (0) from a root, if it is not marked.
func (h *Heap) mark(t, by uint32) {
	bit := uint64(1) << (t & 63)
	if h.marks[t>>6]&bit != 0 {
		return
	}
	h.marks[t>>6] |= bit
	h.queue = append(room(h.queue, 1), t)
	if h.hook != nil {
		h.emit(Event{Kind: EventMark, Obj: h.ref(t), Other: h.ref(by)})
	}
}

func (h *Heap) markRoots() {
	h.eachRoot(func(x uint32, _ Root) { h.mark(x, 0) })
	// What objects on their way out still refer to is not theirs to lose yet.
	for _, d := range h.stack {
		h.markEdges(d.x)
	}
	for _, d := range h.trash {
		h.markEdges(d.x)
	}
}

func (h *Heap) markEdges(x uint32) {
	for _, t := range h.edges(x) {
		h.mark(t, 0)
	}
}

// sweep separates the marked of list from, which stay, from the others.
func (h *Heap) sweep(from, to ListID) {
	items, base := h.part(from)
	out := h.lists[to].items[:0]
	traced := h.hook != nil
	w := 0
	for r, x := range items {
		switch {
		case x == 0:
		case h.marks[x>>6]&(1<<(x&63)) != 0:
			if w != r {
				items[w] = x
				h.pos[x] = uint32(base + w)
			}
			w++
		default:
			out = append(room(out, 1), x)
			if traced {
				h.tellMove(x, from, to)
				h.tell(EventSweep, x, 0, 0)
			}
		}
	}
	h.cut(from, w, w)
	h.settle(out, to)
}
