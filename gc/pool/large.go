package pool

import "math"

// A largeBlock has a mapping of its own. CPython leaves such sizes to malloc.
type largeBlock struct {
	mem  []byte // whole pages; nil when the number is vacant
	size int    // of the block
}

// maxLarge keeps sizes and their sums with a page within an int.
const maxLarge = math.MaxInt/2 - ArenaSize

func (a *Allocator) allocLarge(size int) (Block, []byte, error) {
	if len(a.vacant) == 0 && len(a.large) == largeBit-1 {
		return Nil, nil, ErrFull
	}
	page := a.source.PageSize()
	mem, err := a.ask((size + page - 1) &^ (page - 1))
	if err != nil {
		return Nil, nil, err
	}
	var i uint32
	if n := len(a.vacant); n > 0 {
		i, a.vacant = a.vacant[n-1], a.vacant[:n-1]
	} else {
		i = uint32(len(a.large))
		a.large = append(a.large, largeBlock{})
	}
	a.large[i] = largeBlock{mem: mem, size: size}
	a.ledger.large[i] = mem
	a.counts.large++
	a.counts.largeBytes += len(mem)
	b := Block(largeBit | i)
	a.tell(LargeMapped, b, unclassed, len(mem))
	return b, mem[:size:size], nil
}

func (a *Allocator) freeLarge(b Block) error {
	i := uint32(b &^ largeBit)
	if int(i) >= len(a.large) {
		return &MisuseError{Block: b, Kind: ErrForeign}
	}
	mem := a.large[i].mem
	if mem == nil {
		return &MisuseError{Block: b, Kind: ErrDoubleFree}
	}
	a.large[i] = largeBlock{}
	a.vacant = append(a.vacant, i)
	delete(a.ledger.large, i)
	a.counts.large--
	a.counts.largeBytes -= len(mem)
	a.tell(LargeUnmapped, b, unclassed, len(mem))
	return a.giveBack(mem)
}

// largeMemory is the block's memory, nil when it is not in use.
func (a *Allocator) largeMemory(b Block) []byte {
	i := int(b &^ largeBit)
	if i >= len(a.large) {
		return nil
	}
	l := a.large[i]
	return l.mem[:l.size:l.size]
}
