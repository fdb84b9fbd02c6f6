package gc

// A collection, step by step as CPython 3.11 to 3.13 do it
// (Modules/gcmodule.c, gc_collect_main). Whoever finds the unreachable objects,
// trial deletion or mark and sweep, the steps after that are the same.

// Collect frees the unreachable objects of the generation and the younger ones,
// found by trial deletion, and returns how many there were (those that
// finalizers brought back not counted). Generation 2 is a full collection. From
// inside a finalizer, callback or observer of a running collection it returns 0
// at once. It fails with [ErrGeneration] for anything but 0, 1 and 2.
func (h *Heap) Collect(generation int) (int, error) {
	if err := h.enter(); err != nil {
		return 0, err
	}
	defer h.leave()
	if generation < 0 || generation >= generations {
		return 0, ErrGeneration
	}
	if h.collecting {
		return 0, nil
	}
	h.finishCycle()
	return h.collect(generation, Trial), nil
}

// collect runs a collection of generation g.
func (h *Heap) collect(g int, how Collector) (n int) {
	h.pause(func() { n = h.collectUntimed(g, how) })
	return n
}

func (h *Heap) collectUntimed(g int, how Collector) int {
	by := Collected
	if how == Marking {
		by = Swept
	}
	h.collecting = true
	h.announce(g, by)
	n := h.collectMain(g, by, how)
	h.collecting = false
	return n
}

func (h *Heap) announce(g int, by Cause) {
	if h.hook != nil {
		m := 0
		if by == Swept {
			m = 1
		}
		h.emit(Event{Kind: EventStart, N: g, M: m})
	}
	h.observe(Progress{Start: true, Generation: g})
}

func (h *Heap) collectMain(g int, by Cause, how Collector) int {
	h.countCollection(g)
	set := Young + ListID(g)
	h.join(set)
	again := h.findByTrial
	switch how {
	case Candidates:
		h.findByCandidates(set, Unreachable)
	case Marking:
		again = h.findByMark
		h.findByMark(set, Unreachable)
	default:
		h.findByTrial(set, Unreachable)
	}
	h.settleCandidates(g)
	older := h.promote(set)

	userCode, freed := h.clearWeakRefsOfTrash(older)
	userCode = h.finalizeTrash() || userCode
	if userCode {
		// Code we know nothing of has run: look at the set again, it alone.
		// CPython always does (handle_resurrected_objects); when nothing has
		// run, the second look cannot differ from the first.
		again(Unreachable, Doomed)
		h.resurrected(older)
		h.merge(Unreachable, older)
	} else {
		h.merge(Unreachable, Doomed)
	}
	freed += h.lists[Doomed].live
	if h.lateWeak {
		h.cutDoomed()
	}
	h.clearTrash(older, by)
	h.settleLate()

	h.gens[g].stats.Collections++
	h.gens[g].stats.Collected += freed
	if h.hook != nil {
		h.emit(Event{Kind: EventStop, N: g, M: freed})
	}
	h.observe(Progress{Generation: g, Collected: freed})
	return freed
}

// promote moves the survivors of set to the next older list and returns it. Old
// has no older one: its survivors stay, and the books of the 25 % rule close.
func (h *Heap) promote(set ListID) ListID {
	if set == Old {
		h.pending, h.total = 0, h.size(Old)
		return Old
	}
	if set == Middle {
		h.pending += h.size(Middle)
	}
	h.promoted(set, set+1)
	h.line.promote(set)
	return set + 1
}

// clearWeakRefsOfTrash clears the weak references to unreachable objects, before
// any code can run that might reach the objects through them, and then calls
// back those that are not trash themselves (handle_weakrefs). A weak reference
// that its own callback lets go counts as freed.
func (h *Heap) clearWeakRefsOfTrash(older ListID) (called bool, freed int) {
	for _, x := range h.lists[Unreachable].items {
		if h.lateWeak {
			h.cutCallbacks(x)
			continue
		}
		if h.heads[x].kind() == Weak {
			h.cutWeak(x) // its callback must not run
			continue
		}
		for w := h.newestWeak(x); w != 0; w = h.newestWeak(x) {
			wr := h.weaks[w].self
			h.cutWeak(wr)
			h.awaitCall(wr)
		}
	}
	for i := 0; i < len(h.lists[Calling].items); i++ {
		wr := h.lists[Calling].items[i]
		if wr == 0 {
			continue
		}
		called = true
		h.runCallback(wr, h.callbacks[wr])
		if h.repay(wr); h.heads[wr].count == 0 {
			h.dealloc(wr, reason{cause: Dropped})
		}
		if h.at(Calling, i, wr) {
			h.move(wr, older)
		} else {
			freed++
		}
	}
	h.lists[Calling].items = h.lists[Calling].items[:0]
	return called, freed
}

// awaitCall puts the weak reference wr, which has been cleared, on list Calling if
// it has a callback and is not trash itself.
func (h *Heap) awaitCall(wr uint32) {
	if h.heads[wr].bits&hasCallback != 0 && h.heads[wr].list() != Unreachable {
		h.borrow(wr) // so that it is still there when its turn comes
		h.move(wr, Calling)
	}
}

