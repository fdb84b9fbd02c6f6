package gc

// The weak reference rule of CPython 3.15 (Python/gc.c: handle_weakref_callbacks,
// clear_weakrefs). Up to 3.14 all weak references to trash are cleared before any
// finalizer runs. That hid objects from finalizers that were still whole, caches
// among them. From 3.15 on only those with a callback are cleared, and called
// back, before; those without are cleared after the finalizers, and only what is
// still unreachable then loses them. By that time no callback is run any more.

// WithLateWeakRefs has collections follow that rule. A weak reference without a
// callback can then be followed by the finalizers of the trash, and outlives a
// resurrection; the callback of one that a finalizer makes to its own object does
// not run. The steps of [Incremental] keep the older rule.
func WithLateWeakRefs() Option {
	return func(h *Heap) { h.lateWeak = true }
}

// cutCallbacks clears the weak references with callbacks to unreachable x. Those
// that are not trash themselves wait on list Calling.
func (h *Heap) cutCallbacks(x uint32) {
	if h.heads[x].kind() == Weak {
		return
	}
	for w := h.newestWeak(x); w != 0; {
		wr := h.weaks[w].self
		w = h.weaks[w].older
		if h.heads[wr].bits&hasCallback == 0 {
			continue
		}
		h.cutWeak(wr)
		h.awaitCall(wr)
	}
}

// cutDoomed clears what weak references there still are to and among the doomed.
func (h *Heap) cutDoomed() {
	for _, x := range h.lists[Doomed].items {
		if h.heads[x].kind() == Weak {
			h.cutWeak(x)
			continue
		}
		for w := h.newestWeak(x); w != 0; w = h.newestWeak(x) {
			h.cutWeak(h.weaks[w].self)
		}
	}
}
