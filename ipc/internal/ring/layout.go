package ring

import (
	"fmt"
	"math/bits"
	"sync/atomic"
	"unsafe"
)

// Where things lie in the region. What one side writes often has a line of 128
// bytes to itself, because processors fetch lines in pairs. The two bells share
// one: they are written only when somebody goes to sleep or closes, so both
// sides keep it in their caches and reading it after each message costs nothing.
//
//	offset  size  what                                 written by
//	     0     8  magic, with the layout's version     Format
//	     8     8  capacity of the data area in bytes   Format
//	   128     8  tail, as last told: see [Look]       the writer
//	   256     8  head: all before it is consumed      the reader
//	   384     4  the reader's bell                    both
//	   388     4  the writer's bell                    both
//	   512     …  the data area, capacity bytes        the writer
const (
	magicAt      = 0
	capacityAt   = 8
	tailAt       = 128
	headAt       = 256
	readerBellAt = 384
	writerBellAt = 388
	dataAt       = 512

	magic = 0x756e_6472_696e_6701 // "undring" and version 1
)

// The capacities a ring may have, in bytes. Both are powers of two.
const (
	MinCapacity = 64
	MaxCapacity = 1 << 30
)

// Size returns how many bytes of memory a ring of this capacity takes.
func Size(capacity int) int { return dataAt + capacity }

// A shared is one side's view of the region: where things are and nothing of
// what they say, except the capacity, which was copied when it was checked.
type shared struct {
	words      []uint64 // the data area: the headers
	data       []byte   // the same memory: the payloads
	mask       uint64   // capacity - 1
	capacity   uint64
	tail       *uint64
	head       *uint64
	readerBell *uint32
	writerBell *uint32
}

// Format makes an empty ring of a region of zeros, before anybody attaches to
// it: as large a ring as its length allows, see [Size]. The region must begin
// at a multiple of 8, and should begin at one of 128.
//
// It fails when the region is too short for [MinCapacity] or misaligned.
// Memory that was used before must be cleared first.
func Format(region []byte) error {
	if err := checkRegion(region); err != nil {
		return err
	}
	capacity := uint64(1) << (bits.Len64(uint64(len(region)-dataAt)) - 1)
	capacity = min(capacity, MaxCapacity)
	atomic.StoreUint64(word(region, capacityAt), capacity)
	atomic.StoreUint64(word(region, magicAt), magic)
	return nil
}

// view checks a region that somebody else may have formatted and returns the
// view of it.
func view(region []byte) (shared, error) {
	if err := checkRegion(region); err != nil {
		return shared{}, err
	}
	if got := atomic.LoadUint64(word(region, magicAt)); got != magic {
		return shared{}, fmt.Errorf("%w: it begins with %#x, want %#x", ErrNotRing, got, uint64(magic))
	}
	capacity := atomic.LoadUint64(word(region, capacityAt))
	if capacity < MinCapacity || capacity > MaxCapacity || capacity&(capacity-1) != 0 {
		return shared{}, fmt.Errorf("%w: capacity %d is not a power of two from %d to %d",
			ErrNotRing, capacity, MinCapacity, MaxCapacity)
	}
	if uint64(len(region)) < dataAt+capacity {
		return shared{}, fmt.Errorf("%w: a capacity of %d bytes in a region of %d, want %d",
			ErrNotRing, capacity, len(region), dataAt+capacity)
	}
	data := region[dataAt : dataAt+capacity : dataAt+capacity]
	return shared{
		words:      unsafe.Slice((*uint64)(unsafe.Pointer(&data[0])), capacity/8),
		data:       data,
		mask:       capacity - 1,
		capacity:   capacity,
		tail:       word(region, tailAt),
		head:       word(region, headAt),
		readerBell: (*uint32)(unsafe.Pointer(&region[readerBellAt])),
		writerBell: (*uint32)(unsafe.Pointer(&region[writerBellAt])),
	}, nil
}

func checkRegion(region []byte) error {
	if len(region) < Size(MinCapacity) {
		return fmt.Errorf("%w: a region of %d bytes, want %d at least", ErrNotRing, len(region), Size(MinCapacity))
	}
	if at := uintptr(unsafe.Pointer(&region[0])); at%8 != 0 {
		return fmt.Errorf("%w: the region begins %d bytes after a multiple of 8", ErrNotRing, at%8)
	}
	return nil
}

// word returns a word of the control block. The invariant of this file: a
// region begins at a multiple of 8 and is longer than the control block, both
// checked by checkRegion, and every offset used is a multiple of the word's
// size. The data area begins at a multiple of 8 too, so its view as words holds
// exactly the bytes of its view as bytes; both are slices, so an index that a
// hostile peer got us to compute would panic rather than reach other memory.
func word(region []byte, at int) *uint64 {
	return (*uint64)(unsafe.Pointer(&region[at]))
}
