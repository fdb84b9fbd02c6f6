package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"underhood/websec"
)

// A wire writes a line for each request that was answered. It keeps none of them, and a
// line has a bound, whatever the request says. It is safe for concurrent use.
type wire struct {
	mu  sync.Mutex
	out io.Writer
}

// A verdict is what a layer has said of a request, which carries it in its context.
type verdict struct{ refusal *websec.Refusal }

type verdictKey struct{}

// watch is for [bank.Defences]. Layers tell of what they let pass too.
func watch(e websec.Event) {
	if e.Refusal == nil || e.Request == nil {
		return
	}
	if v, ok := e.Request.Context().Value(verdictKey{}).(*verdict); ok {
		v.refusal = e.Refusal
	}
}

func (l *wire) tap(site string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, answer := &verdict{}, &statusWriter{ResponseWriter: w}
		became := "aborted" // unless the handler returns
		defer func() { l.write(site, r, became, v.refusal) }()
		h.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), verdictKey{}, v)))
		became = strconv.Itoa(cmp.Or(answer.status, http.StatusOK)) // which net/http says for one that writes nothing
	})
}

func (l *wire) write(site string, r *http.Request, became string, refusal *websec.Refusal) {
	var line strings.Builder
	fmt.Fprintf(&line, "%-9s %.10s %.100q", site, r.Method, r.RequestURI)
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if value := r.Header.Get(name); value != "" {
			fmt.Fprintf(&line, " %s: %.60q", name, value)
		}
	}
	fmt.Fprintf(&line, " → %s", became)
	if refusal != nil {
		fmt.Fprintf(&line, ", refused by layer %s: %s", refusal.Layer, refusal.Reason)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.out, line.String())
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
