package gc

import "slices"

// Candidate roots (D. F. Bacon and V. T. Rajan, "Concurrent cycle collection in
// reference counted systems", ECOOP 2001). A cycle becomes garbage at the moment
// one of its objects, or one that leads to it, loses a reference and lives on. So
// the heap remembers these objects, the candidates, and an automatic collection
// examines what they reach and nothing else.
//
// Invariant: every live object is reachable from a root or from a candidate.
// What can lose that for others must itself lose a reference and have edges; so
// an object without edges is no candidate, and a program that only ever adds new
// objects to trees, from either end, makes none at all.
//
// As in a trial of the whole generation, references from older objects keep alive:
// a collection frees what CPython's of the same generation would. A candidate that
// was alive because of them is looked at again with the next older generation.

// candidates are the objects to look at, by the generation they were in. Entries
// of dead objects stay until a look: whoever reads one asks for isCandidate.
type candidates [generations][]uint32

// suspect makes x a candidate: it has lost a reference, and another is left.
func (h *Heap) suspect(x uint32) {
	if h.collector != Candidates || h.heads[x].bits&isCandidate != 0 || !h.linked(x) {
		return
	}
	switch l := h.listOf(x); l {
	case Young, Middle, Old:
		h.suspectIn(x, int(l-Young))
	case Permanent:
		h.suspectIn(x, generations-1)
	default: // in a collection, which sees to it that survivors are candidates
	}
}

// suspectIn makes x, of generation g, a candidate if it is not.
func (h *Heap) suspectIn(x uint32, g int) {
	if h.collector != Candidates || h.heads[x].bits&isCandidate != 0 {
		return
	}
	h.heads[x].bits |= isCandidate
	c := &h.suspects[g]
	if len(*c) == cap(*c) {
		h.forgetDead(c)
	}
	*c = append(room(*c, 1), x)
}

// forgetDead drops the entries of objects that have died, and those that came
// twice because their index was used again.
func (h *Heap) forgetDead(c *[]uint32) {
	n := 0
	for _, x := range *c {
		if h.heads[x].bits&isCandidate != 0 {
			h.heads[x].bits &^= isCandidate
			(*c)[n] = x
			n++
		}
	}
	*c = (*c)[:n]
	for _, x := range *c {
		h.heads[x].bits |= isCandidate
	}
}

// linked says whether x has edges. An object of many slots is taken to have some.
func (h *Heap) linked(x uint32) bool {
	edges := h.edges(x)
	if len(edges) > 8 {
		return true
	}
	for _, t := range edges {
		if t != 0 {
			return true
		}
	}
	return false
}

// suspectGiven is suspect for t, whose last reference of the program's may just
// have become slot or item of x. While x is held and has no other references, it
// is in no cycle.
func (h *Heap) suspectGiven(x, t uint32) {
	if hd := &h.heads[x]; hd.count == hd.held {
		return
	}
	if x == t { // the edge is still to come
		if l := h.listOf(x); l.generational() {
			h.suspectIn(x, int(l-Young))
		}
		return
	}
	h.suspect(t)
}

// findByCandidates moves what is garbage within list from, as far as candidates
// lead to it, to the empty list to.
func (h *Heap) findByCandidates(from, to ListID) {
	base, _ := h.line.bounds(from)
	reached := h.subtractReached(h.candidatesIn(from, uint32(base)), uint32(base))
	h.visited += uint64(len(reached))
	h.restoreReached(reached)
	out := h.lists[to].items[:0]
	for _, x := range reached {
		if h.gcRefs[x]&tentative == 0 {
			out = append(room(out, 1), x)
		}
		h.gcRefs[x] = 0
	}
	h.queue = reached[:0]
	slices.SortFunc(out, func(a, b uint32) int { return int(h.pos[a]) - int(h.pos[b]) })
	for _, x := range out {
		if h.hook != nil {
			h.tellMove(x, from, to)
		}
		h.line.items[h.pos[x]] = 0
		h.line.live[from]--
	}
	h.trimLine()
	h.settle(out, to)
}

// candidatesIn are the candidates of list from and the younger ones, with gc_refs
// set to their counts.
func (h *Heap) candidatesIn(from ListID, base uint32) []uint32 {
	reached := h.queue[:0]
	for g := 0; g <= int(from-Young); g++ {
		for _, x := range h.suspects[g] {
			hd := &h.heads[x]
			if hd.bits&isCandidate != 0 && hd.list() == Young && h.pos[x] >= base && h.gcRefs[x] == 0 {
				h.examine(x)
				reached = append(room(reached, 1), x)
			}
		}
	}
	return reached
}

// examine copies the count of x.
func (h *Heap) examine(x uint32) {
	n := h.heads[x].count
	h.gcRefs[x] = n | collecting
	if h.hook != nil {
		h.tell(EventCopy, x, n, 0)
	}
}

// subtractReached takes in what the candidates reach in the set and takes one from
// gc_refs for every reference within.
func (h *Heap) subtractReached(reached []uint32, base uint32) []uint32 {
	for i := 0; i < len(reached); i++ {
		x := reached[i]
		for _, t := range h.edges(x) {
			if h.gcRefs[t]&collecting == 0 {
				if t == 0 || h.heads[t].list() != Young || h.pos[t] < base {
					continue
				}
				h.examine(t)
				reached = append(room(reached, 1), t)
			}
			h.gcRefs[t]--
		}
		if h.hook != nil {
			h.tellSubtractions(x)
		}
	}
	return reached
}

// restoreReached flags (tentative, of no other use here) what references from
// outside keep alive, and what that reaches.
func (h *Heap) restoreReached(reached []uint32) {
	alive := h.restored[:0]
	for _, x := range reached {
		refs := h.gcRefs[x] & refsMask
		if h.hook != nil {
			h.tell(EventVisit, x, refs, 0)
		}
		if refs != 0 && h.gcRefs[x]&tentative == 0 {
			h.gcRefs[x] |= tentative
			alive = append(room(alive, 1), x)
		}
		for len(alive) > 0 {
			y := alive[len(alive)-1]
			alive = alive[:len(alive)-1]
			for _, t := range h.edges(y) {
				if h.gcRefs[t]&(collecting|tentative) != collecting {
					continue
				}
				if h.hook != nil && h.gcRefs[t]&refsMask == 0 {
					h.emit(Event{Kind: EventReach, Obj: h.ref(y), Other: h.ref(t), N: 1})
				}
				h.gcRefs[t] |= tentative
				alive = append(room(alive, 1), t)
			}
		}
	}
	h.restored = alive[:0]
}

// settleCandidates is the book-keeping after generation g was examined: those of a
// full collection were garbage or are reachable from a root; the others are not
// known to be.
func (h *Heap) settleCandidates(g int) {
	if h.collector != Candidates {
		return
	}
	if g < generations-1 {
		for i := range g + 1 {
			h.suspects[g+1] = append(h.suspects[g+1], h.suspects[i]...)
			h.suspects[i] = h.suspects[i][:0]
		}
		return
	}
	kept := h.suspects[g][:0]
	for i := generations - 1; i >= 0; i-- {
		for _, x := range h.suspects[i] {
			switch hd := &h.heads[x]; {
			case hd.bits&isCandidate == 0:
			case hd.list() == Permanent && i == generations-1:
				kept = append(kept, x)
			default:
				hd.bits &^= isCandidate
			}
		}
		if i < generations-1 {
			h.suspects[i] = h.suspects[i][:0]
		}
	}
	h.suspects[g] = kept
}
