package iterators

import (
	"iter"
	"math"
	"slices"

	funcit "github.com/BooleanCat/go-functional/v2/it"

	"underhood/bench/harness"
)

// functionalWorks is what go-functional does.
func functionalWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call":   number(func(items []int) int { return total(functionalMapFilter(items)) }),
		"map_filter_sum_inline": number(functionalInline),
		"map_map_inline":        number(functionalMapMap),
		"zip":                   pair(func(a, b []int) int { return functionalDot(functionalZip(a, b)) }),
		"first_item":            times(functionalFirst),
	}
}

//go:noinline
func functionalMapFilter(items []int) iter.Seq[int] {
	return funcit.Filter(funcit.Map(slices.Values(items), affine), even)
}

func add(a, b int) int { return a + b }

//go:noinline
func functionalInline(items []int) int {
	return funcit.Fold(funcit.Filter(funcit.Map(slices.Values(items), affine), even), add, 0)
}

//go:noinline
func functionalMapMap(items []int) int {
	return funcit.Fold(funcit.Map(funcit.Map(slices.Values(items), affine), affine), add, 0)
}

//go:noinline
func functionalZip(a, b []int) iter.Seq2[int, int] {
	return funcit.Zip(slices.Values(a), slices.Values(b))
}

//go:noinline
func functionalDot(zip iter.Seq2[int, int]) int {
	sum := 0
	for x, y := range zip {
		sum += x * y
	}
	return sum
}

// functionalFirst: Find is what it has for it.
//
//go:noinline
func functionalFirst(n int) int {
	sum := 0
	for i := range n {
		v, _ := funcit.Find(functionalEndless(i), func(int) bool { return true })
		sum += v
	}
	return sum
}

//go:noinline
func functionalEndless(from int) iter.Seq[int] {
	return funcit.Filter(funcit.Map(funcit.Integers(from, math.MaxInt, 1), affine), even)
}
