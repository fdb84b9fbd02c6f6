package gc

import "iter"

// SetSaveAll has collections keep what they find unreachable, uncleared, on the
// garbage list instead of freeing it, for inspection (gc.DEBUG_SAVEALL). Weak
// references to them are cleared and their finalizers run all the same.
func (h *Heap) SetSaveAll(on bool) error {
	if err := h.enter(); err != nil {
		return err
	}
	h.saveAll = on
	h.leave()
	return nil
}

// Garbage are the objects kept by save-all (gc.garbage), in the order found.
func (h *Heap) Garbage() iter.Seq[Ref] {
	return func(yield func(Ref) bool) { h.seq(h.garbage)(yield) }
}

// ClearGarbage lets them go, the last found first (gc.garbage.clear()). The
// cycles among them are found again by the next collection.
func (h *Heap) ClearGarbage() error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	// Like list.clear(): the list is empty before the first object goes. Until
	// its turn each is pinned, and the newest pin goes first.
	n := len(h.garbage)
	h.pins, h.garbage = append(h.pins, h.garbage...), nil
	if h.hook != nil && n > 0 {
		h.emit(Event{Kind: EventUnsave, N: n})
	}
	for range n {
		h.unpin()
	}
	return nil
}
