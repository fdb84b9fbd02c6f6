package slots

// Look is how many messages a process has taken and not done, and whether it waits. It
// takes no lock: what it says was true at some moment.
func (q *Queue) Look(peer int) (held int, waits bool) {
	for i := range q.capacity {
		if s, _ := q.slot(i); load(&s.state) == by(taken, peer) {
			held++
		}
	}
	for _, class := range []int{items, space, idle} {
		waits = waits || q.m.Waits(class, peer)
	}
	return held, waits
}

// Closed says whether the queue is closed.
func (q *Queue) Closed() bool { return load(&q.head.closed) != 0 }
