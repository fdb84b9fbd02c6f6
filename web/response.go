package web

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
)

// A Response is what the request is answered with, and the [http.ResponseWriter] of
// views. It holds back what is written until the view is done and the functions
// after it have run. When the buffer is full, or the view flushes, they run at once;
// then header and buffer go out and everything else goes straight through.
//
// It is an [http.Flusher], [http.Hijacker] and [io.ReaderFrom], and
// [http.ResponseController] reaches what is below.
type Response struct {
	c         *RequestContext
	w         http.ResponseWriter
	status    int
	body      []byte
	buffer    *[]byte     // where body came from
	outer     http.Header // what middleware had set before
	saved     *saved
	failed    error // why it could not go out
	sent      bool  // the header is out
	cut       bool  // and the rest is not to follow
	hijacked  bool
	finishing bool
}

type saved struct {
	status int
	header http.Header
	body   []byte
}

func (res *Response) begin(c *RequestContext, w http.ResponseWriter) {
	res.c, res.w = c, w
	if h := w.Header(); len(h) > 0 {
		res.outer = h.Clone()
	}
}

func (res *Response) end() {
	b := res.body
	res.body = nil
	if cap(b) == 0 || cap(b) > 64<<10 {
		return
	}
	if res.buffer == nil {
		res.buffer = new([]byte)
	}
	*res.buffer = b[:0]
	res.c.app.app.buffers.Put(res.buffer)
	res.buffer = nil
}

// Header returns the header, which may be changed until it is out.
func (res *Response) Header() http.Header { return res.w.Header() }

// Status returns the status, 0 if nothing is written.
func (res *Response) Status() int { return res.status }

// SetStatus changes the status of what is written, unless it is out. It panics for a
// status outside 100 to 999, as [http.ResponseWriter] does; 0 stands for 200.
func (res *Response) SetStatus(code int) {
	if code != 0 {
		mustBeStatus(code)
	}
	res.status = code
}

// mustBeStatus panics here, in the function that names the status, and not when the
// header goes out: then its error handlers and teardown functions learn what it was.
func mustBeStatus(code int) {
	if !validStatus(code) {
		panic("web: invalid status " + strconv.Itoa(code))
	}
}

// Body returns what is held back of the body. It may be changed in place, in a
// function of [Scaffold.After].
func (res *Response) Body() []byte { return res.body }

// SetBody replaces what is held back of the body.
func (res *Response) SetBody(body []byte) { res.body = append(res.body[:0], body...) }

// Sent reports whether the header is out.
func (res *Response) Sent() bool { return res.sent }

// Reset takes back all that was written, header, status and body, to answer
// differently. It does nothing when the header is out.
func (res *Response) Reset() {
	if res.sent || res.hijacked {
		return
	}
	h := res.w.Header()
	if res.finishing && res.c.late && res.saved == nil {
		res.saved = &saved{res.status, h.Clone(), append([]byte(nil), res.body...)}
	}
	clear(h)
	if res.outer != nil {
		maps.Copy(h, res.outer.Clone())
	}
	res.status, res.body = 0, res.body[:0]
}

// restore brings back what a function after the request replaced, when a later one
// failed on the response to an error: Flask sends the one it had made.
func (res *Response) restore() {
	if s := res.saved; s != nil {
		h := res.w.Header()
		clear(h)
		maps.Copy(h, s.header)
		res.status, res.body = s.status, s.body
	}
}

func validStatus(code int) bool { return code >= 100 && code <= 999 }

// WriteHeader sets the status, once. Informational ones go out at once. It panics for
// a status outside 100 to 999, as [http.ResponseWriter] does.
func (res *Response) WriteHeader(code int) {
	mustBeStatus(code)
	switch {
	case code >= 100 && code < 200 && code != http.StatusSwitchingProtocols:
		res.w.WriteHeader(code)
	case res.status == 0:
		res.status = code
	}
}

