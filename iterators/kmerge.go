package iterators

import (
	"cmp"
	"iter"
)

// Merge merges sorted sequences into one (heapq.merge). Equal items come in the
// order of their sequences. It reads one item ahead of each, asked left to right at
// the first ask, and then asks the sequence it last gave from. The first sequence
// is ranged, the others are pulled, each by a coroutine that lives as long as the
// range does. It can be ranged again if all can.
func Merge[T cmp.Ordered](seqs ...iter.Seq[T]) iter.Seq[T] {
	return MergeFunc(cmp.Compare[T], seqs...)
}

// MergeFunc merges sequences that are sorted by a comparison, which is negative when
// a comes before b and positive when after (heapq.merge with key and reverse). In
// all else it is [Merge]. It can be ranged again if all can.
//
// It panics if compare is nil.
func MergeFunc[T any](compare func(a, b T) int, seqs ...iter.Seq[T]) iter.Seq[T] {
	if compare == nil {
		panic("iterators.MergeFunc: nil function")
	}
	return func(yield func(T) bool) {
		if len(seqs) == 0 {
			return
		}
		m := merging[T]{compare: compare}
		for i, seq := range seqs[1:] {
			next, stop := iter.Pull(seq)
			defer stop()
			m.heap = append(m.heap, runner[T]{rank: i, next: next})
		}
		started := false
		for v := range seqs[0] {
			if !started {
				started = true
				m.start()
			}
			// Equal items of the first sequence come before the others'.
			for len(m.heap) > 0 && compare(m.heap[0].head, v) < 0 {
				if !m.give(yield) {
					return
				}
			}
			if !yield(v) {
				return
			}
		}
		if !started {
			m.start()
		}
		for len(m.heap) > 0 && m.give(yield) {
		}
	}
}

// A runner is a sequence with its next item read.
type runner[T any] struct {
	head T
	rank int // decides between equals
	next func() (T, bool)
}

// merging is a heap of runners, the one to give from first.
type merging[T any] struct {
	compare func(a, b T) int
	heap    []runner[T]
}

// start reads the first items, left to right.
func (m *merging[T]) start() {
	live := m.heap[:0]
	for _, r := range m.heap {
		if v, ok := r.next(); ok {
			r.head = v
			live = append(live, r)
		}
	}
	m.heap = live
	for i := len(live)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
}

// give gives the least item, and reads the one after it when more is wanted.
func (m *merging[T]) give(yield func(T) bool) bool {
	if !yield(m.heap[0].head) {
		return false
	}
	if v, ok := m.heap[0].next(); ok {
		m.heap[0].head = v
	} else {
		last := len(m.heap) - 1
		m.heap[0] = m.heap[last]
		m.heap[last] = runner[T]{}
		m.heap = m.heap[:last]
	}
	m.down(0)
	return true
}

func (m *merging[T]) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(m.heap); child++ {
			if m.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

func (m *merging[T]) less(i, j int) bool {
	a, b := &m.heap[i], &m.heap[j]
	c := m.compare(a.head, b.head)
	return c < 0 || c == 0 && a.rank < b.rank
}
