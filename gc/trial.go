package gc

// Trial deletion, CPython's way of finding cycles (Modules/gcmodule.c:
// deduce_unreachable, update_refs, subtract_refs, move_unreachable).
//
// Copy every count of the set under examination; subtract one for each reference
// from within the set. What is left of a copy ("gc_refs") counts references from
// outside. Objects with some left are alive, and so is what they reach; the rest
// only keeps itself alive.
//
// gc_refs is one word an object: the number, and two flags. Of an object set
// aside, whose number is 0, the word holds its place on the list instead.
const (
	collecting uint32 = 1 << 31 // in the set under examination
	tentative  uint32 = 1 << 30 // gc_refs was 0 when the walk came by
	refsMask          = tentative - 1
)

// findByTrial moves the objects of list from that nothing outside it reaches to
// the empty list to, in order. They keep the collecting flag.
//
// No memory is needed but the lists themselves: the walk that separates the two
// is also the work list, since objects found reachable late go to its end.
func (h *Heap) findByTrial(from, to ListID) {
	switch {
	case h.hook != nil:
		trial[told](h, from, to)
	case from == Old:
		h.findFromRoots(to)
	default:
		trial[silent](h, from, to)
	}
}

// The walks of a trial are compiled twice, told and silent: a walk that calls
// out, be it behind a branch never taken, keeps its numbers in memory instead of
// in registers, and that cost a tenth of its time. The length of V says which it
// is; being a constant, it leaves no trace in the compiled code.
type (
	told   [1]struct{}
	silent [0]struct{}
	voice  interface{ told | silent }
)

func trial[V voice](h *Heap, from, to ListID) {
	h.visited += uint64(h.size(from))
	copyCounts[V](h, from)
	subtractInternal[V](h, from)
	separate[V](h, from, to)
}

// copyCounts sets gc_refs = count for the set (update_refs).
func copyCounts[V voice](h *Heap, set ListID) {
	var v V
	items, _ := h.part(set)
	for _, x := range items {
		if x == 0 {
			continue
		}
		n := h.heads[x].count
		h.gcRefs[x] = n | collecting
		if len(v) != 0 {
			h.tell(EventCopy, x, n, 0)
		}
	}
}

// subtractInternal takes one from gc_refs for each reference from within the set
// (subtract_refs). Afterwards gc_refs > 0 means: referred to from outside.
func subtractInternal[V voice](h *Heap, set ListID) {
	var v V
	items, _ := h.part(set)
	for _, x := range items {
		if x == 0 {
			continue
		}
		for _, t := range h.edges(x) {
			if h.gcRefs[t]&collecting != 0 { // never so for 0, the empty slot
				h.gcRefs[t]--
			}
		}
		if len(v) != 0 {
			h.tellSubtractions(x)
		}
	}
}

// tellSubtractions reports what subtractInternal has just done for x, edge by
// edge in visiting order, from the numbers as they were before.
func (h *Heap) tellSubtractions(x uint32) {
	edges := h.edges(x)
	for _, t := range edges {
		if h.gcRefs[t]&collecting != 0 {
			h.gcRefs[t]++
		}
	}
	for i := range edges {
		slot := h.visitOrder(x, i)
		if t := edges[slot]; h.gcRefs[t]&collecting != 0 {
			h.gcRefs[t]--
			h.emit(Event{
				Kind: EventSubtract, Obj: h.ref(x), Other: h.ref(t), Slot: int32(slot),
				N: int(h.gcRefs[t] & refsMask),
			})
		}
	}
}

// visitOrder is the slot that is visited i-th.
func (h *Heap) visitOrder(x uint32, i int) int {
	if h.backwards(x) {
		return h.sizeOf(x) - 1 - i
	}
	return i
}

// separate walks the set (move_unreachable). An object with gc_refs left stays
// and what it refers to is reachable; one without goes to list to for now, and
// comes back, to the end of the walk, when something reachable refers to it.
//
// The walk closes the holes of the list as it goes: w is where the next object
// that stays is put, never ahead of where the next is read. Those that come back
// wait in the queue, which is walked last.
func separate[V voice](h *Heap, from, to ListID) {
	var v V
	items, base := h.part(from)
	out, queue := h.lists[to].items[:0], h.queue[:0]
	w := 0
	for r := 0; r < len(items)+len(queue); r++ {
		var x uint32
		if r < len(items) {
			if x = items[r]; x == 0 {
				continue
			}
		} else {
			x = queue[r-len(items)]
		}
		g := h.gcRefs[x]
		if g&refsMask == 0 {
			h.gcRefs[x] = collecting | tentative | uint32(len(out))
			out = append(room(out, 1), x)
			if len(v) != 0 {
				h.tellMove(x, from, to)
				h.tell(EventVisit, x, 0, 0)
			}
			continue
		}
		if len(v) != 0 {
			h.tell(EventVisit, x, g&refsMask, 0)
		}
		edges, backwards := h.edges(x), h.backwards(x)
		for i, t := range edges {
			if backwards {
				t = edges[len(edges)-1-i]
			}
			g := h.gcRefs[t]
			if g&tentative != 0 { // back, to the end
				out[g&refsMask] = 0
				queue = append(room(queue, 1), t)
			} else if g&collecting == 0 || g&refsMask != 0 {
				continue // outside the set, walked over already, or known to be reachable
			}
			h.gcRefs[t] = 1 | collecting
			if len(v) != 0 {
				h.tellReached(x, t, g, from, to)
			}
		}
		h.gcRefs[x] = 0
		if w != r {
			items[w] = x
			h.pos[x] = uint32(base + w)
		}
		w++
	}
	h.queue = queue[:0]
	h.cut(from, w, w)
	for _, x := range out {
		h.gcRefs[x] = 0
	}
	h.settle(out, to)
}

func (h *Heap) tellReached(x, t, was uint32, from, to ListID) {
	if was&tentative != 0 {
		h.tellMove(t, to, from)
	}
	h.emit(Event{Kind: EventReach, Obj: h.ref(x), Other: h.ref(t), N: 1})
}

// settle makes the objects of out, less the holes, list to. Trash that nothing can
// run for, no finalizer and no callback, is doomed at once when nobody watches:
// the steps between would not do anything to it.
func (h *Heap) settle(out []uint32, to ListID) {
	n, flags, all := 0, uint32(0), ^uint32(0)
	for _, x := range out {
		if x != 0 {
			out[n] = x
			bits := h.heads[x].bits
			flags, all = flags|bits, all&bits
			n++
		}
	}
	out = out[:n]
	if h.hook == nil && to == Unreachable && flags&(hasFinalizer|hasWeak) == 0 {
		h.lists[to].items, to = h.lists[Doomed].items[:0], Doomed
		h.disposal.common = flags&common == small && all&common == small
	}
	for i, x := range out {
		h.pos[x] = uint32(i)
		h.heads[x].setList(to)
	}
	h.lists[to].items, h.lists[to].live = out, n
}
