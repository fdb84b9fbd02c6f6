package websec_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
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

// A body may take longer when it is longer, but it may not trickle.
func TestServerEndsSlowBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			perSecond int
			ends      time.Duration
		}{{5, 20 * time.Second}, {20, 0}} {
			got := make(chan error, 1)
			n := serveMem(t, func(_ http.ResponseWriter, r *http.Request) {
				time.Sleep(time.Hour) // its own time does not count
				_, err := io.Copy(io.Discard, r.Body)
				got <- err
			}, limits(quick))
			c := n.dial("")
			go func() { _, _ = io.Copy(io.Discard, c) }()
			send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
			time.Sleep(time.Hour)
			begun := time.Now()
			for range 1000 / tt.perSecond {
				if _, err := io.WriteString(c, strings.Repeat("x", tt.perSecond)); err != nil {
					break
				}
				time.Sleep(time.Second)
			}
			err := <-got
			if tt.ends == 0 {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, os.ErrDeadlineExceeded)
				require.InDelta(t, tt.ends.Seconds(), time.Since(begun).Seconds(), 1.1)
			}
			require.NoError(t, c.Close())
		}
	})
}

// A handler that leaves the body alone does not make the server wait for it.
func TestServerEndsUnreadBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(http.ResponseWriter, *http.Request) {}, limits(quick))
		c := n.dial("")
		begun := time.Now()
		send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
		drain(c)
		require.LessOrEqual(t, time.Since(begun), 11*time.Second)
	})
}

// Slow read: the client asks for much and takes little of it.
func TestServerEndsSlowReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			perSecond int
			fails     bool
		}{{9, true}, {11, false}} {
			got := make(chan error, 1)
			n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "20000")
				var err error
				for i := 0; i < 10 && err == nil; i++ {
					if i%2 == 0 {
						_, err = io.WriteString(w, strings.Repeat("x", 2000))
					} else {
						_, err = io.Copy(w, io.LimitReader(noughts{}, 2000))
					}
				}
				got <- err
			}, limits(quick))
			c := n.dial("")
			send(t, c, fmt.Sprintf(askFor, ""))
			chunk := make([]byte, 10*tt.perSecond)
			var err error
			for err == nil {
				if _, err = io.ReadFull(c, chunk); err == nil {
					time.Sleep(10 * time.Second)
				}
				if len(got) > 0 {
					break
				}
			}
			if result := <-got; tt.fails {
				require.ErrorIs(t, result, os.ErrDeadlineExceeded)
			} else {
				require.NoError(t, result)
			}
			require.NoError(t, c.Close())
		}
	})
}

// Nor does a response that waits in the server's buffer wait for ever.
func TestServerEndsUnreadResponses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "short") }, limits(quick))
		c := n.dial("")
		begun := time.Now()
		send(t, c, fmt.Sprintf(askFor, ""))
		_, err := io.WriteString(c, "xx") // which waits: the server reads one byte, to see us leave
		require.ErrorIs(t, err, io.ErrClosedPipe)
		require.InDelta(t, 10, time.Since(begun).Seconds(), 1.5)
	})
}

// An event stream outlives all deadlines while it is read, and its context too.
func TestServerLeavesEventStreamsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			control := http.NewResponseController(w)
			for i := 0; ; i++ {
				if err := r.Context().Err(); err != nil {
					ended <- err
					return
				}
				_, _ = fmt.Fprintf(w, "data: %d\n\n", i)
				if err := control.Flush(); err != nil {
					ended <- err
					return
				}
				time.Sleep(50 * time.Second)
			}
		}, limits(quick))
		c := n.dial("")
		send(t, c, fmt.Sprintf(askFor, "events"))
		from := bufio.NewReader(c)
		events := answer(t, from)
		lines := bufio.NewScanner(events.Body)
		for i := range 100 { // 83 minutes
			require.True(t, lines.Scan())
			require.Equal(t, fmt.Sprintf("data: %d", i), lines.Text())
			require.True(t, lines.Scan())
		}
		begun := time.Now() // and now it is not read any more
		require.ErrorIs(t, <-ended, os.ErrDeadlineExceeded)
		require.LessOrEqual(t, time.Since(begun), 61*time.Second)
	})
}

