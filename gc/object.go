package gc

// What the heap knows of one object stands in a few tables by index, split by who
// reads them: the header for counting, the extent for walks from edge to edge, the
// place for lists. A walk through a large heap then drags eight bytes an object
// through the processor's caches instead of all. None has a Go pointer, so that
// Go's own collector never looks inside. What has pointers (values, labels,
// functions) stands in side tables.

// header is what every operation on an object reads.
type header struct {
	gen   uint32 // generation of the handle; bumped when the storage goes back
	count uint32 // reference count: edges into it + names + pins + held
	held  uint32 // of those, the references the Go program owns
	bits  uint32 // list (4 bits), kind (3 bits), flags, inline slots (2 bits)
}

// extent is where the edges of an object are. Those of an instance of up to two
// slots, as most are, stand in it; a slot it does not have is 0 like an empty one.
// Else it says where in Heap.words they are, and how many, with outside and
// perhaps fromEnd. Of an index that is free it is the next free one.
type extent [2]uint32

const (
	// inlineSlots is how many slots an instance can have in its extent.
	inlineSlots = 2
	// outside says that the edges are in Heap.words. No index is so large.
	outside uint32 = 1 << 31
	// fromEnd says that edges are visited and released from the last to the
	// first. They are outside.
	fromEnd uint32 = 1 << 30
)

func (e extent) isOutside() bool        { return e[1]&outside != 0 }
func (e extent) size() uint32           { return e[1] &^ (outside | fromEnd) } // if it is outside
func (e extent) backwards() bool        { return e[1]&fromEnd != 0 }
func (e *extent) setSize(n int)         { e[1] = e[1]&(outside|fromEnd) | uint32(n) }
func (h *Heap) backwards(x uint32) bool { return h.extents[x].backwards() }

func (h *Heap) sizeOf(x uint32) int {
	if e := h.extents[x]; e.isOutside() {
		return int(e.size())
	}
	return h.heads[x].inline()
}

// Bits of header.bits.
const (
	listMask  uint32 = 1<<4 - 1
	kindShift        = 4
	kindMask  uint32 = (1<<3 - 1) << kindShift

	hasFinalizer uint32 = 1 << (iota + 4) // a function stands in Heap.finalizers
	isFinalized                           // the finalizer has run; PEP 442 runs it once
	hasCallback                           // a weak reference with a function in Heap.callbacks
	hasValue                              // a payload stands in Heap.values
	hasLabel                              // a name for people stands in Heap.labels
	hasWeak                               // Heap.weakOf has something for it
	isCandidate                           // it is among Heap.suspects
	isLarge                               // an instance with its edges outside

	slotsShift        = 15
	slotsMask  uint32 = 3 << slotsShift // slots that stand in the extent
)

// Kind says what an object is made of.
type Kind uint8

// The kinds of object.
const (
	// Leaf holds no references, like a float or a string. The collector never
	// looks at it: what refers to nothing cannot be part of a cycle.
	Leaf Kind = iota + 1
	// Instance has a fixed number of slots, like an object with __slots__.
	// Slots are visited and released from the first to the last, as CPython's
	// subtype_traverse and clear_slots do.
	Instance
	// List grows and shrinks. Its items are visited and released from the last
	// to the first, as CPython's list_traverse and list_dealloc do.
	List
	// Tuple is the heap's own: it holds the weak references of a dying object
	// while their callbacks run (PyObject_ClearWeakRefs).
	Tuple
	// Weak is a weak reference, itself counted and collected like any object.
	Weak
)

// String is the lower-case name of the kind, "?" for an unknown one.
func (k Kind) String() string {
	return [...]string{"?", "leaf", "instance", "list", "tuple", "weakref", "?"}[min(int(k), 6)]
}

func (hd *header) kind() Kind   { return Kind(hd.bits & kindMask >> kindShift) }
func (hd *header) list() ListID { return ListID(hd.bits & listMask) }
func (hd *header) inline() int  { return int(hd.bits & slotsMask >> slotsShift) }

// collectable says whether the kind takes part in collections at all. Only such
// objects count as allocations (Py_TPFLAGS_HAVE_GC).
func (hd *header) collectable() bool { return hd.kind() != Leaf }

// nests says whether a death of the kind passes through the trashcan: those of
// containers do (Py_TRASHCAN_BEGIN), that of a weak reference does not.
func (hd *header) nests() bool { k := hd.kind(); return k != Leaf && k != Weak }

func (hd *header) setList(l ListID) { hd.bits = hd.bits&^listMask | uint32(l) }

// MaxSlots is the largest number of slots or items one object can have.
const MaxSlots = 1 << 28

// NewLeaf makes a [Leaf] that stands for value, like 1.2 or "2". The caller
// owns the one reference to it. The value is kept until the object dies.
func (h *Heap) NewLeaf(value any) (Ref, error) {
	if err := h.enter(); err != nil {
		return Nil, err
	}
	defer h.leave()
	x, err := h.alloc(Leaf)
	if err != nil {
		return Nil, err
	}
	h.setValue(x, value)
	h.born(x)
	return h.ref(x), nil
}

