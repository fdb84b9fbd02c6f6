package iterators

import (
	"iter"
	"math"
)

// End stands where Python has None for "to the end", in [Islice], [Range.Slice]
// and [Permutations].
const End = math.MaxInt

// Islice gives the items at start, start+step, … before stop; with [End] as stop,
// to the end (Python's itertools.islice). It asks as Python does: never past stop,
// but up to it even where the last steps give nothing, and up to start even where
// that is past stop: (3, 3) takes 3 items, (1, 3, 50) takes 3. It can be ranged
// again if seq can.
//
// It panics if start or stop is negative or step is less than 1.
func Islice[T any](seq iter.Seq[T], start, stop, step int) iter.Seq[T] {
	if start < 0 || stop < 0 {
		panic("iterators.Islice: start and stop must be 0 or more")
	}
	if step < 1 {
		panic("iterators.Islice: step must be at least 1")
	}
	last := max(start, stop) // how many items are taken at most
	return func(yield func(T) bool) {
		if last == 0 {
			return
		}
		taken, wanted := 0, start
		for v := range seq {
			if taken == wanted && taken < stop {
				if !yield(v) {
					return
				}
				// Past the end rather than past the largest int.
				wanted += min(step, stop-wanted)
			}
			if taken++; taken == last {
				return
			}
		}
	}
}

// Take gives the first n items (itertools' recipe take, as a sequence). It stops
// with the nth, without asking for one more; with n 0 it asks for nothing. It can
// be ranged again if seq can.
//
// It panics if n is negative.
func Take[T any](seq iter.Seq[T], n int) iter.Seq[T] {
	if n < 0 {
		panic("iterators.Take: n is negative")
	}
	return func(yield func(T) bool) {
		if n == 0 {
			return
		}
		left := n
		for v := range seq {
			left--
			if !yield(v) || left == 0 {
				return
			}
		}
	}
}

// Drop gives the items after the first n (Python's itertools.islice(seq, n,
// None)). It can be ranged again if seq can.
//
// It panics if n is negative.
func Drop[T any](seq iter.Seq[T], n int) iter.Seq[T] {
	if n < 0 {
		panic("iterators.Drop: n is negative")
	}
	return func(yield func(T) bool) {
		left := n
		for v := range seq {
			if left > 0 {
				left--
			} else if !yield(v) {
				return
			}
		}
	}
}
