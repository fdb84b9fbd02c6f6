package websec

import (
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

// timedBody gives each read of a body its deadline. A transport may go on reading after the
// handler has returned; by then the deadlines are the server's own.
type timedBody struct {
	io.ReadCloser
	writer    *timedWriter
	allowance allowance

	mu     sync.Mutex
	greets bool  // the next read sends 100 Continue before, by HTTP/1
	err    error // what ended it
	over   bool  // the handler has returned
}

func newTimedBody(r *http.Request, w *timedWriter, d Deadlines) *timedBody {
	return &timedBody{
		ReadCloser: r.Body, writer: w, allowance: newAllowance(d.Body, d.MinRate, 0),
		greets: r.ProtoMajor == 1 && len(r.Header["Expect"]) > 0,
	}
}

func (b *timedBody) Read(p []byte) (int, error) {
	now := time.Now()
	waits, err := b.begin(now)
	if err != nil {
		return 0, err
	}
	if waits {
		b.greet(now)
	}
	n, err := b.ReadCloser.Read(p)
	if waits {
		b.allowance.spend(time.Since(now), int64(n))
		b.end(err)
	}
	return n, err
}

// Close has the deadline of a read: net/http reads up to 256 KiB of what is left before it
// closes a body. Where reading has failed, there is nothing to wait for.
func (b *timedBody) Close() error {
	now := time.Now()
	waits, failed := b.begin(now)
	if failed != nil {
		waits = b.expire(now)
	}
	err := b.ReadCloser.Close()
	if waits {
		b.end(err)
	}
	return err
}

// expire has reads end at once, and reports whether it did.
func (b *timedBody) expire(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over || b.writer.hijacked.Load() {
		return false
	}
	b.writer.reading.wait(now)
	return true
}

// begin sets the deadline of a read, and reports whether it did. What has failed stays so,
// since the deadline that ended it is gone.
func (b *timedBody) begin(now time.Time) (waits bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.err != nil && !errors.Is(b.err, io.EOF):
		return false, b.err
	case b.err != nil || b.over || b.writer.hijacked.Load():
		return false, nil
	}
	b.writer.reading.wait(now.Add(b.allowance.left(0)))
	return true, nil
}

// greet sets the deadline of a write for a read that begins with one: the client may read nothing.
func (b *timedBody) greet(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.greets && !b.over {
		b.writer.writing.wait(b.writer.due(now, 0))
	}
}

// end takes it away, and notes what ended the body. That is not the handler's own deadline,
// which it can move, and read on.
func (b *timedBody) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over || b.writer.hijacked.Load() {
		return
	}
	if b.greets {
		b.greets = false
		b.writer.writing.waited()
	}
	if errors.Is(err, io.EOF) {
		// By now net/http waits for the client to leave, without a deadline: were the
		// handler's there again, the context would end with it.
		b.err = err
		b.writer.reading.none()
		return
	}
	late := b.writer.reading.waited()
	if late || !errors.Is(err, os.ErrDeadlineExceeded) {
		b.err = err
		b.writer.noticed(err)
	}
}

// finish bounds the time in which net/http reads what the handler left of the body. There
// is nothing to wait for when it failed.
func (b *timedBody) finish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	switch now := time.Now(); {
	case b.writer.hijacked.Load() || errors.Is(b.err, io.EOF):
	case b.err != nil:
		b.writer.reading.wait(now)
	default:
		b.writer.reading.wait(now.Add(b.allowance.left(0)))
	}
}
