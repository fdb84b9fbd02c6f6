package websec_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// A busyness is how many are at work at once.
type busyness struct{ now, most, all atomic.Int64 }

func (b *busyness) work(d time.Duration) {
	now := b.now.Add(1)
	for most := b.most.Load(); now > most && !b.most.CompareAndSwap(most, now); most = b.most.Load() {
	}
	<-time.After(d)
	b.now.Add(-1)
	b.all.Add(1)
}

// Requests that wait for their clients, and have what they wait for all at once, are not
// all at work at once. Nor is anybody else kept out by them.
func TestShedderHoldsWhoComesBack(t *testing.T) {
	const clients, limit, work = 60, 8, 300 * time.Millisecond
	large := strings.Repeat("x", 100_000)
	readsAll := func(r *http.Request) error { _, err := io.Copy(io.Discard, r.Body); return err }
	for _, tt := range []struct {
		name  string
		opts  []websec.FloodOption
		first string // from the client, before the others do the same
		waits func(http.ResponseWriter, *http.Request) error
		last  func(net.Conn) // what it is waited for
	}{
		{
			"sends the last byte", nil, "Content-Length: 2\r\n\r\nx",
			func(_ http.ResponseWriter, r *http.Request) error { return readsAll(r) },
			func(c net.Conn) { _, _ = io.WriteString(c, "x") },
		},
		{
			"of a larger body",
			[]websec.FloodOption{websec.ShedAfterBody(16 << 10)},
			"Content-Length: 20001\r\n\r\n" + large[:20_000],
			func(_ http.ResponseWriter, r *http.Request) error { return readsAll(r) },
			func(c net.Conn) { _, _ = io.WriteString(c, "x") },
		},
		{
			"in a chunk that ends without an end", nil, "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
			func(_ http.ResponseWriter, r *http.Request) error {
				_, err := io.ReadFull(r.Body, make([]byte, 2))
				return err
			},
			func(c net.Conn) { _, _ = io.WriteString(c, "1\r\nx\r\n") },
		},
		{
			"takes the answer", nil, "Content-Length: 0\r\n\r\n",
			func(w http.ResponseWriter, _ *http.Request) error { _, err := io.WriteString(w, large); return err },
			func(net.Conn) {},
		},
		{
			"breaks off", nil, "Content-Length: 2\r\n\r\nx",
			func(_ http.ResponseWriter, r *http.Request) error { _ = readsAll(r); return nil },
			func(c net.Conn) { _ = c.Close() },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shedder := newShedder(t, websec.ShedLimits(4, limit))
				var busy busyness
				n := serveMem(t, shedder.Guard(tt.opts...)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if err := tt.waits(w, r); err != nil {
						t.Error(err)
					}
					busy.work(work)
				})).ServeHTTP)
				var conns []net.Conn
				for range clients {
					c := n.dial("198.51.100.1:1")
					send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"+tt.first)
					conns = append(conns, c)
					time.Sleep(60 * time.Millisecond)
				}
				synctest.Wait()
				require.Equal(t, clients, shedder.Stats().Away)
				var all sync.WaitGroup
				for _, c := range conns {
					all.Go(func() { tt.last(c); _, _ = io.Copy(io.Discard, c) })
				}
				time.Sleep(10 * time.Millisecond)
				require.Equal(t, clients-limit, shedder.Stats().Away)
				ticket, err := shedder.Acquire(t.Context(), websec.Normal)
				for range 10 {
					if err == nil {
						break
					}
					ticket, err = shedder.Acquire(t.Context(), websec.Normal)
				}
				require.NoError(t, err, "others have their turn")
				require.NotZero(t, shedder.Stats().Away)
				ticket.Release()
				all.Wait()
				time.Sleep(5 * time.Second) // some have not waited for an answer
				require.EqualValues(t, clients, busy.all.Load())
				require.LessOrEqual(t, busy.most.Load(), int64(limit))
				stats := shedder.Stats()
				require.Zero(t, stats.Away)
				require.Zero(t, stats.InFlight)
			})
		})
	}
}

// Where there is room nobody waits for it, however slowly he sends.
func TestSlowUploadSucceeds(t *testing.T) {
	for name, busy := range map[string]bool{"alone": false, "among others": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const size = 200
				shedder := newShedder(t, websec.ShedLimits(2, 2))
				n := serveMem(t, shedder.Guard()(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					body, err := io.ReadAll(r.Body)
					if err != nil {
						t.Error(err)
					}
					_, _ = fmt.Fprint(w, len(body))
				})).ServeHTTP)
				c := n.dial("")
				send(t, c, fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", size))
				synctest.Wait() // and is let in
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				for range 8 {
					go func() {
						for busy && ctx.Err() == nil {
							if ticket, err := shedder.Acquire(ctx, websec.Normal); err == nil {
								<-time.After(50 * time.Millisecond)
								ticket.Release()
							}
						}
					}()
				}
				begun := time.Now()
				go func() {
					for range size {
						time.Sleep(60 * time.Millisecond)
						_, _ = io.WriteString(c, "x")
					}
				}()
				text := drain(c)
				require.Contains(t, text, "200 OK")
				require.True(t, strings.HasSuffix(text, "\r\n\r\n200"), text)
				t.Log(time.Since(begun))
				if !busy {
					require.Equal(t, size*60*time.Millisecond, time.Since(begun))
				}
				require.Zero(t, shedder.Stats().Away)
			})
		})
	}
}

