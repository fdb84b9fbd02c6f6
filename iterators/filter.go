package iterators

import "iter"

// Filter gives the items for which p holds (Python's filter); Python's filter(None)
// is [NonZero]. After a break nothing is asked. It can be ranged again if seq can.
//
// It panics if p is nil.
func Filter[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[T] {
	if p == nil {
		panic("iterators.Filter: nil function")
	}
	return func(yield func(T) bool) {
		seq(func(v T) bool { return !p(v) || yield(v) })
	}
}

// FilterFalse gives the items for which p does not hold (Python's
// itertools.filterfalse). After a break nothing is asked. It can be ranged again
// if seq can.
//
// It panics if p is nil.
func FilterFalse[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[T] {
	if p == nil {
		panic("iterators.FilterFalse: nil function")
	}
	return func(yield func(T) bool) {
		seq(func(v T) bool { return p(v) || yield(v) })
	}
}

// NonZero gives the items that are not the zero value of their type, Go's nearest
// to truth (Python's filter(None)). After a break nothing is asked. It can be
// ranged again if seq can.
func NonZero[T comparable](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		var zero T
		seq(func(v T) bool { return v == zero || yield(v) })
	}
}
