package iterators

import "iter"

// Chain gives the items of one sequence after the other (Python's itertools.chain).
// A sequence is not begun before those before it are over. It can be ranged again
// if all can.
func Chain[T any](seqs ...iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, seq := range seqs {
			for v := range seq {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// ChainFrom gives the items of the sequences that seqs gives, one after the other
// (Python's itertools.chain.from_iterable). The next sequence is asked for when
// the one before is over. It can be ranged again if seqs and all it gives can.
func ChainFrom[T any](seqs iter.Seq[iter.Seq[T]]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for seq := range seqs {
			for v := range seq {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// Flatten gives the items of the slices that seq gives, one slice after the other
// (itertools' recipe flatten): one level, no deeper. The next slice is asked for
// when the one before is over. It can be ranged again if seq can.
func Flatten[S ~[]T, T any](seq iter.Seq[S]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for items := range seq {
			for _, v := range items {
				if !yield(v) {
					return
				}
			}
		}
	}
}
