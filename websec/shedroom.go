package websec

import "time"

// A Ticket is the right to work on one request. Give it back by Release, Late or Forget:
// the first of them counts, and any after it does nothing, on a copy as well.
type Ticket struct {
	room  *shedRoom // nil for what is exempt
	issue uint64
}

// A shedRoom is the place of one request, which is in the service or away. It is used
// again for others, and by its number tells their tickets apart.
type shedRoom struct {
	shedder *Shedder
	free    *shedRoom // the next that is free, when this is
	issue   uint64    // of the ticket that holds it; 0 when it is free
	begun   time.Duration
	rank    int
	eased   bool    // there was much room then
	away    bool    // it waits for its client, or to come back
	back    *waiter // to come back
}

// admit lets a request in.
func (s *Shedder) admit(rank int, now time.Duration) *shedRoom {
	s.inFlight++
	s.admitted++
	room := s.free
	if room == nil {
		room = &shedRoom{shedder: s}
	}
	s.free, room.free = room.free, nil
	room.issue, room.begun, room.rank = s.admitted, now, rank
	return room
}

// vacate lets others have the room.
func (s *Shedder) vacate(room *shedRoom) {
	room.issue, room.eased, room.away, room.back = 0, false, false, nil
	room.free, s.free = s.free, room
}

func (r *shedRoom) ticket() Ticket { return Ticket{r, r.issue} }

// held reports whether the ticket was not given back yet.
func (t Ticket) held() bool { return t.room.issue == t.issue }

// Release gives the room back after a request that was served.
func (t Ticket) Release() { t.end(served) }

// Late gives the room back after a request whose client gave up before it was served.
func (t Ticket) Late() { t.end(late) }

// Forget gives the room back after a request that says nothing of what the service can
// do: it failed.
func (t Ticket) Forget() { t.end(forgotten) }

type shedOutcome uint8

const (
	served shedOutcome = iota
	late
	forgotten
)

func (t Ticket) end(how shedOutcome) {
	if t.room == nil {
		return
	}
	s := t.room.shedder
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !t.held() {
		return
	}
	s.learner.passed(s.inFlight, now)
	if t.room.away {
		s.away--
		if t.room.back != nil {
			s.queue.settle(t.room.back, displaced)
		}
	} else {
		s.inFlight--
	}
	if t.room.eased {
		s.learner.unease()
		if how != forgotten {
			s.learner.ease(now - t.room.begun)
		}
	}
	s.vacate(t.room)
	if how != forgotten {
		s.learner.finished(now, s.inFlight, how == served)
	}
	s.dispatch(now)
}
