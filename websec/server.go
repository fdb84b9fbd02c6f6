package websec

import (
	"fmt"
	"net/http"
	"time"
)

// A ServerOption changes a value of [NewServer]. Each may be given once.
type ServerOption func(*serverOptions) error

type serverOptions struct {
	header, idle time.Duration
	headerBytes  int
	bodyBytes    int64
	streams      int
	deadlines    func(*http.Request) (Deadlines, bool)
	watch        func(Event)
	given        map[string]bool
}

func serverOption(name string, ok bool, value any, want string, set func(*serverOptions)) ServerOption {
	return func(o *serverOptions) error {
		switch {
		case o.given[name]:
			return fmt.Errorf("%w: %s is given twice", ErrFlood, name)
		case !ok:
			return fmt.Errorf("%w: %s(%v): %s", ErrFlood, name, value, want)
		}
		o.given[name] = true
		set(o)
		return nil
	}
}

// ServerHeaderTime is how long a client may take to send a header, and as long for
// its TLS handshake before: 5 seconds if not said. Slowloris lives on servers that have no such time.
// A client that has agreed on HTTP/2 by TLS gets 10 seconds to begin it, whatever is said here, which
// net/http has fixed, and from then on ServerIdleTime until its first request is whole.
func ServerHeaderTime(d time.Duration) ServerOption {
	return serverOption("ServerHeaderTime", d > 0, d, "above zero", func(o *serverOptions) { o.header = d })
}

// ServerIdleTime is how long a connection may be kept open between requests: a
// minute if not said. Longer than what a proxy in front keeps its own open, or the
// two race.
func ServerIdleTime(d time.Duration) ServerOption {
	return serverOption("ServerIdleTime", d > 0, d, "above zero", func(o *serverOptions) { o.idle = d })
}

// ServerHeaderBytes is how long a header may be: 16 KiB if not said, twice what
// browsers and proxies are known to send, where net/http allows a megabyte. It adds
// 4 KiB to it. Longer ones are answered 431.
func ServerHeaderBytes(n int) ServerOption {
	return serverOption("ServerHeaderBytes", n >= 1<<10 && n <= 1<<20, n, "1 KiB to 1 MiB", func(o *serverOptions) { o.headerBytes = n })
}

// ServerBodyBytes is how long a body may be: 10 MiB if not said. One that is
// declared longer is answered 413; of another, no more is read. For fewer bytes on
// some routes give the request the body of an [http.MaxBytesReader] there.
// ([http.MaxBytesHandler] hands on a copy of the request, so that net/http does not find the
// files of a multipart form that was parsed behind it, and leaves them on the disk.)
func ServerBodyBytes(n int64) ServerOption {
	return serverOption("ServerBodyBytes", n >= 1, n, "1 at least", func(o *serverOptions) { o.bodyBytes = n })
}

// ServerStreams is how many requests an HTTP/2 connection may have at once: 100 if
// not said, the least that RFC 9113, section 6.5.2, recommends, where net/http
// allows 250.
func ServerStreams(n int) ServerOption {
	return serverOption("ServerStreams", n >= 1, n, "1 at least", func(o *serverOptions) { o.streams = n })
}

// ServerDeadlines chooses the deadlines of a request, or none, as in [LimitTime].
func ServerDeadlines(of func(*http.Request) (Deadlines, bool)) ServerOption {
	return serverOption("ServerDeadlines", of != nil, "nil", "a function", func(o *serverOptions) { o.deadlines = of })
}

// NewServer makes an [http.Server] on which no client can hold a connection by
// being slow or large. What is not about that, such as Addr, TLSConfig and
// ErrorLog, is the caller's to set. The error wraps [ErrFlood].
//
// ReadTimeout and WriteTimeout stay zero, since they would cut off event streams
// and slow handlers: the deadlines of [LimitTime] are there instead. What is
// left to a client is the number of its connections, which [LimitConns] bounds. What
// fills the line before it gets here no server can keep out.
func NewServer(handler http.Handler, opts ...ServerOption) (*http.Server, error) {
	if handler == nil {
		return nil, fmt.Errorf("%w: NewServer without a handler", ErrFlood)
	}
	o := serverOptions{
		header: 5 * time.Second, idle: time.Minute,
		headerBytes: 16 << 10, bodyBytes: 10 << 20, streams: 100,
		given: map[string]bool{},
	}
	for i, opt := range opts {
		if opt == nil {
			return nil, nilOption(ErrFlood, "NewServer", i)
		}
		if err := opt(&o); err != nil {
			return nil, err
		}
	}
	if o.idle < o.header {
		return nil, fmt.Errorf("%w: an idle time of %v is shorter than a header's %v", ErrFlood, o.idle, o.header)
	}
	m := &manners{watch: o.watch}
	server := &http.Server{
		Handler:           limitBody(o.bodyBytes, m, limitTime(o.deadlines, m)(handler)),
		ReadHeaderTimeout: o.header,
		IdleTimeout:       o.idle,
		MaxHeaderBytes:    o.headerBytes,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: o.streams,
			SendPingTimeout:      o.idle,           // is a silent client still there?
			PingTimeout:          15 * time.Second, // no
			WriteByteTimeout:     30 * time.Second, // nor is one that takes nothing
		},
	}
	if o.watch != nil {
		watchHeaders(server, o.watch)
	}
	return server, nil
}

// limitBody refuses a body that says it is too long before a byte of it is read.
// It is the outermost handler, as http.MaxBytesReader closes the connection only
// by net/http's own ResponseWriter.
func limitBody(most int64, m *manners, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.watch != nil {
			becameRequest(r.Context())
		}
		if r.ContentLength <= most {
			serveWithin(most, m, next, w, r)
			return
		}
		// What net/http still reads of it, to be polite, it shall not wait for.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Second)) // not all writers can
		w.Header().Set("Connection", "close")
		m.stop(w, r, refusalFor(TooLargeBody))
	})
}
