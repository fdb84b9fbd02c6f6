package websec

import (
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
	if r.ContentLength > 0 {
		most = int(min(r.ContentLength, int64(most)))
	}
	body.begin(most)
	return body
}

// begunBody reads what has come already, and then the rest, or the error there was.
type begunBody struct {
	begun [][]byte
	rest  io.ReadCloser
	err   error // of the beginning: io.EOF if that was all
}

// begin reads so many bytes into parts, each as large as all before it: what has not come
// takes no more memory than what has, and all together no more than was said, which it
// would in a buffer that is copied to grow.
func (b *begunBody) begin(left int) {
	for size := 4 << 10; left > 0 && b.err == nil; size = max(size, b.held()) {
		part, n := make([]byte, min(size, left)), 0
		for n < len(part) && b.err == nil {
			var more int
			more, b.err = b.rest.Read(part[n:])
			n += more
		}
		left -= n
		if n > 0 {
			b.begun = append(b.begun, part[:n])
		}
	}
}

// held is how much memory the beginning takes.
func (b *begunBody) held() (all int) {
	for _, part := range b.begun {
		all += cap(part)
	}
	return all
}

func (b *begunBody) Read(p []byte) (n int, err error) {
	switch {
	case len(b.begun) > 0:
		n = copy(p, b.begun[0])
		if b.begun[0] = b.begun[0][n:]; len(b.begun[0]) == 0 {
			b.begun[0], b.begun = nil, b.begun[1:]
		}
		return n, nil
	case b.err != nil:
		return 0, b.err
	}
	return b.rest.Read(p)
}

func (b *begunBody) Close() error { return b.rest.Close() }
