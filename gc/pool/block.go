package pool

import "fmt"

// Block names a block of memory of one [Allocator]. It is a number, not a
// pointer: it may be kept anywhere, in off-heap memory too, and Go's collector
// has nothing to follow. [Allocator.Bytes] gives the memory it names.
//
// A small block's number is its place, counted in units of 16 bytes:
//
//	bit 31 | arena, 15 bits | pool, 6 bits | unit in the pool, 10 bits
//	     0 |
//
// so that arena and header are found by two shifts, where CPython masks an
// address. Bit 31 is set for a large block, whose other bits count mappings.
type Block uint32

// Nil is no block. No call of Alloc gives it.
const Nil Block = 0

const (
	arenaShift = 16 // bits that count units in an arena
	poolShift  = 10 // bits that count units in a pool
	poolMask   = PoolsPerArena - 1
	unitMask   = 1<<poolShift - 1
	largeBit   = 1 << 31

	// maxArenas leaves bit 31 to large blocks. Arena 0 stays unused, which
	// keeps 0 free to be Nil.
	maxArenas = 1 << 15
)

// Large says whether b has a mapping of its own.
func (b Block) Large() bool { return b&largeBit != 0 }

// Arena is the number of the arena that b lies in, 1 or more; 0 when it is large
// or Nil.
func (b Block) Arena() int {
	if b.Large() {
		return 0
	}
	return int(b >> arenaShift)
}

// Pool is the number of b's pool in its arena, 0 to 63; 0 when b is large.
func (b Block) Pool() int {
	if b.Large() {
		return 0
	}
	return int(b >> poolShift & poolMask)
}

// Offset is where b begins in its pool, in bytes; 0 when b is large.
func (b Block) Offset() int {
	if b.Large() {
		return 0
	}
	return int(b&unitMask) * Alignment
}

// String is the place of b, such as "block 1/0+64": arena, pool, offset.
func (b Block) String() string {
	switch {
	case b == Nil:
		return "no block"
	case b.Large():
		return fmt.Sprintf("large block %d", b&^largeBit)
	}
	return fmt.Sprintf("block %d/%d+%d", b.Arena(), b.Pool(), b.Offset())
}
