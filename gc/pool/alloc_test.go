package pool_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// TestNoGoAllocations: warm, nothing is allocated on Go's heap.
func TestNoGoAllocations(t *testing.T) {
	if raceOn {
		t.Skip("the race detector allocates")
	}
	a := pool.New()
	slab, err := pool.NewSlab[particle](a)
	require.NoError(t, err)
	blocks := make([]pool.Block, 3000)
	values := make([]*particle, 3000)
	round := func() {
		for i := range blocks {
			blocks[i], _, err = a.Alloc(1 + i%512)
			if err != nil {
				panic(err)
			}
			if values[i], err = slab.Get(); err != nil {
				panic(err)
			}
		}
		for i := range blocks {
			if err := a.Free(blocks[i]); err != nil {
				panic(err)
			}
			if err := slab.Put(values[i]); err != nil {
				panic(err)
			}
		}
	}
	round()
	require.Zero(t, testing.AllocsPerRun(20, round))
	require.NoError(t, a.Close())
}
