package iterators

import "iter"

// An Iterable gives a fresh sequence of its items each time it is asked, as a
// Python object with __iter__ does: a list, a dict, a [Range]. What an iterable
// gives can be ranged again; what is left of an [Iterator] can not.
type Iterable[T any] interface {
	All() iter.Seq[T]
}
