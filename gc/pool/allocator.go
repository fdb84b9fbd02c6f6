package pool

import "runtime"

// Allocator gives blocks of memory and takes them back. Make one with New: the zero
// Allocator is a closed one. It is not safe for concurrent use: give each goroutine
// its own, or a lock. It must stay reachable, and not be closed, while the bytes of its
// blocks are used.
type Allocator struct {
	used   [Classes]*header // pools with a free block, by class; see used.go
	extra  bool             // a hook, checks or being closed: Alloc and Free have more to do
	arenas []*arena         // by number; 0 is nil, and so is what was never mapped

	usable *arena                    // arenas with free pools, fewest first; see arena.go
	spare  *arena                    // unmapped ones, to be used again, last first
	last   [PoolsPerArena + 1]*arena // of those with so many free pools, the last

	cold    coldQueue // pools whose pages may go back; see page.go
	reserve int       // how many of them keep their pages
	regret  int       // in eighths, how many more do

	large  []largeBlock // see large.go
	vacant []uint32     // numbers of large blocks that are free

	regions uint32 // made so far; see region.go

	source Source
	ledger *ledger // what is mapped, for Close and for the cleanup
	guard  *guard  // or nil; see checked.go
	hook   func(Event)
	limit  int
	pools  int    // that an arena has
	first  uint32 // unit at which a pool's blocks begin
	closed bool

	counts counts
	stacks []*stack // of slabs, which Close empties
	recent *arena   // where a slab's value was found last
	net    runtime.Cleanup
}

// New makes an Allocator. Nothing is mapped until a block is asked for. Close
// gives its memory back; so does Go's collector, some time, when it is dropped
// without.
func New(opts ...Option) *Allocator {
	a := &Allocator{
		arenas:  make([]*arena, 1),
		reserve: 512 << 10 / PoolSize,
		source:  SystemMemory(),
		pools:   PoolsPerArena,
	}
	for _, o := range opts {
		o(a)
	}
	a.extra = a.hook != nil || a.guard != nil
	a.ledger = newLedger(a.source)
	// A net only: when it runs is not known, and an error has nobody to hear it.
	a.net = runtime.AddCleanup(a, func(l *ledger) { _ = l.unmapAll() }, a.ledger)
	return a
}

// Alloc gives a block of at least n bytes, and its memory, as Bytes does; 0 asks
// for the smallest. The memory is not cleared: it may hold what an earlier block
// left. An error is ErrSize, ErrClosed, ErrFull, a LimitError or the system's, and
// nothing has changed.
//
// When n is at most SmallMax the block is the last that was freed in the first
// pool of its class, as in CPython.
func (a *Allocator) Alloc(n int) (Block, []byte, error) {
	// One comparison finds what is neither small nor usual: 0 wraps around.
	if uint(n)-1 >= SmallMax || a.extra {
		return a.allocExtra(n)
	}
	h := a.used[uint(n-1)/Alignment]
	if h == nil || h.free == 0 {
		return a.allocSlow(n)
	}
	unit := uint32(h.free-1) & unitMask
	next := h.nextFree(unit)
	h.free = next
	h.inUse++
	h.mark(unit)
	if next == 0 {
		a.extend(h)
	}
	return h.base + Block(unit), h.bytes(unit), nil
}

// Free takes a block back. Its bytes must not be used afterwards. Nil is freed
// by doing nothing. An error is a MisuseError, ErrForeign or ErrDoubleFree,
// ErrClosed or the system's; but for the last nothing has changed then. With
// WithChecks see also there: ErrOverrun leaves the block in use; ErrUseAfterFree
// is about a block freed before, and this one is freed.
func (a *Allocator) Free(b Block) error {
	if a.extra || b.Large() {
		return a.freeExtra(b)
	}
	h := a.header(b)
	if h == nil {
		return foreign(b)
	}
	unit := uint32(b) & unitMask
	if !h.unmark(unit) {
		return a.notInUse(h, b)
	}
	h.inUse--
	h.setNextFree(unit, h.free)
	h.free = uint16(unit + 1)
	if h.inUse <= h.low {
		return a.freedSlow(h)
	}
	return nil
}

