package iterators

import (
	"iter"

	"underhood/bench/harness"
)

// naiveWorks are the plainest sequences one can write.
func naiveWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call":   number(func(items []int) int { return total(naiveMapFilter(items)) }),
		"map_filter_sum_inline": number(naiveInline),
		"map_map_inline":        number(naiveMapMap),
		"tree_walk":             walk(naiveWalk),
	}
}

func naiveValues[T any](items []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range items {
			if !yield(v) {
				return
			}
		}
	}
}

func naiveMap[T, U any](seq iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for v := range seq {
			if !yield(f(v)) {
				return
			}
		}
	}
}

func naiveFilter[T any](seq iter.Seq[T], keep func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range seq {
			if keep(v) {
				if !yield(v) {
					return
				}
			}
		}
	}
}

//go:noinline
func naiveMapFilter(items []int) iter.Seq[int] {
	return naiveFilter(naiveMap(naiveValues(items), affine), even)
}

// naiveInline has the same adapters without type parameters, written out in
// place.
//
//go:noinline
func naiveInline(items []int) int {
	values := func(yield func(int) bool) {
		for _, v := range items {
			if !yield(v) {
				return
			}
		}
	}
	mapped := func(yield func(int) bool) {
		for v := range values {
			if !yield(affine(v)) {
				return
			}
		}
	}
	filtered := func(yield func(int) bool) {
		for v := range mapped {
			if even(v) && !yield(v) {
				return
			}
		}
	}
	sum := 0
	for v := range filtered {
		sum += v
	}
	return sum
}

//go:noinline
func naiveMapMap(items []int) int {
	sum := 0
	for v := range naiveMap(naiveMap(naiveValues(items), affine), affine) {
		sum += v
	}
	return sum
}

// each delegates by ranging over its children, a closure and a loop a level.
func (n *node) each(yield func(int) bool) {
	if n == nil {
		return
	}
	for v := range n.left.each {
		if !yield(v) {
			return
		}
	}
	if !yield(n.value) {
		return
	}
	for v := range n.right.each {
		if !yield(v) {
			return
		}
	}
}

//go:noinline
func naiveWalk(root *node) int { return total(root.each) }

// callbackWorks hand the loop's body down.
func callbackWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"tree_walk": walk(func(root *node) int {
			return total(func(yield func(int) bool) { root.push(yield) })
		}),
	}
}

func (n *node) push(yield func(int) bool) bool {
	return n == nil || n.left.push(yield) && yield(n.value) && n.right.push(yield)
}
