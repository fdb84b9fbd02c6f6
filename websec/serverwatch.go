package websec

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
)

// WatchServer is told of what the server refuses, in the words of [Watch]: bodies over
// ServerBodyBytes, clients slower than the deadlines, and headers, which net/http refuses
// by itself before any handler: slow ones, which it cuts off without an answer, longer
// ones (431) and malformed ones (400, 417, 501, 505). Events about headers have no Request,
// but a Client. Passes are not told. The hook is called by many goroutines at once.
//
// net/http has no hook for headers, so they are seen at the connection:
//
//   - Only behind [LimitConns]. Without it nothing is told of headers.
//   - By TLS, the slow ones alone: the answers are encrypted before they get there. A
//     handshake that takes too long counts as a slow header.
//   - By HTTP/2, none: there net/http answers in frames, or resets a stream.
//   - A client that leaves in the middle of a header was not refused.
//   - An answer that waits in a buffer until the handler has returned can be cut off
//     without a word.
//
// It uses ConnState and ConnContext of the server: who sets these has to call what is
// there already.
func WatchServer(hook func(Event)) ServerOption {
	return serverOption("WatchServer", hook != nil, "nil", "a function", func(o *serverOptions) { o.watch = hook })
}

// A headerFate is what becomes of the header that a connection is waiting for. Until it is
// a request, net/http itself is the only one who reads and writes.
type headerFate struct {
	awaited atomic.Bool
	late    atomic.Bool  // the last read ran into the deadline
	gone    atomic.Bool  // or the client ended it, which net/http calls a bad request in the middle of a line
	status  atomic.Int32 // that net/http answered
}

func (f *headerFate) read(err error) {
	if err != nil { // the second header of a connection is not awaited yet when it is late
		late := errors.Is(err, os.ErrDeadlineExceeded)
		f.late.Store(late)
		f.gone.Store(!late)
	}
}

func (f *headerFate) answered(p []byte) {
	const before, digits = "HTTP/1.1 ", 3
	if !f.awaited.Load() || len(p) < len(before)+digits || string(p[:len(before)]) != before {
		return
	}
	if status, err := strconv.Atoi(string(p[len(before) : len(before)+digits])); err == nil {
		f.status.Store(int32(status)) //nolint:gosec // three digits
	}
}

func (f *headerFate) await(yes bool) {
	f.late.Store(false)
	f.gone.Store(false)
	f.status.Store(0)
	f.awaited.Store(yes)
}

// refusal is nil if the header became a request, or the client went away.
func (f *headerFate) refusal() *Refusal {
	switch status := int(f.status.Load()); {
	case !f.awaited.Load() || f.gone.Load():
		return nil
	case status == http.StatusRequestHeaderFieldsTooLarge:
		return refusalFor(LongHeader)
	case status == http.StatusBadRequest:
		return refusalFor(BadHeader)
	case status > http.StatusBadRequest:
		return &Refusal{LayerServer, BadHeader, status}
	case f.late.Load():
		return refusalFor(SlowClient)
	}
	return nil
}

type fateKey struct{}

// becameRequest is said by the first handler.
func becameRequest(ctx context.Context) {
	if f, ok := ctx.Value(fateKey{}).(*headerFate); ok {
		f.awaited.Store(false)
	}
}

// watchHeaders tells of connections that end before their header was a request.
func watchHeaders(server *http.Server, hook func(Event)) {
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if f := fateOf(c); f != nil {
			return context.WithValue(ctx, fateKey{}, f)
		}
		return ctx
	}
	server.ConnState = func(c net.Conn, state http.ConnState) {
		f := fateOf(c)
		if f == nil {
			return
		}
		switch state {
		case http.StateNew:
			f.await(true)
		case http.StateActive:
			f.awaited.Store(!isHTTP2(c)) // a read may have been late already
		case http.StateIdle:
			f.await(false) // silence between requests is nothing to tell of
		case http.StateClosed:
			if why := f.refusal(); why != nil {
				hook(Event{Layer: why.Layer, Refusal: why, Client: addrOf(c.RemoteAddr())})
			}
		}
	}
}

func fateOf(c net.Conn) *headerFate {
	if secret, ok := c.(*tls.Conn); ok {
		c = secret.NetConn()
	}
	if counted, ok := c.(interface{ fate() *headerFate }); ok {
		return counted.fate()
	}
	return nil
}

func isHTTP2(c net.Conn) bool {
	secret, ok := c.(*tls.Conn)
	return ok && secret.ConnectionState().NegotiatedProtocol == "h2"
}
