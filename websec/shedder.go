package websec

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// A Shedder lets in only as many requests at once as the service can work on, and
// learns how many that is from how long they take. Those it lets in are served
// about as fast as when there is little to do; some of the others wait, briefly;
// the rest are told at once to come back later, which costs next to nothing. Safe
// for concurrent use. There is nothing to close.
//
// It learns from what goes on between [Shedder.Acquire] and [Ticket.Release]. Behind
// [Shedder.Guard] that is the service's own time: a request that waits for its client, or
// whose connection was hijacked, has no room and is not learnt from meanwhile. Event streams
// wait for events, which takes room: make them [Exempt].
//
// It cannot tell a flood from a success. Who is let in depends on the priority
// alone; that no single client takes all the room is the work of a [Limiter] before
// it.
type Shedder struct {
	epoch      time.Time
	retryAfter time.Duration
	given      given // options

	mu       sync.Mutex
	learner  learner
	queue    shedQueue
	free     *shedRoom
	inFlight int
	away     int // of requests that wait for their clients, or to come back, and are not in meanwhile
	admitted uint64
	shed     uint64
	left     uint64
}

// A ShedOption says how a Shedder behaves; see [NewShedder]. Each may be given once.
type ShedOption func(*Shedder) error

// ShedLimits are the least and the most requests at once: 4 and 1,000 if not said.
// Learning begins at 128, or what is nearest.
func ShedLimits(least, most int) ShedOption {
	return shedOption("ShedLimits", func(s *Shedder) error {
		if least < 1 || most < least || most > 1<<20 {
			return fmt.Errorf("%w: ShedLimits(%d, %d): from 1 up to 1<<20, the least first", ErrFlood, least, most)
		}
		s.learner.min, s.learner.max = least, most
		return nil
	})
}

// ShedQueue is how many may wait, and for how long: 64 for 100 ms if not said. With
// 0 nobody waits. While the queue has not been empty for that long, a new request
// that is not [Critical] waits a twentieth of it.
func ShedQueue(most int, patience time.Duration) ShedOption {
	return shedOption("ShedQueue", func(s *Shedder) error {
		if most < 0 || most > 1<<20 || patience < impatience || patience > time.Minute {
			return fmt.Errorf("%w: ShedQueue(%d, %v): 0 to 1<<20 requests, and a patience above zero, of a minute at most", ErrFlood, most, patience)
		}
		s.queue.most, s.queue.patience = most, patience
		return nil
	})
}

// ShedRetryAfter is what those who are turned away are told: a second if not
// said.
func ShedRetryAfter(d time.Duration) ShedOption {
	return shedOption("ShedRetryAfter", func(s *Shedder) error {
		if d <= 0 {
			return fmt.Errorf("%w: ShedRetryAfter(%v): above zero", ErrFlood, d)
		}
		s.retryAfter = d
		return nil
	})
}

// NewShedder makes a Shedder. The error wraps [ErrFlood].
func NewShedder(opts ...ShedOption) (*Shedder, error) {
	s := &Shedder{epoch: time.Now(), retryAfter: time.Second}
	s.learner.min, s.learner.max, s.learner.start = 4, 1000, 128
	s.queue.most, s.queue.patience = 64, 100*time.Millisecond
	for i, opt := range opts {
		if opt == nil {
			return nil, nilOption(ErrFlood, "NewShedder", i)
		}
		if err := opt(s); err != nil {
			return nil, err
		}
	}
	s.learner.begin()
	return s, nil
}

// Acquire lets a request in, now or within the queue's patience. It returns
// [ErrOverload] when it does not, or the context's error when that ends first. It
// allocates nothing unless the request has to wait. It panics, as Guard does, if NewShedder
// did not make the Shedder.
func (s *Shedder) Acquire(ctx context.Context, p Priority) (Ticket, error) {
	if s == nil || s.retryAfter == 0 {
		panic("websec: Acquire of a Shedder that NewShedder did not make")
	}
	if p == Exempt {
		return Ticket{}, nil
	}
	now := time.Since(s.epoch)
	s.mu.Lock()
	s.learner.passed(s.inFlight, now)
	s.dispatch(now)
	if s.inFlight >= s.learner.limit {
		s.learner.full(now)
		s.dispatch(now) // since that may have raised the limit
	}
	if s.inFlight < s.learner.limit {
		room := s.admit(p.rank(), now)
		room.eased = s.learner.easyFor(s.inFlight)
		ticket := room.ticket()
		s.mu.Unlock()
		return ticket, nil
	}
	w, wait := s.queue.join(p.rank(), now)
	if w == nil {
		s.shed++
		s.mu.Unlock()
		return Ticket{}, ErrOverload
	}
	s.mu.Unlock()
	return s.await(ctx, w, wait)
}

