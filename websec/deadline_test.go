package websec_test

import (
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

// Of the handler's own deadlines and those of the layers, one inside of the other, the
// earliest counts; only a client that was too slow for a layer is told of, and once.
func TestEarliestDeadlineCounts(t *testing.T) {
	after := func(d time.Duration) func(*http.Request) (websec.Deadlines, bool) {
		return func(*http.Request) (websec.Deadlines, bool) {
			return websec.Deadlines{Body: d, Response: d, MinRate: 1 << 20, Stall: d}, true
		}
	}
	for name, wait := range map[string]func(http.ResponseWriter, *http.Request, time.Duration) error{
		"write": func(w http.ResponseWriter, _ *http.Request, own time.Duration) error {
			if own > 0 {
				require.NoError(t, http.NewResponseController(w).SetWriteDeadline(time.Now().Add(own)))
			}
			_, err := w.Write(make([]byte, 1<<20))
			return err
		},
		"flushed": func(w http.ResponseWriter, _ *http.Request, own time.Duration) error {
			if own > 0 {
				require.NoError(t, http.NewResponseController(w).SetWriteDeadline(time.Now().Add(own)))
			}
			return http.NewResponseController(w).Flush()
		},
		"read": func(w http.ResponseWriter, r *http.Request, own time.Duration) error {
			if own > 0 {
				require.NoError(t, http.NewResponseController(w).SetReadDeadline(time.Now().Add(own)))
			}
			_, err := io.ReadAll(r.Body)
			return err
		},
	} {
		for _, tt := range []struct {
			own, inner, outer, ends time.Duration
			told                    int
		}{
			{0, 5 * time.Second, 10 * time.Second, 5 * time.Second, 1},
			{0, 10 * time.Second, 5 * time.Second, 5 * time.Second, 1},
			{time.Second, 5 * time.Second, 10 * time.Second, time.Second, 0},
			{7 * time.Second, 10 * time.Second, 5 * time.Second, 5 * time.Second, 1},
			{time.Hour, 5 * time.Second, 5 * time.Second, 5 * time.Second, 1},
		} {
			t.Run(fmt.Sprint(name, tt), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					heard := &told{}
					refused := func(e websec.Event) {
						if e.Refusal != nil {
							heard.hear(e)
						}
					}
					ended := make(chan error, 1)
					protect, err := websec.Protect(websec.WithDeadlines(after(tt.inner)), websec.Without(websec.LayerCSRF), websec.Watch(refused))
					require.NoError(t, err)
					n := serveMem(t, protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						ended <- wait(w, r, tt.own)
					})).ServeHTTP, websec.ServerDeadlines(after(tt.outer)), websec.WatchServer(refused))
					c := n.dial("")
					if name == "read" {
						send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
					} else {
						send(t, c, fmt.Sprintf(askFor, ""))
					}
					begun := time.Now()
					require.ErrorIs(t, <-ended, os.ErrDeadlineExceeded)
					require.Equal(t, tt.ends, time.Since(begun))
					require.NoError(t, c.Close())
					synctest.Wait()
					require.Len(t, heard.take(), tt.told)
				})
			})
		}
	}
}

// A handler may end a read by its deadline, move that, and read on. It gets no more time of
// its client by that than without.
func TestHandlerMovesItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Duration, 1)
		n := newMemNet()
		s := &http.Server{Handler: websec.LimitTime(func(*http.Request) (websec.Deadlines, bool) { return quick, true })(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { //nolint:gosec // no slow header is here
			control := http.NewResponseController(w)
			begun := time.Now()
			time.AfterFunc(3*time.Second, func() { _ = control.SetReadDeadline(time.Now()) })
			part := make([]byte, 1)
			_, err := r.Body.Read(part)
			if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != 3*time.Second {
				t.Error(err, time.Since(begun))
			}
			for range 5 {
				_ = control.SetReadDeadline(time.Now().Add(time.Second))
				if _, err = r.Body.Read(part); err == nil {
					break
				}
			}
			if err != nil || part[0] != 'x' {
				t.Error(err, part)
			}
			for range 1000 {
				_ = control.SetReadDeadline(time.Now().Add(time.Second))
				_, _ = r.Body.Read(part)
			}
			ended <- time.Since(begun)
		}))}
		done := make(chan error, 1)
		go func() { done <- s.Serve(n) }()
		c := n.dial("")
		go func() { _, _ = io.Copy(io.Discard, c) }()
		send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
		time.Sleep(5 * time.Second)
		send(t, c, "x")
		require.InDelta(t, quick.Body.Seconds(), (<-ended).Seconds(), 0.2, "one byte gives back a tenth of a second")
		require.NoError(t, c.Close())
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		time.Sleep(time.Second)
	})
}

// When the body has come, net/http waits for the client to leave. A deadline for reads is
// over then, and does not end the context.
func TestHandlerDeadlineEndsWithTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
			if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Second)); err != nil {
				t.Error(err)
			}
			if body, err := io.ReadAll(r.Body); err != nil || string(body) != "hello" {
				t.Error(body, err)
			}
			time.Sleep(time.Hour)
			_, err := fmt.Fprint(w, r.Context().Err())
			if err != nil {
				t.Error(err)
			}
		}, limits(quick))
		c := n.dial("")
		send(t, c, "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello")
		require.True(t, strings.HasSuffix(drain(c), "<nil>"))
	})
}

