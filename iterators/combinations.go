package iterators

import (
	"iter"
	"slices"
)

// Combinations gives every choice of r items, by position, each in the order of seq
// and all in lexicographic order of positions (Python's itertools.combinations). r
// 0 makes one empty tuple, an r past the number of items none. Each tuple is a
// slice of its own. It reads seq when it is first asked (Python: when it is made),
// and holds its items. It can be ranged again if seq can.
//
// It panics if r is negative.
func Combinations[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	mustNotBeNegative("Combinations", "r", r)
	return fresh(combine(seq, r, false))
}

// CombinationsReuse is [Combinations] without a new slice for each tuple: what it
// gives is good until the next is asked for. What is written to it does not last and
// may show in tuples to come. It can be ranged again if seq can.
//
// It panics if r is negative.
func CombinationsReuse[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	mustNotBeNegative("CombinationsReuse", "r", r)
	return combine(seq, r, false)
}

// CombinationsWithReplacement is [Combinations] where an item can be chosen more
// than once (Python's itertools.combinations_with_replacement). An r past the number
// of items is then as good as any; of no items only r 0 makes a tuple. It can be
// ranged again if seq can.
//
// It panics if r is negative or more than 2147483647.
func CombinationsWithReplacement[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	mustNotBeNegative("CombinationsWithReplacement", "r", r)
	mustBeAtMost("CombinationsWithReplacement", "r", r, mostItems[T]())
	return fresh(combine(seq, r, true))
}

// CombinationsWithReplacementReuse is [CombinationsWithReplacement] without a new
// slice for each tuple, as [CombinationsReuse]. It can be ranged again if seq can.
//
// It panics if r is negative or more than 2147483647.
func CombinationsWithReplacementReuse[T any](seq iter.Seq[T], r int) iter.Seq[[]T] {
	mustNotBeNegative("CombinationsWithReplacementReuse", "r", r)
	mustBeAtMost("CombinationsWithReplacementReuse", "r", r, mostItems[T]())
	return combine(seq, r, true)
}

// combine gives one slice again and again. Its last place is a plain loop; what is
// before it moves to the next choice once a loop. A place begins after the one
// before it, with replacement at the same item.
func combine[T any](seq iter.Seq[T], r int, replace bool) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		items := slices.Collect(seq)
		n, after := len(items), 1
		if replace {
			after = 0
		}
		if r == 0 {
			yield([]T{})
			return
		}
		if n == 0 || r > n && !replace {
			return
		}
		t, at := make([]T, r), make([]int, r)
		i, from := 0, 0 // places from i on are to be set anew, from an item on
		for {
			for ; i < r; i++ {
				at[i], t[i] = from, items[from]
				from += after
			}
			for _, v := range items[at[r-1]:] {
				t[r-1] = v
				if !yield(t) {
					return
				}
			}
			for i = r - 2; i >= 0 && at[i] == n-1-after*(r-1-i); i-- {
			}
			if i < 0 {
				return
			}
			from = at[i] + 1
		}
	}
}
