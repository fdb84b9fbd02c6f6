package iterators

import (
	"cmp"
	"iter"
	"slices"
)

// NSmallest gives the n least items, least first, or all when there are fewer
// (heapq.nsmallest). It reads all, unless n is 0 or less, keeps n items, and
// takes time in proportion to the logarithm of n for an item.
func NSmallest[T cmp.Ordered](seq iter.Seq[T], n int) []T {
	return NSmallestFunc(seq, n, cmp.Compare[T])
}

// NLargest gives the n greatest items, greatest first, or all when there are
// fewer (heapq.nlargest). In all else it is [NSmallest].
func NLargest[T cmp.Ordered](seq iter.Seq[T], n int) []T {
	return NSmallestFunc(seq, n, func(a, b T) int { return cmp.Compare(b, a) })
}

// NLargestFunc gives the n greatest items by a comparison, greatest first: what a
// stable sort the other way round would have in front, so that equal ones keep their
// order (heapq.nlargest with a key). In all else it is [NSmallest].
//
// It panics if compare is nil.
func NLargestFunc[T any](seq iter.Seq[T], n int, compare func(a, b T) int) []T {
	if compare == nil {
		panic("iterators.NLargestFunc: nil function")
	}
	return NSmallestFunc(seq, n, func(a, b T) int { return compare(b, a) })
}

// NSmallestFunc gives the n least items by a comparison, which is negative when a
// comes before b and positive when after: what a stable sort would have in front
// (heapq.nsmallest with a key). In all else it is [NSmallest].
//
// It panics if compare is nil.
func NSmallestFunc[T any](seq iter.Seq[T], n int, compare func(a, b T) int) []T {
	if compare == nil {
		panic("iterators.NSmallestFunc: nil function")
	}
	if n <= 0 {
		return nil
	}
	// The items kept, as a heap with the last of them in front: of equals the
	// later one is last, and a new one that is equal to it does not come in.
	var kept []Pair[T, int]
	after := func(a, b Pair[T, int]) bool {
		c := compare(a.First, b.First)
		return c > 0 || c == 0 && a.Second > b.Second
	}
	i := 0
	for v := range seq {
		item := Pair[T, int]{v, i}
		i++
		if len(kept) < n {
			kept = append(kept, item)
			for at := len(kept) - 1; at > 0 && after(kept[at], kept[(at-1)/2]); at = (at - 1) / 2 {
				kept[at], kept[(at-1)/2] = kept[(at-1)/2], kept[at]
			}
			continue
		}
		if compare(v, kept[0].First) >= 0 {
			continue
		}
		kept[0] = item
		for at := 0; ; {
			last := at
			for child := 2*at + 1; child <= 2*at+2 && child < n; child++ {
				if after(kept[child], kept[last]) {
					last = child
				}
			}
			if last == at {
				break
			}
			kept[at], kept[last] = kept[last], kept[at]
			at = last
		}
	}
	slices.SortFunc(kept, func(a, b Pair[T, int]) int {
		return cmp.Or(compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	items := make([]T, len(kept))
	for i, v := range kept {
		items[i] = v.First
	}
	return items
}
