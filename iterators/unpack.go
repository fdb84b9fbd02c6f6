package iterators

import (
	"errors"
	"iter"
)

// To unpack is to say how many items there must be. Whether there is one too
// many shows only when it is asked for, so these ask once more than they give.

// One gives the only item (more_itertools.one): [ErrTooFew] when there is none,
// and [ErrTooMany], beside the first, when there is a second, which is read too.
func One[T any](seq iter.Seq[T]) (T, error) {
	var got [1]T
	err := unpack(seq, got[:])
	return got[0], err
}

// Only gives the only item, and def when there is none (more_itertools.only);
// [ErrTooMany], beside the first, when there is a second, which is read too.
func Only[T any](seq iter.Seq[T], def T) (T, error) {
	v, err := One(seq)
	if errors.Is(err, ErrTooFew) {
		return def, nil
	}
	return v, err
}

// Unpack2 gives the two items there are (a, b = seq): [ErrTooFew] when there are
// fewer, [ErrTooMany] when there is a third, which is read too. Those read stand
// beside the error.
func Unpack2[T any](seq iter.Seq[T]) (a, b T, err error) {
	var got [2]T
	err = unpack(seq, got[:])
	return got[0], got[1], err
}

// Unpack3 gives the three items there are (a, b, c = seq): [ErrTooFew] when
// there are fewer, [ErrTooMany] when there is a fourth, which is read too. Those
// read stand beside the error.
func Unpack3[T any](seq iter.Seq[T]) (a, b, c T, err error) {
	var got [3]T
	err = unpack(seq, got[:])
	return got[0], got[1], got[2], err
}

func unpack[T any](seq iter.Seq[T], into []T) error {
	n := 0
	for v := range seq {
		if n == len(into) {
			return ErrTooMany
		}
		into[n] = v
		n++
	}
	if n < len(into) {
		return ErrTooFew
	}
	return nil
}

// StrictlyN passes n items on and then checks that there were just as many
// (more_itertools.strictly_n): a last pair holds [ErrTooFew] when the sequence was
// shorter, [ErrTooMany] when it has an item more, which is read too. It can be
// ranged again if seq can. For errors in sequences see [TryMap].
//
// It panics if n is negative.
func StrictlyN[T any](seq iter.Seq[T], n int) iter.Seq2[T, error] {
	mustNotBeNegative("StrictlyN", "n", n)
	return func(yield func(T, error) bool) {
		var none T
		i := 0
		for v := range seq {
			if i == n {
				yield(none, ErrTooMany)
				return
			}
			i++
			if !yield(v, nil) {
				return
			}
		}
		if i < n {
			yield(none, ErrTooFew)
		}
	}
}
