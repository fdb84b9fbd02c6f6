package websec

import "time"

// A shedQueue holds the requests that wait for room: few, and not for long. It is
// the discipline of Facebook's servers (Maurer, "Fail at Scale", ACM Queue 13(8),
// 2015, after CoDel, RFC 8289): while the queue runs empty now and then, first
// come, first served, and patience is long. Once it has not been empty for as long
// as that patience there is more work than room, and then the oldest are those
// whose clients gave up already: the newest goes first, and patience is a
// twentieth, but for what is critical.
type shedQueue struct {
	lines    [3]shedLine // by rank
	waiting  int
	most     int
	patience time.Duration
	emptied  time.Duration // when it was last empty
}

const impatience = 20

// A shedLine is a doubly linked list, oldest first.
type shedLine struct{ oldest, newest *waiter }

type waiter struct {
	older, newer *waiter
	rank         int
	state        waiterState
	answer       chan struct{} // closed when state is no longer queued
}

type waiterState uint8

const (
	queued waiterState = iota
	granted
	displaced
)

// rank orders the priorities, least first.
func (p Priority) rank() int {
	switch p {
	case Sheddable:
		return 0
	case Critical:
		return 2
	}
	return 1
}

// overloaded reports whether more comes than goes.
func (q *shedQueue) overloaded(now time.Duration) bool {
	return q.waiting > 0 && now-q.emptied > q.patience
}

// join queues a new waiter, or returns nil if there is no place for it. A full
// queue makes place by sending away the oldest of the lowest rank below it, or of
// its own rank when the oldest are the least likely to be wanted still.
func (q *shedQueue) join(rank int, now time.Duration) (w *waiter, wait time.Duration) {
	if q.waiting == 0 {
		q.emptied = now
	}
	over := q.overloaded(now)
	if q.waiting >= q.most {
		last := rank
		if over {
			last++
		}
		victim := q.lowest(last)
		if victim == nil {
			return nil, 0
		}
		q.settle(victim, displaced)
	}
	w = &waiter{rank: rank, answer: make(chan struct{})}
	line := &q.lines[rank]
	if w.older = line.newest; w.older != nil {
		w.older.newer = w
	} else {
		line.oldest = w
	}
	line.newest = w
	q.waiting++
	if over && rank < Critical.rank() {
		return w, q.patience / impatience
	}
	return w, q.patience
}

// lowest is the oldest of the lowest rank below a limit.
func (q *shedQueue) lowest(below int) *waiter {
	for rank := range min(below, len(q.lines)) {
		if w := q.lines[rank].oldest; w != nil {
			return w
		}
	}
	return nil
}

// grant lets the next in. The queue is not empty.
func (q *shedQueue) grant(now time.Duration) {
	over := q.overloaded(now)
	for rank := len(q.lines) - 1; rank >= 0; rank-- {
		w := q.lines[rank].oldest
		if over {
			w = q.lines[rank].newest
		}
		if w != nil {
			q.settle(w, granted)
			if q.waiting == 0 {
				q.emptied = now
			}
			return
		}
	}
}

func (q *shedQueue) settle(w *waiter, state waiterState) {
	q.leave(w)
	w.state = state
	close(w.answer)
}

func (q *shedQueue) leave(w *waiter) {
	line := &q.lines[w.rank]
	if w.older != nil {
		w.older.newer = w.newer
	} else {
		line.oldest = w.newer
	}
	if w.newer != nil {
		w.newer.older = w.older
	} else {
		line.newest = w.older
	}
	w.older, w.newer = nil, nil
	q.waiting--
}
