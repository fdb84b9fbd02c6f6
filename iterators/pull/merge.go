package pull

// Merge is the items of sorted sources in one sorted sequence (heapq.merge): of
// equal ones those of the source named first come first. One item of each source is
// taken ahead. compare is negative, zero or positive as in [cmp.Compare]. It starts
// afresh if its sources do.
//
// It panics if compare is nil.
func Merge[T any](compare func(a, b T) int, sources ...Source[T]) Source[T] {
	if compare == nil {
		panic("pull.Merge: nil function")
	}
	return Source[T]{ask: func() asker[T] {
		nexts, stop := startAll(sources)
		m := &merging[T]{compare: compare, nexts: nexts}
		return asker[T]{next: m.next, stop: stop}
	}}
}

// merging holds a heap of the sources by the items they have in front.
type merging[T any] struct {
	compare func(a, b T) int
	nexts   []func() (T, bool) // asked once all at the first ask, then nil
	heap    []front[T]
	begun   bool
}

type front[T any] struct {
	v      T
	source int
	next   func() (T, bool)
}

func (m *merging[T]) next() (v T, ok bool) {
	if !m.begun {
		m.begun = true
		for i, next := range m.nexts {
			if v, ok := next(); ok {
				m.heap = append(m.heap, front[T]{v, i, next})
			}
		}
		for i := len(m.heap)/2 - 1; i >= 0; i-- {
			m.sink(i)
		}
	} else if len(m.heap) > 0 { // only now: the item given last has been used
		top := &m.heap[0]
		if top.v, ok = top.next(); !ok {
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		}
		m.sink(0)
	}
	if len(m.heap) == 0 {
		return v, false
	}
	return m.heap[0].v, true
}

// sink moves entry i down to where it belongs.
func (m *merging[T]) sink(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(m.heap); child++ {
			if m.before(child, least) {
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

func (m *merging[T]) before(a, b int) bool {
	x, y := &m.heap[a], &m.heap[b]
	c := m.compare(x.v, y.v)
	return c < 0 || c == 0 && x.source < y.source
}
