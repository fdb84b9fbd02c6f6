package websec

import (
	"context"
	"net/http"
)

// A visit is what the layers know of one request. It is the request's context, so
// that all of them share one allocation; the first layer that needs it makes it.
type visit struct {
	context.Context
	header  http.Header // of the response
	request *http.Request

	headers *headerPlan // nil without security headers
	nonce   string      // "" until asked for
	values  [2][1]string

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
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// enter returns the visit of a request, and the request that carries it.
func enter(w http.ResponseWriter, r *http.Request) (*visit, *http.Request) {
	ctx := r.Context()
	if v := visitOf(ctx); v != nil {
		return v, r
	}
	v := &visit{Context: ctx, header: w.Header()}
	r = r.WithContext(v)
	v.request = r
	return v, r
}
