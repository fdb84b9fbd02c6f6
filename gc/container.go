package gc

import (
	"runtime"
	"slices"
)

// NewList makes a [List] of the given items, each of which gains a reference;
// [Nil] items are allowed and empty. The caller owns the one reference to it. It
// fails with [ErrSlot] for more than [MaxSlots] items. Like any allocation of a
// collectable object it may start an automatic collection first, through which
// the items are kept; see [Heap.SetThreshold].
func (h *Heap) NewList(items ...Ref) (Ref, error) {
	if err := h.enter(); err != nil {
		return Nil, err
	}
	defer h.leave()
	if len(items) > MaxSlots {
		return Nil, &SlotError{Slot: len(items), Size: MaxSlots}
	}
	for _, r := range items {
		x, err := h.checkTarget(r)
		if err == nil && x != 0 && int(h.heads[x].count) > maxCount-len(items) { // all may be the same
			err = ErrFull
		}
		if err != nil {
			return Nil, err
		}
	}
	pinned := len(h.pins)
	for _, r := range items { // the allocation may start a collection
		if r != Nil {
			h.pin(uint32(r))
		}
	}
	x, err := h.alloc(List)
	if err == nil {
		if err = h.resize(x, len(items)); err != nil {
			h.recycle(x)
		}
	}
	if err != nil {
		for len(h.pins) > pinned {
			h.unpin()
		}
		return Nil, err
	}
	h.extents[x].setSize(len(items))
	h.born(x)
	h.pins = h.pins[:pinned] // what was pinned is the list's reference now
	for i, r := range items {
		h.edges(x)[i] = uint32(r)
		if r != Nil && h.hook != nil {
			h.tellStore(x, i, 0, uint32(r))
		}
	}
	return h.ref(x), nil
}

// Size is the number of slots or items of r, 0 for a leaf or weak reference.
func (h *Heap) Size(r Ref) (int, error) {
	x, err := h.check(r)
	if err != nil {
		return 0, err
	}
	n := h.sizeOf(x)
	runtime.KeepAlive(h)
	return n, nil
}

// Append puts item at the end of the list, which gains a reference to it
// (list.append). [Nil] appends an empty item.
func (h *Heap) Append(list, item Ref) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	x, err := h.checkList(list)
	if err != nil {
		return err
	}
	t, err := h.checkTarget(item)
	if err != nil {
		return err
	}
	n := h.sizeOf(x)
	if n == MaxSlots {
		return &SlotError{Ref: list, Slot: n, Size: n}
	}
	if err := h.resize(x, n+1); err != nil {
		return err
	}
	h.setSize(x, n+1)
	h.edges(x)[n] = 0
	if t != 0 {
		h.incref(t)
		h.store(x, n, t)
	}
	return nil
}

// Remove takes item i out of the list (del list[i]): those behind it move up,
// then the item loses its reference.
func (h *Heap) Remove(list Ref, i int) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	x, err := h.checkList(list)
	if err != nil {
		return err
	}
	items := h.edges(x)
	if uint(i) >= uint(len(items)) {
		return &SlotError{Ref: list, Slot: i, Size: len(items)}
	}
	t := items[i]
	copy(items[i:], items[i+1:])
	if h.hook != nil {
		h.emit(Event{Kind: EventUnstore, Obj: list, Other: h.ref(t), Slot: int32(i), N: 1})
	}
	h.setSize(x, len(items)-1)
	h.movedUp(x)
	if t != 0 {
		h.decref(t, reason{cause: Removed, by: list})
	}
	return nil
}

func (h *Heap) setSize(x uint32, n int) {
	h.extents[x].setSize(n)
	if h.hook != nil {
		h.emit(Event{Kind: EventResize, Obj: h.ref(x), N: n})
	}
}

// Find is the index of the first item of the list that is the object item
// (compared by identity), or -1.
func (h *Heap) Find(list, item Ref) (int, error) {
	x, err := h.checkList(list)
	if err != nil {
		return -1, err
	}
	t, err := h.check(item)
	if err != nil {
		return -1, err
	}
	i := slices.Index(h.edges(x), t)
	runtime.KeepAlive(h)
	return i, nil
}

func (h *Heap) checkList(r Ref) (uint32, error) {
	x, err := h.check(r)
	if err != nil {
		return 0, err
	}
	if k := h.heads[x].kind(); k != List {
		return 0, &KindError{Ref: r, Kind: k, Need: []Kind{List}}
	}
	return x, nil
}
