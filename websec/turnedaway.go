package websec

import (
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// A Defence is one of the mechanisms against floods.
type Defence uint8

// The defences.
const (
	ByAccessList  Defence = iota + 1 // 403: an [AccessList] denies the address
	ByRate                           // 429: a limiter says that it is too much
	ByLoad                           // 503: a [Shedder] has no room
	ByConnections                    // the connection is closed: a [ConnLimiter] has no room
)

// String names the defence.
func (d Defence) String() string {
	switch d {
	case ByAccessList:
		return "access list"
	case ByRate:
		return "rate"
	case ByLoad:
		return "load"
	case ByConnections:
		return "connections"
	}
	return "defence " + strconv.Itoa(int(d))
}

// A TurnedAway is a request or connection that one of the defences refused.
type TurnedAway struct {
	By         Defence
	Status     int           // 0 for a connection
	Request    *http.Request // nil for a connection
	Client     netip.Addr    // not valid if the defence did not ask
	RetryAfter time.Duration // 0 if that helps nobody
}

// A FloodOption says how the defences of one handler refuse.
type FloodOption func(*floodManners)

// floodManners is what the handlers against floods have in common.
type floodManners struct {
	watch        func(TurnedAway)
	answer       func(http.ResponseWriter, *http.Request, TurnedAway)
	policy       string
	quiet        bool
	denyUnlisted bool
	priority     func(*http.Request) Priority
}

func mannersOf(opts []FloodOption) *floodManners {
	m := &floodManners{policy: "default"}
	for _, opt := range opts {
		opt(m)
	}
	return m
}

// WatchFlood is told of every request that is turned away, in its own goroutine
// and before the answer. It has to be quick: it is called most when there is least
// time.
func WatchFlood(hook func(TurnedAway)) FloodOption {
	return func(m *floodManners) { m.watch = hook }
}

// AnswerFlood answers in place of the default, which is the status and one line of
// text. Retry-After and the RateLimit headers are set already.
func AnswerFlood(answer func(w http.ResponseWriter, r *http.Request, why TurnedAway)) FloodOption {
	return func(m *floodManners) { m.answer = answer }
}

func (m *floodManners) turnAway(w http.ResponseWriter, r *http.Request, why TurnedAway) {
	why.Request = r
	if why.RetryAfter > 0 {
		w.Header()["Retry-After"] = []string{strconv.FormatInt(wholeSeconds(why.RetryAfter), 10)}
	}
	if m.watch != nil {
		m.watch(why)
	}
	if m.answer != nil {
		m.answer(w, r, why)
		return
	}
	http.Error(w, http.StatusText(why.Status), why.Status)
}

// wholeSeconds rounds up, which is what a wait in seconds has to do.
func wholeSeconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
