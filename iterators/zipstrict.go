package iterators

import "iter"

// ZipStrict is [Zip] for sequences of one length: where it finds them unequal, the
// last thing it gives is a [*LengthError] (Python's zip with strict, PEP 618). If a
// is over, b is asked once more to know that it is too. It can be ranged again if
// both can.
func ZipStrict[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[Pair[A, B], error] {
	return func(yield func(Pair[A, B], error) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok {
				yield(Pair[A, B]{}, &LengthError{Argument: 2})
				return
			}
			if !yield(Pair[A, B]{x, y}, nil) {
				return
			}
		}
		if _, ok := next(); ok {
			yield(Pair[A, B]{}, &LengthError{Argument: 2, Longer: true})
		}
	}
}

// ZipAllStrict is [ZipStrict] for any number of sequences of one type, asked from
// left to right up to the first that differs. Each tuple is a slice of its own. All
// but the first need a coroutine each. It can be ranged again if all can.
func ZipAllStrict[T any](seqs ...iter.Seq[T]) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		if len(seqs) == 0 {
			return
		}
		rest := pullAll(seqs[1:])
		defer rest.stop()
		for v := range seqs[0] {
			t := make([]T, len(seqs))
			t[0] = v
			for i, r := range rest {
				if t[i+1], r.ok = r.next(); !r.ok {
					yield(nil, &LengthError{Argument: i + 2})
					return
				}
			}
			if !yield(t, nil) {
				return
			}
		}
		for i, r := range rest {
			if _, ok := r.next(); ok {
				yield(nil, &LengthError{Argument: i + 2, Longer: true})
				return
			}
		}
	}
}
