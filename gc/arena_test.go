package gc

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// Every size is served by a block at least as large, wasting at most a fifth.
func TestClass(t *testing.T) {
	last, lastSize := 0, 0
	for n := 1; n < 1<<20; n += 1 + n/97 {
		c, size := class(n)
		require.Less(t, c, classes)
		require.GreaterOrEqual(t, size, n)
		require.LessOrEqual(t, (size-n)*5, size, "for %d words", n)
		if c == last {
			require.Equal(t, lastSize, size)
		} else {
			require.Greater(t, c, last)
		}
		same, _ := class(size)
		require.Equal(t, c, same, "a block goes back to the class it came from")
		last, lastSize = c, size
	}
	c, size := class(MaxSlots + MaxSlots/8 + 4) // the largest list
	require.Less(t, c, classes)
	require.GreaterOrEqual(t, size, MaxSlots)
}

func TestArenaReusesBlocks(t *testing.T) {
	a := arena{store: &storage{big: bigTables}}
	off, err := a.take(0)
	require.NoError(t, err)
	require.Zero(t, off)
	a.give(0, 0)
	require.Empty(t, a.words)

	sizes := []int{1, 2, 3, 16, 17, 20, 21, 100, 1000}
	blocks := make(map[int]uint32)
	for _, n := range sizes {
		off, err := a.take(n)
		require.NoError(t, err)
		require.NotZero(t, off)
		for i := range n {
			require.Zero(t, a.words[off+uint32(i)])
			a.words[off+uint32(i)] = uint32(n) // if blocks overlap, one of them will see it
		}
		blocks[n] = off
	}
	for n, off := range blocks {
		for i := range n {
			require.Equal(t, uint32(n), a.words[off+uint32(i)])
		}
	}
	giveAll := func() { // the last given is the first taken
		for _, n := range slices.Backward(sizes) {
			a.give(blocks[n], n)
		}
	}
	giveAll()
	used := len(a.words)
	for range 3 {
		for _, n := range sizes {
			off, err := a.take(n)
			require.NoError(t, err)
			require.Equal(t, blocks[n], off)
			for i := range n {
				require.Zero(t, a.words[off+uint32(i)], "a block is empty again")
				a.words[off+uint32(i)] = 9
			}
		}
		giveAll()
	}
	require.Len(t, a.words, used)
}

// A heap in a steady state does not grow.
func TestHeapStorageIsBounded(t *testing.T) {
	h := New()
	for round := range 200 {
		var held []Ref
		for i := range 50 {
			r, err := h.NewInstance(i % 23)
			require.NoError(t, err)
			held = append(held, r)
		}
		list, err := h.NewList(held...)
		require.NoError(t, err)
		for range round % 7 {
			require.NoError(t, h.Append(list, held[0]))
		}
		for _, r := range append(held, list) {
			require.NoError(t, h.DecRef(r))
		}
	}
	require.Zero(t, h.Len())
	require.Len(t, h.heads, 52)
	require.Less(t, len(h.words.words), 2000)
}

// The arena against a slab of gc/pool, for blocks of two edges, 256 at a time.
func BenchmarkEdges(b *testing.B) {
	const held = 256
	b.Run("impl=arena", func(b *testing.B) {
		a := arena{store: &storage{big: bigTables}}
		var blocks [held]uint32
		for b.Loop() {
			for i := range blocks {
				off, err := a.take(2)
				if err != nil {
					b.Fatal(err)
				}
				a.words[off] = uint32(i)
				blocks[i] = off
			}
			for _, off := range blocks {
				a.give(off, 2)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/held, "ns/block")
	})
	b.Run("impl=slab", func(b *testing.B) {
		a := pool.New()
		slab, err := pool.NewSlab[[2]uint32](a)
		require.NoError(b, err)
		var blocks [held]*[2]uint32
		for b.Loop() {
			for i := range blocks {
				p, err := slab.Get()
				if err != nil {
					b.Fatal(err)
				}
				*p = [2]uint32{uint32(i)}
				blocks[i] = p
			}
			for _, p := range blocks {
				if err := slab.Put(p); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/held, "ns/block")
		require.NoError(b, a.Close())
	})
}
