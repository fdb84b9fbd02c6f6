package websec

import "net/http"

// DenyUnlisted makes [AccessList.Guard] deny what no rule speaks of: the list is
// then one of those who may come.
func DenyUnlisted() FloodOption {
	return floodOption("DenyUnlisted", "", func(m *floodManners) { m.denyUnlisted = true })
}

// Guard answers 403 to requests from addresses that the list denies. Addresses
// come from proxies, which may be nil. When a trusted proxy names no client, or in no form
// that can be read, the request is denied whatever the list says: the address that is left
// is the proxy's own, which is mostly one of those that may come. A trusted proxy that
// sends no header at all asks for itself, and the list decides about it; but with
// [DenyUnlisted] it is denied, since it may as well write another header than the one that
// is read, and then everybody would come in its name. Health checks of a proxy need the
// header, or a path outside of the Guard. A request without any address is as if unlisted.
// It panics if the list is nil.
func (l *AccessList) Guard(proxies *Proxies, opts ...FloodOption) func(http.Handler) http.Handler {
	if l == nil {
		panic("websec: Guard of an AccessList that is nil")
	}
	m := mannersOf("AccessList.Guard", opts, accessTakes)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			client, err := proxies.Client(r)
			verdict := l.Verdict(client)
			passes := verdict == Allowed || verdict == Unlisted && !m.denyUnlisted
			hidden := err != nil && err != ErrNoPeer && (err != ErrNoEntry || m.denyUnlisted)
			if hidden || !passes {
				m.stopWith(w, Event{Refusal: refusalFor(DeniedAddress), Request: r, Client: client, ClientErr: err})
				return
			}
			if m.watch != nil {
				m.watch(Event{Layer: LayerAccess, Request: r, Client: client, ClientErr: err})
			}
			next.ServeHTTP(w, r)
		})
	}
}
