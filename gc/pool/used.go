package pool

import (
	"math"
	"unsafe"
)

// A header describes one pool. CPython keeps it in the pool's first 48 bytes;
// here it lies outside, so that pages of a pool that has few blocks in use can go
// back to the system.
//
// A pool is in one of three states. Used: it has a free block and is in the list
// of its class (linked). Full: it is in no list. Empty: it is in the list of free
// pools of its arena, and may be given to any class.
//
// Free blocks are of three sorts. Those of the list, last freed first, have the
// number of the next (unit+1, 0 for none) in their first two bytes. Those from
// virgin on have never been given since the pool was cut; they are not even
// touched. Those that begin on a page of gone have lost their place in the list
// when the page went back.
type header struct {
	mem        unsafe.Pointer // PoolSize bytes
	next, prev *header        // in a list; of free pools only next
	arena      *arena
	base       Block  // of unit 0
	recip      uint32 // see reciprocal
	free       uint16 // first of the list, unit+1, or 0
	inUse      uint16
	low        uint16 // Free has more to do when inUse falls so far; see page.go
	virgin     uint16 // the first unit never given
	end        uint16 // the first unit with no room for a block
	first      uint8  // the unit of the first block
	class      uint8
	length     uint8 // of a block, in units; 1 before the pool is cut
	gone       uint8 // pages that went back, one bit each
	linked     bool
	queued     bool // in the queue of cold pools
}

// header finds a small block's header, nil when there is no such arena. It
// may be that of a pool that was never cut: then no unit is marked.
func (a *Allocator) header(b Block) *header {
	if i := int(b >> arenaShift); i < len(a.arenas) {
		if r := a.arenas[i]; r != nil {
			return &r.pools[b>>poolShift&poolMask]
		}
	}
	return nil
}

// unit is the address of a unit, which lies in the pool whatever n is. The pool's
// memory is no array: to slice one by its address the compiler looks at its first
// byte, so that a page that has gone would come back.
func (h *header) unit(n uint32) unsafe.Pointer {
	return unsafe.Add(h.mem, n&unitMask*Alignment)
}

// bytes is the memory of the block at unit, as far as it lies in the pool.
func (h *header) bytes(unit uint32) []byte {
	length := min(uint32(h.length), poolUnits-unit&unitMask) * Alignment
	return unsafe.Slice((*byte)(h.unit(unit)), length)
}

// nextFree is what a free block has in its first two bytes. That may be anything
// when somebody wrote to the block after it was freed.
func (h *header) nextFree(unit uint32) uint16 { return *(*uint16)(h.unit(unit)) }

func (h *header) setNextFree(unit uint32, next uint16) { *(*uint16)(h.unit(unit)) = next }

// The bits that say which blocks are in use lie outside the pools as well. Word
// k of all pools of an arena lie together, in a row that is made when a pool of the
// arena has so many blocks: the larger the blocks, the fewer rows there are.
type bitRow [PoolsPerArena]uint64

// noBits is in the place of a row that was not needed yet. Nobody writes to it:
// only blocks of pools that are cut are marked.
var noBits bitRow

// rowsFor makes rows for the numbers of so many blocks.
func (r *arena) rowsFor(blocks int) {
	for k := range (blocks + 63) / 64 {
		if r.bits[k] == &noBits {
			r.bits[k] = new(bitRow)
		}
	}
}

func (h *header) number(unit uint32) (word *uint64, bit uint64, whole bool) {
	n := (unit - uint32(h.first)) * h.recip >> 16
	return &h.arena.bits[n>>6&15][h.base>>poolShift&poolMask], 1 << (n & 63), n*uint32(h.length)+uint32(h.first) == unit
}

func (h *header) mark(unit uint32) {
	word, bit, _ := h.number(unit)
	*word |= bit
}

func (h *header) marked(unit uint32) bool {
	word, bit, whole := h.number(unit)
	return whole && *word&bit != 0
}

// unmark says whether a block in use began at unit.
func (h *header) unmark(unit uint32) bool {
	word, bit, whole := h.number(unit)
	if !whole || *word&bit == 0 {
		return false
	}
	*word &^= bit
	return true
}

// notInUse tells what is wrong with freeing b, which is not in use.
func (a *Allocator) notInUse(h *header, b Block) error {
	unit := uint32(b) & unitMask
	if h.arena.mem == nil {
		return &MisuseError{Block: b, Kind: ErrDoubleFree} // its arena went back
	}
	if _, _, whole := h.number(unit); !whole || h.class == unclassed || unit >= uint32(h.virgin) {
		return &MisuseError{Block: b, Kind: ErrForeign}
	}
	return &MisuseError{Block: b, Kind: ErrDoubleFree}
}

// capacity is how many blocks the pool is cut into.
func (h *header) capacity() int { return (int(h.end) - int(h.first)) / int(h.length) }

// cut makes an empty pool one of a class, all of it virgin.
func (h *header) cut(class uint8, first uint32) {
	h.class = class
	length := uint32(class) + 1
	h.length, h.recip = uint8(length), reciprocal(length)
	h.first = uint8(first)
	h.virgin = uint16(first)
	h.end = uint16(first + (poolUnits-first)/length*length)
	h.free, h.gone = 0, 0
}

// allocSlow gives a small block where the first pool of the class may have none
// in its list, or where there is no such pool.
func (a *Allocator) allocSlow(n int) (Block, []byte, error) {
	class := uint8((n - 1) / Alignment)
	h := a.used[class]
	if h == nil {
		var err error
		if h, err = a.takePool(class); err != nil {
			return Nil, nil, err
		}
	}
	if h.free == 0 {
		h.refill(a.pageUnits())
	}
	unit := uint32(h.free - 1)
	h.free = h.nextFree(unit)
	h.inUse++
	h.mark(unit)
	if h.free == 0 {
		a.extend(h)
	}
	return h.base + Block(unit), h.bytes(unit), nil
}

// extend is called when the list of a pool is used up: with the next virgin
// block, as in CPython, or with nothing when the pool is full or what is left is
// on pages that went back.
func (a *Allocator) extend(h *header) {
	if h.virgin < h.end {
		h.carve()
		return
	}
	if h.gone == 0 {
		a.unlink(h)
		h.low = math.MaxUint16
		a.tell(PoolFull, h.base, h.class, 0)
	}
}

// carve makes the next virgin block the list.
func (h *header) carve() {
	h.setNextFree(uint32(h.virgin), 0)
	h.free = h.virgin + 1
	h.virgin += uint16(h.length)
}

// link puts a pool in front of the list of its class.
func (a *Allocator) link(h *header) {
	h.prev, h.next = nil, a.used[h.class]
	if h.next != nil {
		h.next.prev = h
	}
	a.used[h.class] = h
	h.linked = true
}

func (a *Allocator) unlink(h *header) {
	if h.prev != nil {
		h.prev.next = h.next
	} else {
		a.used[h.class] = h.next
	}
	if h.next != nil {
		h.next.prev = h.prev
	}
	h.prev, h.next, h.linked = nil, nil, false
}

// freedSlow is the rest of Free: the pool was full, has become sparse, or empty.
func (a *Allocator) freedSlow(h *header) error {
	if !h.linked {
		a.link(h)
		h.low = h.sparse()
		a.tell(PoolUsed, h.base, h.class, 0)
	}
	if h.inUse > h.low {
		return nil
	}
	h.low = h.inUse / 2
	var err error
	if h.inUse == 0 {
		err = a.emptied(h)
	}
	a.cool(h)
	return err
}
