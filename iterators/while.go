package iterators

import "iter"

// TakeWhile gives the items up to, and without, the first for which p does not hold
// (Python's itertools.takewhile). To know that item it must take it: from a
// one-shot sequence it is lost. It can be ranged again if seq can.
//
// It panics if p is nil.
func TakeWhile[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[T] {
	if p == nil {
		panic("iterators.TakeWhile: nil function")
	}
	return func(yield func(T) bool) {
		for v := range seq {
			if !p(v) || !yield(v) {
				return
			}
		}
	}
}

// DropWhile gives the items from the first for which p does not hold (Python's
// itertools.dropwhile); after that one p is not called. It can be ranged again if
// seq can.
//
// It panics if p is nil.
func DropWhile[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[T] {
	if p == nil {
		panic("iterators.DropWhile: nil function")
	}
	return func(yield func(T) bool) {
		dropping := true
		for v := range seq {
			if dropping && p(v) {
				continue
			}
			dropping = false
			if !yield(v) {
				return
			}
		}
	}
}
