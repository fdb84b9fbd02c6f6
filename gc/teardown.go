package gc

// Teardown: what happens when a count reaches zero.
//
// CPython recurses: freeing an object releases its slots one by one, and a slot
// that held the last reference to another object frees that one before the next
// slot is looked at. The order is part of what a program can observe (finalizers
// and weak reference callbacks run in it). Here the same order comes from an
// explicit stack of objects half torn down.
//
// CPython bounds its recursion with the "trashcan" (Include/cpython/object.h,
// Py_TRASHCAN_BEGIN): a death nested deeper than 50 is put aside, newest first,
// and taken up when the outermost one has finished. That is observable too, so
// it is kept, and it bounds the stack here: a chain of ten million objects needs
// no more memory to free than one of fifty.

// trashLimit is CPython's _PyTrash_UNWIND_LEVEL.
const trashLimit = 50

// teardown is an object on the way out and how many of its edges are released.
type teardown struct {
	x    uint32
	done uint32
}

// deferred is a death put aside by the trashcan.
type deferred struct {
	x   uint32
	why reason
}

// dealloc tears x down, whose count has just reached zero and which dies of why,
// and everything that dies with it.
func (h *Heap) dealloc(x uint32, why reason) {
	if h.nesting > 0 {
		h.drainFrom(x, why, false)
		return
	}
	h.drainFrom(x, why, true)
	h.emptyTrash()
}

// emptyTrash takes up the deaths that were put aside, when the outermost one has
// finished.
func (h *Heap) emptyTrash() {
	for n := len(h.trash); n > 0; n = len(h.trash) {
		h.nesting = 1 // what dies now must not start another round
		d := h.trash[n-1]
		h.trash = h.trash[:n-1]
		h.drainFrom(d.x, d.why, true)
	}
	h.nesting = 0
	if cap(h.trash) > trashLimit*trashLimit {
		h.trash = nil // one wide death should not be paid for forever
	}
}

// begin starts the teardown of x: finalizer, weak references, then x goes on the
// stack for its edges. It follows subtype_dealloc of Objects/typeobject.c. When
// the finalizer resurrects x, or the trashcan takes it, nothing more happens now.
func (h *Heap) begin(x uint32, why reason) {
	hd := &h.heads[x]
	from := h.listOf(x)
	if from != Untracked {
		h.remove(x)
	}
	hd.bits &^= isCandidate // should a finalizer bring it back, it is young again
	nests := hd.nests()
	if nests {
		if h.nesting >= trashLimit {
			h.trash = append(h.trash, deferred{x, why})
			if h.hook != nil {
				h.tellLeft(x, from)
				h.tell(EventDefer, x, uint32(h.nesting), 0)
			}
			return
		}
		h.nesting++
	}
	special := hd.bits&(hasFinalizer|hasWeak) != 0
	if special {
		if h.hook != nil {
			h.tellLeft(x, from)
			from = Untracked
		}
		if hd.bits&hasFinalizer != 0 && !h.finalizeAtZero(x) {
			if nests {
				h.nesting--
			}
			return
		}
	}
	h.stack = append(h.stack, teardown{x: x})
	h.record(x, why)
	if special {
		h.retireWeak(x)
	}
	if h.hook != nil {
		h.tellLeft(x, from)
		h.tellDeath(x, why)
	}
}

// retireWeak deals with weak references on either side of a dying x.
func (h *Heap) retireWeak(x uint32) {
	hd := &h.heads[x]
	if hd.bits&hasWeak == 0 {
		return
	}
	if hd.kind() == Weak {
		h.clearWeak(x)
		return
	}
	h.clearWeakRefs(x)
}

// finish ends it: the edges are released, the storage goes back.
func (h *Heap) finish(x uint32) {
	h.stack = h.stack[:len(h.stack)-1]
	if h.heads[x].nests() {
		h.nesting--
	}
	if h.hook != nil {
		h.tell(EventFree, x, 0, 0)
	}
	h.recycle(x)
}
