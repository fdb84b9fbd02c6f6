package websec

import (
	"net/http"

	"underhood/internal/reqcopy"
)

// A shedGuard is the handler of [Shedder.Guard].
type shedGuard struct {
	shedder *Shedder
	manners *floodManners
	next    http.Handler
}

func (g *shedGuard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := g.manners
	priority := Normal
	if m.priority != nil {
		priority = m.priority(r)
	}
	if priority == Exempt {
		m.pass(LayerShedding, r)
		g.next.ServeHTTP(w, r)
		return
	}
	body := r.Body
	if m.bodyFirst > 0 {
		body = bodyFirst(r, m.bodyFirst)
	}
	ticket, err := g.shedder.Acquire(r.Context(), priority)
	if err != nil {
		m.stopWith(w, g.refusal(r))
		return
	}
	m.pass(LayerShedding, r)
	stay := &shedStay{ticket: ticket, left: clientWaits}
	outcome := forgotten // by a panic
	defer func() { stay.end(outcome) }()
	inside := &shedWriter{ResponseWriter: w, stay: stay, guard: g, request: r}
	if body == nil || body == http.NoBody {
		g.next.ServeHTTP(inside, r)
	} else {
		copied := *r
		copied.Body = &shedBody{ReadCloser: body, stay: stay}
		reqcopy.Serve(g.next, inside, &copied, r)
	}
	switch {
	case inside.lost():
		if inside.cut {
			panic(http.ErrAbortHandler) // else the client would take a part for the whole
		}
	case r.Context().Err() != nil:
		outcome = late
	default:
		outcome = served
	}
}

func (g *shedGuard) refusal(r *http.Request) Event {
	return Event{Refusal: refusalFor(Overloaded), Request: r, RetryAfter: g.shedder.retryAfter}
}
