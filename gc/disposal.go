package gc

// Most trash is as common as most deaths (cascade.go): small instances that no code
// runs for. Emptying one doomed object after the other (clearTrash) then is a
// cascade that, whenever all under way has ended, is given a next object to free.

// disposal is how far that has come.
type disposal struct {
	common bool   // all that is doomed is small and has nothing special
	on     bool   // it is being cleared, and cascades may ask for the next
	next   int    // place on list Doomed
	object uint32 // the object there, if it has been pinned
}

// clearCommon is clearTrash for as long as all is common.
func (h *Heap) clearCommon(older ListID) {
	h.deaths.open()
	s := &h.disposal
	for s.on = true; ; {
		if x := h.nextDoomed(); x != 0 {
			h.stack = append(h.stack, teardown{x: x})
			h.nesting = 1
			h.drainPlain(len(h.stack)-1, true)
			h.emptyTrash()
			continue
		}
		if s.object == 0 {
			return
		}
		i, x := s.next, s.object
		s.on = false // anything may happen now, other collections not
		h.clearPinned(x)
		h.outlive(i, x, older)
		s.on, s.object, s.next = true, 0, i+1
	}
}

// nextDoomed goes on with clearing up to the next object that dies of it, begins its
// death and returns it. It returns 0 at the end, or when the object being cleared
// needs more than that.
func (h *Heap) nextDoomed() uint32 {
	s, q := &h.disposal, &h.lists[Doomed]
	if h.deaths.known > 0 {
		s.pinNext(h)
		return 0
	}
	for s.pinNext(h) {
		x := s.object
		e := &h.extents[x]
		i := 0
		if e[0] == 0 {
			i = 1
		}
		t := e[i]
		if t == 0 { // it is empty
			if !h.isCommon(x, Doomed) || h.heads[x].count != 1 {
				return 0
			}
			h.pins = h.pins[:len(h.pins)-1]
			q.items[s.next] = 0
			q.live--
			h.deaths.note(makeRef(x, h.heads[x].gen), Nil, h.ops<<16|uint64(Instance)<<8|uint64(h.reclaim))
			h.heads[x] = header{gen: h.heads[x].gen + 1}
			e[0], h.free = h.free, x
			h.live--
			h.gens[0].count = max(h.gens[0].count-1, 0)
			s.object = 0
			s.next++
			continue
		}
		hd := &h.heads[t]
		if hd.count == 1 && !h.isCommon(t, Doomed) {
			return 0
		}
		e[i] = 0
		hd.count--
		if hd.count != 0 {
			h.suspect(t)
			continue
		}
		q.items[h.pos[t]] = 0
		q.live--
		hd.setList(Untracked)
		h.deaths.note(makeRef(t, hd.gen), h.ref(x), h.ops<<16|uint64(Instance)<<8|uint64(h.reclaim))
		return t
	}
	return 0
}

// pinNext pins the next doomed object unless one is. It is false at the end.
func (s *disposal) pinNext(h *Heap) bool {
	if s.object != 0 {
		return true
	}
	items := h.lists[Doomed].items
	for s.next < len(items) && items[s.next] == 0 {
		s.next++
	}
	if s.next >= len(items) {
		return false
	}
	s.object = items[s.next]
	h.pin(s.object)
	return true
}
