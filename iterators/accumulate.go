package iterators

import "iter"

// Accumulate gives the first item, f of that and the second, f of that and the
// third, and so on: running totals, maxima and the like (Python's
// itertools.accumulate). One item is asked for each that is given. It can be
// ranged again if seq can.
//
// It panics if f is nil.
func Accumulate[T any](seq iter.Seq[T], f func(total, item T) T) iter.Seq[T] {
	if f == nil {
		panic("iterators.Accumulate: nil function")
	}
	return func(yield func(T) bool) {
		var total T
		begun := false
		for v := range seq {
			if begun {
				v = f(total, v)
			}
			total, begun = v, true
			if !yield(total) {
				return
			}
		}
	}
}

// AccumulateFrom gives initial before anything is asked, then f of that and the
// first item, and so on (Python's itertools.accumulate with initial). The total
// may be of another type than the items. It can be ranged again if seq can.
//
// It panics if f is nil.
func AccumulateFrom[T, A any](seq iter.Seq[T], f func(total A, item T) A, initial A) iter.Seq[A] {
	if f == nil {
		panic("iterators.AccumulateFrom: nil function")
	}
	return func(yield func(A) bool) {
		total := initial
		if !yield(total) {
			return
		}
		for v := range seq {
			total = f(total, v)
			if !yield(total) {
				return
			}
		}
	}
}
