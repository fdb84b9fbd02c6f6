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
	for g := range generations {
		h.merge(Young+ListID(g), Permanent)
		h.gens[g].count = 0
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
	h.merge(Permanent, Old)
	return nil
}

// Frozen is the number of permanent objects (gc.get_freeze_count).
func (h *Heap) Frozen() int { return h.lists[Permanent].live }
