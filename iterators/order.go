package iterators

import (
	"cmp"
	"iter"
	"slices"
)

// An order is known when all has been read. Python's functions read when they
// are called; these are sequences, so they read at the first ask, keep every
// item until the range is over, and read again when they are ranged again.

// Sorted gives the items from least to greatest (sorted). It reads all at the
// first ask, and can be ranged again if seq can. NaN comes first. Where equal
// items can be told apart, as a record by its key, use [SortedBy], which is
// stable.
func Sorted[T cmp.Ordered](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range slices.Sorted(seq) {
			if !yield(v) {
				return
			}
		}
	}
}

// SortedBy gives the items from least to greatest key, or when reverse is true
// from greatest to least (sorted with key and reverse). Either way items of
// equal key keep their order. key is called once an item, in order. It reads all
// at the first ask, and can be ranged again if seq can.
//
// It panics if key is nil.
func SortedBy[T any, K cmp.Ordered](seq iter.Seq[T], key func(T) K, reverse bool) iter.Seq[T] {
	if key == nil {
		panic("iterators.SortedBy: nil function")
	}
	order := func(a, b Pair[K, T]) int { return cmp.Compare(a.First, b.First) }
	if reverse {
		order = func(a, b Pair[K, T]) int { return cmp.Compare(b.First, a.First) }
	}
	return func(yield func(T) bool) {
		// All items first, then their keys: that is how list.sort goes about it.
		items := slices.Collect(seq)
		keyed := make([]Pair[K, T], len(items))
		for i, v := range items {
			keyed[i] = Pair[K, T]{key(v), v}
		}
		slices.SortStableFunc(keyed, order)
		for _, v := range keyed {
			if !yield(v.Second) {
				return
			}
		}
	}
}

// Reversed gives the items from last to first (reversed). It reads all at the
// first ask, and can be ranged again if seq can. A slice needs no reading:
// use slices.Backward.
func Reversed[T any](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range slices.Backward(slices.Collect(seq)) {
			if !yield(v) {
				return
			}
		}
	}
}