// By HTTP/2 the deadlines are those of the stream.
func TestHandlerDeadlinesByHTTP2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := websec.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begun := time.Now()
			if err := http.NewResponseController(w).SetReadDeadline(begun.Add(time.Second)); err != nil {
				t.Error(err)
			}
			_, err := io.ReadAll(r.Body)
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error(err)
			}
			_, _ = fmt.Fprint(w, r.Proto, " ", time.Since(begun))
		}))
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
		said, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.Equal(t, "HTTP/2.0 1s", string(said))
		require.NoError(t, response.Body.Close())
		require.NoError(t, body.Close())
		transport.CloseIdleConnections()
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		time.Sleep(time.Minute)
	})
}

// By HTTP/1 net/http reads what is left of a body before it sends the header of a response, so
// that a body that never comes would hold the handler in its first write.
func TestServerEndsBodiesInWrites(t *testing.T) {
	d := quick
	d.Body /= 2 // so that there is time for the answer
	for name, write := range map[string]func(http.ResponseWriter){
		"written": func(w http.ResponseWriter) { _, _ = w.Write(make([]byte, 10_000)) },
		"text":    func(w http.ResponseWriter) { _, _ = io.WriteString(w, strings.Repeat("x", 10_000)) },
		"flushed": func(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() },
		"bits": func(w http.ResponseWriter) {
			for range 10_000 {
				_, _ = w.Write([]byte("x"))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				took := make(chan time.Duration, 1)
				n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) {
					begun := time.Now()
					write(w)
					took <- time.Since(begun)
				}, limits(d))
				c := n.dial("")
				send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
				require.True(t, strings.HasPrefix(drain(c), "HTTP/1.1 200"), "it is answered all the same")
				require.Equal(t, d.Body, <-took)
			})
		})
	}
}

// Close reads what is left of a body, too.
func TestServerEndsBodiesInClose(t *testing.T) {
	for name, read := range map[string]func(*http.Request) bool{
		"unread":      func(*http.Request) bool { return false },
		"read before": func(r *http.Request) bool { _, err := io.ReadAll(r.Body); return err != nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				took := make(chan time.Duration, 1)
				n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
					failed := read(r)
					begun := time.Now()
					_ = r.Body.Close()
					if failed {
						begun = begun.Add(-quick.Body) // there is nothing more to wait for
					}
					took <- time.Since(begun)
					w.WriteHeader(http.StatusTeapot)
				}, limits(quick))
				c := n.dial("")
				send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
				require.Contains(t, drain(c), "HTTP/1.1 418", "it is answered all the same")
				require.Equal(t, quick.Body, <-took)
			})
		})
	}
}

// What net/http writes by itself in between has its time, too, and the deadline is gone after.
func TestServerEndsUnreadInterims(t *testing.T) {
	for name, header := range map[string]string{"hints": "", "continue": "Expect: 100-continue\r\n"} {
		for _, reads := range []bool{false, true} {
			t.Run(fmt.Sprint(name, reads), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					took := make(chan time.Duration, 1)
					n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
						begun := time.Now()
						if name == "hints" {
							w.WriteHeader(http.StatusEarlyHints)
						} else {
							_, _ = io.ReadAll(r.Body)
						}
						took <- time.Since(begun)
						if reads {
							time.Sleep(time.Hour)
						}
						w.WriteHeader(http.StatusTeapot)
					}, limits(quick))
					c := n.dial("")
					send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n"+header+"\r\n")
					if !reads {
						require.Equal(t, quick.Response, <-took)
						require.NoError(t, c.Close())
						return
					}
					go func() {
						time.Sleep(time.Second)
						_, _ = io.WriteString(c, "x")
					}()
					require.Contains(t, drain(c), "HTTP/1.1 418")
				})
			})
		}
	}
}

// Nobody may be silent for longer than Response, or than net/http's buffers take.
func TestServerSilence(t *testing.T) {
	for _, tt := range []struct {
		d    websec.Deadlines
		ends time.Duration
	}{
		{websec.DefaultDeadlines(), 30 * time.Second},
		{websec.Deadlines{Body: 1, Response: time.Second, MinRate: 12 << 10, Stall: 1}, time.Second},
		{websec.Deadlines{Body: 1, Response: time.Second, MinRate: 1 << 10, Stall: 1}, 12 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			ended := make(chan error, 1)
			n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) {
				var err error
				for err == nil {
					_, err = w.Write(make([]byte, 64<<10))
				}
				ended <- err
			}, limits(tt.d))
			c := n.dial("")
			send(t, c, fmt.Sprintf(askFor, ""))
			begun := time.Now()
			require.ErrorIs(t, <-ended, os.ErrDeadlineExceeded)
			require.LessOrEqual(t, time.Since(begun), tt.ends)
			require.NoError(t, c.Close())
		})
	}
}
