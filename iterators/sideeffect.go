package iterators

import "iter"

// SideEffect calls f for each item before it passes it on
// (more_itertools.side_effect): to count, to log, to show progress. It can be
// ranged again if seq can.
//
// It panics if f is nil.
func SideEffect[T any](seq iter.Seq[T], f func(T)) iter.Seq[T] {
	if f == nil {
		panic("iterators.SideEffect: nil function")
	}
	return func(yield func(T) bool) {
		for v := range seq {
			f(v)
			if !yield(v) {
				return
			}
		}
	}
}
