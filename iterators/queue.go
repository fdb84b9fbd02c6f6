package iterators

// A queue holds items until they are wanted, first in, first out. Its memory is
// twice the most it held at once, and empty it refers to nothing.
type queue[T any] struct {
	items []T
	head  int // those before it are given
}

func (q *queue[T]) push(v T) {
	if q.head > len(q.items)/2 {
		// At least half is given: moving the rest costs less than was popped.
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	q.items = append(q.items, v)
}

func (q *queue[T]) empty() bool { return q.head == len(q.items) }

func (q *queue[T]) pop() (T, bool) {
	var none T
	if q.empty() {
		return none, false
	}
	v := q.items[q.head]
	q.items[q.head] = none
	if q.head++; q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return v, true
}
