package gc

import "runtime"

// WeakCallback runs when the target of a weak reference has died; w is the
// weak reference, already cleared. It may use the heap freely. A panic becomes an
// [EventUnraisable]; ending the goroutine is fatal to the heap ([ErrAbandoned]).
type WeakCallback func(h *Heap, w Ref)

// weak is the record of a weak reference: its target and its neighbours on the
// target's list, newest first. By index into Heap.weaks, 0 for none.
type weak struct {
	self         uint32 // the Weak object
	target       uint32 // 0 when cleared
	newer, older uint32
}

// NewWeak makes a weak reference to target, which does not count: target dies as
// if it were not there, and the reference then answers [Nil]. The caller owns
// the one reference to the new object. callback may be nil.
//
// Whatever is no weak reference itself can be a target, leaves too, though a
// CPython float or string cannot; a weak target fails with [ErrKind]. Like any
// allocation of a collectable object the call may start an automatic collection
// first, through which target is kept; see [Heap.SetThreshold].
//
// Callbacks run newest first, after all weak references to the target are
// cleared, and only if the weak reference itself is still alive (PEP 205,
// Objects/weakrefobject.c). Unlike CPython, which hands out one shared reference
// for every plain weakref.ref(x), each call makes a new object.
func (h *Heap) NewWeak(target Ref, callback WeakCallback) (Ref, error) {
	if err := h.enter(); err != nil {
		return Nil, err
	}
	defer h.leave()
	t, err := h.check(target)
	if err != nil {
		return Nil, err
	}
	if k := h.heads[t].kind(); k == Weak {
		return Nil, &KindError{Ref: target, Kind: k, Need: []Kind{Leaf, Instance, List}}
	}
	h.pin(t) // the allocation may start a collection
	x, err := h.alloc(Weak)
	if err != nil {
		h.unpin()
		return Nil, err
	}
	w := h.noWeak
	if w != 0 {
		h.noWeak = h.weaks[w].older
	} else {
		w = uint32(len(h.weaks))
		h.weaks = append(h.weaks, weak{})
	}
	older := h.newestWeak(t)
	h.weaks[w] = weak{self: x, target: t, older: older}
	if older != 0 {
		h.weaks[older].newer = w
	}
	h.weakOf[t], h.weakOf[x] = w, w
	h.heads[t].bits |= hasWeak
	h.heads[x].bits |= hasWeak
	if callback != nil {
		if h.callbacks == nil {
			h.callbacks = make(map[uint32]WeakCallback)
		}
		h.callbacks[x] = callback
		h.heads[x].bits |= hasCallback
	}
	h.born(x)
	if h.hook != nil {
		h.emit(Event{Kind: EventWeak, Obj: h.ref(x), Other: target})
	}
	h.unpin()
	return h.ref(x), nil
}

// Deref is the target of the weak reference w, or [Nil] when it has died. The
// caller does not own the reference. It fails with [ErrKind] when w is not a
// weak reference.
func (h *Heap) Deref(w Ref) (Ref, error) {
	x, err := h.check(w)
	if err != nil {
		return Nil, err
	}
	if k := h.heads[x].kind(); k != Weak {
		return Nil, &KindError{Ref: w, Kind: k, Need: []Kind{Weak}}
	}
	defer runtime.KeepAlive(h)
	t := h.weaks[h.weakOf[x]].target
	if t == 0 || h.heads[t].count == 0 { // on its way out, waiting in the trashcan
		return Nil, nil
	}
	if h.cycle.phase > marking && !h.marks.has(t) { // found to be garbage
		return Nil, nil
	}
	return h.ref(t), nil
}

// newestWeak is the record of the newest weak reference to x, 0 for none.
func (h *Heap) newestWeak(x uint32) uint32 {
	if h.heads[x].bits&hasWeak == 0 {
		return 0
	}
	return h.weakOf[x]
}

// freeWeak gives a record back.
func (h *Heap) freeWeak(w uint32) {
	h.weaks[w] = weak{older: h.noWeak}
	h.noWeak = w
}

