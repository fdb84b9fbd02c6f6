package iterators_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

func TestRange(t *testing.T) {
	for start := -4; start <= 4; start++ {
		for stop := -4; stop <= 4; stop++ {
			for _, step := range []int{-9, -3, -2, -1, 1, 2, 3, 9} {
				r := iterators.NewRange(start, stop, step)
				var want []int
				for v := start; step > 0 && v < stop || step < 0 && v > stop; v += step {
					want = append(want, v)
				}
				require.Equal(t, want, slices.Collect(r.All()), "%v", r)
				require.Equal(t, len(want), r.Len())
				back := slices.Collect(r.Reversed().All())
				slices.Reverse(back)
				require.Equal(t, want, back)
				for i := -len(want) - 2; i < len(want)+2; i++ {
					v, ok := r.At(i)
					require.Equal(t, -len(want) <= i && i < len(want), ok)
					if ok {
						require.Equal(t, want[(i+len(want))%len(want)], v)
					}
				}
				for v := -12; v <= 12; v++ {
					i, ok := r.Index(v)
					require.Equal(t, slices.Contains(want, v), ok)
					require.Equal(t, ok, r.Contains(v))
					if ok {
						require.Equal(t, slices.Index(want, v), i)
					}
				}
			}
		}
	}
}

func TestRangeExtremes(t *testing.T) {
	all := iterators.NewRange(math.MinInt, math.MaxInt, 1)
	require.Panics(t, func() { all.Len() })
	require.True(t, all.Contains(0))
	require.False(t, all.Contains(math.MaxInt))
	last, ok := all.At(-1)
	require.Equal(t, math.MaxInt-1, last)
	require.True(t, ok)
	ends := iterators.NewRange(math.MaxInt, math.MinInt, math.MinInt)
	require.Equal(t, []int{math.MaxInt, -1}, slices.Collect(ends.All()))
	require.Equal(t, 2, ends.Len())
	require.PanicsWithValue(t, "iterators.NewRange: step is 0", func() { iterators.NewRange(1, 2, 0) })
}

// What CPython 3.13 prints.
func TestRangeSlice(t *testing.T) {
	for want, r := range map[string]iterators.Range{
		"range(0, 12, 6)":   iterators.NewRange(0, 10, 3).Slice(0, iterators.End, 2),
		"range(5, 2)":       iterators.RangeTo(10).Slice(5, 2, 1),
		"range(9, -1, -1)":  iterators.RangeTo(10).Slice(iterators.End, math.MinInt, -1),
		"range(10, 10, 6)":  iterators.NewRange(1, 10, 3).Slice(10, 20, 2),
		"range(-1, -1, -1)": iterators.RangeTo(0).Reversed(),
	} {
		require.Equal(t, want, r.String())
	}
}
