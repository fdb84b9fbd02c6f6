package websec

import (
	"context"
	"net/http"
	"time"
)

// A visit is what the layers know of one request. It is the request's context, so
// that all of them share one allocation; the first layer that needs it makes it.
type visit struct {
	request *http.Request // as it came; its context is the one below
	header  http.Header   // of the response

	headers *headerPlan // nil without security headers
	policy  [1]string   // the header's value, for a policy with a nonce
	nonce   string      // "" until asked for

	csrf  *csrfGuard // nil without tokens
	token string     // "" until asked for
}

var _ context.Context = (*visit)(nil)

type visitKey struct{}

// Value finds the visit itself, and otherwise what the context below holds.
func (v *visit) Value(key any) any {
	if _, ours := key.(visitKey); ours {
		return v
	}
	return v.request.Context().Value(key)
}

func (v *visit) Deadline() (time.Time, bool) { return v.request.Context().Deadline() }
func (v *visit) Done() <-chan struct{}       { return v.request.Context().Done() }
func (v *visit) Err() error                  { return v.request.Context().Err() }

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// enter returns the visit of a request, and the request that carries it.
func enter(w http.ResponseWriter, r *http.Request) (*visit, *http.Request) {
	if v := visitOf(r.Context()); v != nil {
		return v, r
	}
	v := &visit{request: r, header: w.Header()}
	return v, r.WithContext(v)
}
