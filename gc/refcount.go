package gc

import "runtime"

// IncRef takes a reference to r for the Go program (Py_INCREF): r stays alive
// until it is given back by [Heap.DecRef].
func (h *Heap) IncRef(r Ref) error {
	if err := h.enter(); err != nil {
		return err
	}
	x, err := h.check(r)
	if err == nil {
		err = h.own(x)
	}
	h.leave()
	return err
}

// DecRef gives back one of the Go program's own references to r (Py_DECREF):
// the one a constructor returned or one taken by [Heap.IncRef]. When it was the
// last of all references r is torn down before DecRef returns, and whatever only
// r referred to with it. It fails with [ErrNotHeld] when the program owns none.
func (h *Heap) DecRef(r Ref) error {
	if err := h.enter(); err != nil {
		return err
	}
	x, err := h.check(r)
	if err == nil {
		if h.heads[x].held == 0 {
			err = ErrNotHeld
		} else {
			h.release(x)
		}
	}
	h.leave()
	return err
}

// RefCount is the reference count of r (sys.getrefcount less its argument): names
// in frames, slots and items that refer to it, references the Go program owns, and
// the heap's own. The heap has one for as long as a finalizer or callback of r or a
// step of the collector works on it, and one for each place on the garbage list:
// inside the finalizer of an object that was dropped the count is 1.
func (h *Heap) RefCount(r Ref) (int, error) {
	x, err := h.check(r)
	if err != nil {
		return 0, err
	}
	n := int(h.heads[x].count)
	runtime.KeepAlive(h)
	return n, nil
}

// Get is the object in slot or item i of r, [Nil] when the slot is empty. The
// caller does not own the reference (it is "borrowed" in CPython's terms): it
// goes stale when the object dies.
func (h *Heap) Get(r Ref, i int) (Ref, error) {
	x := uint32(r)
	if uint64(x) >= uint64(len(h.heads)) || h.heads[x].gen != uint32(r>>32) || h.heads[x].count == 0 {
		return Nil, h.refError(r)
	}
	edges := h.edges(x)
	if uint(i) >= uint(len(edges)) {
		return Nil, &SlotError{Ref: r, Slot: i, Size: len(edges)}
	}
	t := h.ref(edges[i])
	runtime.KeepAlive(h)
	return t, nil
}

// Set makes slot or item i of r refer to the object to, or to nothing for
// [Nil]. What was there before loses a reference, after the new one is in place
// (CPython's order), and may die of it.
func (h *Heap) Set(r Ref, i int, to Ref) error {
	if err := h.enter(); err != nil {
		return err
	}
	x, t, err := h.checkStore(r, i, to)
	if err == nil {
		if t != 0 {
			h.incref(t)
		}
		h.store(x, i, t)
	}
	h.leave()
	return err
}

// Give is Set for a reference the Go program owns: it passes to the slot, and
// the count does not change. It saves the DecRef after a Set ("the container
// steals the reference" in CPython's terms). It fails with [ErrNotHeld] when
// the program owns none to give.
func (h *Heap) Give(r Ref, i int, to Ref) error {
	if err := h.enter(); err != nil {
		return err
	}
	if h.giveFirst(r, i, to) {
		h.leave()
		return nil
	}
	x, t, err := h.checkStore(r, i, to)
	if err == nil && t == 0 {
		err = ErrNil
	}
	if err == nil {
		if err = h.surrender(t); err == nil {
			h.suspectGiven(x, t)
			h.store(x, i, t)
		}
	}
	h.leave()
	return err
}

// giveFirst is Give where nothing is wrong, the slot is empty and nobody is told;
// else it does nothing.
func (h *Heap) giveFirst(r Ref, i int, to Ref) bool {
	x, t := uint32(r), uint32(to)
	if uint64(x) >= uint64(len(h.heads)) || uint64(t) >= uint64(len(h.heads)) || h.hook != nil || h.cycle.phase != idle {
		return false
	}
	xd, td := &h.heads[x], &h.heads[t]
	if xd.gen != uint32(r>>32) || td.gen != uint32(to>>32) || xd.count == 0 || td.held == 0 ||
		td.count >= maxCount || xd.kind() == Tuple {
		return false
	}
	edges := h.edges(x)
	if uint(i) >= uint(len(edges)) {
		return false
	}
	slot := &edges[i]
	if *slot != 0 {
		return false
	}
	td.held--
	if xd.count != xd.held { // x may be in a cycle
		h.suspectGiven(x, t)
	}
	*slot = t
	return true
}

func (h *Heap) checkStore(r Ref, i int, to Ref) (x, t uint32, err error) {
	if x, err = h.check(r); err != nil {
		return 0, 0, err
	}
	if k := h.heads[x].kind(); k == Tuple { // the heap's own
		return 0, 0, &KindError{Ref: r, Kind: k, Need: []Kind{Instance, List}}
	}
	if uint(i) >= uint(h.sizeOf(x)) {
		return 0, 0, &SlotError{Ref: r, Slot: i, Size: h.sizeOf(x)}
	}
	t, err = h.checkTarget(to)
	return x, t, err
}