// A slow handler keeps its context after the body came, and its connection after
// the response.
func TestServerLeavesSlowHandlersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
			body := make([]byte, 5)
			_, err := io.ReadFull(r.Body, body[:2])
			time.Sleep(time.Hour)
			if _, more := io.ReadFull(r.Body, body[2:]); err != nil || more != nil {
				t.Error(err, more)
			}
			select {
			case <-r.Context().Done():
				t.Error("the context ended")
			case <-time.After(time.Hour):
			}
			_, _ = w.Write(body[:2])
			time.Sleep(time.Hour)
			_, _ = w.Write(body[2:])
		}, limits(quick))
		c := n.dial("")
		from := bufio.NewReader(c)
		for _, path := range []string{"", "free", "", "free", ""} {
			send(t, c, "POST /"+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
			response := answer(t, from)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.Equal(t, "hello", string(body))
			time.Sleep(30 * time.Second)
		}
	})
}

func TestServerHijack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) {
			hijacker, ok := w.(http.Hijacker)
			if !ok {
				t.Error("no Hijacker")
				return
			}
			c, buffered, err := hijacker.Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				for {
					line, err := buffered.ReadString('\n')
					if err != nil {
						return
					}
					_, _ = io.WriteString(c, line)
				}
			}()
		}, limits(quick))
		c := n.dial("")
		send(t, c, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
		from := bufio.NewReader(c)
		for range 3 {
			send(t, c, "echo\n")
			line, err := from.ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, "echo\n", line)
			time.Sleep(time.Hour)
		}
		require.NoError(t, c.Close())
	})
}

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

// A ResponseWriter without deadlines, such as a recorder's, is left alone, and
// Deadlines that are not right are the default.
func TestLimitTimeWithoutDeadlines(t *testing.T) {
	h := websec.LimitTime(func(*http.Request) (websec.Deadlines, bool) { return websec.Deadlines{}, true })(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "a")
			_, err := io.Copy(w, strings.NewReader("b"))
			if err == nil {
				err = http.NewResponseController(w).Flush()
			}
			_, _, hijack := http.NewResponseController(w).Hijack()
			if err != nil || !errors.Is(hijack, http.ErrNotSupported) {
				panic(fmt.Sprint(err, hijack))
			}
		}))
	require.Equal(t, "ab", getFrom(h, "").Body.String())
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

// Over HTTP/2 a deadline that passes in a silence would reset the stream.
func TestServerLeavesHTTP2StreamsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := websec.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprintln(w, r.Proto)
			time.Sleep(time.Hour) // with the line in a buffer
			flush := http.NewResponseController(w).Flush
			_ = flush()
			for range 3 {
				part := make([]byte, 5)
				if _, err := io.ReadFull(r.Body, part); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Hour)
				_, _ = fmt.Fprintf(w, "%s\n", part)
				_ = flush()
			}
		}), limits(quick))
		require.NoError(t, err)
		s.Protocols = new(http.Protocols)
		s.Protocols.SetUnencryptedHTTP2(true)
		n := newMemNet()
		done := make(chan error, 1)
		go func() { done <- s.Serve(n) }()
		transport := &http.Transport{
			Protocols:   s.Protocols,
			DialContext: func(context.Context, string, string) (net.Conn, error) { return n.dial(""), nil },
		}
		upload, body := io.Pipe()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/", upload)
		require.NoError(t, err)
		response, err := transport.RoundTrip(r)
		require.NoError(t, err)
		lines := bufio.NewScanner(response.Body)
		require.True(t, lines.Scan())
		require.Equal(t, "HTTP/2.0", lines.Text())
		for range 3 {
			_, err = io.WriteString(body, "event")
			require.NoError(t, err)
			require.True(t, lines.Scan())
			require.Equal(t, "event", lines.Text())
		}
		require.NoError(t, body.Close())
		require.False(t, lines.Scan())
		require.NoError(t, response.Body.Close())
		transport.CloseIdleConnections()
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		time.Sleep(time.Minute)
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
