package websec

import "net/http"

// An Event is one layer's decision about one request, told to [Watch] in the
// goroutine of the request. It is only valid during the call.
type Event struct {
	Layer   Layer
	Refusal *Refusal // nil when the request passed
	Request *http.Request
}

// A Refuser answers a request that was refused, in place of the default: the status,
// and the reason as plain text.
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

func (m *manners) stop(w http.ResponseWriter, r *http.Request, why *Refusal) {
	if m.watch != nil {
		m.watch(Event{Layer: why.Layer, Refusal: why, Request: r})
	}
	if m.refuse != nil {
		m.refuse(w, r, why)
		return
	}
	http.Error(w, why.Reason.String(), why.Status)
}
