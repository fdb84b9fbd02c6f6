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
// It learns from the time between [Shedder.Acquire] and [Ticket.Release]. That is
// the service's own time as long as most handlers do not wait for their clients:
// make event streams and long downloads [Exempt], and have bodies read before
// ([ShedAfterBody]).
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
	inFlight int
	away     int // of requests that wait for their clients, and are not in meanwhile
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

// A Ticket is the right to work on one request. Give it back once, by Release or
// Forget.
type Ticket struct {
	shedder *Shedder // nil for what is exempt
	begun   time.Duration
	eased   bool // there was much room then
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
	}
	if s.inFlight < s.learner.limit {
		s.inFlight++
		s.admitted++
		eased := s.learner.easyFor(s.inFlight)
		s.mu.Unlock()
		return Ticket{s, now, eased}, nil
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
		return Ticket{s, now, false}, nil
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
	for s.queue.waiting > 0 && s.inFlight < s.learner.limit {
		s.learner.passed(s.inFlight, now)
		s.queue.grant(now)
		s.inFlight++
		s.admitted++
	}
}

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
	s := t.shedder
	if s == nil {
		return
	}
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.learner.passed(s.inFlight, now)
	s.inFlight--
	if t.eased {
		s.learner.ease(now - t.begun)
	}
	if how != forgotten {
		s.learner.finished(now, s.inFlight, how == served)
	}
	s.dispatch(now)
}

// ShedStats says how a Shedder does.
type ShedStats struct {
	Limit    int // how many may be in now
	InFlight int
	Away     int // let in, but waiting for their clients, and not in flight meanwhile
	Queued   int
	Admitted uint64
	Shed     uint64 // turned away
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
// waiting, and comes back unasked. It costs that memory for each connection, at most, and
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
// bounded by [LimitTime] and [LimitConns]. When he goes on, so does his request, at once:
// for a while more may be in than the limit, at most as many as were [ShedStats.Away].
func (s *Shedder) Guard(opts ...FloodOption) func(http.Handler) http.Handler {
	if s == nil || s.retryAfter == 0 {
		panic("websec: Guard of a Shedder that NewShedder did not make")
	}
	m := mannersOf("Shedder.Guard", opts, shedTakes)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			priority := Normal
			if m.priority != nil {
				priority = m.priority(r)
			}
			if m.bodyFirst > 0 && priority != Exempt {
				r = bodyFirst(r, m.bodyFirst)
			}
			ticket, err := s.Acquire(r.Context(), priority)
			if err != nil {
				m.stopWith(w, Event{Refusal: refusalFor(Overloaded), Request: r, RetryAfter: s.retryAfter})
				return
			}
			m.pass(LayerShedding, r)
			if priority == Exempt {
				next.ServeHTTP(w, r)
				return
			}
			stay := &shedStay{ticket: ticket}
			outcome := forgotten // by a panic
			defer func() { stay.end(outcome) }()
			if r.Body != nil && r.Body != http.NoBody {
				inside := *r
				inside.Body = &shedBody{ReadCloser: r.Body, stay: stay}
				r = &inside
			}
			next.ServeHTTP(&shedWriter{ResponseWriter: w, stay: stay}, r)
			if outcome = served; r.Context().Err() != nil {
				outcome = late
			}
		})
	}
}
