package iterators

import "iter"

// Ends says of an item whether it is the first and whether it is the last; the
// only item is both.
type Ends struct{ First, Last bool }

// MarkEnds gives each item with whether it is the first and the last
// (more_itertools.mark_ends). To know that, it reads one item ahead. It can be
// ranged again if seq can.
func MarkEnds[T any](seq iter.Seq[T]) iter.Seq2[Ends, T] {
	return func(yield func(Ends, T) bool) {
		var held T
		n := 0
		for v := range seq {
			if n > 0 && !yield(Ends{First: n == 1}, held) {
				return
			}
			held = v
			n++
		}
		if n > 0 {
			yield(Ends{First: n == 1, Last: true}, held)
		}
	}
}
