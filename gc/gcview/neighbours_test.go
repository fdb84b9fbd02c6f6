package gcview

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// TestGraphIsBounded: of a tree of eleven branches at each fork, and of a hundred
// objects that refer to its root from their last slot.
func TestGraphIsBounded(t *testing.T) {
	h := gc.New()
	var grow func(height int) gc.Ref
	grow = func(height int) gc.Ref {
		r := must(h.NewInstance(11))
		for i := range 11 {
			if height > 0 {
				require.NoError(t, h.Give(r, i, grow(height-1)))
			}
		}
		return r
	}
	root := grow(3)
	for range 100 {
		r := must(h.NewInstance(11))
		for i := range 10 {
			require.NoError(t, h.Give(r, i, must(h.NewLeaf(i))))
		}
		require.NoError(t, h.Set(r, 10, root))
	}
	n := must(around(h, root))
	require.True(t, n.Cut)
	require.Len(t, n.Nodes, mostNodes)
	require.Len(t, n.Referrers, mostReferrers)
	require.Len(t, n.Referents, mostReferents)
	require.Equal(t, "held by the program", n.Why.Root)
	into := 0
	for _, e := range n.Edges {
		require.True(t, n.at[gc.Ref(e.From)])
		require.True(t, n.at[gc.Ref(e.To)])
		if gc.Ref(e.To) == root {
			require.Equal(t, 10, e.Slot)
			into++
		}
	}
	require.Equal(t, mostReferrers, into, "nobody floats")
	svg := string(must(n.picture("N")))
	require.Contains(t, svg, `<style nonce="N">`)
	require.Less(t, len(svg), bounded)
}

// TestGraphOfSlots: empty slots are passed over, an object of nothing but such is soon done.
func TestGraphOfSlots(t *testing.T) {
	h := gc.New()
	r := must(h.NewInstance(gc.MaxSlots >> 8))
	last := must(h.NewLeaf(1))
	require.NoError(t, h.Set(r, gc.MaxSlots>>8-1, last))
	n := must(around(h, r))
	require.Empty(t, n.Referents)
	require.True(t, n.Cut)
	n = must(around(h, last))
	require.Len(t, n.Referrers, 1)
	require.Equal(t, []edge{{From: ref(r), To: ref(last), Slot: gc.MaxSlots>>8 - 1}}, n.Edges)
}
