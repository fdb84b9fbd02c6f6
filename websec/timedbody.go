package websec

import (
	"errors"
	"io"
	"sync"
	"time"
)

// timedBody gives each read of a body its deadline. A transport may go on reading after the
// handler has returned; by then the deadlines are the server's own.
type timedBody struct {
	io.ReadCloser
	writer    *timedWriter
	allowance allowance

	mu   sync.Mutex
	err  error // what ended it
	over bool  // the handler has returned
}

// timed sets a deadline unless there is nothing to wait for any more.
func (b *timedBody) timed(until func() time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over || b.err != nil || b.writer.hijacked.Load() {
		return false
	}
	b.writer.setRead(until())
	return true
}

func (b *timedBody) Read(p []byte) (int, error) {
	now := time.Now()
	if !b.timed(func() time.Time { return now.Add(b.allowance.left(0)) }) {
		return b.ReadCloser.Read(p)
	}
	n, err := b.ReadCloser.Read(p)
	b.timed(func() time.Time { return time.Time{} })
	b.allowance.spend(time.Since(now), int64(n))
	b.writer.noticed(err)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
	return n, err
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
		b.writer.setRead(now)
	default:
		b.writer.setRead(now.Add(b.allowance.left(0)))
	}
}
