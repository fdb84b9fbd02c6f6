package iterators

import "iter"

// Partition gives the items for which p does not hold and those for which it
// does (the recipe partition, in its order). p is called once an item, and what
// the one reads past is kept for the other, unless that was stopped.
//
// The two share one pass over seq, which needs a coroutine. It ends with seq,
// when both are stopped, or, when both are stopped or dropped, by the garbage
// collector. At a time, one goroutine may use one of them.
//
// It panics if seq or p is nil.
func Partition[T any](seq iter.Seq[T], p func(T) bool) (no, yes *Iterator[T]) {
	if seq == nil {
		panic("iterators.Partition: nil sequence")
	}
	if p == nil {
		panic("iterators.Partition: nil function")
	}
	h := &halves[T]{pass: Iter(seq), p: p}
	part := func(mine int) *Iterator[T] {
		return &Iterator[T]{
			next: func() (T, bool) { return h.next(mine) },
			stop: func() { h.stop(mine) },
		}
	}
	return part(0), part(1)
}

// halves is what the two parts of a partition share. Only they refer to it.
type halves[T any] struct {
	pass    *Iterator[T]
	p       func(T) bool
	kept    [2]queue[T]
	stopped [2]bool
}

func (h *halves[T]) next(mine int) (T, bool) {
	if v, ok := h.kept[mine].pop(); ok {
		return v, true
	}
	for {
		v, ok := h.pass.Next()
		if !ok {
			return v, false
		}
		part := 0
		if h.p(v) {
			part = 1
		}
		if part == mine {
			return v, true
		}
		if !h.stopped[part] {
			h.kept[part].push(v)
		}
	}
}

func (h *halves[T]) stop(mine int) {
	h.stopped[mine] = true
	h.kept[mine] = queue[T]{}
	if h.stopped[1-mine] {
		h.pass.Stop()
	}
}
