package iterators

import "iter"

// Tail gives the last n items (the recipe tail), all of a shorter sequence. It
// reads all at the first ask, also when n is 0, keeps n items, and can be ranged
// again if seq can.
//
// It panics if n is negative.
func Tail[T any](seq iter.Seq[T], n int) iter.Seq[T] {
	mustNotBeNegative("Tail", "n", n)
	return func(yield func(T) bool) {
		var ring []T // grown by append: n may be far more than there is
		oldest := 0
		for v := range seq {
			switch {
			case len(ring) < n:
				ring = append(ring, v)
			case n > 0:
				ring[oldest] = v
				if oldest++; oldest == n {
					oldest = 0
				}
			}
		}
		for _, part := range [][]T{ring[oldest:], ring[:oldest]} {
			for _, v := range part {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// Consume reads n items, or all when there are fewer, and says how many it has
// read (the recipe consume). Only a one-shot sequence is further on by that.
// [Len] reads all.
//
// It panics if n is negative.
func Consume[T any](seq iter.Seq[T], n int) int {
	mustNotBeNegative("Consume", "n", n)
	if n == 0 {
		return 0
	}
	read := 0
	for range seq {
		if read++; read == n {
			break
		}
	}
	return read
}
