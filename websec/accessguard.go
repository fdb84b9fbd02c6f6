package websec

import "net/http"

// DenyUnlisted makes [AccessList.Guard] deny what no rule speaks of: the list is
// then one of those who may come.
func DenyUnlisted() FloodOption {
	return func(m *floodManners) { m.denyUnlisted = true }
}

// Guard answers 403 to requests from addresses that the list denies. Addresses
// come from proxies, which may be nil. A request without a client address, or one
// for which a trusted proxy could not name it, is judged by what
// [Proxies.Client] returns; without any address it is as if unlisted.
func (l *AccessList) Guard(proxies *Proxies, opts ...FloodOption) func(http.Handler) http.Handler {
	m := mannersOf(opts)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			client, hidden := proxies.Client(r) // the address counts, whatever else is wrong
			passes := false
			switch l.Verdict(client) {
			case Denied:
			case Unlisted:
				passes = !m.denyUnlisted
			default:
				passes = true
			}
			if !passes {
				m.stopWith(w, Event{Refusal: refusalFor(DeniedAddress), Request: r, Client: client, ClientErr: hidden})
				return
			}
			if m.watch != nil {
				m.watch(Event{Layer: LayerAccess, Request: r, Client: client, ClientErr: hidden})
			}
			next.ServeHTTP(w, r)
		})
	}
}
