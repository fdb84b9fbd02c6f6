package websec

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// shedBody steps out while a body is read, or thrown away.
type shedBody struct {
	io.ReadCloser
	stay *shedStay
}

func (b *shedBody) Read(p []byte) (int, error) {
	if b.stay.lost.Load() {
		return 0, ErrOverload
	}
	n, err := b.stay.waiting(func() (int64, error) {
		n, err := b.ReadCloser.Read(p)
		return int64(n), err
	})
	return int(n), err
}

// Close reads what is left of a short body.
func (b *shedBody) Close() error {
	_, err := b.stay.waiting(func() (int64, error) { return 0, b.ReadCloser.Close() })
	return err
}

// shedWriter steps out while a response is written. Once the room is lost it lets nothing
// through, but answers that if nothing was answered before.
type shedWriter struct {
	http.ResponseWriter
	stay    *shedStay
	guard   *shedGuard
	request *http.Request
	held    int  // bytes that net/http still keeps back, so that writing them waits for nobody
	begun   bool // the handler has answered
	refused bool
	cut     bool // in the middle of what the handler answers
}

const heldBack = 2 << 10 // the smallest of net/http's buffers

// lost reports whether the request came back to no room. What the handler said of its own
// answer is not said of this one.
func (w *shedWriter) lost() bool {
	if !w.stay.lost.Load() {
		return false
	}
	if w.refused {
		return true
	}
	w.refused, w.cut = true, w.begun
	if w.cut {
		w.guard.manners.tell(w.request, Overloaded)
		return true
	}
	for _, name := range []string{"Content-Length", "Content-Encoding", "Cache-Control", "Etag", "Last-Modified"} {
		w.Header().Del(name)
	}
	w.guard.manners.stopWith(w.ResponseWriter, w.guard.refusal(w.request))
	return true
}

// Unwrap is for [http.ResponseController].
func (w *shedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// send runs a write of so many bytes.
func (w *shedWriter) send(n int, write func() (int64, error)) (int64, error) {
	if w.lost() {
		return 0, ErrOverload
	}
	w.begun = true
	if w.held += n; w.held <= heldBack {
		return write()
	}
	w.held = heldBack
	return w.stay.waiting(write)
}

const unheld = heldBack + 1 // what is sent at once, however much it is

// WriteHeader sends nothing yet, but for what comes before an answer.
func (w *shedWriter) WriteHeader(status int) {
	if w.lost() {
		return
	}
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.begun = true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *shedWriter) Write(p []byte) (int, error) {
	n, err := w.send(len(p), func() (int64, error) {
		n, err := w.ResponseWriter.Write(p)
		return int64(n), err
	})
	return int(n), err
}

func (w *shedWriter) WriteString(s string) (int, error) {
	n, err := w.send(len(s), func() (int64, error) {
		n, err := io.WriteString(w.ResponseWriter, s)
		return int64(n), err
	})
	return int(n), err
}

// ReadFrom is for files; what else is copied may be the service's own work.
func (w *shedWriter) ReadFrom(src io.Reader) (int64, error) {
	inner, ok := w.ResponseWriter.(io.ReaderFrom)
	if !ok || !isFile(src) {
		return io.Copy(struct{ io.Writer }{w}, src)
	}
	return w.send(unheld, func() (int64, error) { return inner.ReadFrom(src) })
}

// FlushError is for [http.ResponseController].
func (w *shedWriter) FlushError() error {
	_, err := w.send(unheld, func() (int64, error) { return 0, http.NewResponseController(w.ResponseWriter).Flush() })
	return err
}

// Flush is an [http.Flusher]. Its error would be that of the next write.
func (w *shedWriter) Flush() { _ = w.FlushError() }

// Hijack is an [http.Hijacker]. What the connection is used for from then on is no request
// any more: it has no room, and nothing is learnt from how long that takes.
func (w *shedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.lost() {
		return nil, nil, ErrOverload
	}
	c, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.stay.end(forgotten)
	}
	return c, buffered, err
}
