package iterators

import "iter"

// ZipLongest gives the items of a and b side by side until both are over, with
// fillA or fillB for what one lacks (Python's itertools.zip_longest). What is over
// is not asked again. a is ranged; b needs a coroutine ([iter.Pull]), which ends
// with the range. It can be ranged again if both can.
func ZipLongest[A, B any](a iter.Seq[A], b iter.Seq[B], fillA A, fillB B) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		ok := true
		for x := range a {
			y := fillB
			if ok {
				if y, ok = next(); !ok {
					y = fillB
				}
			}
			if !yield(x, y) {
				return
			}
		}
		for ok {
			var y B
			if y, ok = next(); ok && !yield(fillA, y) {
				return
			}
		}
	}
}

// ZipAllLongest is [ZipLongest] for any number of sequences of one type, asked from
// left to right, with one fill. Each tuple is a slice of its own. All but the first
// need a coroutine each. It can be ranged again if all can.
func ZipAllLongest[T any](fill T, seqs ...iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		if len(seqs) == 0 {
			return
		}
		rest := pullAll(seqs[1:])
		defer rest.stop()
		// row asks the others and reports whether any had an item.
		row := func(first T) ([]T, bool) {
			t, found := make([]T, len(seqs)), false
			t[0] = first
			for i, r := range rest {
				if r.ok {
					t[i+1], r.ok = r.next()
					found = found || r.ok
				}
				if !r.ok {
					t[i+1] = fill
				}
			}
			return t, found
		}
		for v := range seqs[0] {
			if t, _ := row(v); !yield(t) {
				return
			}
		}
		for {
			if t, found := row(fill); !found || !yield(t) {
				return
			}
		}
	}
}
