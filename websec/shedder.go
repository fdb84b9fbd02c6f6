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

	mu       sync.Mutex
	learner  learner
	queue    shedQueue
	inFlight int
	admitted uint64
	shed     uint64
	left     uint64
}

// A ShedOption says how a Shedder behaves; see [NewShedder].
type ShedOption func(*Shedder) error

// ShedLimits are the least and the most requests at once: 4 and 1,000 if not said.
// Learning begins at 8, or what is nearest.
func ShedLimits(least, most int) ShedOption {
	return func(s *Shedder) error {
		if least < 1 || most < least || most > 1<<20 {
			return fmt.Errorf("%w: ShedLimits(%d, %d): from 1 up to 1<<20, the least first", ErrFlood, least, most)
		}
		s.learner.min, s.learner.max = float64(least), float64(most)
		return nil
	}
}

// ShedQueue is how many may wait, and for how long: 64 for 100 ms if not said. With
// 0 nobody waits. While the queue has not been empty for that long, a new request
// that is not [Critical] waits a twentieth of it.
func ShedQueue(most int, patience time.Duration) ShedOption {
	return func(s *Shedder) error {
		if most < 0 || most > 1<<20 || patience < impatience || patience > time.Minute {
			return fmt.Errorf("%w: ShedQueue(%d, %v): 0 to 1<<20 requests, and a patience above zero, of a minute at most", ErrFlood, most, patience)
		}
		s.queue.most, s.queue.patience = most, patience
		return nil
	}
}

// ShedRetryAfter is what those who are turned away are told: a second if not
// said.
func ShedRetryAfter(d time.Duration) ShedOption {
	return func(s *Shedder) error {
		if d <= 0 {
			return fmt.Errorf("%w: ShedRetryAfter(%v): above zero", ErrFlood, d)
		}
		s.retryAfter = d
		return nil
	}
}

// NewShedder makes a Shedder. The error wraps [ErrFlood].
func NewShedder(opts ...ShedOption) (*Shedder, error) {
	s := &Shedder{epoch: time.Now(), retryAfter: time.Second}
	s.learner.min, s.learner.max, s.learner.doubling = 4, 1000, true
	s.learner.measured = probeSoonest - probeEvery // what is learnt at the start is a guess
	s.queue.most, s.queue.patience = 64, 100*time.Millisecond
	for i, opt := range opts {
		if opt == nil {
			return nil, nilOption(ErrFlood, "NewShedder", i)
		}
		if err := opt(s); err != nil {
			return nil, err
		}
	}
	s.learner.limit = min(s.learner.max, max(s.learner.min, 8))
	return s, nil
}

// A Ticket is the right to work on one request. Give it back once, by Release or
// Forget.
type Ticket struct {
	shedder *Shedder // nil for what is exempt
	begun   time.Duration
}

// Acquire lets a request in, now or within the queue's patience. It returns
// [ErrOverload] when it does not, or the context's error when that ends first. It
// allocates nothing unless the request has to wait. It panics if NewShedder did not make
// the Shedder.
func (s *Shedder) Acquire(ctx context.Context, p Priority) (Ticket, error) {
	if s == nil || s.retryAfter == 0 {
		panic("websec: Acquire of a Shedder that NewShedder did not make")
	}
	if p == Exempt {
		return Ticket{}, nil
	}
	now := time.Since(s.epoch)
	s.mu.Lock()
	s.learner.saw(s.inFlight+1, now)
	s.dispatch(now)
	if s.inFlight < s.learner.allowed() {
		s.inFlight++
		s.admitted++
		s.mu.Unlock()
		return Ticket{s, now}, nil
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
		return Ticket{s, now}, nil
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
	for s.queue.waiting > 0 && s.inFlight < s.learner.allowed() {
		s.queue.grant(now)
		s.inFlight++
		s.admitted++
	}
}

// Release gives the room back, and what can be learnt from the time it took.
func (t Ticket) Release() { t.end(true) }

// Forget gives the room back after a request that says nothing of how long
// requests take: its client went away, or it failed.
func (t Ticket) Forget() { t.end(false) }

func (t Ticket) end(learn bool) {
	s := t.shedder
	if s == nil {
		return
	}
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	s.learner.finished(t.begun, now, s.inFlight, learn)
	s.dispatch(now)
}

// ShedStats says how a Shedder does.
type ShedStats struct {
	Limit    int // how many may be in now
	InFlight int
	Queued   int
	Admitted uint64
	Shed     uint64 // turned away
	Left     uint64 // whose context ended while they waited
	// Quiet is what a request takes when the service has nothing else to do, as
	// far as is known.
	Quiet   time.Duration
	Probing bool // the limit is low for a moment, to measure Quiet
}

// Stats is a snapshot.
func (s *Shedder) Stats() ShedStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return ShedStats{
		s.learner.allowed(), s.inFlight, s.queue.waiting, s.admitted, s.shed, s.left,
		s.learner.quiet, s.learner.probing,
	}
}

// ShedPriority says how important a request is to [Shedder.Guard]; all are Normal
// if not said.
func ShedPriority(of func(*http.Request) Priority) FloodOption {
	return floodOption("ShedPriority", func(m *floodManners) { m.priority = of })
}

// ShedAfterBody has [Shedder.Guard] read so many bytes of a body before it asks for room:
// who sends his body slowly then waits outside, with his deadlines ([LimitTime]), and takes
// no room that others could have. Without it, as many slow bodies as may be in at once
// keep everybody else out until they are cut off. It costs that memory for each
// connection, at most, and a client that waits for 100 Continue sends before it is refused.
// It panics if bytes is negative.
func ShedAfterBody(bytes int) FloodOption {
	if bytes < 0 {
		panic(fmt.Sprintf("websec: ShedAfterBody(%d)", bytes))
	}
	return floodOption("ShedAfterBody", func(m *floodManners) { m.bodyFirst = bytes })
}

// Guard answers 503 with Retry-After to requests that the Shedder does not let in.
// A request that panics or whose context ended is not learnt from. It panics if NewShedder
// did not make the Shedder.
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
			done := false
			defer func() { ticket.end(done && r.Context().Err() == nil) }()
			m.pass(LayerShedding, r)
			next.ServeHTTP(w, r)
			done = true
		})
	}
}
