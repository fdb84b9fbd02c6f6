package iterators

import "iter"

// A search reads no further than the item that answers it.

// Contains says whether an item equals v (the operator in). It reads no further
// than the first such item.
func Contains[T comparable](seq iter.Seq[T], v T) bool {
	for x := range seq {
		if x == v {
			return true
		}
	}
	return false
}

// Index gives the place of the first item equal to v, counted from 0
// (operator.indexOf), and -1, where Python raises, when there is none. It reads
// no further than that item.
func Index[T comparable](seq iter.Seq[T], v T) int {
	i := 0
	for x := range seq {
		if x == v {
			return i
		}
		i++
	}
	return -1
}

// IterIndex gives the places of all items equal to v, from start on and short of
// stop (the recipe iter_index); [End] is no stop. Places are counted from the
// beginning. It takes what [Islice] would. It can be ranged again if seq can.
//
// It panics if start or stop is negative.
func IterIndex[T comparable](seq iter.Seq[T], v T, start, stop int) iter.Seq[int] {
	mustNotBeNegative("IterIndex", "start", start)
	mustNotBeNegative("IterIndex", "stop", stop)
	part := Islice(seq, start, stop, 1)
	return func(yield func(int) bool) {
		i := start
		for x := range part {
			if x == v && !yield(i) {
				return
			}
			i++
		}
	}
}

// Locate gives the places of all items for which p holds (more_itertools.locate).
// It can be ranged again if seq can.
//
// It panics if p is nil.
func Locate[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[int] {
	if p == nil {
		panic("iterators.Locate: nil function")
	}
	return func(yield func(int) bool) {
		i := 0
		for v := range seq {
			if p(v) && !yield(i) {
				return
			}
			i++
		}
	}
}

// First gives the first item, and false when there is none (next of a fresh
// iterator). It reads one item.
func First[T any](seq iter.Seq[T]) (T, bool) {
	// What a loop would keep on the heap in three pieces when seq is not known.
	var got struct {
		v  T
		ok bool
	}
	seq(func(v T) bool {
		got.v, got.ok = v, true
		return false
	})
	return got.v, got.ok
}

// FirstOr gives the first item, and def when there is none (next with a
// default). It reads one item.
func FirstOr[T any](seq iter.Seq[T], def T) T {
	for v := range seq {
		return v
	}
	return def
}

// FirstTrue gives the first item for which p holds, and def when there is none
// (the recipe first_true). It reads no further than that item.
//
// It panics if p is nil.
func FirstTrue[T any](seq iter.Seq[T], p func(T) bool, def T) T {
	if p == nil {
		panic("iterators.FirstTrue: nil function")
	}
	for v := range seq {
		if p(v) {
			return v
		}
	}
	return def
}

// Last gives the last item, and false when there is none (more_itertools.last).
// It reads all.
func Last[T any](seq iter.Seq[T]) (T, bool) {
	var last T
	some := false
	for v := range seq {
		last, some = v, true
	}
	return last, some
}

// LastOr gives the last item, and def when there is none. It reads all.
func LastOr[T any](seq iter.Seq[T], def T) T {
	for v := range seq {
		def = v
	}
	return def
}

// Nth gives the item at place n, counted from 0, and def when the sequence is
// shorter (the recipe nth). It reads n+1 items.
//
// It panics if n is negative.
func Nth[T any](seq iter.Seq[T], n int, def T) T {
	mustNotBeNegative("Nth", "n", n)
	for v := range seq {
		if n == 0 {
			return v
		}
		n--
	}
	return def
}
