package iterators

import "iter"

// Pairs makes one value of each pair, for what takes a sequence of single items.
// It can be ranged again if seq can.
func Pairs[A, B any](seq iter.Seq2[A, B]) iter.Seq[Pair[A, B]] {
	return func(yield func(Pair[A, B]) bool) {
		for a, b := range seq {
			if !yield(Pair[A, B]{a, b}) {
				return
			}
		}
	}
}

// Unpair makes two values of each pair, for a range with two variables. It can be
// ranged again if seq can.
func Unpair[A, B any](seq iter.Seq[Pair[A, B]]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		for p := range seq {
			if !yield(p.First, p.Second) {
				return
			}
		}
	}
}