// NewInstance makes an [Instance] with the given number of empty slots. The
// caller owns the one reference to it. It fails with [ErrSlot] for a number
// below 0 or above [MaxSlots].
//
// Like any allocation of a collectable object it may start an automatic
// collection first; see [Heap.SetThreshold].
func (h *Heap) NewInstance(slots int) (Ref, error) {
	if err := h.enter(); err != nil {
		return Nil, err
	}
	if r := h.reuse(slots); r != Nil {
		h.leave()
		return r, nil
	}
	if uint(slots) > MaxSlots {
		h.leave()
		return Nil, &SlotError{Slot: slots, Size: MaxSlots}
	}
	x, err := h.alloc(Instance)
	if err == nil {
		if err = h.takeSlots(x, slots); err == nil {
			h.born(x)
		} else {
			h.recycle(x)
			x = 0
		}
	}
	r := h.ref(x)
	h.leave()
	return r, err
}

// takeSlots gives x its empty slots.
func (h *Heap) takeSlots(x uint32, slots int) error {
	if slots <= inlineSlots {
		h.heads[x].bits |= uint32(slots) << slotsShift
		return nil
	}
	off, err := h.words.take(slots)
	if err == nil {
		h.extents[x] = extent{off, uint32(slots) | outside}
		h.heads[x].bits |= isLarge
	}
	return err
}

// reuse makes an instance from a dead one, which is the common case in a heap that
// has grown: an index is at hand, the line has room, and nobody is told.
func (h *Heap) reuse(slots int) Ref {
	x, q, g := h.free, &h.line, &h.gens[0]
	if h.collector == Incremental || x == 0 || uint(slots) > inlineSlots || len(q.items) == cap(q.items) || h.hook != nil ||
		g.count >= g.threshold && h.enabled {
		return Nil
	}
	g.count++
	h.live++
	e := &h.extents[x]
	h.free = e[0]
	*e = extent{}
	hd := &h.heads[x]
	hd.count, hd.held, hd.bits = 1, 1, uint32(slots)<<slotsShift|uint32(Instance)<<kindShift|uint32(Young)
	h.pos[x] = uint32(len(q.items))
	q.items = append(q.items, x)
	q.live[Young]++
	return makeRef(x, hd.gen)
}

// alloc takes an index for a new object that the caller will own: count and
// held are 1. A collectable one counts towards the next automatic collection,
// which runs here, before the object is on any list (CPython 3.11's gc_alloc).
func (h *Heap) alloc(k Kind) (uint32, error) {
	if k != Leaf {
		h.countAllocation()
	}
	return h.allocUncounted(k)
}

// allocUncounted is alloc for an object CPython takes from a free list.
func (h *Heap) allocUncounted(k Kind) (uint32, error) {
	x := h.free
	if x != 0 {
		h.free = h.extents[x][0]
	} else {
		if len(h.heads) > maxIndex {
			return 0, ErrFull
		}
		var err error
		if x, err = h.extend(); err != nil {
			return 0, err
		}
	}
	hd := &h.heads[x]
	hd.count, hd.held, hd.bits = 1, 1, uint32(k)<<kindShift
	e := extent{}
	if k == List || k == Tuple {
		e[1] = outside | fromEnd
	}
	h.extents[x] = e
	if h.cycle.phase != idle {
		h.bornMarked(x)
	}
	h.live++
	return x, nil
}

// extend makes a new index.
func (h *Heap) extend() (uint32, error) {
	x := len(h.heads)
	if x == cap(h.heads) {
		if err := h.growIndex(); err != nil {
			return 0, err
		}
	}
	// Beyond their ends the tables are zero: only what is used touches memory.
	h.heads = h.heads[:x+1]
	h.heads[x].gen = 1
	h.extents, h.pos = h.extents[:x+1], h.pos[:x+1]
	h.gcRefs, h.weakOf = h.gcRefs[:x+1], h.weakOf[:x+1]
	return uint32(x), nil
}

// born puts a finished object on the youngest list and tells the hook.
func (h *Heap) born(x uint32) {
	if h.heads[x].collectable() {
		h.push(Young, x)
	}
	if h.hook != nil {
		h.tellNew(x)
	}
}

// recycle gives the storage of x back. Its generation moves on, which makes
// every handle to it stale; an index whose generations are used up is retired.
func (h *Heap) recycle(x uint32) {
	hd := &h.heads[x]
	k := hd.kind()
	if k != Leaf && k != Tuple && h.gens[0].count > 0 {
		h.gens[0].count--
	}
	switch {
	case k == Weak:
		h.freeWeak(h.weakOf[x])
	case h.extents[x].isOutside():
		h.giveBack(x)
	}
	if hd.bits&(hasFinalizer|hasValue|hasLabel|hasCallback) != 0 {
		h.forgetSideTables(x, hd.bits)
	}
	h.live--
	*hd = header{gen: hd.gen + 1}
	h.extents[x] = extent{}
	if hd.gen != 0 { // else all 2^32-1 are used: no handle may ever match again
		h.extents[x][0] = h.free
		h.free = x
	}
}

func (h *Heap) forgetSideTables(x, bits uint32) {
	if bits&hasFinalizer != 0 {
		delete(h.finalizers, x)
	}
	if bits&hasValue != 0 {
		delete(h.values, x)
	}
	if bits&hasLabel != 0 {
		delete(h.labels, x)
	}
	if bits&hasCallback != 0 {
		delete(h.callbacks, x)
	}
}
