package iterators

import (
	"iter"
	"slices"
)

// Powerset gives every selection of the items, shorter ones first, each in the
// order of the items (the recipe powerset): 2 to the power of their number. Items
// count by place, so equal ones are not merged. Every slice is new. It reads all
// at the first ask, and can be ranged again if seq can.
func Powerset[T any](seq iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		items := slices.Collect(seq)
		chosen := make([]int, 0, len(items)) // rising places
		for {
			subset := make([]T, len(chosen))
			for i, at := range chosen {
				subset[i] = items[at]
			}
			if !yield(subset) {
				return
			}
			// The next in order: move the last place that can move, and the
			// ones behind it close after.
			i := len(chosen) - 1
			for i >= 0 && chosen[i] == len(items)-len(chosen)+i {
				i--
			}
			from := 0
			if i >= 0 {
				from = chosen[i] + 1
			} else if i = 0; len(chosen) < len(items) {
				chosen = append(chosen, 0)
			} else {
				return
			}
			for ; i < len(chosen); i++ {
				chosen[i] = from
				from++
			}
		}
	}
}

// Subslices gives every run of consecutive items, by where it begins, shorter
// ones first (the recipe subslices). Every slice is new. It reads all at the
// first ask, and can be ranged again if seq can.
func Subslices[T any](seq iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		items := slices.Collect(seq)
		for i := range items {
			for j := i + 1; j <= len(items); j++ {
				if !yield(slices.Clone(items[i:j])) {
					return
				}
			}
		}
	}
}
