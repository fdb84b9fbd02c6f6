package websec

import (
	"fmt"
	"net/http"
)

// bodyLimit is the layer that limits bodies: what declares more is refused at once,
// and what turns out longer fails to be read, with an [http.MaxBytesError].
func bodyLimit(limit int64, m *manners) (func(http.Handler) http.Handler, error) {
	if limit < 0 {
		return nil, fmt.Errorf("%w: a body of %d bytes", ErrOption, limit)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				m.stop(w, r, refusalFor(TooLargeBody))
				return
			}
			m.pass(LayerBody, r)
			if r.Body != nil && r.Body != http.NoBody {
				body := *r
				body.Body = http.MaxBytesReader(w, r.Body, limit)
				r = &body
			}
			next.ServeHTTP(w, r)
		})
	}, nil
}
