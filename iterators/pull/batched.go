package pull

import (
	"fmt"

	"underhood/iterators"
)

// Batched is the items in slices of n, fresh ones; the last may be shorter
// (itertools.batched). After a shorter one the source is asked again, as CPython
// does. When an ask panics the batch begun is lost and the pass is over. It starts
// afresh if s does.
//
// It panics if n is less than 1.
func Batched[T any](s Source[T], n int) Source[[]T] {
	if n < 1 {
		panic(fmt.Sprintf("pull.Batched: n is %d, it must be at least 1", n))
	}
	return Source[[]T]{ask: func() asker[[]T] {
		a, over := s.start(), false
		return asker[[]T]{stop: a.stop, next: func() ([]T, bool) {
			batch := nextBatch(a.next, n, &over)
			return batch, len(batch) > 0
		}}
	}}
}

// nextBatch asks for n items. over is set while it asks, and stays so when there is
// nothing.
func nextBatch[T any](next func() (T, bool), n int, over *bool) []T {
	if *over {
		return nil
	}
	*over = true
	batch := make([]T, 0, min(n, 1024))
	for len(batch) < n {
		v, ok := next()
		if !ok {
			break
		}
		batch = append(batch, v)
	}
	*over = len(batch) == 0
	return batch
}

// BatchedStrict is [Batched] that wants full batches only: instead of a shorter one
// the last item is [iterators.ErrIncomplete] (strict=True of CPython 3.13). It
// starts afresh if s does.
//
// It panics if n is less than 1.
func BatchedStrict[T any](s Source[T], n int) Source[Result[[]T]] {
	if n < 1 {
		panic(fmt.Sprintf("pull.BatchedStrict: n is %d, it must be at least 1", n))
	}
	return Source[Result[[]T]]{ask: func() asker[Result[[]T]] {
		a, over := s.start(), false
		return asker[Result[[]T]]{stop: a.stop, next: func() (r Result[[]T], ok bool) {
			switch batch := nextBatch(a.next, n, &over); len(batch) {
			case 0:
				return r, false
			case n:
				return Result[[]T]{Value: batch}, true
			default:
				over = true
				return Result[[]T]{Err: iterators.ErrIncomplete}, true
			}
		}}
	}}
}
