package iterators

import (
	"iter"
	"slices"
)

// NCycles gives all items n times over (the recipe ncycles); none when n is 0 or
// less. Whatever n is, it reads all at the first ask. It keeps all items, and
// can be ranged again if seq can.
func NCycles[T any](seq iter.Seq[T], n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		items := slices.Collect(seq)
		if len(items) == 0 {
			return // else a large n would be counted to for nothing
		}
		for range n {
			for _, v := range items {
				if !yield(v) {
					return
				}
			}
		}
	}
}
