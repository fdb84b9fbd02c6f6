package websec_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// A told keeps what a hook has heard, as text. It is safe for concurrent use.
type told struct {
	mu    sync.Mutex
	lines []string
}

func (l *told) hear(e websec.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := "a pass"
	if e.Refusal != nil {
		line = fmt.Sprintf("%s: %s, %d", e.Layer, e.Refusal.Reason, e.Refusal.Status)
	}
	if e.Request != nil {
		line += " " + e.Request.URL.Path
	}
	if e.Client.IsValid() {
		line += " from " + e.Client.String()
	}
	l.lines = append(l.lines, line)
}

func (l *told) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

// watched runs a server that tells, behind LimitConns, on a network in memory.
func watched(t *testing.T, h http.HandlerFunc, opts ...websec.ServerOption) (*memNet, *told) {
	t.Helper()
	heard := &told{}
	s, err := websec.NewServer(h, append(opts, websec.WatchServer(heard.hear))...)
	require.NoError(t, err)
	n := newMemNet()
	l, err := websec.LimitConns(n)
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		<-time.After(time.Second) // after some errors net/http lingers for half of it
		require.Zero(t, l.Stats().Open)
	})
	return n, heard
}

// What a client sends on one connection, piece by piece, a second between them, and what
// is told of it.
func TestWatchServer(t *testing.T) {
	const post = "POST /post HTTP/1.1\r\nHost: x\r\n"
	fine := fmt.Sprintf(askFor, "fine")
	long := "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 16_000) + "\r\n\r\n"
	for name, tt := range map[string]struct {
		pieces []string
		leaves bool
		told   []string
	}{
		"all is well":                  {[]string{fine, fine}, true, nil},
		"silence after a request":      {[]string{fine}, false, nil},
		"a client that leaves":         {[]string{"GET / HT"}, true, nil},
		"leaves in the second":         {[]string{fine, "GET / HT"}, true, nil},
		"silence from the start":       {nil, false, []string{"deadlines: the client is too slow, 0 from 198.51.100.1"}},
		"a slow header":                {[]string{"GET / HT", "TP/1.1\r\n"}, false, []string{"deadlines: the client is too slow, 0 from 198.51.100.1"}},
		"a slow second header":         {[]string{fine, "GET / HT", "TP/1.1\r\n"}, false, []string{"deadlines: the client is too slow, 0 from 198.51.100.1"}},
		"a long header":                {[]string{long}, false, []string{"server: the header is too long, 431 from 198.51.100.1"}},
		"a long second header":         {[]string{fine, long}, false, []string{"server: the header is too long, 431 from 198.51.100.1"}},
		"no header":                    {[]string{"hello?\r\n\r\n"}, false, []string{"server: the header is malformed, 400 from 198.51.100.1"}},
		"an unknown coding":            {[]string{post + "Transfer-Encoding: x\r\n\r\n"}, false, []string{"server: the header is malformed, 501 from 198.51.100.1"}},
		"an unknown expectation":       {[]string{post + "Expect: x\r\n\r\n"}, false, []string{"server: the header is malformed, 417 from 198.51.100.1"}},
		"what net/http answers itself": {[]string{"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"}, true, nil},
		"a long body, declared":        {[]string{post + "Content-Length: 1001\r\n\r\n"}, false, []string{"body: the body is too large, 413 /post"}},
		"a long body, found out":       {[]string{post + "Transfer-Encoding: chunked\r\n\r\n" + "400\r\n" + strings.Repeat("x", 1024) + "\r\n0\r\n\r\n"}, false, []string{"body: the body is too large, 413 /post"}},
		"a slow body":                  {[]string{post + "Content-Length: 100\r\n\r\n", "x"}, false, []string{"deadlines: the client is too slow, 0 /post"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n, heard := watched(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) },
					websec.ServerBodyBytes(1000), websec.ServerHeaderBytes(2000), limits(quick))
				c := n.dial("198.51.100.1:1")
				go func() { _, _ = io.Copy(io.Discard, c) }() // until either closes
				for _, piece := range tt.pieces {
					go func() { _, _ = io.WriteString(c, piece) }() // of a long header not all is read
					time.Sleep(time.Second)
				}
				if tt.leaves {
					require.NoError(t, c.Close())
				}
				time.Sleep(2 * time.Minute)
				require.Equal(t, tt.told, heard.take())
				_ = c.Close()
			})
		})
	}
}

