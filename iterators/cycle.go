package iterators

import "iter"

// Cycle gives the items of seq again and again, without end unless seq is empty
// (Python's itertools.cycle). seq is asked in the first round only: its items are
// kept and then given from memory. Each range of the result begins with a round over
// seq. It can be ranged again if seq can.
func Cycle[T any](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		var saved []T
		for v := range seq {
			saved = append(saved, v)
			if !yield(v) {
				return
			}
		}
		for len(saved) > 0 {
			for _, v := range saved {
				if !yield(v) {
					return
				}
			}
		}
	}
}
