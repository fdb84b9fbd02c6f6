package iterators

import "iter"

// firstRoom is how many items a batch has room for before it grows: a batch of a
// million is asked for more often than it is filled.
const firstRoom = 1024

// Batched gives the items n by n, the last batch with what is left (Python's
// itertools.batched). Each batch is a slice of its own. For a batch n items are
// asked for, and no more. It can be ranged again if seq can.
//
// It panics if n is less than 1.
func Batched[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	mustBeAtLeast1("Batched", "n", n)
	return func(yield func([]T) bool) {
		var batch []T
		for v := range seq {
			if batch == nil {
				batch = make([]T, 0, min(n, firstRoom))
			}
			if batch = append(batch, v); len(batch) == n {
				full := batch[:n:n]
				batch = nil
				if !yield(full) {
					return
				}
			}
		}
		if batch != nil {
			yield(clone(batch))
		}
	}
}

// BatchedReuse is [Batched] without a new slice for each batch: what it gives is
// good until the next is asked for. It can be ranged again if seq can.
//
// It panics if n is less than 1.
func BatchedReuse[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	mustBeAtLeast1("BatchedReuse", "n", n)
	return func(yield func([]T) bool) {
		batch := make([]T, 0, min(n, firstRoom))
		for v := range seq {
			if batch = append(batch, v); len(batch) == n {
				if !yield(batch[:n:n]) {
					return
				}
				batch = batch[:0]
			}
		}
		if k := len(batch); k > 0 {
			yield(batch[:k:k])
		}
	}
}

// BatchedStrict is [Batched] for sequences that come out even: if the last batch is
// not full, its items are not given, [ErrIncomplete] is (Python's itertools.batched
// with strict). It can be ranged again if seq can.
//
// It panics if n is less than 1.
func BatchedStrict[T any](seq iter.Seq[T], n int) iter.Seq2[[]T, error] {
	mustBeAtLeast1("BatchedStrict", "n", n)
	return func(yield func([]T, error) bool) {
		for batch := range Batched(seq, n) {
			if len(batch) < n {
				yield(nil, ErrIncomplete)
				return
			}
			if !yield(batch, nil) {
				return
			}
		}
	}
}
