package iterators

import (
	"iter"
	"strconv"
)

// fresh makes a sequence that gives the same slice again and again give a new one
// each time.
func fresh[T any](seq iter.Seq[[]T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for s := range seq {
			if !yield(clone(s)) {
				return
			}
		}
	}
}

// clone copies s to a slice that is exactly as long: an append by whoever gets it
// must not find room in it, and no memory is kept that is not seen.
func clone[T any](s []T) []T {
	c := make([]T, len(s))
	copy(c, s)
	return c
}

// mustBeAtLeast1 is out of line, so that its callers stay small.
func mustBeAtLeast1(function, name string, n int) {
	if n < 1 {
		panic("iterators." + function + ": " + name + " is " + strconv.Itoa(n) + ", it must be at least 1")
	}
}

// mustNotBeNegative is out of line, so that its callers stay small.
func mustNotBeNegative(function, name string, n int) {
	if n < 0 {
		panic("iterators." + function + ": " + name + " is " + strconv.Itoa(n) + ", it must not be negative")
	}
}
