package websec_test

import (
	"errors"
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

// Clients that do not read what they asked for take no room that others could have, and
// when they read it after all they get it whole.
func TestSlowReadersTakeNoRoom(t *testing.T) {
	const size = 100_000
	large := strings.Repeat("x", size)
	for name, answer := range map[string]func(http.ResponseWriter){
		"at once": func(w http.ResponseWriter) { _, _ = w.Write([]byte(large)) },
		"as text": func(w http.ResponseWriter) { _, _ = io.WriteString(w, large) },
		"by bits": func(w http.ResponseWriter) { _, _ = io.Copy(w, strings.NewReader(large)) },
		"as we go": func(w http.ResponseWriter) {
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, large)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shedder := newShedder(t, websec.ShedLimits(4, 8))
				protect, err := websec.Protect(websec.WithShedding(shedder))
				require.NoError(t, err)
				n := serveMem(t, protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) })).ServeHTTP)
				var lazy []net.Conn
				for i := range 20 {
					c := n.dial(fmt.Sprintf("198.51.100.%d:1", i))
					send(t, c, "GET / HTTP/1.0\r\n\r\n")
					lazy = append(lazy, c)
					time.Sleep(100 * time.Millisecond)
				}
				ticket, err := shedder.Acquire(t.Context(), websec.Normal)
				require.NoError(t, err)
				ticket.Release()
				time.Sleep(time.Second)
				require.Equal(t, 20, shedder.Stats().Away)
				require.Zero(t, shedder.Stats().InFlight)
				var all sync.WaitGroup
				for _, c := range lazy {
					all.Go(func() {
						if !strings.HasSuffix(drain(c), large) {
							t.Error("not whole")
						}
					})
				}
				all.Wait()
				synctest.Wait()
				require.Zero(t, shedder.Stats().Away)
				require.Zero(t, shedder.Stats().InFlight)
			})
		})
	}
}

// Nor does a client gain by waiting a little each time.
func TestTricklesTakeNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t)
		n := serveMem(t, shedder.Guard()(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err == nil {
				_, err = w.Write(body)
			}
			if err != nil {
				t.Error(err)
			}
		})).ServeHTTP)
		c := n.dial("")
		send(t, c, "POST / HTTP/1.0\r\nContent-Length: 10\r\n\r\n")
		for i := range 10 {
			time.Sleep(40 * time.Millisecond)
			synctest.Wait()
			require.Equal(t, i >= 1, shedder.Stats().Away == 1, "%d", i)
			send(t, c, "x")
		}
		require.True(t, strings.HasSuffix(drain(c), "xxxxxxxxxx"))
		synctest.Wait()
		require.Zero(t, shedder.Stats().Away)
	})
}

// Through Guard a handler finds what it found without it.
func TestGuardPassesTheWriterOn(t *testing.T) {
	shedder := newShedder(t)
	n := newMemNet()
	s, err := websec.NewServer(shedder.Guard()(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, ok := w.(http.Flusher); !ok {
			t.Error("no Flusher")
		}
		if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
			t.Error(err)
		}
		if _, ok := w.(http.Hijacker); !ok {
			t.Error("no Hijacker")
		}
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, err = io.WriteString(c, "mine")
		if err = errors.Join(err, c.Close()); err != nil {
			t.Error(err)
		}
	})))
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Serve(n) }()
	c := n.dial("")
	send(t, c, fmt.Sprintf(askFor, ""))
	require.Equal(t, "mine", drain(c))
	require.NoError(t, s.Close())
	require.ErrorIs(t, <-done, http.ErrServerClosed)
}

// The end does not wait for a read that is under way, nor that for a room it no longer
// needs; and whatever goes on at once, all room comes back.
func TestShedderEndsWhoIsAway(t *testing.T) {
	for name, returns := range map[string]bool{"still away": false, "coming back": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shedder := newShedder(t, websec.ShedLimits(1, 1))
				read, end := make(chan error, 1), make(chan struct{})
				h := shedder.Guard()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					go func() {
						_, err := io.ReadAll(r.Body)
						read <- err
					}()
					<-end
				}))
				reader, body := io.Pipe()
				var all sync.WaitGroup
				all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", reader)) })
				time.Sleep(time.Second)
				held := hold(t, shedder)
				if returns {
					require.NoError(t, body.Close())
					synctest.Wait()
				}
				require.Equal(t, 1, shedder.Stats().Away)
				close(end)
				all.Wait()
				require.Zero(t, shedder.Stats().Away)
				require.Equal(t, 1, shedder.Stats().InFlight)
				require.NoError(t, body.Close())
				require.NoError(t, <-read)
				held[0].Release()
				require.Equal(t, websec.ShedStats{Limit: 1, Admitted: 2}, shedder.Stats())
			})
		})
	}
}

// Reads and writes that come and go at once.
func TestShedderAccountsForWhoComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t, websec.ShedLimits(1, 2), websec.ShedQueue(8, time.Minute))
		h := shedder.Guard()(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var both sync.WaitGroup
			both.Go(func() { _, _ = io.Copy(io.Discard, r.Body) })
			both.Go(func() {
				for range 20 {
					if _, err := w.Write(make([]byte, 4<<10)); err != nil {
						t.Error(err)
					}
				}
			})
			both.Wait()
		}))
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				reader, body := io.Pipe()
				go func() {
					for range 10 {
						time.Sleep(7 * time.Millisecond)
						_, _ = body.Write(make([]byte, 10))
					}
					_ = body.Close()
				}()
				h.ServeHTTP(slowWriter{httptest.NewRecorder()}, httptest.NewRequest(http.MethodPost, "/", reader))
			})
		}
		all.Wait()
		stats := shedder.Stats()
		require.Zero(t, stats.InFlight)
		require.Zero(t, stats.Away)
		require.Zero(t, stats.Queued)
		require.EqualValues(t, 6, stats.Admitted)
	})
}

// slowWriter is a client that takes its time.
type slowWriter struct{ http.ResponseWriter }

func (w slowWriter) Write(p []byte) (int, error) {
	<-time.After(5 * time.Millisecond)
	return w.ResponseWriter.Write(p)
}
