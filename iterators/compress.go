package iterators

import "iter"

// Compress gives the items of data whose selector is true, as long as there are
// both (Python's itertools.compress). Each time data is asked first, then
// selectors. data is ranged; selectors need a coroutine ([iter.Pull]), which ends
// with the range. It can be ranged again if both can.
func Compress[T any](data iter.Seq[T], selectors iter.Seq[bool]) iter.Seq[T] {
	return func(yield func(T) bool) {
		next, stop := iter.Pull(selectors)
		defer stop()
		for v := range data {
			selected, ok := next()
			if !ok || selected && !yield(v) {
				return
			}
		}
	}
}
