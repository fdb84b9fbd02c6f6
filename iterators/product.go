package iterators

import (
	"iter"
	"slices"
)

// Product gives every tuple of an item from each pool, the last one changing
// fastest (Python's itertools.product); no pools make one empty tuple. Each tuple
// is a slice of its own. It reads all pools, from left to right, when it is first
// asked (Python: when it is made), and holds their items. It can be ranged again if
// all can.
func Product[T any](pools ...iter.Seq[T]) iter.Seq[[]T] {
	return fresh(product(1, pools))
}

// ProductReuse is [Product] without a new slice for each tuple: what it gives is
// good until the next is asked for. What is written to it does not last. It can be
// ranged again if all can.
func ProductReuse[T any](pools ...iter.Seq[T]) iter.Seq[[]T] {
	return product(1, pools)
}

// ProductRepeat is [Product] of the pools n times over, each read once (Python's
// itertools.product with repeat). With n 0 it reads nothing and gives one empty
// tuple. It can be ranged again if all can.
//
// It panics if n is negative, or if n times the number of pools is more than
// 2147483647.
func ProductRepeat[T any](n int, pools ...iter.Seq[T]) iter.Seq[[]T] {
	mustNotBeNegative("ProductRepeat", "n", n)
	if len(pools) > 0 {
		mustBeAtMost("ProductRepeat", "n", n, min(mostItems[T](), mostItems[[]T]())/len(pools))
	}
	return fresh(product(n, pools))
}

// Product2 gives every pair of an item of a and one of b, that of b changing
// fastest: [Product] for two types. It reads a, then b, when it is first asked, and
// holds their items. It can be ranged again if both can.
func Product2[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		as, bs := slices.Collect(a), slices.Collect(b)
		for _, x := range as {
			for _, y := range bs {
				if !yield(x, y) {
					return
				}
			}
		}
	}
}

// Product3 is [Product2] for three types. It can be ranged again if all can.
func Product3[A, B, C any](a iter.Seq[A], b iter.Seq[B], c iter.Seq[C]) iter.Seq[Triple[A, B, C]] {
	return func(yield func(Triple[A, B, C]) bool) {
		as, bs, cs := slices.Collect(a), slices.Collect(b), slices.Collect(c)
		for _, x := range as {
			for _, y := range bs {
				for _, z := range cs {
					if !yield(Triple[A, B, C]{x, y, z}) {
						return
					}
				}
			}
		}
	}
}

// product gives one slice again and again. Its last place is a plain loop; what
// is before it moves like an odometer, once a loop.
func product[T any](repeat int, pools []iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var wheels [][]T
		if repeat > 0 {
			for _, pool := range pools {
				wheels = append(wheels, slices.Collect(pool))
			}
			wheels = slices.Repeat(wheels, repeat)
		}
		n := len(wheels)
		t := make([]T, n)
		if n == 0 {
			yield(t)
			return
		}
		for i, wheel := range wheels {
			if len(wheel) == 0 {
				return
			}
			t[i] = wheel[0]
		}
		last, at := wheels[n-1], make([]int, n-1)
		for {
			for _, v := range last {
				t[n-1] = v
				if !yield(t) {
					return
				}
			}
			i := n - 2
			for ; i >= 0; i-- {
				if at[i]++; at[i] < len(wheels[i]) {
					t[i] = wheels[i][at[i]]
					break
				}
				at[i], t[i] = 0, wheels[i][0]
			}
			if i < 0 {
				return
			}
		}
	}
}
