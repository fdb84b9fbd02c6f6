package loop

// timer is something that becomes ready at a time. It is a part of what it wakes,
// so that setting one allocates nothing.
type timer struct {
	what runnable
	pos  int // in the heap, from 1; 0: not set
}

// due is an entry of the heap. The order is by time, and at equal times by the
// order in which they were set; asyncio's heap compares times alone and lets
// equal ones come as they fall.
type due struct {
	when int64 // nanoseconds since the loop's start
	seq  uint64
	tm   *timer
}

func (a *due) before(b *due) bool {
	return a.when < b.when || a.when == b.when && a.seq < b.seq
}

// timers is a heap of four children a node: half as deep as one of two, and the
// four stand beside each other in memory.
type timers struct {
	heap []due
	seq  uint64
}

func (h *timers) set(tm *timer, when int64) {
	h.seq++
	h.heap = append(h.heap, due{})
	h.up(len(h.heap)-1, due{when, h.seq, tm})
}

// stop takes a timer out; one that is not set is left alone.
func (h *timers) stop(tm *timer) {
	if tm.pos == 0 {
		return
	}
	i, last := tm.pos-1, len(h.heap)-1
	tm.pos = 0
	moved := h.heap[last]
	h.heap[last] = due{}
	h.heap = h.heap[:last]
	switch {
	case i == last:
	case i > 0 && moved.before(&h.heap[(i-1)/4]):
		h.up(i, moved)
	default:
		h.down(i, moved)
	}
	if last == 0 && cap(h.heap) > 1<<12 {
		h.heap = nil // the room of a million timers is not kept
	}
}

// next is the time of the first timer, if there is one.
func (h *timers) next() (when int64, ok bool) {
	if len(h.heap) == 0 {
		return 0, false
	}
	return h.heap[0].when, true
}

// up and down put e into the hole at i, and move others into it until it is where
// e belongs.
func (h *timers) up(i int, e due) {
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(&h.heap[parent]) {
			break
		}
		h.put(i, h.heap[parent])
		i = parent
	}
	h.put(i, e)
}

func (h *timers) down(i int, e due) {
	for {
		first := 4*i + 1
		if first >= len(h.heap) {
			break
		}
		least := first
		for c := first + 1; c < min(first+4, len(h.heap)); c++ {
			if h.heap[c].before(&h.heap[least]) {
				least = c
			}
		}
		if !h.heap[least].before(&e) {
			break
		}
		h.put(i, h.heap[least])
		i = least
	}
	h.put(i, e)
}

func (h *timers) put(i int, e due) {
	h.heap[i] = e
	e.tm.pos = i + 1
}