// awayBody is read by a client that sends when it is told to.
func awayBody(s *websec.Shedder, opts ...websec.FloodOption) (h http.Handler, came chan error, body *io.PipeWriter, r *http.Request) {
	came = make(chan error, 1)
	h = s.Guard(opts...)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "5")
		w.Header().Set("Etag", `"x"`)
		_, err := io.ReadAll(r.Body)
		came <- err
		if err != nil {
			http.Error(w, "what a body", http.StatusBadRequest)
		}
	}))
	reader, body := io.Pipe()
	return h, came, body, httptest.NewRequest(http.MethodPost, "/", reader)
}

// A body that is thrown away may still have to come.
func TestShedderClosesBodiesOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t)
		h := shedder.Guard()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			require.NoError(t, r.Body.Close())
			require.Zero(t, shedder.Stats().Away)
		}))
		came := make(chan struct{})
		body := closing{strings.NewReader("x"), func() { <-came }}
		var all sync.WaitGroup
		all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", body)) })
		time.Sleep(time.Second)
		require.Equal(t, 1, shedder.Stats().Away)
		close(came)
		all.Wait()
	})
}

type closing struct {
	io.Reader
	close func()
}

func (c closing) Close() error { c.close(); return nil }

// Where no room comes free, the request fails, and is told so: it does not hang.
func TestShedderRefusesWhoComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t, websec.ShedLimits(1, 1), websec.ShedRetryAfter(2*time.Second))
		var told []websec.Event
		h, came, body, r := awayBody(shedder, websec.WatchFlood(func(e websec.Event) { told = append(told, e) }))
		w := httptest.NewRecorder()
		var all sync.WaitGroup
		all.Go(func() { h.ServeHTTP(w, r) })
		time.Sleep(time.Second)
		held := hold(t, shedder)
		require.NoError(t, body.Close())
		begun := time.Now()
		require.ErrorIs(t, <-came, websec.ErrOverload)
		require.Equal(t, 10*time.Second, time.Since(begun))
		all.Wait()
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "the service is overloaded\n", w.Body.String())
		require.Equal(t, "2", w.Header().Get("Retry-After"))
		require.Empty(t, w.Header().Get("Etag"))
		require.Len(t, told, 2)
		require.Equal(t, websec.Overloaded, told[1].Refusal.Reason)
		require.Equal(t, websec.ShedStats{Limit: 1, InFlight: 1, Admitted: 2, Shed: 1}, shedder.Stats())
		held[0].Release()
		require.Zero(t, shedder.Stats().InFlight)
	})
}

// An answer that breaks off is not taken for a whole one.
func TestShedderCutsOffWhoComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t, websec.ShedLimits(1, 1))
		wrote := make(chan error, 2)
		n := serveMem(t, shedder.Guard()(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for range 2 {
				_, err := io.WriteString(w, strings.Repeat("x", 100_000))
				wrote <- err
			}
		})).ServeHTTP)
		c := n.dial("")
		send(t, c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		time.Sleep(time.Second)
		defer hold(t, shedder)[0].Release()
		text := drain(c)
		require.ErrorIs(t, <-wrote, websec.ErrOverload)
		require.ErrorIs(t, <-wrote, websec.ErrOverload)
		require.Contains(t, text, "200 OK")
		require.False(t, strings.HasSuffix(text, "0\r\n\r\n"))
		require.Less(t, strings.Count(text, "x"), 100_100)
		require.Equal(t, websec.ShedStats{Limit: 1, InFlight: 1, Admitted: 2, Shed: 1}, shedder.Stats())
	})
}

// A handler that holds what those need that are in gets out of their way.
func TestShedderHasNoDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t, websec.ShedLimits(2, 2))
		connection := make(chan struct{}, 1)
		h := shedder.Guard()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			connection <- struct{}{}
			_, _ = io.Copy(io.Discard, r.Body)
			<-connection
		}))
		reader, body := io.Pipe()
		var all sync.WaitGroup
		all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", reader)) })
		time.Sleep(time.Second)
		for range 2 {
			all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) })
		}
		synctest.Wait()
		require.NoError(t, body.Close())
		all.Wait()
		require.Zero(t, shedder.Stats().InFlight)
		require.Zero(t, shedder.Stats().Away)
	})
}

// Of those who come back what is more important goes first, and of equals the first.
func TestShedderPrioritiesOfWhoComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t, websec.ShedLimits(1, 1), websec.ShedQueue(8, time.Minute))
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		h := shedder.Guard(websec.ShedPriority(func(r *http.Request) websec.Priority {
			return map[string]websec.Priority{"s": websec.Sheddable, "n": websec.Normal, "c": websec.Critical}[r.URL.Path[1:2]]
		}))(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				t.Error(err)
			}
			mu.Lock()
			order = append(order, r.URL.Path[1:])
			mu.Unlock()
		}))
		serve := func(name string, body io.Reader) {
			all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/"+name, body)) })
			time.Sleep(time.Second)
		}
		names := []string{"s1", "n1", "n2", "c1"}
		var bodies []*io.PipeWriter
		for _, name := range names {
			reader, body := io.Pipe()
			serve(name, reader)
			bodies = append(bodies, body)
		}
		held := hold(t, shedder)
		for _, body := range bodies {
			require.NoError(t, body.Close())
			synctest.Wait()
		}
		for _, name := range []string{"new s", "new n"} {
			serve(strings.TrimPrefix(name, "new ")+"ew", nil)
		}
		held[0].Release()
		all.Wait()
		require.Equal(t, []string{"c1", "n1", "new", "n2", "s1", "sew"}, order)
	})
}
