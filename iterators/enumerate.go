package iterators

import "iter"

// Enumerate gives the items numbered, from start (Python's enumerate). It asks for
// an item only to hand it over. It can be ranged again if seq can.
func Enumerate[T any](seq iter.Seq[T], start int) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := start
		for v := range seq {
			if !yield(i, v) {
				return
			}
			i++
		}
	}
}
