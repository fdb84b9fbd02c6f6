package gc

// drainFrom tears down x, which dies of why, and, depth first, what its edges
// held last. When it is the outermost death, the trashcan may be emptied too.
func (h *Heap) drainFrom(x uint32, why reason, outermost bool) {
	base := len(h.stack)
	h.begin(x, why)
	if h.hook == nil {
		h.drainPlain(base, outermost)
		return
	}
	for len(h.stack) > base {
		top := &h.stack[len(h.stack)-1]
		edges := h.edges(top.x)
		if int(top.done) == len(edges) {
			h.finish(top.x)
			continue
		}
		i := h.visitOrder(top.x, int(top.done))
		top.done++
		slot := &edges[i]
		t := *slot
		if t == 0 {
			continue
		}
		*slot = 0
		td := &h.heads[t]
		td.count--
		if h.hook != nil {
			h.tellStore(top.x, i, t, 0)
			h.tellCount(t, -1)
		}
		if td.count == 0 {
			h.begin(t, reason{cause: Container, by: h.ref(top.x)})
		} else {
			h.suspect(t)
		}
	}
}

// drainPlain is the rest of drainFrom when nobody is told. Most objects that die
// have neither finalizer nor weak references, and no code can run at their end:
// what begin and finish do for them is done here in one piece. The steps and their
// order are the same (TestSilentCollectionsEqualTold).
func (h *Heap) drainPlain(base int, outermost bool) {
	for len(h.stack) > base {
		if h.cascade(base, outermost); len(h.stack) == base {
			break
		}
		top := &h.stack[len(h.stack)-1]
		x, done := top.x, top.done
		e, edges := h.extents[x], h.edges(x)
		deeper := false
		for int(done) < len(edges) {
			i := int(done)
			if e.backwards() {
				i = len(edges) - 1 - i
			}
			done++
			t := edges[i]
			if t == 0 {
				continue
			}
			edges[i] = 0
			td := &h.heads[t]
			td.count--
			if td.count != 0 {
				h.suspect(t)
				continue
			}
			if td.bits&(hasFinalizer|hasWeak) != 0 {
				top.done, deeper = done, true
				h.begin(t, reason{cause: Container, by: h.ref(x)})
				break
			}
			if !h.beginPlain(t, h.ref(x)) {
				continue // in the trashcan
			}
			if h.extents[t] == (extent{}) {
				h.finishPlain(t) // it refers to nothing
				continue
			}
			top.done, deeper = done, true
			h.stack = append(h.stack, teardown{x: t})
			break
		}
		if !deeper {
			h.stack = h.stack[:len(h.stack)-1]
			h.finishPlain(x)
		}
	}
	h.trimLine()
}

// beginPlain is begin for an object without finalizer and weak references, but
// for the stack. It is false when the trashcan has taken it.
func (h *Heap) beginPlain(x uint32, by Ref) bool {
	hd := &h.heads[x]
	switch hd.list() {
	case Untracked:
	case Young: // like removeFromLine, but for the end
		q, pos := &h.line, h.pos[x]
		q.items[pos] = 0
		q.live[q.at(pos)]--
		hd.setList(Untracked)
	case Doomed: // like remove, but for the end
		q := &h.lists[Doomed]
		q.items[h.pos[x]] = 0
		q.live--
		hd.setList(Untracked)
	default:
		h.remove(x)
	}
	if hd.nests() {
		if h.nesting >= trashLimit {
			h.trash = append(h.trash, deferred{x, reason{cause: Container, by: by}})
			return false
		}
		h.nesting++
	}
	d := &h.deaths
	if i := d.n % remembered; hd.bits&hasLabel == 0 && i < uint64(len(d.ring)) && !d.named[i] {
		d.n++
		e := &d.ring[i]
		e.ref, e.by = makeRef(x, hd.gen), by
		e.op = h.ops<<16 | uint64(hd.kind())<<8 | uint64(Container)
		return true
	}
	h.record(x, reason{cause: Container, by: by})
	return true
}

// finishPlain is finish, but for the stack, when nobody is told.
func (h *Heap) finishPlain(x uint32) {
	hd := &h.heads[x]
	if hd.nests() {
		h.nesting--
	}
	e := &h.extents[x]
	if e.isOutside() || hd.kind() != Instance || hd.bits&^(listMask|kindMask|slotsMask|isFinalized|isCandidate) != 0 || hd.gen == 1<<32-1 {
		h.recycle(x)
		return
	}
	// A small instance with nothing in side tables.
	if h.gens[0].count > 0 {
		h.gens[0].count--
	}
	h.live--
	*hd = header{gen: hd.gen + 1}
	*e = extent{h.free}
	h.free = x
}
