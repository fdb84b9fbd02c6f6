package iterators

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Slices cut from one array behave as if each had its own.
func TestFreshSlicesAreApart(t *testing.T) {
	for _, width := range []int{0, 1, 3, 100, 1000} {
		reused := make([]int, width)
		seq := fresh(func(yield func([]int) bool) {
			for i := range 300 {
				for j := range reused {
					reused[j] = i
				}
				if !yield(reused) {
					return
				}
			}
		})
		all := slices.Collect(seq)
		require.Len(t, all, 300)
		for i, s := range all {
			require.Len(t, s, width)
			require.Equal(t, width, cap(s), "an append must find no room")
			for j := range s {
				require.Equal(t, i, s[j])
				s[j] = -1
			}
		}
	}
}
