package iterators_test

import (
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

// Misuse panics when a sequence is built, before anything is asked.
func TestRecipesMisuse(t *testing.T) {
	never := func(func(int) bool) { t.Error("asked") }
	s := iter.Seq[int](never)
	s2 := iter.Seq2[int, error](func(func(int, error) bool) { t.Error("asked") })
	for want, call := range map[string]func(){
		"iterators.Reduce: nil function":                                   func() { _, _ = iterators.Reduce(s, nil) },
		"iterators.ReduceFrom: nil function":                               func() { iterators.ReduceFrom(s, nil, 0) },
		"iterators.Any: nil function":                                      func() { iterators.Any(s, nil) },
		"iterators.All: nil function":                                      func() { iterators.All(s, nil) },
		"iterators.Quantify: nil function":                                 func() { iterators.Quantify(s, nil) },
		"iterators.AllEqualBy: nil function":                               func() { iterators.AllEqualBy[int, int](s, nil) },
		"iterators.MinBy: nil function":                                    func() { _, _ = iterators.MinBy[int, int](s, nil) },
		"iterators.MaxBy: nil function":                                    func() { _, _ = iterators.MaxBy[int, int](s, nil) },
		"iterators.IterIndex: start is -1, it must not be negative":        func() { iterators.IterIndex(s, 0, -1, 1) },
		"iterators.Locate: nil function":                                   func() { iterators.Locate(s, nil) },
		"iterators.FirstTrue: nil function":                                func() { iterators.FirstTrue(s, nil, 0) },
		"iterators.Nth: n is -1, it must not be negative":                  func() { iterators.Nth(s, -1, 0) },
		"iterators.StrictlyN: n is -1, it must not be negative":            func() { iterators.StrictlyN(s, -1) },
		"iterators.SortedBy: nil function":                                 func() { iterators.SortedBy[int, int](s, nil, false) },
		"iterators.TryMap: nil function":                                   func() { iterators.TryMap[int, int](s, nil) },
		"iterators.TryFilter: nil function":                                func() { iterators.TryFilter(s, nil) },
		"iterators.TryThen: nil function":                                  func() { iterators.TryThen[int, int](s2, nil) },
		"iterators.TryReduce: nil function":                                func() { _, _ = iterators.TryReduce(s2, nil, 0) },
		"iterators.Check: nil pointer":                                     func() { iterators.Check(s2, nil) },
		"iterators.Tail: n is -1, it must not be negative":                 func() { iterators.Tail(s, -1) },
		"iterators.Consume: n is -1, it must not be negative":              func() { iterators.Consume(s, -1) },
		"iterators.Padded: n is 0, it must be at least 1":                  func() { iterators.Padded(s, 0, 0) },
		"iterators.RepeatFunc: nil function":                               func() { iterators.RepeatFunc[int](nil) },
		"iterators.RepeatFuncN: nil function":                              func() { iterators.RepeatFuncN[int](nil, 1) },
		"iterators.Tabulate: nil function":                                 func() { iterators.Tabulate[int](nil, 1) },
		"iterators.IterExcept: nil function":                               func() { iterators.IterExcept[int](nil, nil) },
		"iterators.UniqueEverseenBy: nil function":                         func() { iterators.UniqueEverseenBy[int, int](s, nil) },
		"iterators.UniqueJustseenBy: nil function":                         func() { iterators.UniqueJustseenBy[int, int](s, nil) },
		"iterators.Partition: nil function":                                func() { iterators.Partition(s, nil) },
		"iterators.BeforeAndAfter: nil function":                           func() { iterators.BeforeAndAfter(s, nil) },
		"iterators.Convolve: empty kernel":                                 func() { iterators.Convolve(s) },
		"iterators.Seekable.Seek: i is -1, it must not be negative":        func() { iterators.NewSeekable(s).Seek(-1) },
		"iterators.Spy: n is -1, it must not be negative":                  func() { iterators.Spy(s, -1) },
		"iterators.SplitAt: nil function":                                  func() { iterators.SplitAt(s, nil) },
		"iterators.SplitBefore: nil function":                              func() { iterators.SplitBefore(s, nil) },
		"iterators.SplitAfter: nil function":                               func() { iterators.SplitAfter(s, nil) },
		"iterators.SplitWhen: nil function":                                func() { iterators.SplitWhen(s, nil) },
		"iterators.SideEffect: nil function":                               func() { iterators.SideEffect(s, nil) },
		"iterators.TakeWhileInclusive: nil function":                       func() { iterators.TakeWhileInclusive(s, nil) },
		"iterators.ZipOffset: the numbers of offsets and sequences differ": func() { iterators.ZipOffset([]int{1}, 0, s, s) },
		"iterators.MapReduce: nil function":                                func() { iterators.MapReduce[int, int, int, int](s, nil, nil, nil) },
		"iterators.NewBucket: nil function":                                func() { iterators.NewBucket[int](s, nil) },
		"iterators.SetPartitionsN: k is 0, it must be at least 1":          func() { iterators.SetPartitionsN(s, 0) },
		"iterators.NumericRange: step is 0":                                func() { iterators.NumericRange(0, 1, 0) },
		"iterators.NumericRange: an argument is not finite":                func() { iterators.NumericRange(0, inf(), 1) },
		"iterators.MergeFunc: nil function":                                func() { iterators.MergeFunc(nil, s) },
		"iterators.NLargestFunc: nil function":                             func() { iterators.NLargestFunc(s, 1, nil) },
		"iterators.MinByOr: nil function":                                  func() { iterators.MinByOr[int, int](s, nil, 0) },
		"iterators.MaxByOr: nil function":                                  func() { iterators.MaxByOr[int, int](s, nil, 0) },
		"iterators.NSmallestFunc: nil function":                            func() { iterators.NSmallestFunc(s, 1, nil) },
		"iterators.Synchronized: nil function":                             func() { iterators.Synchronized[int, int](nil) },
		"iterators.ConcurrentTee: n is -1, it must not be negative":        func() { iterators.ConcurrentTee(s, -1) },
	} {
		require.PanicsWithValue(t, want, call)
	}
}

func inf() float64 {
	zero := 0.0
	return 1 / zero
}

func TestNumericRange(t *testing.T) {
	for _, c := range []struct {
		start, stop, step float64
		want              []float64 // as more_itertools.numeric_range
	}{
		{1, 2, 0.5, []float64{1, 1.5}},
		{1, 2.1, 0.5, []float64{1, 1.5, 2}},
		{0, 0.3, 0.1, []float64{0, 0.1, 0.2}}, // 0.3 % 0.1 is 0.09999…
		{1, 0, -0.25, []float64{1, 0.75, 0.5, 0.25}},
		{0, 0, 1, nil},
		{0, 1, -1, nil},
	} {
		require.Equal(t, c.want, slices.Collect(iterators.NumericRange(c.start, c.stop, c.step)))
	}
}
