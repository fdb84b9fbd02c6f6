package iterators

import "iter"

// Prepend gives the values and then the items (the recipe prepend). It asks for
// nothing before the values are taken. It can be ranged again if seq can.
func Prepend[T any](seq iter.Seq[T], values ...T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range values {
			if !yield(v) {
				return
			}
		}
		for v := range seq {
			if !yield(v) {
				return
			}
		}
	}
}

// Padded gives the items and then fill, until there are n (more_itertools.padded);
// a longer sequence is given whole. To pad without end (the recipe padnone) chain
// it with [Repeat]. It can be ranged again if seq can.
//
// It panics if n is less than 1.
func Padded[T any](seq iter.Seq[T], n int, fill T) iter.Seq[T] {
	mustBeAtLeast1("Padded", "n", n)
	return func(yield func(T) bool) {
		given := 0
		for v := range seq {
			if !yield(v) {
				return
			}
			given++
		}
		for ; given < n; given++ {
			if !yield(fill) {
				return
			}
		}
	}
}

// Intersperse puts separator between the items (more_itertools.intersperse). The
// item after it has been read when it is given. It can be ranged again if seq can.
func Intersperse[T any](seq iter.Seq[T], separator T) iter.Seq[T] {
	return func(yield func(T) bool) {
		some := false
		for v := range seq {
			if some && !yield(separator) {
				return
			}
			some = true
			if !yield(v) {
				return
			}
		}
	}
}
