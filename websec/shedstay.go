package websec

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// clientWaits is how long a request may wait for its client, all together, and keep its
// room meanwhile.
const clientWaits = 50 * time.Millisecond

// A shedStay is the time of one request in the service. While it waits for its client, to
// send or to take what is sent, it steps out, and others have its room: else a few clients
// that do nothing would keep everybody out. It comes back without asking, since it may hold
// what others wait for; so for a moment there can be more in than the limit says.
//
// Reads and writes may go on at the same time, and reads after the end.
type shedStay struct {
	ticket Ticket

	mu     sync.Mutex
	waits  int // reads and writes under way
	since  time.Time
	waited time.Duration // with its room
	out    bool
	over   bool
	timer  *time.Timer
}

// waiting runs what may have to wait for the client.
func (s *shedStay) waiting(run func() (int64, error)) (int64, error) {
	s.enter()
	defer s.leave()
	return run()
}

func (s *shedStay) enter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits++; s.waits > 1 || s.over {
		return
	}
	s.since = time.Now()
	switch left := clientWaits - s.waited; {
	case left <= 0:
		s.stepOut()
	case s.timer == nil:
		s.timer = time.AfterFunc(left, s.tooLong)
	default:
		s.timer.Reset(left)
	}
}

func (s *shedStay) tooLong() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits > 0 && !s.over {
		s.stepOut()
	}
}

func (s *shedStay) stepOut() {
	if !s.out {
		s.out = true
		s.ticket.shedder.step(-1)
	}
}

func (s *shedStay) stepIn() {
	if s.out {
		s.out = false
		s.ticket.shedder.step(1)
	}
}

func (s *shedStay) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waits--; s.waits > 0 || s.over {
		return
	}
	if s.timer != nil {
		s.timer.Stop()
	}
	s.waited += time.Since(s.since)
	s.stepIn()
}

// end gives the room back for good.
func (s *shedStay) end(how shedOutcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if s.timer != nil {
		s.timer.Stop()
	}
	s.stepIn()
	s.ticket.end(how)
}

// step counts a request that goes out to its client, or comes back.
func (s *Shedder) step(in int) {
	now := time.Since(s.epoch)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.learner.passed(s.inFlight, now)
	s.inFlight += in
	s.away -= in
	s.dispatch(now)
}

// shedBody steps out while a body is read.
type shedBody struct {
	io.ReadCloser
	stay *shedStay
}

func (b *shedBody) Read(p []byte) (int, error) {
	b.stay.enter()
	defer b.stay.leave()
	return b.ReadCloser.Read(p)
}

// shedWriter steps out while a response is written.
type shedWriter struct {
	http.ResponseWriter
	stay *shedStay
	held int // bytes that net/http still keeps back, so that writing them waits for nobody
}

const heldBack = 2 << 10 // the smallest of net/http's buffers

// Unwrap is for [http.ResponseController].
func (w *shedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *shedWriter) Write(p []byte) (int, error) {
	if w.held += len(p); w.held <= heldBack {
		return w.ResponseWriter.Write(p)
	}
	w.held = heldBack
	w.stay.enter()
	defer w.stay.leave()
	return w.ResponseWriter.Write(p)
}

func (w *shedWriter) WriteString(s string) (int, error) {
	if w.held += len(s); w.held <= heldBack {
		return io.WriteString(w.ResponseWriter, s)
	}
	w.held = heldBack
	w.stay.enter()
	defer w.stay.leave()
	return io.WriteString(w.ResponseWriter, s)
}

// ReadFrom is for files; what else is copied may be the service's own work.
func (w *shedWriter) ReadFrom(src io.Reader) (int64, error) {
	inner, ok := w.ResponseWriter.(io.ReaderFrom)
	if !ok || !isFile(src) {
		return io.Copy(struct{ io.Writer }{w}, src)
	}
	w.held = heldBack
	return w.stay.waiting(func() (int64, error) { return inner.ReadFrom(src) })
}

// FlushError is for [http.ResponseController].
func (w *shedWriter) FlushError() error {
	w.held = heldBack
	_, err := w.stay.waiting(func() (int64, error) { return 0, http.NewResponseController(w.ResponseWriter).Flush() })
	return err
}

// Flush is an [http.Flusher]. Its error would be that of the next write.
func (w *shedWriter) Flush() { _ = w.FlushError() }

// Hijack is an [http.Hijacker].
func (w *shedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}
