package iterators

import "iter"

// Spy reads the first n items, or all when there are fewer, and gives them
// beside a sequence of all items, those included (more_itertools.spy). The head
// is the caller's. The sequence is one-shot, since seq is not asked for those
// items again: a range goes on where the one before it left off.
//
// The sequence holds a coroutine until it is over or dropped, and is not safe for
// concurrent use.
//
// It panics when n is negative.
func Spy[T any](seq iter.Seq[T], n int) (head []T, all iter.Seq[T]) {
	mustNotBeNegative("Spy", "n", n)
	source := Iter(seq)
	var kept queue[T]
	for len(head) < n {
		v, ok := source.Next()
		if !ok {
			break
		}
		head = append(head, v)
		kept.push(v)
	}
	return head, func(yield func(T) bool) {
		for v, ok := kept.pop(); ok; v, ok = kept.pop() {
			if !yield(v) {
				return
			}
		}
		source.All()(yield)
	}
}
