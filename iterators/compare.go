package iterators

import (
	"iter"
	"slices"
)

// For an order that no key expresses there is a comparison, negative, zero or
// positive as that of [cmp.Compare]: what functools.cmp_to_key is for in Python.

// MinFunc gives the least item by a comparison, the first of equals; of nothing,
// [ErrEmpty].
//
// It panics if compare is nil.
func MinFunc[T any](seq iter.Seq[T], compare func(a, b T) int) (T, error) {
	if compare == nil {
		panic("iterators.MinFunc: nil function")
	}
	var best T
	some := false
	for v := range seq {
		if !some || compare(v, best) < 0 {
			best, some = v, true
		}
	}
	return best, emptyUnless(some)
}

// MaxFunc gives the greatest item by a comparison, the first of equals; of
// nothing, [ErrEmpty].
//
// It panics if compare is nil.
func MaxFunc[T any](seq iter.Seq[T], compare func(a, b T) int) (T, error) {
	if compare == nil {
		panic("iterators.MaxFunc: nil function")
	}
	var best T
	some := false
	for v := range seq {
		if !some || compare(v, best) > 0 {
			best, some = v, true
		}
	}
	return best, emptyUnless(some)
}

// SortedFunc gives the items from least to greatest by a comparison; equal ones
// keep their order. It reads all at the first ask, and can be ranged again if
// seq can.
//
// It panics if compare is nil.
func SortedFunc[T any](seq iter.Seq[T], compare func(a, b T) int) iter.Seq[T] {
	if compare == nil {
		panic("iterators.SortedFunc: nil function")
	}
	return func(yield func(T) bool) {
		for _, v := range slices.SortedStableFunc(seq, compare) {
			if !yield(v) {
				return
			}
		}
	}
}
