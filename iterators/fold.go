package iterators

import "iter"

// A fold reads a sequence to its end, or to the item that decides, and keeps no
// item but the result. What it says of pulls is CPython's.

// Sum adds the items up (sum); the sum of nothing is 0. It reads all. Floats are
// added plainly, left to right: CPython 3.12 compensates for their rounding,
// this does not.
func Sum[T Number](seq iter.Seq[T]) T {
	var total T
	for v := range seq {
		total += v
	}
	return total
}

// SumFrom adds the items to start (sum with start). It reads all.
func SumFrom[T Number](seq iter.Seq[T], start T) T {
	for v := range seq {
		start += v
	}
	return start
}

// Reduce folds the items from the left, f(f(f(a, b), c), d) (functools.reduce).
// One item is its own result, without a call of f; none is [ErrEmpty]. It reads
// all.
//
// It panics if f is nil.
func Reduce[T any](seq iter.Seq[T], f func(total, item T) T) (T, error) {
	if f == nil {
		panic("iterators.Reduce: nil function")
	}
	var total T
	some := false
	for v := range seq {
		if some {
			total = f(total, v)
		} else {
			total, some = v, true
		}
	}
	if !some {
		return total, ErrEmpty
	}
	return total, nil
}

// ReduceFrom folds the items from the left, starting with initial
// (functools.reduce with an initial value), which is the result of nothing. The
// result may be of another type than the items. It reads all.
//
// It panics if f is nil.
func ReduceFrom[T, A any](seq iter.Seq[T], f func(total A, item T) A, initial A) A {
	if f == nil {
		panic("iterators.ReduceFrom: nil function")
	}
	for v := range seq {
		initial = f(initial, v)
	}
	return initial
}

// Any says whether p holds for an item (any over map). It reads no further than
// the first such item; of nothing it is false.
//
// It panics if p is nil.
func Any[T any](seq iter.Seq[T], p func(T) bool) bool {
	if p == nil {
		panic("iterators.Any: nil function")
	}
	for v := range seq {
		if p(v) {
			return true
		}
	}
	return false
}

// All says whether p holds for every item (all over map). It reads no further
// than the first item for which it does not; of nothing it is true.
//
// It panics if p is nil.
func All[T any](seq iter.Seq[T], p func(T) bool) bool {
	if p == nil {
		panic("iterators.All: nil function")
	}
	for v := range seq {
		if !p(v) {
			return false
		}
	}
	return true
}

// Len counts the items (more_itertools.ilen). It reads all, which is also the
// way to run a sequence for its effects.
func Len[T any](seq iter.Seq[T]) int {
	n := 0
	for range seq {
		n++
	}
	return n
}

// CountOf counts the items equal to v (operator.countOf). It reads all.
func CountOf[T comparable](seq iter.Seq[T], v T) int {
	n := 0
	for x := range seq {
		if x == v {
			n++
		}
	}
	return n
}

// Quantify counts the items for which p holds (the recipe quantify). It reads
// all.
//
// It panics if p is nil.
func Quantify[T any](seq iter.Seq[T], p func(T) bool) int {
	if p == nil {
		panic("iterators.Quantify: nil function")
	}
	n := 0
	for v := range seq {
		if p(v) {
			n++
		}
	}
	return n
}

// AllEqual says whether all items are equal (the recipe all_equal); of nothing
// it is true. It reads no further than the first item that differs.
func AllEqual[T comparable](seq iter.Seq[T]) bool {
	var first T
	some := false
	for v := range seq {
		if !some {
			first, some = v, true
		} else if v != first {
			return false
		}
	}
	return true
}

// AllEqualBy says whether key gives the same for all items (the recipe all_equal
// with a key, which is called once an item). It reads no further than the first
// item that differs.
//
// It panics if key is nil.
func AllEqualBy[T any, K comparable](seq iter.Seq[T], key func(T) K) bool {
	if key == nil {
		panic("iterators.AllEqualBy: nil function")
	}
	var first K
	some := false
	for v := range seq {
		if k := key(v); !some {
			first, some = k, true
		} else if k != first {
			return false
		}
	}
	return true
}
