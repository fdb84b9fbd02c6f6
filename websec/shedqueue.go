package websec

import "time"

// A shedQueue holds the requests that wait for room: few, and not for long. It is
// the discipline of Facebook's servers (Maurer, "Fail at Scale", ACM Queue 13(8),
// 2015, after CoDel, RFC 8289): while the queue runs empty now and then, first
// come, first served, and patience is long. Once it has not been empty for as long
// as that patience there is more work than room, and then the oldest are those
// whose clients gave up already: the newest goes first, and patience is a
// twentieth, but for what is critical.
//
// Requests that were in already, and stepped out for their clients, come back through
// lines of their own, first come, first served: so many are there as are away, and
// whoever has sent his body slowly has waited long. Of each rank the two lines take turns,
// so that neither keeps the other out.
type shedQueue struct {
	lines    [3]shedLine // of new requests, by rank
	waiting  int         // in these
	backs    [3]shedLine // of those that come back, by rank
	backing  int         // in these
	turn     bool        // of two lines the one of those that come back is next
	most     int
	patience time.Duration
	emptied  time.Duration // when no new request was waiting last
}

const impatience = 20

// A shedLine is a doubly linked list, oldest first.
type shedLine struct{ oldest, newest *waiter }

type waiter struct {
	older, newer *waiter
	line         *shedLine
	rank         int
	room         *shedRoom // that was given, or is to be come back to
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
	w = q.lines[rank].join(rank)
	q.waiting++
	if over && rank < Critical.rank() {
		return w, q.patience / impatience
	}
	return w, q.patience
}

// comeBack queues a request that was in.
func (q *shedQueue) comeBack(room *shedRoom) *waiter {
	w := q.backs[room.rank].join(room.rank)
	w.room = room
	q.backing++
	return w
}

func (l *shedLine) join(rank int) *waiter {
	w := &waiter{line: l, rank: rank, older: l.newest, answer: make(chan struct{})}
	if w.older != nil {
		w.older.newer = w
	} else {
		l.oldest = w
	}
	l.newest = w
	return w
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

// empty reports whether nobody waits.
func (q *shedQueue) empty() bool { return q.waiting+q.backing == 0 }

// next is who gets the next room. The queue is not empty.
func (q *shedQueue) next(now time.Duration) *waiter {
	over := q.overloaded(now)
	for rank := len(q.lines) - 1; rank >= 0; rank-- {
		back := q.backs[rank].oldest
		w := q.lines[rank].oldest
		if over {
			w = q.lines[rank].newest
		}
		switch {
		case w == nil:
			w = back
		case back != nil:
			if q.turn = !q.turn; q.turn {
				w = back
			}
		}
		if w != nil {
			return w
		}
	}
	return nil
}

func (q *shedQueue) settle(w *waiter, state waiterState) {
	q.leave(w)
	w.state = state
	close(w.answer)
}

func (q *shedQueue) leave(w *waiter) {
	if w.older != nil {
		w.older.newer = w.newer
	} else {
		w.line.oldest = w.newer
	}
	if w.newer != nil {
		w.newer.older = w.older
	} else {
		w.line.newest = w.older
	}
	w.older, w.newer = nil, nil
	if w.room != nil {
		q.backing--
	} else {
		q.waiting--
	}
}
