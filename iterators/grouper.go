package iterators

import "iter"

// Grouper gives the items n by n; what the last group lacks is filled with fill
// (itertools' recipe grouper). Each group is a slice of its own. For a group n
// items are asked for, and no more. It can be ranged again if seq can.
//
// It panics if n is less than 1 or more than 2147483647.
func Grouper[T any](seq iter.Seq[T], n int, fill T) iter.Seq[[]T] {
	mustBeAtLeast1("Grouper", "n", n)
	mustBeAtMost("Grouper", "n", n, mostItems[T]())
	return func(yield func([]T) bool) {
		for group := range Batched(seq, n) {
			if k := len(group); k < n {
				filled := make([]T, n)
				copy(filled, group)
				for i := k; i < n; i++ {
					filled[i] = fill
				}
				group = filled
			}
			if !yield(group) {
				return
			}
		}
	}
}

// GrouperStrict is [Grouper] for sequences that come out even: if the last group is
// not full, its items are not given, a [*LengthError] is, that of a strict zip of
// one sequence with itself (itertools' recipe grouper, incomplete strict). It can be
// ranged again if seq can.
//
// It panics if n is less than 1.
func GrouperStrict[T any](seq iter.Seq[T], n int) iter.Seq2[[]T, error] {
	mustBeAtLeast1("GrouperStrict", "n", n)
	return func(yield func([]T, error) bool) {
		for group := range Batched(seq, n) {
			if k := len(group); k < n {
				yield(nil, &LengthError{Argument: k + 1})
				return
			}
			if !yield(group, nil) {
				return
			}
		}
	}
}

// GrouperIgnore is [Grouper] without the last group if that is not full: its items
// are asked for and lost (itertools' recipe grouper, incomplete ignore). It can be
// ranged again if seq can.
//
// It panics if n is less than 1.
func GrouperIgnore[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	mustBeAtLeast1("GrouperIgnore", "n", n)
	return func(yield func([]T) bool) {
		for group := range Batched(seq, n) {
			if len(group) < n || !yield(group) {
				return
			}
		}
	}
}
