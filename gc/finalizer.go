package gc

import "fmt"

// Finalizer runs when self is about to die, once in its life (PEP 442). It may
// use the heap freely, and may make self or anything self refers to reachable
// again ("resurrect" it) by storing a reference somewhere. self is not the
// finalizer's own: it must not DecRef it unless it took a reference. A panic
// becomes an [EventUnraisable]. It must not end its goroutine (runtime.Goexit,
// t.FailNow): the heap is then of no more use; see [ErrAbandoned].
type Finalizer func(h *Heap, self Ref)

// SetFinalizer gives r a finalizer, or another one; nil takes it away. An object
// whose finalizer has run does not get a second turn, whatever is set here.
// Weak references and leaves cannot have one ([ErrKind]).
func (h *Heap) SetFinalizer(r Ref, fn Finalizer) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	x, err := h.check(r)
	if err != nil {
		return err
	}
	hd := &h.heads[x]
	if k := hd.kind(); k != Instance && k != List {
		return &KindError{Ref: r, Kind: k, Need: []Kind{Instance, List}}
	}
	if fn == nil {
		hd.bits &^= hasFinalizer
		delete(h.finalizers, x)
		return nil
	}
	if h.finalizers == nil {
		h.finalizers = make(map[uint32]Finalizer)
	}
	hd.bits |= hasFinalizer
	h.finalizers[x] = fn
	return nil
}

// finalizeAtZero runs the finalizer of x, whose count is zero, and says whether
// x goes on to die. For the time of the call x has a reference again and is back
// on the youngest list, as in PyObject_CallFinalizerFromDealloc.
func (h *Heap) finalizeAtZero(x uint32) bool {
	hd := &h.heads[x]
	if hd.bits&isFinalized != 0 {
		return true
	}
	h.track(x)
	h.pin(x)
	h.finalize(x)
	h.unpinOnly()
	if h.heads[x].count > 0 {
		if h.hook != nil {
			h.tell(EventResurrect, x, 0, 0)
		}
		return false
	}
	h.untrack(x)
	return true
}

// finalize runs the finalizer of x, which is pinned, for the first and last time.
func (h *Heap) finalize(x uint32) {
	h.heads[x].bits |= isFinalized
	self, fn := h.ref(x), h.finalizers[x]
	if h.hook != nil {
		h.emit(Event{Kind: EventFinalize, Obj: self})
	}
	h.callOut(x, func() { fn(h, self) })
}

// reportPanic says that a finalizer or callback of x, or an observer (0), panicked. Whoever is told,
// and the String or Error method of p, may not change the heap meanwhile, nor panic.
func (h *Heap) reportPanic(x uint32, p any) {
	r := h.ref(x)
	h.guard.Or(guardHook)
	returned := false
	defer func() { h.hookDone(returned) }()
	if h.hook != nil {
		h.hook(Event{Kind: EventUnraisable, Obj: r, Name: fmt.Sprint(p)})
	}
	if h.unraisable != nil {
		h.unraisable(r, p)
	}
	returned = true
}
