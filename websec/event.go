package websec

import (
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// An Event is one layer's decision about one request, told to [Watch] in the
// goroutine of the request. It is only valid during the call.
//
// A body that turns out too long, and a client that turns out too slow, are told of a
// request that has passed these layers already, from the goroutine that reads or writes.
// What the handler answers then is its own affair.
type Event struct {
	Layer   Layer
	Refusal *Refusal      // nil when the request passed
	Request *http.Request // nil for a connection, and for a header that was never a request
	// Client is whom the layer judged: not valid if it did not ask for an address.
	Client netip.Addr
	// RetryAfter is when a refused request may be tried again: 0 if that helps nobody.
	RetryAfter time.Duration
}

// A Refuser answers a request that was refused, in place of the default: the status,
// and the reason as plain text. Retry-After and the RateLimit headers are set already
// where they apply.
type Refuser func(w http.ResponseWriter, r *http.Request, why *Refusal)

// manners is what the layers of one Protect have in common. Its zero value tells
// nobody and refuses with plain text.
type manners struct {
	watch  func(Event)
	refuse Refuser
	random *entropy
}

func (m *manners) pass(layer Layer, r *http.Request) {
	if m.watch != nil {
		m.watch(Event{Layer: layer, Request: r})
	}
}

func (m *manners) passFrom(layer Layer, r *http.Request, client netip.Addr) {
	if m.watch != nil {
		m.watch(Event{Layer: layer, Request: r, Client: client})
	}
}

func (m *manners) stop(w http.ResponseWriter, r *http.Request, why *Refusal) {
	m.stopWith(w, Event{Refusal: why, Request: r})
}

// stopWith refuses with what the event says of the client and the wait.
func (m *manners) stopWith(w http.ResponseWriter, e Event) {
	why, r := e.Refusal, e.Request
	e.Layer = why.Layer
	if e.RetryAfter > 0 {
		w.Header()["Retry-After"] = []string{strconv.FormatInt(wholeSeconds(e.RetryAfter), 10)}
	}
	if m.watch != nil {
		m.watch(e)
	}
	if m.refuse != nil {
		m.refuse(w, r, why)
		return
	}
	http.Error(w, why.Reason.String(), why.Status)
}

// tell is for what nobody is answered for.
func (m *manners) tell(r *http.Request, reason Reason) {
	if m.watch != nil {
		why := refusalFor(reason)
		m.watch(Event{Layer: why.Layer, Refusal: why, Request: r})
	}
}

// wholeSeconds rounds up, which is what a wait in seconds has to do.
func wholeSeconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
