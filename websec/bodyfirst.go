package websec

import (
	"bytes"
	"io"
	"net/http"
)

// bodyFirst waits for the first bytes of a body, and returns the body as if they were
// still to be read.
func bodyFirst(r *http.Request, most int) io.ReadCloser {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return r.Body
	}
	body := &begunBody{rest: r.Body}
	_, body.err = io.CopyN(&body.begun, r.Body, int64(most))
	return body
}

// begunBody reads what has come already, and then the rest, or the error there was.
type begunBody struct {
	begun bytes.Buffer
	rest  io.ReadCloser
	err   error // of the beginning: io.EOF if that was all
}

func (b *begunBody) Read(p []byte) (int, error) {
	switch {
	case b.begun.Len() > 0:
		return b.begun.Read(p)
	case b.err != nil:
		return 0, b.err
	}
	return b.rest.Read(p)
}

func (b *begunBody) Close() error { return b.rest.Close() }
