package gc

// Freeze moves every tracked object to the permanent list, where no collection
// looks at it (gc.freeze). Counting still frees it. Use it after start-up, when
// what has been built will stay. [Heap.Referrers] does not see it there, as
// gc.get_referrers does not; Objects(Permanent) lists it, [Heap.Referents] tells
// what each refers to.
func (h *Heap) Freeze() error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	h.finishCycle()
	h.cycle.broken = true // should this be a finalizer of a collection under way
	h.settleLate()
	for g := range generations {
		l := Young + ListID(g)
		if items, _ := h.part(l); h.line.live[l] > 0 {
			for _, x := range items {
				if x != 0 {
					h.push(Permanent, x)
				}
			}
			h.line.live[l] = 0
			h.tellMerge(l, Permanent)
		}
		h.gens[g].count = 0
	}
	h.line.setEnd(0)
	for g := range generations - 1 {
		h.suspects[generations-1] = append(h.suspects[generations-1], h.suspects[g]...)
		h.suspects[g] = h.suspects[g][:0]
	}
	return nil
}

// Unfreeze moves the permanent objects back, to the oldest generation
// (gc.unfreeze).
func (h *Heap) Unfreeze() error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	h.finishCycle()
	h.settleLate() // what waits for Old comes before
	older := h.line.lateFor
	for _, x := range h.lists[Permanent].items {
		if x != 0 {
			// What it kept alive was not looked at again.
			h.suspectIn(x, generations-1)
		}
	}
	h.merge(Permanent, Old)
	h.settleLate()
	h.line.lateFor = older
	return nil
}

// Frozen is the number of permanent objects (gc.get_freeze_count).
func (h *Heap) Frozen() int { return h.size(Permanent) }
