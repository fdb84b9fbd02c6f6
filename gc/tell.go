package gc

// What the hook is told. Callers test h.hook first, so that a heap without one
// pays a predictable branch. Everything behind the branch is kept out of line:
// inlined, the building of events would bloat the paths that count.

// emit hands an event to the hook. While the hook runs, the heap may be half-way
// through a step: it answers questions but refuses changes with ErrBusy.
//
//go:noinline
func (h *Heap) emit(e Event) {
	h.guard.Or(guardHook)
	returned := false
	defer func() { h.hookDone(returned) }()
	h.hook(e)
	returned = true
}

// hookDone ends the time of a hook. One that panicked or ended its goroutine has
// left the heap in the middle of a step, which nobody can take up again.
func (h *Heap) hookDone(returned bool) {
	if !returned {
		h.guard.Or(guardBroken)
	}
	h.guard.And(^guardHook)
}

// tell reports an event of one object and up to two numbers.
//
//go:noinline
func (h *Heap) tell(kind EventKind, x, n uint32, m int) {
	h.emit(Event{Kind: kind, Obj: h.ref(x), N: int(n), M: m})
}

//go:noinline
func (h *Heap) tellCount(x uint32, by int) {
	h.tell(EventCount, x, h.heads[x].count, by)
}

//go:noinline
func (h *Heap) tellHeld(kind EventKind, x uint32) {
	h.tell(kind, x, h.heads[x].held, 0)
}

//go:noinline
func (h *Heap) tellNew(x uint32) {
	hd := &h.heads[x]
	h.emit(Event{Kind: EventNew, Obj: h.ref(x), N: 1, M: h.sizeOf(x), Of: hd.kind()})
	if hd.collectable() {
		h.tellMove(x, Untracked, Young)
	}
}

//go:noinline
func (h *Heap) tellMove(x uint32, from, to ListID) {
	h.emit(Event{Kind: EventMove, Obj: h.ref(x), From: from, To: to})
}

// tellMerge reports that list from was appended to list to.
func (h *Heap) tellMerge(from, to ListID) {
	if h.hook != nil {
		h.emit(Event{Kind: EventMerge, From: from, To: to, N: h.size(to)})
	}
}

// tellLeft reports that x, which dies, was taken off list from, if it was on one.
//
//go:noinline
func (h *Heap) tellLeft(x uint32, from ListID) {
	if from != Untracked {
		h.tellMove(x, from, Untracked)
	}
}

// tellStore reports that slot i of x no longer refers to old but to t; 0 is
// nothing.
//
//go:noinline
func (h *Heap) tellStore(x uint32, i int, old, t uint32) {
	if old != 0 {
		h.emit(Event{Kind: EventUnstore, Obj: h.ref(x), Other: h.ref(old), Slot: int32(i)})
	}
	if t != 0 {
		h.emit(Event{Kind: EventStore, Obj: h.ref(x), Other: h.ref(t), Slot: int32(i)})
	}
}

//go:noinline
func (h *Heap) tellDeath(x uint32, why reason) {
	h.emit(Event{Kind: EventDie, Obj: h.ref(x), Cause: why.cause, Other: why.by, Name: why.name})
}