func (s *Shedder) await(ctx context.Context, w *waiter, wait time.Duration) (Ticket, error) {
	patience := time.NewTimer(wait)
	defer patience.Stop()
	err := ErrOverload
	select {
	case <-w.answer:
	case <-patience.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch w.state {
	case granted:
		// Room that came too late for the client is still room that was given.
		return w.room.ticket(), nil
	case queued:
		s.queue.leave(w)
		if s.queue.waiting == 0 {
			s.queue.emptied = now
		}
	}
	if errors.Is(err, ErrOverload) {
		s.shed++
	} else {
		s.left++
	}
	return Ticket{}, err
}

// dispatch gives free room to those who wait.
func (s *Shedder) dispatch(now time.Duration) {
	for !s.queue.empty() && s.inFlight < s.learner.limit {
		s.learner.passed(s.inFlight, now)
		w := s.queue.next(now)
		s.queue.settle(w, granted)
		switch {
		case w.room != nil:
			s.resume(w.room)
		default:
			w.room = s.admit(w.rank, now)
			if s.queue.waiting == 0 {
				s.queue.emptied = now
			}
		}
	}
}

// ShedStats says how a Shedder does.
type ShedStats struct {
	Limit    int // how many may be in now
	InFlight int
	Away     int // let in, but waiting for their clients or to come back, and not in flight meanwhile
	Queued   int
	Admitted uint64
	Shed     uint64 // turned away, some of them after they were admitted and away
	Left     uint64 // whose context ended while they waited
	Trying   bool   // Limit is on trial, and not what is known best
}

// Stats is a snapshot.
func (s *Shedder) Stats() ShedStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return ShedStats{
		s.learner.limit, s.inFlight, s.away, s.queue.waiting, s.admitted, s.shed, s.left,
		s.learner.limit != s.learner.base,
	}
}

// ShedPriority says how important a request is to [Shedder.Guard]; all are Normal
// if not said.
func ShedPriority(of func(*http.Request) Priority) FloodOption {
	return floodOption("ShedPriority", notNil(of != nil), func(m *floodManners) { m.priority = of })
}

const maxBodyFirst = 64 << 20

// ShedAfterBody has [Shedder.Guard] read so many bytes of a body before it asks for room:
// who sends his body slowly then waits outside, with his deadlines ([LimitTime]), and asks
// when it is there. Without it he is let in first, steps out while he keeps the request
// waiting, and waits to come back: that is as safe, but if there is no room the handler has
// begun already. It costs that memory for each connection, at most, and
// a client that waits for 100 Continue sends before it is refused.
// From 0 to 64 MiB, and no more than [MaxBody].
func ShedAfterBody(bytes int) FloodOption {
	wrong := ""
	if bytes < 0 || bytes > maxBodyFirst {
		wrong = fmt.Sprintf("(%d): 0 to %d", bytes, maxBodyFirst)
	}
	return floodOption("ShedAfterBody", wrong, func(m *floodManners) { m.bodyFirst = bytes })
}

// Guard answers 503 with Retry-After to requests that the Shedder does not let in.
// A request that panics is not learnt from, and one whose context ended came too late.
//
// Whoever keeps a request waiting for more than a twentieth of a second, by sending or taking
// it slowly, takes no room for the rest of that: it is given to others, and he is only
// bounded by [LimitTime] and [LimitConns]. When he goes on, the read or write that waited
// for him waits for room, so that never more are at work than the limit, however many come
// back at once. Of equal priority the first to come back is the first in, in turn with new
// requests. It waits for ten seconds at most, whether or not its context ends, since what
// it holds may be what those need that are in: then it fails with [ErrOverload], as all that
// the handler reads and writes from then on. The answer is the refusal if the handler had
// not begun one, and else the connection is cut off.
//
// Not held back is a handler that goes on although its reads fail, or while a goroutine of its
// own still reads or writes.
//
// A hijacked connection has no room from then on, and is bounded by [LimitConns] alone: for
// what is done at its request, as for each message of a WebSocket, ask by [Shedder.Acquire].
func (s *Shedder) Guard(opts ...FloodOption) func(http.Handler) http.Handler {
	if s == nil || s.retryAfter == 0 {
		panic("websec: Guard of a Shedder that NewShedder did not make")
	}
	m := mannersOf("Shedder.Guard", opts, shedTakes)
	return func(next http.Handler) http.Handler { return &shedGuard{s, m, next} }
}
