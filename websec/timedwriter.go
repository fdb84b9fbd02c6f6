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

// An allowance is the time that a client may keep the server waiting: a base, and
// more for each byte that moves.
type allowance struct {
	deadlines Deadlines
	base      time.Duration
	bytes     int64
	spent     time.Duration
}

func (a *allowance) left() time.Duration {
	// Not in nanoseconds first: an exabyte of them does not fit.
	earned := time.Duration(float64(a.bytes) / float64(a.deadlines.MinRate) * float64(time.Second))
	return a.base + earned - a.spent
}

// timedWriter gives each write of a response its deadline. In between there is
// none, because the time of the handler does not count.
type timedWriter struct {
	http.ResponseWriter
	control   *http.ResponseController
	allowance allowance
	streams   bool // it was flushed: each write has its own time
	hijacked  bool

	request *http.Request
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

// setWrite and setRead ignore errors: a writer without deadlines is left alone.
func (w *timedWriter) setWrite(t time.Time) { _ = w.control.SetWriteDeadline(t) }
func (w *timedWriter) setRead(t time.Time)  { _ = w.control.SetReadDeadline(t) }

// due is when what is written now has to be gone.
func (w *timedWriter) due(now time.Time) time.Time {
	if w.streams {
		return now.Add(w.allowance.deadlines.Stall)
	}
	return now.Add(w.allowance.left())
}

// timed runs a write that is about to send n bytes.
func (w *timedWriter) timed(n int, write func() (int64, error)) (int64, error) {
	w.allowance.bytes += int64(n)
	now := time.Now()
	w.setWrite(w.due(now))
	sent, err := write()
	w.setWrite(time.Time{})
	w.allowance.spent += time.Since(now)
	w.noticed(err)
	return sent, err
}

func (w *timedWriter) Write(p []byte) (int, error) {
	n, err := w.timed(len(p), func() (int64, error) {
		n, err := w.ResponseWriter.Write(p)
		return int64(n), err
	})
	return int(n), err
}

func (w *timedWriter) WriteString(s string) (int, error) {
	n, err := w.timed(len(s), func() (int64, error) {
		n, err := io.WriteString(w.ResponseWriter, s)
		return int64(n), err
	})
	return int(n), err
}

// timedChunk is how much of a file is sent before the deadline moves on.
const timedChunk = 1 << 20

// ReadFrom keeps sendfile for handlers that copy files.
func (w *timedWriter) ReadFrom(src io.Reader) (all int64, err error) {
	inner, ok := w.ResponseWriter.(io.ReaderFrom)
	if !ok || w.streams {
		return io.Copy(struct{ io.Writer }{w}, src)
	}
	for {
		n, err := w.timed(timedChunk, func() (int64, error) { return inner.ReadFrom(io.LimitReader(src, timedChunk)) })
		w.allowance.bytes += n - timedChunk
		all += n
		if err != nil || n < timedChunk {
			return all, err
		}
	}
}

// FlushError is for [http.ResponseController].
func (w *timedWriter) FlushError() error {
	w.streams = true
	_, err := w.timed(0, func() (int64, error) { return 0, w.control.Flush() })
	return err
}

// Flush is an [http.Flusher]. Its error would be that of the next write.
func (w *timedWriter) Flush() { _ = w.FlushError() }

// Hijack is an [http.Hijacker].
func (w *timedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, buffered, err := w.control.Hijack()
	w.hijacked = err == nil
	return c, buffered, err
}

// finish gives what is still in the buffers its time. net/http takes the deadline
// away when that is sent.
func (w *timedWriter) finish() {
	if !w.hijacked {
		w.setWrite(w.due(time.Now()))
	}
}

// timedBody gives each read of a body its deadline.
type timedBody struct {
	io.ReadCloser
	writer    *timedWriter
	allowance allowance
	err       error // what ended it
}

func (b *timedBody) Read(p []byte) (int, error) {
	if b.err != nil || b.writer.hijacked {
		return b.ReadCloser.Read(p)
	}
	now := time.Now()
	b.writer.setRead(now.Add(b.allowance.left()))
	n, err := b.ReadCloser.Read(p)
	b.writer.setRead(time.Time{})
	b.allowance.spent += time.Since(now)
	b.allowance.bytes += int64(n)
	b.err = err
	b.writer.noticed(err)
	return n, err
}

// finish bounds the time in which net/http reads what the handler left of the
// body. There is nothing to wait for when it failed.
func (b *timedBody) finish() {
	switch now := time.Now(); {
	case b.writer.hijacked || errors.Is(b.err, io.EOF):
	case b.err != nil:
		b.writer.setRead(now)
	default:
		b.writer.setRead(now.Add(b.allowance.left()))
	}
}
