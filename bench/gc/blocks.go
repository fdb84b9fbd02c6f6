package gc

import (
	"fmt"
	"unsafe"

	"modernc.org/memory"

	"underhood/bench/harness"
	"underhood/gc/pool"
)

// blockSize is the size of the blocks of pool_64, blocksHeld how many are in use
// at a time: 16 KiB, so that the allocators are compared and not the caches.
const (
	blockSize  = 64
	blocksHeld = 256
)

type block [blockSize]byte

// playBlocks gives and frees blocks in rounds: all are given, written to, read and
// freed last first; then all again, freed in the order told. Warm: one round is
// played before the clock starts. The rounds are written once for each allocator,
// so that nothing but it is called; each returns the sum of what it read.
func playBlocks(p harness.Params, rounds func(order []int, rounds int) int) (harness.Sample, error) {
	order := make([]int, blocksHeld)
	for i := range order {
		order[i] = i
	}
	g := lcg(p.Seed)
	for i := len(order) - 1; i > 0; i-- {
		j := g.below(i + 1)
		order[i], order[j] = order[j], order[i]
	}
	n := max(1, p.Size/blocksHeld/2)
	rounds(order, 1)
	sum := 0
	s := harness.Measure(func() { sum = rounds(order, n) })
	s.Answer = fmt.Sprintf("%d blocks", 2*n*blocksHeld)
	if want := 2 * n * blocksHeld / 256 * (255 * 256 / 2); sum != want {
		return s, fmt.Errorf("the blocks held %d, not %d", sum, want)
	}
	return s, nil
}

// slabBlocks is the way for values of one type: a slab.
func slabBlocks(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		a := pool.New()
		slab := must(pool.NewSlab[block](a))
		held := make([]*block, blocksHeld)
		s, err := playBlocks(p, func(order []int, n int) int { return slabRounds(slab, held, order, n) })
		check(a.Close())
		return s, err
	}}, nil
}

//go:noinline
func slabRounds(slab *pool.Slab[block], held []*block, order []int, n int) int {
	sum := 0
	for range n {
		for i := range held {
			b, err := slab.Get()
			check(err)
			b[0] = byte(i)
			held[i] = b
		}
		for i := len(held) - 1; i >= 0; i-- {
			sum += int(held[i][0])
			check(slab.Put(held[i]))
		}
		for i := range held {
			b, err := slab.Get()
			check(err)
			b[0] = byte(i)
			held[i] = b
		}
		for _, i := range order {
			sum += int(held[i][0])
			check(slab.Put(held[i]))
		}
	}
	return sum
}

// poolBlocks is the way for blocks of any size.
func poolBlocks(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		a := pool.New()
		held := make([]pool.Block, blocksHeld)
		s, err := playBlocks(p, func(order []int, n int) int { return poolRounds(a, held, order, n) })
		check(a.Close())
		return s, err
	}}, nil
}

//go:noinline
func poolRounds(a *pool.Allocator, held []pool.Block, order []int, n int) int {
	sum := 0
	for range n {
		for i := range held {
			b, mem, err := a.Alloc(blockSize)
			check(err)
			mem[0] = byte(i)
			held[i] = b
		}
		for i := len(held) - 1; i >= 0; i-- {
			sum += int(a.Bytes(held[i])[0])
			check(a.Free(held[i]))
		}
		for i := range held {
			b, mem, err := a.Alloc(blockSize)
			check(err)
			mem[0] = byte(i)
			held[i] = b
		}
		for _, i := range order {
			sum += int(a.Bytes(held[i])[0])
			check(a.Free(held[i]))
		}
	}
	return sum
}

func mallocBlocks(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var a memory.Allocator
		held := make([]*block, blocksHeld)
		s, err := playBlocks(p, func(order []int, n int) int { return mallocRounds(&a, held, order, n) })
		check(a.Close())
		return s, err
	}}, nil
}

//go:noinline
func mallocRounds(a *memory.Allocator, held []*block, order []int, n int) int {
	sum := 0
	for range n {
		for i := range held {
			p, err := a.UnsafeMalloc(blockSize)
			check(err)
			b := (*block)(p)
			b[0] = byte(i)
			held[i] = b
		}
		for i := len(held) - 1; i >= 0; i-- {
			sum += int(held[i][0])
			check(a.UnsafeFree(unsafe.Pointer(held[i])))
		}
		for i := range held {
			p, err := a.UnsafeMalloc(blockSize)
			check(err)
			b := (*block)(p)
			b[0] = byte(i)
			held[i] = b
		}
		for _, i := range order {
			sum += int(held[i][0])
			check(a.UnsafeFree(unsafe.Pointer(held[i])))
		}
	}
	return sum
}

// goBlocks frees by forgetting; the collector runs when it wants to.
func goBlocks(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		held := make([]*block, blocksHeld)
		return playBlocks(p, func(order []int, n int) int { return goRounds(held, order, n) })
	}}, nil
}

//go:noinline
func goRounds(held []*block, order []int, n int) int {
	sum := 0
	for range n {
		for i := range held {
			b := new(block)
			b[0] = byte(i)
			held[i] = b
		}
		for i := len(held) - 1; i >= 0; i-- {
			sum += int(held[i][0])
			held[i] = nil
		}
		for i := range held {
			b := new(block)
			b[0] = byte(i)
			held[i] = b
		}
		for _, i := range order {
			sum += int(held[i][0])
			held[i] = nil
		}
	}
	return sum
}
