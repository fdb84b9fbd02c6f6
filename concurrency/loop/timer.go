package loop

// timer is something that becomes ready at a time. It is a part of what it wakes,
// so that setting one allocates nothing.
type timer struct {
	what runnable
	seq  uint64 // of its entry in the heap; 0: not set
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

func (a *due) stale() bool { return a.tm.seq != a.seq }

// timers is a heap of four children a node: half as deep as one of two, and the
// four stand beside each other in memory. A timer does not know where its entry
// is: to write that down at each move would touch the memory of as many tasks. One
// that is stopped leaves its entry behind, which is passed over when it comes up,
// or swept out with others when they are more than half.
type timers struct {
	heap    []due
	seq     uint64
	stopped int // stale entries
}

func (h *timers) set(tm *timer, when int64) {
	h.stop(tm)
	h.seq++
	tm.seq = h.seq
	h.heap = append(h.heap, due{})
	h.up(len(h.heap)-1, due{when, h.seq, tm})
}

// stop makes a timer not come; one that is not set is left alone.
func (h *timers) stop(tm *timer) {
	if tm.seq == 0 {
		return
	}
	tm.seq = 0
	h.stopped++
	if h.stopped > 64 && h.stopped > len(h.heap)/2 {
		h.sweep()
	}
}

func (h *timers) sweep() {
	kept := h.heap[:0]
	for _, e := range h.heap {
		if !e.stale() {
			kept = append(kept, e)
		}
	}
	clear(h.heap[len(kept):])
	h.heap, h.stopped = kept, 0
	for i := (len(kept) - 2) / 4; i >= 0 && len(kept) > 1; i-- {
		h.down(i, kept[i])
	}
}

// next is the time of the first timer, if there is one.
func (h *timers) next() (when int64, ok bool) {
	for len(h.heap) > 0 {
		if first := &h.heap[0]; !first.stale() {
			return first.when, true
		}
		h.stopped--
		h.pop()
	}
	return 0, false
}

// take takes out the first timer, which next has found, and returns what is due.
func (h *timers) take() runnable {
	tm := h.heap[0].tm
	tm.seq = 0
	h.pop()
	return tm.what
}

func (h *timers) pop() {
	last := len(h.heap) - 1
	moved := h.heap[last]
	h.heap[last] = due{}
	h.heap = h.heap[:last]
	switch {
	case last > 0:
		h.down(0, moved)
	case cap(h.heap) > 1<<12:
		h.heap = nil // the room of a million timers is not kept
	}
}

// up and down put e into the hole at i, and move others into it until it is where
// e belongs.
func (h *timers) up(i int, e due) {
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(&h.heap[parent]) {
			break
		}
		h.heap[i] = h.heap[parent]
		i = parent
	}
	h.heap[i] = e
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
		h.heap[i] = h.heap[least]
		i = least
	}
	h.heap[i] = e
}