// store puts a reference to t, which is counted already, in slot i of x and drops
// the one before.
func (h *Heap) store(x uint32, i int, t uint32) {
	slot := &h.edges(x)[i]
	old := *slot
	*slot = t
	if old != 0 || h.hook != nil { // one way out of line, for what is not the plain case
		h.stored(x, i, old, t)
	}
}

func (h *Heap) stored(x uint32, i int, old, t uint32) {
	traced := h.hook != nil
	if traced {
		h.tellStore(x, i, old, t)
	}
	if old == 0 {
		return
	}
	hd := &h.heads[old]
	hd.count--
	if traced {
		h.tellCount(old, -1)
	}
	if hd.count == 0 {
		h.dealloc(old, reason{cause: Unset, by: h.ref(x)})
	} else {
		h.suspect(old)
	}
}

// incref adds a reference to t that an edge or a root now is.
func (h *Heap) incref(t uint32) {
	h.heads[t].count++
	if h.hook != nil || h.cycle.phase != idle {
		h.gained(t)
	}
}

// gained is what remains to be done for an object that has gained a reference.
//
//go:noinline
func (h *Heap) gained(t uint32) {
	if h.cycle.phase != idle {
		h.shade(t)
	}
	if h.hook != nil {
		h.tellCount(t, 1)
	}
}

// decref takes one away, and with the last the object's life, which ends of why.
func (h *Heap) decref(t uint32, why reason) {
	hd := &h.heads[t]
	hd.count--
	if hd.count == 0 || h.hook != nil {
		h.lost(t, why)
	} else {
		h.suspect(t)
	}
}

// lost is what remains to be done for an object that has lost a reference.
func (h *Heap) lost(t uint32, why reason) {
	if h.hook != nil {
		h.tellCount(t, -1)
	}
	if h.heads[t].count == 0 {
		h.dealloc(t, why)
	} else {
		h.suspect(t)
	}
}

// maxCount is the largest reference count: trial deletion needs two bits of its
// copy for itself. An object that reaches it is refused further references with
// [ErrFull]; a little room is left for the heap's own.
const maxCount = 1<<30 - 1<<16

// share is incref for a reference some caller asked for.
func (h *Heap) share(x uint32) error {
	if h.heads[x].count >= maxCount {
		return ErrFull
	}
	h.incref(x)
	return nil
}

// own adds a reference for the Go program.
func (h *Heap) own(x uint32) error {
	hd := &h.heads[x]
	if hd.count >= maxCount {
		return ErrFull
	}
	hd.count++
	hd.held++
	if h.hook != nil || h.cycle.phase != idle {
		h.gained(x)
		if h.hook != nil {
			h.tellHeld(EventHold, x)
		}
	}
	return nil
}

// release takes one away.
func (h *Heap) release(x uint32) {
	hd := &h.heads[x]
	hd.held--
	hd.count--
	if hd.count == 0 || h.hook != nil {
		h.released(x)
	} else {
		h.suspect(x)
	}
}

func (h *Heap) released(x uint32) {
	if h.hook != nil {
		h.tellHeld(EventRelease, x)
		h.tellCount(x, -1)
	}
	if h.heads[x].count == 0 {
		h.dealloc(x, reason{cause: Dropped})
	} else {
		h.suspect(x)
	}
}

// surrender turns a reference the Go program owns into one that the caller
// stores somewhere; the count stays.
func (h *Heap) surrender(t uint32) error {
	hd := &h.heads[t]
	if hd.held == 0 {
		return ErrNotHeld
	}
	hd.held--
	if h.hook != nil || h.cycle.phase != idle {
		h.surrendered(t)
	}
	return nil
}

//go:noinline
func (h *Heap) surrendered(t uint32) {
	if h.cycle.phase != idle {
		h.shade(t)
	}
	if h.hook != nil {
		h.tellHeld(EventRelease, t)
	}
}

// pin adds a reference for the heap itself, for as long as user code or a step
// of the collector needs x. Unlike held ones, no caller can give it back.
func (h *Heap) pin(x uint32) {
	h.pins = append(h.pins, x)
	if p := h.cycle.phase; p == roots || p == marking {
		h.shadeNow(x)
	}
	h.borrow(x)
}

// unpin takes the newest pin away. When it was the last reference, user code has
// dropped the others meanwhile, and that is what the object dies of.
func (h *Heap) unpin() {
	if x := h.unpinOnly(); h.heads[x].count == 0 {
		h.dealloc(x, reason{cause: Dropped})
	}
}

// unpinOnly is unpin for an object whose end is the caller's business.
func (h *Heap) unpinOnly() uint32 {
	x := h.pins[len(h.pins)-1]
	h.pins = h.pins[:len(h.pins)-1]
	h.repay(x)
	return x
}

// borrow adds a reference of the heap's own to x.
func (h *Heap) borrow(x uint32) {
	hd := &h.heads[x]
	hd.count++
	if h.hook != nil {
		h.tell(EventPin, x, hd.count, 1)
	}
}

// repay takes it away; the caller looks whether it was the last.
func (h *Heap) repay(x uint32) {
	hd := &h.heads[x]
	hd.count--
	if h.hook != nil {
		h.tell(EventPin, x, hd.count, -1)
	}
	if hd.count > 0 {
		h.suspect(x)
	}
}
