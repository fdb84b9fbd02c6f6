package iterators

import "iter"

// RunLength gives each run of equal items as the item and how many there are
// (more_itertools.run_length.encode). A run is given when the item after it has
// been read. It keeps one item, and can be ranged again if seq can.
func RunLength[T comparable](seq iter.Seq[T]) iter.Seq2[T, int] {
	return func(yield func(T, int) bool) {
		var item T
		n := 0
		for v := range seq {
			if n > 0 && v != item {
				if !yield(item, n) {
					return
				}
				n = 0
			}
			if n == 0 {
				item = v // the first of equals, as groupby's key
			}
			n++
		}
		if n > 0 {
			yield(item, n)
		}
	}
}

// RunLengthDecode gives each item as often as its number says, not at all when that
// is 0 or less (more_itertools.run_length.decode). It can be ranged again if runs
// can.
func RunLengthDecode[T any](runs iter.Seq2[T, int]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v, n := range runs {
			for range n {
				if !yield(v) {
					return
				}
			}
		}
	}
}