// A client that does not take its answer is told of once, by the handler's own write.
func TestWatchServerSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, heard := watched(t, func(w http.ResponseWriter, _ *http.Request) {
			for range 3 {
				_, _ = w.Write(make([]byte, 64<<10))
			}
		}, limits(quick))
		c := n.dial("198.51.100.1:1")
		send(t, c, fmt.Sprintf(askFor, "big"))
		time.Sleep(time.Hour * 3)
		require.Equal(t, []string{"deadlines: the client is too slow, 0 /big"}, heard.take())
		require.NoError(t, c.Close())
	})
}

// Without LimitConns the server works alike, and nothing is told of headers.
func TestWatchServerWithoutLimitConns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		heard := &told{}
		n := serveMem(t, sayHello, websec.WatchServer(heard.hear), websec.ServerHeaderBytes(2000))
		c := n.dial("198.51.100.1:1")
		go func() { _, _ = io.WriteString(c, "hello?\r\n\r\n") }()
		require.Equal(t, http.StatusBadRequest, answer(t, bufio.NewReader(c)).StatusCode)
		require.NoError(t, c.Close())
		require.Empty(t, heard.take())
	})
}

// By TLS a slow handshake is told and a malformed header is not; by HTTP/2 nothing is
// wrong with a connection that goes away.
func TestWatchServerByTLS(t *testing.T) {
	heard := &told{}
	s, err := websec.NewServer(sayHello, websec.WatchServer(heard.hear))
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(sayHello)
	server.Config.Handler, server.Config.ConnContext, server.Config.ConnState = s.Handler, s.ConnContext, s.ConnState
	server.Listener, err = websec.LimitConns(server.Listener)
	require.NoError(t, err)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	for _, protocol := range []string{"h2", "http/1.1"} {
		config := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone() //nolint:errcheck // the type that httptest makes
		config.NextProtos = []string{protocol}
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: protocol == "h2"}}
		answer, err := client.Get(server.URL)
		require.NoError(t, err)
		require.Equal(t, protocol == "h2", answer.ProtoMajor == 2)
		require.NoError(t, answer.Body.Close())
		client.CloseIdleConnections()

		if protocol == "h2" {
			continue
		}
		c, err := (&tls.Dialer{Config: config}).Dial("tcp", server.Listener.Addr().String())
		require.NoError(t, err)
		send(t, c, "hello?\r\n\r\n")
		require.True(t, strings.HasPrefix(drain(c), "HTTP/1.1 400 "))
		require.NoError(t, c.Close())
	}
	require.Empty(t, heard.take())
}

// The layers of Protect tell the same of bodies and slow clients by the one hook.
func TestWatchTellsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		heard := &told{}
		protect, err := websec.Protect(websec.WithDeadlines(func(*http.Request) (websec.Deadlines, bool) { return quick, true }),
			websec.MaxBody(1000), websec.Without(websec.LayerCSRF, websec.LayerHeaders), websec.Watch(heard.hear))
		require.NoError(t, err)
		n := newMemNet()
		s := &http.Server{Handler: protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }))}
		done := make(chan error, 1)
		go func() { done <- s.Serve(n) }()
		ask := func(rest string) net.Conn {
			c := n.dial("198.51.100.1:1")
			go func() { _, _ = io.Copy(io.Discard, c) }()
			go func() { _, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\n"+rest) }()
			time.Sleep(time.Minute)
			return c
		}
		long := ask("Transfer-Encoding: chunked\r\n\r\n400\r\n" + strings.Repeat("x", 1024) + "\r\n0\r\n\r\n")
		require.Equal(t, []string{"a pass /", "body: the body is too large, 413 /"}, heard.take())
		slow := ask("Content-Length: 100\r\n\r\nx")
		require.Equal(t, []string{"a pass /", "deadlines: the client is too slow, 0 /"}, heard.take())
		require.NoError(t, long.Close())
		require.NoError(t, slow.Close())
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		time.Sleep(time.Second)
	})
}
