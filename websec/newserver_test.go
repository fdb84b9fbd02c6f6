package websec_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// serveMem runs a server on a network in memory until the bubble's test ends.
func serveMem(t *testing.T, h http.HandlerFunc, opts ...websec.ServerOption) *memNet {
	t.Helper()
	s, err := websec.NewServer(h, opts...)
	require.NoError(t, err)
	n := newMemNet()
	done := make(chan error, 1)
	go func() { done <- s.Serve(n) }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		<-time.After(time.Second) // after some errors net/http lingers for half of it
	})
	return n
}

func send(t *testing.T, c net.Conn, text string) {
	t.Helper()
	_, err := io.WriteString(c, text)
	require.NoError(t, err)
}

func answer(t *testing.T, from *bufio.Reader) *http.Response {
	t.Helper()
	response, err := http.ReadResponse(from, nil)
	require.NoError(t, err)
	return response
}

const askFor = "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"

// Slowloris: the header comes a byte a second, and never ends.
func TestServerEndsSlowHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(http.ResponseWriter, *http.Request) { t.Error("no request came") })
		begun := time.Now()
		conns := make([]net.Conn, 200)
		for i := range conns {
			conns[i] = n.dial("")
			go func() { _, _ = io.Copy(io.Discard, conns[i]) }() // in place of the kernel's buffers
			send(t, conns[i], "GET / HTTP/1.1\r\n")
		}
		for _, c := range conns {
			for {
				if _, err := io.WriteString(c, "x"); err != nil {
					break
				}
				time.Sleep(time.Second)
			}
		}
		require.LessOrEqual(t, time.Since(begun), 6*time.Second, "all of them at once")
	})
}

func TestServerEndsIdleConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(http.ResponseWriter, *http.Request) {})
		c := n.dial("")
		from := bufio.NewReader(c)
		for range 3 {
			send(t, c, fmt.Sprintf(askFor, ""))
			require.Equal(t, 200, answer(t, from).StatusCode)
			time.Sleep(59 * time.Second)
		}
		_, err := from.ReadByte()
		require.ErrorIs(t, err, io.EOF)
	})
}

func limits(d websec.Deadlines) websec.ServerOption {
	return websec.ServerDeadlines(func(r *http.Request) (websec.Deadlines, bool) { return d, r.URL.Path != "/free" })
}

var quick = websec.Deadlines{Body: 10 * time.Second, Response: 10 * time.Second, MinRate: 10, Stall: 10 * time.Second}

func TestServerLimitsHeaderAndBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var failed error
		n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
			if _, failed = io.ReadAll(r.Body); failed != nil {
				http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			}
		}, websec.ServerBodyBytes(1000), websec.ServerHeaderBytes(2000), websec.ServerStreams(10))
		ask := func(text string) int {
			c := n.dial("")
			defer func() { _ = c.Close() }()
			go func() { _, _ = io.WriteString(c, text) }()
			response := answer(t, bufio.NewReader(c))
			return response.StatusCode
		}
		require.Equal(t, 200, ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"+strings.Repeat("x", 1000)))
		require.Equal(t, 413, ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n"))
		require.NoError(t, failed, "the handler never saw it")
		require.Equal(t, 413, ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"+"400\r\n"+strings.Repeat("x", 1024)+"\r\n0\r\n\r\n"))
		require.ErrorAs(t, failed, new(*http.MaxBytesError))
		require.Equal(t, 431, ask("GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 8000)+"\r\n\r\n"))
	})
}

func TestNewServerRefuses(t *testing.T) {
	_, err := websec.NewServer(nil)
	require.ErrorIs(t, err, websec.ErrFlood)
	for want, opts := range map[string][]websec.ServerOption{
		"ServerHeaderTime(0s)":      {websec.ServerHeaderTime(0)},
		"ServerIdleTime(-1ns)":      {websec.ServerIdleTime(-1)},
		"ServerHeaderBytes(1)":      {websec.ServerHeaderBytes(1)},
		"ServerBodyBytes(0)":        {websec.ServerBodyBytes(0)},
		"ServerStreams(0)":          {websec.ServerStreams(0)},
		"ServerDeadlines":           {websec.ServerDeadlines(nil)},
		"given twice":               {websec.ServerStreams(10), websec.ServerStreams(10)},
		"shorter than a header's 5": {websec.ServerIdleTime(time.Second)},
	} {
		_, err := websec.NewServer(sayHello, opts...)
		require.ErrorIs(t, err, websec.ErrFlood)
		require.ErrorContains(t, err, want)
	}
	require.NoError(t, websec.DefaultDeadlines().Check())
	require.ErrorIs(t, websec.Deadlines{Body: 1}.Check(), websec.ErrFlood)
}

// The flood of issue 13 on connections: an abuser opens 50 times what it may and
// says nothing, and others are served all the while.
func TestConnFloodLeavesOthersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemNet()
		l, err := websec.LimitConns(n, websec.ConnsPerAddr(8), websec.ConnsTotal(100))
		require.NoError(t, err)
		s, err := websec.NewServer(sayHello)
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() { done <- s.Serve(l) }()
		served := 0
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for round := range 40 {
			for i := range 10 {
				c := n.dial(fmt.Sprintf("203.0.113.66:%d", 1+round*10+i))
				context.AfterFunc(ctx, func() { _ = c.Close() })
			}
			for client := range 10 {
				c := n.dial(fmt.Sprintf("198.51.100.%d:1", client))
				send(t, c, fmt.Sprintf(askFor, ""))
				if answer(t, bufio.NewReader(c)).StatusCode == 200 {
					served++
				}
				require.NoError(t, c.Close())
			}
			require.LessOrEqual(t, l.Stats().Open, 8+10)
			time.Sleep(100 * time.Millisecond)
		}
		require.Equal(t, 400, served)
		require.EqualValues(t, 400-8, l.Stats().Refused)
		time.Sleep(6 * time.Second)
		require.Zero(t, l.Stats().Open, "and in the end the silent ones are gone as well")
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		time.Sleep(time.Second)
	})
}

// Files go out in pieces that each have their time, by sendfile where there is one.
func TestServerSendsLargeFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 3<<20 + 7
		took := quick
		took.MinRate = 1 << 20 // 13 seconds in all
		n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(size))
			sent, err := io.Copy(w, io.LimitReader(noughts{}, size))
			if sent != size || err != nil {
				t.Error(sent, err)
			}
		}, limits(took))
		c := n.dial("")
		send(t, c, fmt.Sprintf(askFor, ""))
		from := bufio.NewReader(c)
		response := answer(t, from)
		for range 12 {
			_, err := io.CopyN(io.Discard, response.Body, 256<<10)
			require.NoError(t, err)
			time.Sleep(time.Second)
		}
		rest, err := io.Copy(io.Discard, response.Body)
		require.NoError(t, err)
		require.EqualValues(t, 7, rest)
	})
}

type noughts struct{}

func (noughts) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// No body stays [http.NoBody], so that a handler which forwards its request with that body
// sends none, and not an empty one in chunks.
func TestServerLeavesNoBodyAlone(t *testing.T) {
	protect, err := websec.Protect(websec.WithDeadlines(nil))
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprint(w, r.Body == http.NoBody)
		})).ServeHTTP)
		for ask, want := range map[string]string{
			"GET / HTTP/1.1\r\nHost: x\r\n\r\n":                                         "true",
			"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n":                   "true",
			"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx":                  "false",
			"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": "false",
		} {
			c := n.dial("")
			go func() { _, _ = io.WriteString(c, ask) }()
			said, err := io.ReadAll(answer(t, bufio.NewReader(c)).Body)
			require.NoError(t, err)
			require.Equal(t, want, string(said), ask)
			require.NoError(t, c.Close())
		}
	})
}
