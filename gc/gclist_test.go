package gc

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Objects come and go in every pattern; the order of the others stays and no
// hole is kept for ever.
func TestListKeepsOrder(t *testing.T) {
	patterns := map[string]func(i, n int) int{ // which of n objects goes at step i
		"oldest":  func(_, _ int) int { return 0 },
		"newest":  func(_, n int) int { return n - 1 },
		"middle":  func(_, n int) int { return n / 2 },
		"stepped": func(i, n int) int { return i * 7 % n },
	}
	for name, pick := range patterns {
		t.Run(name, func(t *testing.T) {
			h := New(WithoutAutomatic())
			var want []Ref
			for i := range 3000 {
				r, err := h.NewInstance(0)
				require.NoError(t, err)
				want = append(want, r)
				if len(want) > 20 {
					k := pick(i, len(want))
					require.NoError(t, h.DecRef(want[k]))
					want = slices.Delete(want, k, k+1)
				}
				if i%100 == 0 {
					require.Equal(t, want, slices.Collect(h.Objects(Young)))
					require.NoError(t, h.Verify())
				}
			}
			require.Less(t, len(h.lists[Young].items), 128, "20 objects")
		})
	}
}

func TestMoveToTheEndOfTheSameList(t *testing.T) {
	h := New()
	var refs []Ref
	for range 3 {
		r, err := h.NewInstance(0)
		require.NoError(t, err)
		refs = append(refs, r)
	}
	h.move(uint32(refs[2]), Young) // there already
	require.Equal(t, refs, slices.Collect(h.Objects(Young)))
	h.move(uint32(refs[0]), Young)
	require.Equal(t, []Ref{refs[1], refs[2], refs[0]}, slices.Collect(h.Objects(Young)))
	require.NoError(t, h.Verify())
}

func TestJoinWithHoles(t *testing.T) {
	for _, into := range []int{0, 3} {
		h := New()
		var want []Ref
		for range into {
			r, err := h.NewInstance(0)
			require.NoError(t, err)
			want = append(want, r)
		}
		h.join(Old)
		var refs []Ref
		for range 8 {
			r, err := h.NewInstance(0)
			require.NoError(t, err)
			refs = append(refs, r)
		}
		for i, r := range refs {
			if i%3 == 0 {
				require.NoError(t, h.DecRef(r))
			} else {
				want = append(want, r)
			}
		}
		h.join(Old)
		require.Equal(t, want, slices.Collect(h.Objects(Old)))
		require.Empty(t, slices.Collect(h.Objects(Young)))
		require.NoError(t, h.Verify())
	}
}
