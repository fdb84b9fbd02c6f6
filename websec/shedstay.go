package websec

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// clientWaits is how long a request may wait for its client, all together, and keep its
	// room meanwhile.
	clientWaits = 50 * time.Millisecond
	// waitsAgain is the same after it has come back: enough to take what the kernel has
	// already, so that who sends slowly need not queue for each buffer of it.
	waitsAgain = time.Millisecond
)

// A shedStay is the time of one request in the service. While it waits for its client, to
// send or to take what is sent, it steps out, and others have its room: else a few clients
// that do nothing would keep everybody out. Then it waits until there is room: else many
// that do nothing, and go on all at once, would be in all at once.
//
// Reads and writes may go on at the same time, and reads after the end.
type shedStay struct {
	ticket Ticket
	lost   atomic.Bool // there was no room to come back to

	mu    sync.Mutex
	waits int // reads and writes under way
	since time.Time
	left  time.Duration // that it may wait in its room
	out   bool          // or was; only the room knows if it is back
	over  bool
	timer *time.Timer
}

// waiting runs what may have to wait for the client. It returns [ErrOverload], whatever
// came of that, if there is no room for the request any more.
func (s *shedStay) waiting(run func() (int64, error)) (n int64, err error) {
	s.enter()
	defer func() {
		if s.leave() {
			if lost := s.comeBack(); lost != nil {
				err = lost
			}
		}
	}()
	return run()
}

func (s *shedStay) enter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits++; s.waits == 1 && !s.over && !s.out {
		s.count()
	}
}

// count begins to count the time that the request waits in its room.
func (s *shedStay) count() {
	s.since = time.Now()
	switch {
	case s.left <= 0:
		s.stepOut()
	case s.timer == nil:
		s.timer = time.AfterFunc(s.left, s.tooLong)
	default:
		s.timer.Reset(s.left)
	}
}

func (s *shedStay) tooLong() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits > 0 && !s.over && !s.out {
		s.stepOut()
	}
}

func (s *shedStay) stepOut() {
	s.out = true
	s.ticket.stepOut()
}

// leave reports whether the request has to come back now.
func (s *shedStay) leave() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits--; s.waits > 0 || s.over {
		return false
	}
	if !s.out {
		s.timer.Stop()
		s.left -= time.Since(s.since)
	}
	return s.out
}

// comeBack waits for room.
func (s *shedStay) comeBack() error {
	err := ErrOverload
	if !s.lost.Load() {
		err = s.ticket.comeBack()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.over:
		return nil // whoever reads on after the end needs no room
	case err != nil:
		s.lost.Store(true)
		return err
	}
	// Another may have waited for the same, and stepped out again already.
	if s.out = s.ticket.isAway(); !s.out {
		s.left = waitsAgain
		if s.waits > 0 {
			s.count()
		}
	}
	return nil
}

// end gives the room back for good.
func (s *shedStay) end(how shedOutcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.over = true
	if s.timer != nil {
		s.timer.Stop()
	}
	s.ticket.end(how)
}
