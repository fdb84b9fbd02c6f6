package iterators

import "iter"

// TakeWhileInclusive gives the items up to the first for which p does not hold,
// that item included (more_itertools.takewhile_inclusive), so unlike [TakeWhile] it
// loses nothing. It reads no item more, and calls p for an item when the one after
// it is asked for. It can be ranged again if seq can.
//
// It panics if p is nil.
func TakeWhileInclusive[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[T] {
	if p == nil {
		panic("iterators.TakeWhileInclusive: nil function")
	}
	return func(yield func(T) bool) {
		for v := range seq {
			if !yield(v) || !p(v) {
				return
			}
		}
	}
}
