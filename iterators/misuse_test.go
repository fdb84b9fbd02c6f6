package iterators_test

import (
	"iter"
	"math"
	"strconv"
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

// What holds a sequence wants one when it is made; what does not, when it is ranged.
func TestNilSequence(t *testing.T) {
	var none iter.Seq[int]
	for name, build := range map[string]func(){
		"Iter":           func() { iterators.Iter(none) },
		"Tee":            func() { iterators.Tee(none, 2) },
		"ConcurrentTee":  func() { iterators.ConcurrentTee(none, 2) },
		"Serialize":      func() { iterators.Serialize(none) },
		"NewPeekable":    func() { iterators.NewPeekable(none) },
		"NewSeekable":    func() { iterators.NewSeekable(none) },
		"NewBucket":      func() { iterators.NewBucket(none, tens) },
		"Spy":            func() { iterators.Spy(none, 0) },
		"Partition":      func() { iterators.Partition(none, even) },
		"BeforeAndAfter": func() { iterators.BeforeAndAfter(none, even) },
	} {
		require.PanicsWithValue(t, "iterators."+name+": nil sequence", build)
	}
	require.PanicsWithValue(t, "iterators.Serialize: nil sequence", func() {
		iterators.Synchronized(func(int) iter.Seq[int] { return nil })(1)
	})
	mapped := iterators.Map(none, neg)
	require.Panics(t, func() { iterators.Len(mapped) })
}

// Numbers that no memory could hold are told by whoever was given them.
func TestHuge(t *testing.T) {
	seq := iterators.RangeTo(3).All()
	huge := strconv.Itoa(math.MaxInt)
	one := strconv.Itoa(min(math.MaxInt32, math.MaxInt/8))
	three := strconv.Itoa(min(math.MaxInt32, math.MaxInt/int(3*strconv.IntSize/8)) / 3)
	for want, build := range map[string]func(){
		"iterators.CombinationsWithReplacement: r is " + huge + ", it must be at most " + one:      func() { iterators.CombinationsWithReplacement(seq, math.MaxInt) },
		"iterators.CombinationsWithReplacementReuse: r is " + huge + ", it must be at most " + one: func() { iterators.CombinationsWithReplacementReuse(seq, math.MaxInt) },
		"iterators.ProductRepeat: n is " + huge + ", it must be at most " + three:                  func() { iterators.ProductRepeat(math.MaxInt, seq, seq, seq) },
		"iterators.Grouper: n is " + huge + ", it must be at most " + one:                          func() { iterators.Grouper(seq, math.MaxInt, 0) },
		"iterators.Windowed: n is " + huge + ", it must be at most " + one:                         func() { iterators.Windowed(seq, math.MaxInt, 1, 0) },
		"iterators.Tee: n is " + huge + ", it must be at most " + one:                              func() { iterators.Tee(seq, math.MaxInt) },
		"iterators.ConcurrentTee: n is " + huge + ", it must be at most " + one:                    func() { iterators.ConcurrentTee(seq, math.MaxInt) },
	} {
		require.PanicsWithValue(t, want, build)
	}
	if strconv.IntSize == 64 {
		require.PanicsWithValue(t, "iterators.Sieve: n is "+huge+", it must be at most 1099511627776", func() { iterators.Sieve(math.MaxInt) })
	}
	// The others ask for no more than there is.
	n := math.MaxInt - 1
	require.Zero(t, iterators.Len(iterators.Permutations(seq, n)))
	require.Equal(t, 6, iterators.Len(iterators.Permutations(seq, iterators.End)))
	require.Zero(t, iterators.Len(iterators.Combinations(seq, n)))
	require.Zero(t, iterators.Len(iterators.SetPartitionsN(seq, n)))
	require.Equal(t, 1, iterators.Len(iterators.ProductRepeat[int](n)))
	require.Equal(t, 1, iterators.Len(iterators.Batched(seq, n)))
	require.Zero(t, iterators.Len(iterators.GrouperIgnore(seq, n)))
	require.Zero(t, iterators.Len(iterators.SlidingWindow(seq, n)))
	require.Equal(t, 3, iterators.Len(iterators.Tail(seq, n)))
	require.Len(t, iterators.NSmallest(seq, n), 3)
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
