package websec

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// timedWriter gives each write of a response its deadline. In between there is
// none but the handler's own, because the time of the handler does not count.
type timedWriter struct {
	http.ResponseWriter
	control   *http.ResponseController
	reading   deadline
	writing   deadline
	allowance allowance
	stall     time.Duration
	piece     int         // how much is sent before the deadline moves on
	streams   atomic.Bool // it was flushed: each write has its own time
	begun     atomic.Bool // its header is out
	duplex    atomic.Bool
	hijacked  atomic.Bool

	request *http.Request
	body    *timedBody // nil without one
	manners *manners
	late    atomic.Bool // and that was told
}

// noticed tells of a client that was too slow, once. A handler may read and write at the
// same time.
func (w *timedWriter) noticed(err error) {
	if err != nil && errors.Is(err, os.ErrDeadlineExceeded) && !w.late.Swap(true) {
		w.manners.tell(w.request, SlowClient)
	}
}

// Unwrap is for [http.ResponseController].
func (w *timedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// SetReadDeadline and SetWriteDeadline are for [http.ResponseController].
func (w *timedWriter) SetReadDeadline(t time.Time) error  { return w.reading.ofHandler(t) }
func (w *timedWriter) SetWriteDeadline(t time.Time) error { return w.writing.ofHandler(t) }

// due is when so many bytes written now have to be gone.
func (w *timedWriter) due(now time.Time, bytes int) time.Time {
	if w.streams.Load() {
		return now.Add(min(longest, w.stall))
	}
	return now.Add(w.allowance.left(bytes))
}

// timed runs a write of at most n bytes.
func (w *timedWriter) timed(n int, write func() (int64, error)) (int64, error) {
	if w.hijacked.Load() {
		return write() // it fails, and the deadlines are no longer ours
	}
	now := time.Now()
	reads := w.readsBody(now)
	w.writing.wait(w.due(now, n))
	sent, err := write()
	late := w.writing.waited()
	if reads {
		w.reading.waited()
	}
	if w.allowance.spend(time.Since(now), sent) > heldBack {
		w.begun.Store(true)
	}
	if late {
		w.noticed(err)
	}
	return sent, err
}

// readsBody sets the deadline for the rest of the body, which net/http reads by HTTP/1 before it
// sends the header of a response, unless it is long: there are clients that read no response
// before they have sent all. The deadline of the write would not end that.
func (w *timedWriter) readsBody(now time.Time) bool {
	if w.body == nil || w.begun.Load() || w.duplex.Load() || w.request.ProtoMajor > 1 {
		return false
	}
	waits, err := w.body.begin(now)
	return waits && err == nil
}

// EnableFullDuplex is for [http.ResponseController].
func (w *timedWriter) EnableFullDuplex() error {
	err := w.control.EnableFullDuplex()
	w.duplex.Store(err == nil)
	return err
}

// WriteHeader sends those of status 1xx at once.
func (w *timedWriter) WriteHeader(status int) {
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	_, _ = w.timed(0, func() (int64, error) { w.ResponseWriter.WriteHeader(status); return 0, nil })
}

// Write sends piece by piece, since a write only tells at its end how much has gone.
func (w *timedWriter) Write(p []byte) (all int, err error) {
	for first := true; first || len(p) > 0 && err == nil; first = false {
		part := p[:min(len(p), w.piece)]
		p = p[len(part):]
		var n int64
		n, err = w.timed(len(part), func() (int64, error) {
			n, err := w.ResponseWriter.Write(part)
			return int64(n), err
		})
		all += int(n)
	}
	return all, err
}

func (w *timedWriter) WriteString(s string) (int, error) {
	if len(s) > w.piece {
		return w.Write([]byte(s))
	}
	n, err := w.timed(len(s), func() (int64, error) {
		n, err := io.WriteString(w.ResponseWriter, s)
		return int64(n), err
	})
	return int(n), err
}

// ReadFrom keeps sendfile for handlers that copy files. What else is copied may be slow to
// come, which is not the client's fault: only its writes are timed.
func (w *timedWriter) ReadFrom(src io.Reader) (int64, error) {
	inner, ok := w.ResponseWriter.(io.ReaderFrom)
	if !ok || !isFile(src) {
		return io.Copy(struct{ io.Writer }{w}, src)
	}
	return inPieces(src, w.piece, func(part io.Reader) (int64, error) {
		return w.timed(w.piece, func() (int64, error) { return inner.ReadFrom(part) })
	})
}

// isFile reports whether a source is a file, or a part of one as of [http.ServeContent],
// which does not keep anybody waiting as a pipe does.
func isFile(src io.Reader) bool {
	if part, ok := src.(*io.LimitedReader); ok {
		src = part.R
	}
	file, ok := src.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular()
}

// inPieces copies a source in pieces. A part of a part would hide the file from sendfile.
func inPieces(src io.Reader, size int, send func(part io.Reader) (int64, error)) (all int64, err error) {
	whole, limited := src.(*io.LimitedReader)
	for {
		piece := &io.LimitedReader{R: src, N: int64(size)}
		if limited {
			piece.R, piece.N = whole.R, min(piece.N, max(0, whole.N))
		}
		asked := piece.N
		n, err := send(piece)
		all += n
		if limited {
			whole.N -= asked - piece.N
		}
		if err != nil || n < int64(size) {
			return all, err
		}
	}
}

// FlushError is for [http.ResponseController].
func (w *timedWriter) FlushError() error {
	w.streams.Store(true)
	_, err := w.timed(0, func() (int64, error) { return 0, w.control.Flush() })
	w.begun.Store(true)
	return err
}

// Flush is an [http.Flusher]. Its error would be that of the next write.
func (w *timedWriter) Flush() { _ = w.FlushError() }

// Hijack is an [http.Hijacker].
func (w *timedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, buffered, err := w.control.Hijack()
	if err == nil {
		w.hijacked.Store(true)
		w.reading.forget()
		w.writing.forget()
	}
	return c, buffered, err
}

// finish gives what is still in the buffers its time. net/http takes the deadline
// away when that is sent.
func (w *timedWriter) finish() {
	if !w.hijacked.Load() {
		w.writing.wait(w.due(time.Now(), 0))
	}
}
