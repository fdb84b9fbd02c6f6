package gc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// TestSlotsOfEverySize: where an instance keeps its edges depends on how many it
// has. Nothing else does, and an index that is used again with another number
// starts empty.
func TestSlotsOfEverySize(t *testing.T) {
	h := gc.New()
	leaf := must(h.NewLeaf("target"))
	for round := range 3 {
		for size := range 20 {
			n := (size + 7*round) % 20
			x := must(h.NewInstance(n))
			require.Equal(t, n, must(h.Size(x)))
			for i := range n {
				require.Equal(t, gc.Nil, must(h.Get(x, i)), "size %d slot %d", n, i)
				require.NoError(t, h.Set(x, i, leaf))
			}
			require.Equal(t, 1+n, must(h.RefCount(leaf)))
			for _, i := range []int{-1, n} {
				_, err := h.Get(x, i)
				require.ErrorIs(t, err, gc.ErrSlot)
				require.ErrorIs(t, h.Set(x, i, leaf), gc.ErrSlot)
				require.ErrorIs(t, h.Give(x, i, leaf), gc.ErrSlot)
			}
			require.NoError(t, h.Verify())
			require.NoError(t, h.DecRef(x))
			require.Equal(t, 1, must(h.RefCount(leaf)))
			require.NoError(t, h.Verify())
		}
	}
	require.Equal(t, 1, h.Len())
}
