package websec

import (
	"io"
	"net/http"
	"net/netip"
	"time"
)

// UnitsOf is how finely a limiter of this rate counts time: parts of an interval.
func UnitsOf(rate Rate) int64 { g := newGCRA(rate); return 1 << g.shift }

// LastOf is the last address of a prefix.
func LastOf(p netip.Prefix) netip.Addr { return lastOf(p) }

// UnmapPrefix makes an IPv4-mapped prefix an IPv4 one.
func UnmapPrefix(p netip.Prefix) netip.Prefix { return unmapPrefix(p) }

// EasyOf is what a Shedder knows of requests that found much room: how long they took, of how
// many that is, and how many are still in.
func EasyOf(s *Shedder) (took time.Duration, of, in int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.learner.eased, s.learner.easy, s.learner.easyIn
}

// BodyFirst is what a handler reads, and HeldOf how much memory that takes.
func BodyFirst(r *http.Request, most int) io.ReadCloser { return bodyFirst(r, most) }

// HeldOf is of a body that BodyFirst returned.
func HeldOf(body io.ReadCloser) int {
	if begun, ok := body.(*begunBody); ok {
		return begun.held()
	}
	return 0
}
