package iterators

import "iter"

// Spy reads the first n items, or all when there are fewer, and gives them
// beside an iterator over all items, those included (more_itertools.spy). The
// head is the caller's.
//
// The iterator is the only pass over seq, which needs a coroutine when n is not
// 0. Stop it when you leave it in the middle.
//
// It panics if seq is nil or n is negative.
func Spy[T any](seq iter.Seq[T], n int) (head []T, all *Iterator[T]) {
	if seq == nil {
		panic("iterators.Spy: nil sequence")
	}
	mustNotBeNegative("Spy", "n", n)
	pass := Iter(seq)
	var kept queue[T]
	for len(head) < n {
		v, ok := pass.Next()
		if !ok {
			break
		}
		head = append(head, v)
		kept.push(v)
	}
	next := func() (T, bool) {
		if v, ok := kept.pop(); ok {
			return v, true
		}
		return pass.Next()
	}
	return head, &Iterator[T]{next: next, stop: pass.Stop}
}
