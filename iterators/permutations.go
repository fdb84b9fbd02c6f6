package iterators

import (
	"iter"
	"slices"
)

// Permutations gives every ordered choice of r items, by position, in lexicographic
// order of positions (Python's itertools.permutations); with [End] as r, of all the
// items there are. r 0 makes one empty tuple, an r past the number of items none.
// Each tuple is a slice of its own. It reads seq when it is first asked (Python:
// when it is made), and holds its items. It can be ranged again if seq can.
//
// It panics if r is negative.
func Permutations[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	mustNotBeNegative("Permutations", "r", r)
	return fresh(permute(seq, r))
}

// PermutationsReuse is [Permutations] without a new slice for each tuple: what it
// gives is good until the next is asked for. What is written to it does not last and
// may show in tuples to come. It can be ranged again if seq can.
//
// It panics if r is negative.
func PermutationsReuse[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	mustNotBeNegative("PermutationsReuse", "r", r)
	return permute(seq, r)
}

// permute gives one slice again and again. The items not chosen are kept in the
// order of their positions behind those chosen, and cycles[i] counts how often
// place i will still change: CPython's algorithm (Modules/itertoolsmodule.c), on
// the items rather than on their positions.
func permute[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		items := slices.Collect(seq)
		switch {
		case r == End:
			permuteItems(items, len(items), yield)
		case r <= len(items):
			permuteItems(items, r, yield)
		}
	}
}

func permuteItems[T any](items []T, r int, yield func([]T) bool) {
	n := len(items)
	t := items[:r:r]
	cycles := make([]int, r)
	for i := range cycles {
		cycles[i] = n - i
	}
	for yield(t) {
		i := r - 1
		for ; i >= 0; i-- {
			if cycles[i]--; cycles[i] > 0 {
				j := n - cycles[i]
				items[i], items[j] = items[j], items[i]
				break
			}
			// Place i has had every item: put its own one back behind the others.
			v := items[i]
			copy(items[i:], items[i+1:])
			items[n-1] = v
			cycles[i] = n - i
		}
		if i < 0 {
			return
		}
	}
}
