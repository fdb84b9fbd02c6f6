package iterators

import "iter"

// Pairwise gives each item with the one after it (Python's itertools.pairwise):
// n items make n-1 pairs. It can be ranged again if seq can.
func Pairwise[T any](seq iter.Seq[T]) iter.Seq2[T, T] {
	return func(yield func(T, T) bool) {
		var before T
		begun := false
		for v := range seq {
			if begun && !yield(before, v) {
				return
			}
			before, begun = v, true
		}
	}
}

// Triplewise gives each item with the two after it (itertools' recipe
// triplewise): n items make n-2 triples. It can be ranged again if seq can.
func Triplewise[T any](seq iter.Seq[T]) iter.Seq[Triple[T, T, T]] {
	return func(yield func(Triple[T, T, T]) bool) {
		var t Triple[T, T, T]
		n := 0
		for v := range seq {
			t.First, t.Second, t.Third = t.Second, t.Third, v
			if n++; n > 2 && !yield(t) {
				return
			}
		}
	}
}