// at says that x is still item i of list l after code has run that may have
// taken it off.
func (h *Heap) at(l ListID, i int, x uint32) bool {
	items := h.lists[l].items
	return i < len(items) && items[i] == x
}

// finalizeTrash runs the finalizers of unreachable objects, in list order
// (finalize_garbage). Each object first goes to Seen, since anything may happen
// to the list meanwhile. It says whether any ran.
func (h *Heap) finalizeTrash() (ran bool) {
	for _, x := range h.lists[Unreachable].items {
		if h.heads[x].bits&(hasFinalizer|isFinalized) == hasFinalizer {
			ran = true
			break
		}
	}
	if !ran {
		return false
	}
	for i := 0; i < len(h.lists[Unreachable].items); i++ {
		x := h.lists[Unreachable].items[i]
		if x == 0 {
			continue
		}
		h.move(x, Seen)
		if h.heads[x].bits&(hasFinalizer|isFinalized) == hasFinalizer {
			h.pin(x)
			h.finalize(x)
			h.unpin()
		}
	}
	h.merge(Seen, Unreachable)
	return true
}

// resurrected deals with what finalizers have made reachable again.
func (h *Heap) resurrected(older ListID) {
	for _, x := range h.lists[Unreachable].items {
		h.suspectIn(x, int(older-Young))
		if h.hook != nil {
			h.tell(EventResurrect, x, 0, 0)
		}
	}
}

// clearTrash empties the doomed objects one after the other (delete_garbage),
// which lets counting free them: the cycles are broken. With save-all they are
// kept instead. An object still there afterwards goes to the older list.
func (h *Heap) clearTrash(older ListID, by Cause) {
	h.reclaim = by
	if h.disposal.common && !h.saveAll && h.nesting == 0 {
		h.clearCommon(older)
	}
	h.disposal = disposal{}
	for i := 0; i < len(h.lists[Doomed].items); i++ {
		x := h.lists[Doomed].items[i]
		if x == 0 {
			continue
		}
		if h.saveAll {
			h.save(x)
		} else {
			h.pin(x)
			h.clearPinned(x)
		}
		h.outlive(i, x, older)
	}
	h.lists[Doomed].items = h.lists[Doomed].items[:0]
}

// clearPinned empties x and lets go of it.
func (h *Heap) clearPinned(x uint32) {
	h.clear(x)
	if h.unpinOnly(); h.heads[x].count == 0 {
		h.dealloc(x, reason{cause: h.reclaim})
	}
}

// outlive sends x, item i of the doomed, to list older if it is still there.
func (h *Heap) outlive(i int, x uint32, older ListID) {
	if h.at(Doomed, i, x) {
		h.move(x, older)
		h.suspectIn(x, int(older-Young))
	}
}

// save puts x on the garbage list.
func (h *Heap) save(x uint32) {
	h.borrow(x)
	h.garbage = append(h.garbage, x)
	if h.hook != nil {
		h.tell(EventSave, x, 0, 0)
	}
}

// clear empties x (tp_clear). The slots of an instance go one by one; a list
// is emptied first and then lets its items go (list_clear).
func (h *Heap) clear(x uint32) {
	hd := &h.heads[x]
	if h.hook != nil {
		h.emit(Event{Kind: EventClear, Obj: h.ref(x), Cause: h.reclaim})
	}
	if hd.kind() == Weak {
		h.clearWeak(x)
		return
	}
	if hd.kind() == List {
		h.clearList(x)
		return
	}
	for i := range h.sizeOf(x) {
		t := h.edges(x)[i]
		if t == 0 {
			continue
		}
		h.edges(x)[i] = 0
		h.loseEdge(x, i, t)
	}
}

func (h *Heap) clearList(x uint32) {
	off, n, room := h.extents[x][0], h.sizeOf(x), h.capacity(x)
	h.extents[x][0] = 0
	h.setSize(x, 0)
	for i := n - 1; i >= 0; i-- {
		if t := h.words.words[off+uint32(i)]; t != 0 {
			h.loseEdge(x, i, t)
		}
	}
	if off != 0 {
		h.words.give(off-1, room+1)
	}
}

// loseEdge drops the reference that slot i of x held, x being cleared.
func (h *Heap) loseEdge(x uint32, i int, t uint32) {
	traced := h.hook != nil
	if traced {
		h.tellStore(x, i, t, 0)
	}
	hd := &h.heads[t]
	hd.count--
	if traced {
		h.tellCount(t, -1)
	}
	if hd.count == 0 {
		h.dealloc(t, h.reasonFor(t, h.ref(x)))
	} else {
		h.suspect(t)
	}
}

// reasonFor is why t dies if by, its container, was the last to refer to it: a
// doomed object is the collector's in any case.
func (h *Heap) reasonFor(t uint32, by Ref) reason {
	if l := h.heads[t].list(); l == Doomed || l == Unreachable && h.cycle.phase == freeing {
		return reason{cause: h.reclaim, by: by}
	}
	return reason{cause: Container, by: by}
}
