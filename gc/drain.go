package gc

// drainFrom tears down x, which dies of why, and, depth first, what its edges
// held last.
func (h *Heap) drainFrom(x uint32, why reason) {
	base := len(h.stack)
	h.begin(x, why)
	if h.hook == nil {
		h.drainPlain(base)
		return
	}
	for len(h.stack) > base {
		top := &h.stack[len(h.stack)-1]
		e := h.extents[top.x]
		if top.done == e.size() {
			h.finish(top.x)
			continue
		}
		i := top.done
		if e.backwards() {
			i = e.size() - 1 - i
		}
		top.done++
		slot := &h.words.words[e.off+i]
		t := *slot
		if t == 0 {
			continue
		}
		*slot = 0
		td := &h.heads[t]
		td.count--
		if h.hook != nil {
			h.tellStore(top.x, int(i), t, 0)
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
func (h *Heap) drainPlain(base int) {
	for len(h.stack) > base {
		top := &h.stack[len(h.stack)-1]
		x := top.x
		e := h.extents[x]
		n := e.size()
		died := uint32(0)
		for edges := h.words.words[e.off : e.off+n]; top.done < n; {
			i := top.done
			if e.backwards() {
				i = n - 1 - i
			}
			top.done++
			t := edges[i]
			if t == 0 {
				continue
			}
			edges[i] = 0
			td := &h.heads[t]
			td.count--
			if td.count == 0 {
				died = t
				break
			}
			h.suspect(t)
		}
		switch {
		case died == 0:
			h.finishPlain(x)
		case h.heads[died].bits&(hasFinalizer|hasWeak) != 0:
			h.begin(died, reason{cause: Container, by: h.ref(x)})
		default:
			h.beginPlain(died, h.ref(x))
		}
	}
	h.trimLine()
}

// beginPlain is begin for an object without finalizer and weak references.
func (h *Heap) beginPlain(x uint32, by Ref) {
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
			return
		}
		h.nesting++
	}
	h.stack = append(h.stack, teardown{x: x})
	d := &h.deaths
	if i := d.n % remembered; hd.bits&hasLabel == 0 && d.ring != nil && !d.named[i] {
		d.n++
		d.ring[i] = death{
			ref: makeRef(x, hd.gen), by: by,
			op: h.ops<<16 | uint64(hd.kind())<<8 | uint64(Container),
		}
		return
	}
	h.record(x, reason{cause: Container, by: by})
}

// finishPlain is finish, which no hook is told of.
func (h *Heap) finishPlain(x uint32) {
	h.stack = h.stack[:len(h.stack)-1]
	hd := &h.heads[x]
	if hd.nests() {
		h.nesting--
	}
	e := h.extents[x]
	if n := e.n; n > exactClasses || hd.kind() != Instance || hd.bits&^(listMask|kindMask|isFinalized|isCandidate) != 0 || hd.gen == 1<<32-1 {
		h.recycle(x)
		return
	}
	// An instance of a size with a class of its own and nothing in side tables.
	if h.gens[0].count > 0 {
		h.gens[0].count--
	}
	if e.off != 0 {
		h.words.words[e.off] = h.words.free[e.n]
		h.words.free[e.n] = e.off
	}
	h.live--
	*hd = header{gen: hd.gen + 1}
	h.extents[x] = extent{}
	h.pos[x] = h.free
	h.free = x
}
