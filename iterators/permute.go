package iterators

import (
	"cmp"
	"iter"
	"slices"
)

// DistinctPermutations gives the different orders of the items, from least to
// greatest, each once even where items are equal
// (more_itertools.distinct_permutations, Knuth's algorithm L); of nothing, one
// empty slice. Every slice is new. It reads all at the first ask, and can be
// ranged again if seq can.
func DistinctPermutations[T cmp.Ordered](seq iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		items := slices.Sorted(seq)
		for yield(slices.Clone(items)) {
			// The last item with a greater one behind it changes places with
			// the last greater one; then what is behind rises again.
			i := len(items) - 2
			for i >= 0 && !(items[i] < items[i+1]) {
				i--
			}
			if i < 0 {
				return
			}
			j := len(items) - 1
			for !(items[i] < items[j]) {
				j--
			}
			items[i], items[j] = items[j], items[i]
			slices.Reverse(items[i+1:])
		}
	}
}

// SetPartitions gives the ways to part the items into parts that are not empty,
// fewer parts first (more_itertools.set_partitions). Items count by place. Nothing
// cannot be parted. Every slice is new. It reads all at the first ask, and can be
// ranged again if seq can.
func SetPartitions[T any](seq iter.Seq[T]) iter.Seq[[][]T] {
	return func(yield func([][]T) bool) {
		items := slices.Collect(seq)
		for k := 1; k <= len(items); k++ {
			if !partsOf(items, k, yield) {
				return
			}
		}
	}
}

// SetPartitionsN gives the ways to part the items into k parts that are not empty
// (more_itertools.set_partitions with k). In all else it is [SetPartitions]. It can
// be ranged again if seq can.
//
// It panics if k is less than 1.
func SetPartitionsN[T any](seq iter.Seq[T], k int) iter.Seq[[][]T] {
	mustBeAtLeast1("SetPartitionsN", "k", k)
	return func(yield func([][]T) bool) {
		if items := slices.Collect(seq); k <= len(items) {
			partsOf(items, k, yield)
		}
	}
}

// partsOf is set_partitions_helper: the first item stands alone before k-1 parts
// of the others, then joins each of k parts of the others. It says whether more
// are wanted.
func partsOf[T any](items []T, k int, yield func([][]T) bool) bool {
	switch k {
	case 1:
		return yield([][]T{slices.Clone(items)})
	case len(items):
		alone := make([][]T, k)
		for i, v := range items {
			alone[i] = []T{v}
		}
		return yield(alone)
	}
	first, others := items[0], items[1:]
	if !partsOf(others, k-1, func(parts [][]T) bool {
		return yield(slices.Insert(parts, 0, []T{first}))
	}) {
		return false
	}
	return partsOf(others, k, func(parts [][]T) bool {
		for i := range parts {
			joined := make([][]T, k)
			for j, part := range parts {
				joined[j] = slices.Clone(part)
			}
			joined[i] = slices.Insert(joined[i], 0, first)
			if !yield(joined) {
				return false
			}
		}
		return true
	})
}
