package websec

import (
	"context"
	"net/http"
)

// A visit is what the layers know of one request. It is the request's context, so
// that all of them share one allocation; the first layer that needs it makes it.
type visit struct {
	context.Context               // the request's own, below this one
	request         *http.Request // as the last layer that entered saw it
	header          http.Header   // of the response; nil when the layers have returned

	headers *headerPlan // nil without policies that use a nonce
	policy  [1]string   // the value of the first one's header

	csrf  *csrfGuard // nil without tokens
	token string     // "" until asked for
}

type visitKey struct{}

// Value finds the visit itself, and otherwise what the context below holds.
func (v *visit) Value(key any) any {
	if _, ours := key.(visitKey); ours {
		return v
	}
	return v.Context.Value(key)
}

func visitOf(ctx context.Context) *visit {
	if ctx == nil {
		panic("websec: Token or Nonce with a context that is nil")
	}
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// enter returns the visit of a request, and whether it was made here; who made it calls
// leave on the way out, by defer.
//
// The context gets into the request that is there, as [http.ServeMux] writes the
// pattern it has found into it: to hand on a copy would be a third of what the layers
// cost. So a request that is served once more comes with the visit of the time before,
// whose response is gone; it is taken off.
func enter(w http.ResponseWriter, r *http.Request) (v *visit, made bool) {
	below := r.Context()
	if v = visitOf(below); v != nil {
		if v.header != nil {
			return v, false
		}
		if below == context.Context(v) {
			below = v.Context
		}
	}
	v = &visit{Context: below, request: r, header: w.Header()}
	requestContext.set(r, v)
	return v, true
}

func (v *visit) leave() { v.header = nil }
