package iterators

import "iter"

// A split cuts a sequence into slices. Each slice is new, and is given as soon as
// it is known to be whole. All keep one slice, and can be ranged again if seq can.

// SplitAt cuts at the items for which p holds and leaves those out
// (more_itertools.split_at). As with strings.Split there is one slice more than
// there are cuts, so there may be empty ones, and nothing gives one. It can be
// ranged again if seq can.
//
// It panics if p is nil.
func SplitAt[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[[]T] {
	if p == nil {
		panic("iterators.SplitAt: nil function")
	}
	return func(yield func([]T) bool) {
		part := []T{}
		for v := range seq {
			if !p(v) {
				part = append(part, v)
				continue
			}
			if !yield(part) {
				return
			}
			part = []T{}
		}
		yield(part)
	}
}

// SplitBefore cuts before each item for which p holds (more_itertools.split_before).
// No slice is empty. p is called for the first item too, which cuts nothing. It can
// be ranged again if seq can.
//
// It panics if p is nil.
func SplitBefore[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[[]T] {
	if p == nil {
		panic("iterators.SplitBefore: nil function")
	}
	return func(yield func([]T) bool) {
		var part []T
		for v := range seq {
			if p(v) && part != nil {
				if !yield(part) {
					return
				}
				part = nil
			}
			part = append(part, v)
		}
		if part != nil {
			yield(part)
		}
	}
}

// SplitAfter cuts after each item for which p holds (more_itertools.split_after). No
// slice is empty. It can be ranged again if seq can.
//
// It panics if p is nil.
func SplitAfter[T any](seq iter.Seq[T], p func(T) bool) iter.Seq[[]T] {
	if p == nil {
		panic("iterators.SplitAfter: nil function")
	}
	return func(yield func([]T) bool) {
		var part []T
		for v := range seq {
			part = append(part, v)
			if p(v) {
				if !yield(part) {
					return
				}
				part = nil
			}
		}
		if part != nil {
			yield(part)
		}
	}
}

// SplitWhen cuts between two neighbours for which p holds
// (more_itertools.split_when). No slice is empty. It can be ranged again if seq can.
//
// It panics if p is nil.
func SplitWhen[T any](seq iter.Seq[T], p func(before, after T) bool) iter.Seq[[]T] {
	if p == nil {
		panic("iterators.SplitWhen: nil function")
	}
	return func(yield func([]T) bool) {
		var part []T
		var last T
		for v := range seq {
			if part != nil && p(last, v) {
				if !yield(part) {
					return
				}
				part = nil
			}
			part = append(part, v)
			last = v
		}
		if part != nil {
			yield(part)
		}
	}
}
