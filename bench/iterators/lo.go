package iterators

import (
	"iter"
	"slices"

	"github.com/samber/lo"
	loit "github.com/samber/lo/it"

	"underhood/bench/harness"
)

// loWorks is what samber/lo's package it does.
func loWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call":   number(func(items []int) int { return total(loMapFilter(items)) }),
		"map_filter_sum_inline": number(loInline),
		"map_map_inline":        number(loMapMap),
		"zip":                   pair(func(a, b []int) int { return loDot(loZip(a, b)) }),
		"groupby":               number(loGroups),
		"product":               number(loProduct),
		"window":                number(func(items []int) int { return ends(loit.Window(slices.Values(items), windowSize)) }),
		"batched":               number(func(items []int) int { return ends(loit.Chunk(slices.Values(items), batchSize)) }),
		"first_item":            times(loFirst),
	}
}

//go:noinline
func loMapFilter(items []int) iter.Seq[int] {
	return loit.Filter(loit.Map(slices.Values(items), affine), even)
}

//go:noinline
func loInline(items []int) int {
	return loit.Sum(loit.Filter(loit.Map(slices.Values(items), affine), even))
}

//go:noinline
func loMapMap(items []int) int {
	return loit.Sum(loit.Map(loit.Map(slices.Values(items), affine), affine))
}

//go:noinline
func loZip(a, b []int) iter.Seq[lo.Tuple2[int, int]] {
	return loit.Zip2(slices.Values(a), slices.Values(b))
}

//go:noinline
func loDot(zip iter.Seq[lo.Tuple2[int, int]]) int {
	sum := 0
	for t := range zip {
		sum += t.A * t.B
	}
	return sum
}

//go:noinline
func loGroups(items []int) int {
	answer := 0
	for _, group := range loit.GroupBy(slices.Values(items), tens) {
		answer ^= lo.Sum(group)
	}
	return answer
}

//go:noinline
func loProduct(pool []int) int {
	sum := 0
	p := slices.Values(pool)
	for t := range loit.CrossJoin3(p, p, p) {
		sum += endsOf(t.A, t.C)
	}
	return sum
}

//go:noinline
func loFirst(n int) int {
	sum := 0
	for i := range n {
		v, _ := loit.First(loEndless(i))
		sum += v
	}
	return sum
}

// loEndless: lo has no endless source.
//
//go:noinline
func loEndless(from int) iter.Seq[int] {
	return loit.Filter(loit.Map(naiveCount(from), affine), even)
}

func naiveCount(from int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for v := from; yield(v); v++ {
		}
	}
}