// Write writes to the body. The error is that of a function after the request, if
// they had to run, or of the connection.
func (res *Response) Write(p []byte) (int, error) {
	if !res.room(len(p)) {
		if res.failed != nil {
			return 0, res.failed
		}
		return res.w.Write(p)
	}
	res.body = append(res.body, p...)
	return len(p), nil
}

// WriteString is Write without a copy.
func (res *Response) WriteString(s string) (int, error) {
	if !res.room(len(s)) {
		if res.failed != nil {
			return 0, res.failed
		}
		return io.WriteString(res.w, s)
	}
	res.body = append(res.body, s...)
	return len(s), nil
}

// room makes room for n bytes in the buffer; without any the response has gone out,
// or failed.
func (res *Response) room(n int) bool {
	if res.status == 0 {
		res.status = http.StatusOK
	}
	if res.sent || res.failed != nil {
		return false
	}
	a := res.c.app.app
	if len(res.body)+n > a.bufferSize && !res.finishing {
		_ = res.commit() // kept in failed
		return false
	}
	if res.body == nil {
		if b, ok := a.buffers.Get().(*[]byte); ok {
			res.buffer, res.body = b, *b
		}
	}
	return true
}

func (res *Response) written() bool { return res.status != 0 || res.sent || res.hijacked }

// commit runs what is to run after the request, and sends header and buffer.
func (res *Response) commit() error {
	if res.sent || res.finishing || res.hijacked {
		return nil
	}
	if res.failed != nil {
		return res.failed
	}
	if res.status == 0 {
		res.status = http.StatusOK
	}
	if err := guard(res.c.finish); err != nil {
		res.failed = err
		return err
	}
	res.out(false)
	return nil
}

// send sends a response that is whole.
func (res *Response) send() { res.out(true) }

func (res *Response) out(whole bool) {
	h := res.w.Header()
	head := res.c.req.Method == http.MethodHead
	bodiless := res.status < 200 || res.status == http.StatusNoContent || res.status == http.StatusNotModified
	if !bodiless && res.c.app.app.defaultType != nil && h["Content-Type"] == nil && h["Content-Encoding"] == nil {
		h["Content-Type"] = res.c.app.app.defaultType
	}
	if head && whole && !bodiless && h["Content-Length"] == nil {
		h["Content-Length"] = []string{strconv.Itoa(len(res.body))}
	}
	res.sent = true
	res.w.WriteHeader(res.status)
	var err error
	if !head && !bodiless && len(res.body) > 0 {
		_, err = res.w.Write(res.body)
	}
	res.c.tell(Sent, "", "", err)
}

// FlushError sends what is held back: see [http.ResponseController.Flush].
func (res *Response) FlushError() error {
	if err := res.commit(); err != nil {
		return err
	}
	if res.finishing {
		return nil
	}
	return http.NewResponseController(res.w).Flush()
}

// Flush is FlushError for those who do not ask.
func (res *Response) Flush() { _ = res.FlushError() }

// Hijack lets the view take over the connection. Functions after the request do not
// run then, teardown does.
func (res *Response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(res.w).Hijack()
	res.hijacked = err == nil
	return conn, rw, err
}

// ReadFrom copies a body. What does not fit the buffer is copied by the connection,
// which may have the kernel do it.
func (res *Response) ReadFrom(from io.Reader) (int64, error) {
	var n int64
	length, err := strconv.Atoi(res.Header().Get("Content-Length"))
	if err != nil || length <= res.c.app.app.bufferSize || res.finishing {
		buffer := make([]byte, 4<<10)
		for !res.sent && res.failed == nil {
			got, err := from.Read(buffer)
			wrote, failed := res.Write(buffer[:got])
			n += int64(wrote)
			switch {
			case failed != nil:
				return n, failed
			case err == io.EOF: //nolint:errorlint // as io.Reader has it
				return n, nil
			case err != nil:
				return n, err
			}
		}
	}
	if err := res.commit(); err != nil {
		return n, err
	}
	more, err := io.Copy(res.w, from)
	return n + more, err
}

// Unwrap returns the ResponseWriter below, for [http.ResponseController].
func (res *Response) Unwrap() http.ResponseWriter { return res.w }
