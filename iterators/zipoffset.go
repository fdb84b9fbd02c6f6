package iterators

import "iter"

// ZipOffset gives turns of one item of each sequence, each sequence shifted by its
// offset, until the shortest is over (more_itertools.zip_offset). An offset above 0
// passes over so many items, when the sequence is first asked; one below 0 puts so
// many fill in front. It asks left to right, as zip does. Every slice is new. It
// can be ranged again if all can.
//
// It panics if there are not as many offsets as sequences.
func ZipOffset[T any](offsets []int, fill T, seqs ...iter.Seq[T]) iter.Seq[[]T] {
	if len(offsets) != len(seqs) {
		panic("iterators.ZipOffset: the numbers of offsets and sequences differ")
	}
	shifted := make([]iter.Seq[T], len(seqs))
	for i, seq := range seqs {
		shifted[i] = shift(seq, offsets[i], fill)
	}
	return func(yield func([]T) bool) {
		if len(shifted) == 0 {
			return
		}
		nexts := make([]func() (T, bool), len(shifted))
		for i, seq := range shifted[1:] {
			next, stop := iter.Pull(seq)
			defer stop()
			nexts[i+1] = next
		}
		for v := range shifted[0] {
			turn := make([]T, len(shifted))
			turn[0] = v
			for i, next := range nexts[1:] {
				w, ok := next()
				if !ok {
					return
				}
				turn[i+1] = w
			}
			if !yield(turn) {
				return
			}
		}
	}
}

func shift[T any](seq iter.Seq[T], by int, fill T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for i := by; i < 0; i++ {
			if !yield(fill) {
				return
			}
		}
		pass := by
		for v := range seq {
			if pass > 0 {
				pass--
			} else if !yield(v) {
				return
			}
		}
	}
}
