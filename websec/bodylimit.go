package websec

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"underhood/internal/reqcopy"
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
			serveWithin(limit, m, next, w, r)
		})
	}, nil
}

// serveWithin gives the handler a body that ends in an [http.MaxBytesError] beyond the
// limit, and tells when it does. Where there is no body it leaves that to be seen: who
// forwards requests compares with [http.NoBody].
func serveWithin(limit int64, m *manners, next http.Handler, w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		next.ServeHTTP(w, r)
		return
	}
	limited := *r
	limited.Body = http.MaxBytesReader(w, r.Body, limit)
	if m.watch != nil {
		limited.Body = &watchedBody{ReadCloser: limited.Body, request: r, manners: m}
	}
	reqcopy.Serve(next, w, &limited, r)
}

// watchedBody tells, once, that a body turned out too long.
type watchedBody struct {
	io.ReadCloser
	request *http.Request
	manners *manners
	told    bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !b.told && errors.As(err, new(*http.MaxBytesError)) {
		b.told = true
		b.manners.tell(b.request, TooLargeBody)
	}
	return n, err
}
