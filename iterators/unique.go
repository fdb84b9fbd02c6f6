package iterators

import (
	"cmp"
	"iter"
)

// UniqueEverseen gives each item the first time it comes (the recipe
// unique_everseen), in order. It keeps every distinct item, and can be ranged again
// if seq can.
func UniqueEverseen[T comparable](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		seen := map[T]struct{}{}
		for v := range seq {
			if _, old := seen[v]; old {
				continue
			}
			seen[v] = struct{}{}
			if !yield(v) {
				return
			}
		}
	}
}

// UniqueEverseenBy gives the first item of each key (the recipe unique_everseen
// with a key, which is called once an item), in order. It keeps every distinct key,
// and can be ranged again if seq can.
//
// It panics if key is nil.
func UniqueEverseenBy[T any, K comparable](seq iter.Seq[T], key func(T) K) iter.Seq[T] {
	if key == nil {
		panic("iterators.UniqueEverseenBy: nil function")
	}
	return func(yield func(T) bool) {
		seen := map[K]struct{}{}
		for v := range seq {
			k := key(v)
			if _, old := seen[k]; old {
				continue
			}
			seen[k] = struct{}{}
			if !yield(v) {
				return
			}
		}
	}
}

// UniqueJustseen gives the first item of each run of equals (the recipe
// unique_justseen). It keeps one item, and can be ranged again if seq can.
func UniqueJustseen[T comparable](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		var last T
		some := false
		for v := range seq {
			if some && v == last {
				continue
			}
			last, some = v, true
			if !yield(v) {
				return
			}
		}
	}
}

// UniqueJustseenBy gives the first item of each run of equal keys (the recipe
// unique_justseen with a key, which is called once an item). It keeps one key, and
// can be ranged again if seq can.
//
// It panics if key is nil.
func UniqueJustseenBy[T any, K comparable](seq iter.Seq[T], key func(T) K) iter.Seq[T] {
	if key == nil {
		panic("iterators.UniqueJustseenBy: nil function")
	}
	return func(yield func(T) bool) {
		var last K
		some := false
		for v := range seq {
			k := key(v)
			if some && k == last {
				continue
			}
			last, some = k, true
			if !yield(v) {
				return
			}
		}
	}
}

// Unique gives each item once, from least to greatest (the recipe unique). It
// reads all at the first ask, keeps every item, and can be ranged again if
// seq can.
func Unique[T cmp.Ordered](seq iter.Seq[T]) iter.Seq[T] {
	return UniqueJustseen(Sorted(seq))
}

// DuplicatesEverseen gives each item that has come before
// (more_itertools.duplicates_everseen): all that [UniqueEverseen] leaves out. It
// keeps every distinct item, and can be ranged again if seq can.
func DuplicatesEverseen[T comparable](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		seen := map[T]struct{}{}
		for v := range seq {
			if _, old := seen[v]; !old {
				seen[v] = struct{}{}
			} else if !yield(v) {
				return
			}
		}
	}
}
