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
		}{{5, true}, {11, false}} {
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
			if err := control.EnableFullDuplex(); err != nil { // through Unwrap
				t.Error(err)
			}
			for i := 0; ; i++ {
				if err := r.Context().Err(); err != nil {
					ended <- err
					return
				}
				_, _ = fmt.Fprintf(w, "data: %d\n\n", i)
				if i%2 == 0 {
					flusher, ok := w.(http.Flusher) // as most handlers do it
					if !ok {
						t.Error("no Flusher")
						return
					}
					flusher.Flush()
				} else if err := control.Flush(); err != nil {
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
		// Flush returns no error, but a write that failed ends the context.
		require.ErrorIs(t, <-ended, context.Canceled)
		require.LessOrEqual(t, time.Since(begun), 111*time.Second)
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
