package websec

import "time"

// comesBack is how long a request that was away may wait to come back. It is longer than a
// new request waits, since its client has done much more for it, and not for ever, since it
// may hold what those need that are in: a connection to the database, say.
const comesBack = 10 * time.Second

// stepOut gives the room to others while the request waits for its client.
func (t Ticket) stepOut() {
	s := t.room.shedder
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	room := t.room
	if !t.held() || room.away {
		return
	}
	s.learner.passed(s.inFlight, now)
	s.inFlight--
	s.away++
	room.away = true
	if room.eased {
		// From here on its time is its client's.
		room.eased = false
		s.learner.unease()
	}
	s.dispatch(now)
}

// comeBack waits until there is room again for a request that stepped out. It returns
// [ErrOverload] if there is none in time. Several may wait for the same request.
func (t Ticket) comeBack() error {
	w := t.comingBack()
	if w == nil {
		return nil
	}
	patience := time.NewTimer(comesBack)
	defer patience.Stop()
	select {
	case <-w.answer:
	case <-patience.C:
	}
	s := t.room.shedder
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case w.state == granted || !t.held():
		return nil
	case w.state == queued:
		s.queue.settle(w, displaced)
		t.room.back = nil
		s.shed++
	}
	return ErrOverload
}

// comingBack takes the room if there is one, or else a place in the queue.
func (t Ticket) comingBack() *waiter {
	s := t.room.shedder
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	room := t.room
	if !t.held() || !room.away {
		return nil
	}
	if room.back == nil {
		s.learner.passed(s.inFlight, now)
		s.dispatch(now)
		if s.inFlight < s.learner.limit {
			s.resume(room)
			return nil
		}
		room.back = s.queue.comeBack(room)
	}
	return room.back
}

// resume has a request in that was away.
func (s *Shedder) resume(room *shedRoom) {
	s.inFlight++
	s.away--
	room.away, room.back = false, nil
}

// isAway reports whether the request has no room now.
func (t Ticket) isAway() bool {
	s := t.room.shedder
	s.mu.Lock()
	defer s.mu.Unlock()
	return t.held() && t.room.away
}
