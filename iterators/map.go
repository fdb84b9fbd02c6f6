package iterators

import "iter"

// Map gives f of each item (Python's map). It asks for an item only to hand its
// image over. It can be ranged again if seq can.
//
// The compiler does not inline a function into itself, so a Map of a Map costs a
// call an item; [Then] makes one Map of two.
//
// It panics if f is nil.
func Map[T, U any](seq iter.Seq[T], f func(T) U) iter.Seq[U] {
	if f == nil {
		panic("iterators.Map: nil function")
	}
	return func(yield func(U) bool) {
		seq(func(v T) bool { return yield(f(v)) })
	}
}

// Map2 gives f of the items of a and b side by side, as long as both have one
// (Python's map with two iterables). It asks as [Zip] does, and can be ranged again
// if both can.
//
// It panics if f is nil.
func Map2[A, B, U any](a iter.Seq[A], b iter.Seq[B], f func(A, B) U) iter.Seq[U] {
	if f == nil {
		panic("iterators.Map2: nil function")
	}
	return StarMap(Zip(a, b), f)
}

// Map3 gives f of the items of a, b and c side by side, as long as all have one
// (Python's map with three iterables). It asks as [Zip3] does, and can be ranged
// again if all can.
//
// It panics if f is nil.
func Map3[A, B, C, U any](a iter.Seq[A], b iter.Seq[B], c iter.Seq[C], f func(A, B, C) U) iter.Seq[U] {
	if f == nil {
		panic("iterators.Map3: nil function")
	}
	return func(yield func(U) bool) {
		for t := range Zip3(a, b, c) {
			if !yield(f(t.First, t.Second, t.Third)) {
				return
			}
		}
	}
}

// StarMap gives f of each pair (Python's itertools.starmap). It asks for a pair
// only to hand its image over. It can be ranged again if seq can.
//
// It panics if f is nil.
func StarMap[A, B, U any](seq iter.Seq2[A, B], f func(A, B) U) iter.Seq[U] {
	if f == nil {
		panic("iterators.StarMap: nil function")
	}
	return func(yield func(U) bool) {
		seq(func(a A, b B) bool { return yield(f(a, b)) })
	}
}

// Then returns the function that does f, then g with what came out. Map(seq,
// Then(f, g)) is Map(Map(seq, f), g) in one step.
//
// It panics if f or g is nil.
func Then[T, U, V any](f func(T) U, g func(U) V) func(T) V {
	if f == nil || g == nil {
		panic("iterators.Then: nil function")
	}
	return func(v T) V { return g(f(v)) }
}