// clearWeak cuts the weak reference x off its target and drops its callback
// (clear_weakref).
func (h *Heap) clearWeak(x uint32) {
	h.cutWeak(x)
	if hd := &h.heads[x]; hd.bits&hasCallback != 0 {
		hd.bits &^= hasCallback
		delete(h.callbacks, x)
	}
}

// cutWeak cuts x off its target but keeps the callback (_PyWeakref_ClearRef).
func (h *Heap) cutWeak(x uint32) {
	w := &h.weaks[h.weakOf[x]]
	t := w.target
	if t == 0 {
		return
	}
	if w.newer != 0 {
		h.weaks[w.newer].older = w.older
	} else {
		h.weakOf[t] = w.older
	}
	if w.older != 0 {
		h.weaks[w.older].newer = w.newer
	}
	w.target, w.newer, w.older = 0, 0, 0
	if h.hook != nil {
		h.emit(Event{Kind: EventWeakClear, Obj: h.ref(x), Other: h.ref(t)})
	}
}

// clearWeakRefs clears every weak reference to x, which is being torn down, and
// calls their callbacks, newest first (PyObject_ClearWeakRefs).
func (h *Heap) clearWeakRefs(x uint32) {
	// The newest two without a callback go first: CPython keeps its shared
	// reference and proxy there.
	for range 2 {
		if w := h.newestWeak(x); w != 0 && h.heads[h.weaks[w].self].bits&hasCallback == 0 {
			h.clearWeak(h.weaks[w].self)
		}
	}
	first := h.newestWeak(x)
	switch {
	case first == 0:
	case h.weaks[first].older == 0:
		wr := h.weaks[first].self
		callback := h.callbacks[wr]
		h.clearWeak(wr)
		if callback != nil {
			h.callBack(wr, callback)
		}
	default:
		h.clearSeveral(x)
	}
}

// clearSeveral is clearWeakRefs for two or more. CPython holds them in a tuple
// until the last callback has run, and so does this: the tuple is an object that
// a collection started by a callback sees.
func (h *Heap) clearSeveral(x uint32) {
	var held []uint32
	var callbacks []WeakCallback
	for w := h.newestWeak(x); w != 0; w = h.newestWeak(x) {
		wr := h.weaks[w].self
		held = append(held, wr)
		callbacks = append(callbacks, h.callbacks[wr])
		h.clearWeak(wr)
	}
	tuple := h.holdInTuple(held)
	for i, wr := range held {
		if callbacks[i] != nil {
			h.callBack(wr, callbacks[i])
		}
	}
	if tuple {
		h.unpin()
	}
}

// callBack is runCallback for a weak reference that nothing may keep alive but
// the call itself.
func (h *Heap) callBack(wr uint32, callback WeakCallback) {
	h.pin(wr)
	h.runCallback(wr, callback)
	h.unpin()
}

// holdInTuple makes the tuple and pins it, if need be over the memory limit. Without
// room for one (a heap of 2^30 objects) the references are pinned for good rather
// than lost.
func (h *Heap) holdInTuple(held []uint32) bool {
	h.mem.beyond = true
	defer func() { h.mem.beyond = false }()
	for _, wr := range held {
		h.pin(wr)
	}
	off, err := h.words.take(len(held))
	if err != nil {
		return false
	}
	t, err := h.allocUncounted(Tuple)
	if err != nil {
		h.words.give(off, len(held))
		return false
	}
	h.heads[t].held = 0
	h.extents[t][0] = off
	h.extents[t].setSize(len(held))
	copy(h.edges(t), held)
	h.pins = h.pins[:len(h.pins)-len(held)] // the tuple's references now
	h.pins = append(h.pins, t)
	h.born(t)
	if h.hook != nil {
		for i, wr := range held {
			h.tellStore(t, i, 0, wr)
		}
	}
	return true
}

// runCallback calls back for the cleared weak reference wr, which is pinned.
func (h *Heap) runCallback(wr uint32, callback WeakCallback) {
	w := h.ref(wr)
	if h.hook != nil {
		h.emit(Event{Kind: EventCallback, Obj: w})
	}
	h.callOut(wr, func() { callback(h, w) })
}
