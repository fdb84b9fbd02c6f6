package wire

import (
	"cmp"
	"context"
	"net/http"
	"sync/atomic"

	"underhood/websec"
)

// A verdict is what a layer has said of a request, which carries it in its context.
type verdict = atomic.Pointer[websec.Refusal]

type verdictKey struct{}

// Watch is for the hooks of package websec: it puts a refusal where the [Tap] around the
// layers finds it. It reports false if the event is about no request that went through one.
func Watch(e websec.Event) bool {
	if e.Request == nil {
		return false
	}
	v, ok := e.Request.Context().Value(verdictKey{}).(*verdict)
	if ok && e.Refusal != nil {
		v.Store(e.Refusal)
	}
	return ok
}

// Tap goes around everything else. It says when a request has begun, and what became of
// it when it has ended, also by a panic. Both functions are called by many goroutines at
// once.
func Tap(site string, h http.Handler, begun func(), ended func(Crossing)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun()
		c, v, answer := ofRequest(site, r), &verdict{}, &statusWriter{ResponseWriter: w}
		defer func() { ended(c.refused(v.Load())) }()
		h.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), verdictKey{}, v)))
		c.Status = cmp.Or(answer.status, http.StatusOK) // which net/http says for one that writes nothing
	})
}

// A statusWriter remembers the first final status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	w.status = cmp.Or(w.status, http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController], which websec's deadlines use.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
