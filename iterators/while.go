package iterators

import "iter"

// TakeWhile gives the items up to, and without, the first for which ok is false
// (Python's itertools.takewhile). To know that item it must take it: from a
// one-shot sequence it is lost. It can be ranged again if seq can.
//
// It panics if ok is nil.
func TakeWhile[T any](seq iter.Seq[T], ok func(T) bool) iter.Seq[T] {
	if ok == nil {
		panic("iterators.TakeWhile: nil function")
	}
	return func(yield func(T) bool) {
		for v := range seq {
			if !ok(v) || !yield(v) {
				return
			}
		}
	}
}

// DropWhile gives the items from the first for which drop is false (Python's
// itertools.dropwhile); after that one drop is not called. It can be ranged again
// if seq can.
//
// It panics if drop is nil.
func DropWhile[T any](seq iter.Seq[T], drop func(T) bool) iter.Seq[T] {
	if drop == nil {
		panic("iterators.DropWhile: nil function")
	}
	return func(yield func(T) bool) {
		dropping := true
		for v := range seq {
			if dropping && drop(v) {
				continue
			}
			dropping = false
			if !yield(v) {
				return
			}
		}
	}
}
