package iterators_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

func TestMisuse(t *testing.T) {
	seq := iterators.RangeTo(3).All()
	for want, build := range map[string]func(){
		"iterators.Map: nil function":                              func() { iterators.Map[int, int](seq, nil) },
		"iterators.Filter: nil function":                           func() { iterators.Filter(seq, nil) },
		"iterators.GroupBy: nil function":                          func() { iterators.GroupBy[int, int](seq, nil) },
		"iterators.Take: n is negative":                            func() { iterators.Take(seq, -1) },
		"iterators.Batched: n is 0, it must be at least 1":         func() { iterators.Batched(seq, 0) },
		"iterators.Grouper: n is 0, it must be at least 1":         func() { iterators.Grouper(seq, 0, 0) },
		"iterators.Windowed: step is 0, it must be at least 1":     func() { iterators.Windowed(seq, 1, 0, 0) },
		"iterators.Islice: start and stop must be 0 or more":       func() { iterators.Islice(seq, 0, -1, 1) },
		"iterators.Islice: step must be at least 1":                func() { iterators.Islice(seq, 0, 1, 0) },
		"iterators.Tee: n is -1, it must not be negative":          func() { iterators.Tee(seq, -1) },
		"iterators.Permutations: r is -1, it must not be negative": func() { iterators.Permutations(seq, -1) },
	} {
		require.PanicsWithValue(t, want, build)
	}
}

// Each tuple is exactly as long as its slice: an append does not write into another.
func TestRoom(t *testing.T) {
	seq := iterators.RangeTo(5).All()
	for batch := range iterators.Batched(seq, 3) {
		require.Equal(t, len(batch), cap(batch))
	}
	for window := range iterators.SlidingWindow(seq, 3) {
		require.Equal(t, len(window), cap(window))
	}
	for tuple := range iterators.Combinations(seq, 3) {
		require.Equal(t, len(tuple), cap(tuple))
	}
}
