package gc

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// fill makes n objects and promotes them to a generation.
func fill(t *testing.T, h *Heap, n int, to ListID) []Ref {
	t.Helper()
	var refs []Ref
	for range n {
		r, err := h.NewInstance(0)
		require.NoError(t, err)
		refs = append(refs, r)
	}
	for l := Young; l < to; l++ {
		h.promoted(l, l+1)
		h.line.promote(l)
	}
	return refs
}

func TestJoinPutsTheYoungestFirst(t *testing.T) {
	h := New(WithoutAutomatic())
	older, middle, young := fill(t, h, 2, Old), fill(t, h, 5, Middle), fill(t, h, 3, Young)
	require.NoError(t, h.DecRef(middle[1]))
	h.join(Old)
	want := slices.Concat(older, young, middle[:1], middle[2:])
	require.Equal(t, want, slices.Collect(h.Objects(Old)))
	require.NoError(t, h.Verify())
}

// What is late comes to the end of its generation, before the younger ones.
func TestLateObjectsSettleBeforeTheYounger(t *testing.T) {
	for _, to := range []ListID{Middle, Old} {
		h := New(WithoutAutomatic())
		older, middle, young := fill(t, h, 2, Old), fill(t, h, 2, Middle), fill(t, h, 4, Young)
		gone := young[1]
		h.move(uint32(young[3]), to)
		h.move(uint32(young[0]), to)
		h.move(uint32(gone), to)
		require.NoError(t, h.DecRef(gone))
		want := slices.Concat(middle, []Ref{young[3], young[0]})
		if to == Old {
			want = slices.Concat(older, []Ref{young[3], young[0]})
		}
		for range 2 {
			l, err := h.ListOf(young[0])
			require.NoError(t, err)
			require.Equal(t, to, l)
			require.Equal(t, want, slices.Collect(h.Objects(to)))
			require.Equal(t, []Ref{young[2]}, slices.Collect(h.Objects(Young)))
			h.settleLate()
		}
		require.NoError(t, h.Verify())
	}
}

// Objects that are late find room on a line full of holes, which does not grow.
func TestLateObjectsCloseHoles(t *testing.T) {
	h := New(WithoutAutomatic())
	room := cap(h.line.items)
	held := fill(t, h, 40, Young)
	for i := 0; len(h.line.items) < room; i++ {
		x := uint32(held[i%len(held)])
		h.move(x, Unreachable) // leaves a hole
		h.move(x, Young)
	}
	order := slices.Collect(h.Objects(Young))
	for _, r := range order[:30] {
		h.move(uint32(r), Old)
	}
	h.settleLate()
	require.Equal(t, room, cap(h.line.items))
	require.Equal(t, order[:30], slices.Collect(h.Objects(Old)))
	require.Equal(t, order[30:], slices.Collect(h.Objects(Young)))
	require.NoError(t, h.Verify())
}

// Closing holes keeps the order of every generation and its bounds.
func TestCompactLine(t *testing.T) {
	h := New(WithoutAutomatic())
	var want [3][]Ref
	for g, l := range []ListID{Old, Middle, Young} {
		for i, r := range fill(t, h, 9, l) {
			if i%4 == g {
				require.NoError(t, h.DecRef(r))
			} else {
				want[g] = append(want[g], r)
			}
		}
	}
	h.compactLine()
	require.NotContains(t, h.line.items, uint32(0))
	require.NoError(t, h.Verify())
	for g, l := range []ListID{Old, Middle, Young} {
		require.Equal(t, want[g], slices.Collect(h.Objects(l)))
	}
}