// Bytes gives the memory of a block: all of it, which may be a little more than
// was asked for, or exactly that with WithChecks. It gives nil when b is not in
// use. The slice is valid until b is freed; it must not hold Go pointers.
func (a *Allocator) Bytes(b Block) []byte {
	if a.guard != nil || b.Large() {
		return a.bytesExtra(b)
	}
	h := a.header(b)
	if h == nil {
		return nil
	}
	unit := uint32(b) & unitMask
	if !h.marked(unit) {
		return nil
	}
	return h.bytes(unit)
}

// allocExtra is Alloc for all that is not a small block without hook and checks.
func (a *Allocator) allocExtra(n int) (Block, []byte, error) {
	if a.shut() {
		return Nil, nil, ErrClosed
	}
	if n < 0 || n > maxLarge {
		return Nil, nil, ErrSize
	}
	size := max(n, 1)
	if a.guard != nil {
		size = n + canarySize
	}
	var b Block
	var memory []byte
	var err error
	if size > SmallMax {
		b, memory, err = a.allocLarge(size)
	} else {
		b, memory, err = a.allocSlow(size)
	}
	if err != nil {
		return Nil, nil, err
	}
	if a.guard != nil {
		a.guard.arm(b, memory, n)
		memory = memory[:n:n]
	}
	a.tell(BlockGiven, b, a.classOf(b), n)
	return b, memory, nil
}

func (a *Allocator) freeExtra(b Block) error {
	if a.shut() {
		return ErrClosed
	}
	if a.guard != nil {
		return a.freeGuarded(b)
	}
	class := a.classOf(b)
	// Told first, because the pool or arena may go with it; it is checked so
	// that only what is freed is told.
	if a.hook != nil && a.memory(b) != nil {
		a.tell(BlockFreed, b, class, 0)
	}
	return a.give(b)
}

// give frees a block for good.
func (a *Allocator) give(b Block) error {
	if b.Large() {
		return a.freeLarge(b)
	}
	return a.freeSmall(b)
}

// freeSmall is what Free does. It is written twice, as the call would cost Free a
// fifth.
func (a *Allocator) freeSmall(b Block) error {
	h := a.header(b)
	if h == nil {
		return foreign(b)
	}
	unit := uint32(b) & unitMask
	if !h.unmark(unit) {
		return a.notInUse(h, b)
	}
	h.inUse--
	h.setNextFree(unit, h.free)
	h.free = uint16(unit + 1)
	if h.inUse <= h.low {
		return a.freedSlow(h)
	}
	return nil
}

// foreign is the answer for a block of an arena that is not there.
func foreign(b Block) error {
	if b == Nil {
		return nil
	}
	return &MisuseError{Block: b, Kind: ErrForeign}
}

func (a *Allocator) bytesExtra(b Block) []byte {
	memory := a.memory(b)
	if a.guard != nil && memory != nil {
		return a.guard.payload(b, memory)
	}
	return memory
}

// memory is all of a block's memory, nil when it is not in use.
func (a *Allocator) memory(b Block) []byte {
	if b.Large() {
		return a.largeMemory(b)
	}
	h := a.header(b)
	unit := uint32(b) & unitMask
	if h == nil || !h.marked(unit) {
		return nil
	}
	return h.bytes(unit)
}

func (a *Allocator) classOf(b Block) uint8 {
	if h := a.header(b); h != nil {
		return h.class
	}
	return unclassed
}

// shut says that there is nothing to give from: a is closed or was not made by New.
func (a *Allocator) shut() bool { return a.closed || a.ledger == nil }

// Close gives all memory back, in use or not. Bytes of blocks must not be used
// any more: on Unix that is a fault which ends the program. A second Close does
// nothing. The error is the system's; all that could be given back was.
func (a *Allocator) Close() error {
	if a.shut() {
		return nil
	}
	a.closed, a.extra = true, true
	a.net.Stop()
	a.used = [Classes]*header{}
	a.arenas, a.large, a.vacant = nil, nil, nil
	a.usable, a.spare, a.cold, a.guard = nil, nil, coldQueue{}, nil
	a.last = [PoolsPerArena + 1]*arena{}
	a.recent = nil
	for _, s := range a.stacks {
		s.close()
	}
	a.stacks = nil
	return a.ledger.unmapAll()
}
