package websec_test

import (
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

// A ticket gives one room back once, whoever has a copy of it and when.
func TestTicketCountsOnce(t *testing.T) {
	s := newShedder(t, websec.ShedLimits(2, 2), websec.ShedQueue(0, time.Second))
	ends := []func(websec.Ticket){websec.Ticket.Release, websec.Ticket.Late, websec.Ticket.Forget}
	for i, first := range ends {
		for j, then := range ends {
			t.Run(fmt.Sprint(i, j), func(t *testing.T) {
				ticket, err := s.Acquire(t.Context(), websec.Normal)
				require.NoError(t, err)
				first(ticket)
				then(ticket)
				require.Zero(t, s.Stats().InFlight)
				held := hold(t, s) // of rooms that were used before
				require.Len(t, held, 2)
				then(ticket)
				require.Equal(t, 2, s.Stats().InFlight)
				_, err = s.Acquire(t.Context(), websec.Normal)
				require.ErrorIs(t, err, websec.ErrOverload)
				for _, ticket := range held {
					ticket.Release()
				}
				require.Zero(t, s.Stats().InFlight)
				_, _, in := websec.EasyOf(s)
				require.Zero(t, in)
			})
		}
	}
	websec.Ticket{}.Release() // as of what is exempt
}

// WebSockets that are open take no room, and how long they are open is not how long the
// service takes.
func TestWebSocketsTakeNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sockets, switching = 80, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
		shedder := newShedder(t, websec.ShedLimits(4, 8))
		protect, err := websec.Protect(websec.WithShedding(shedder))
		require.NoError(t, err)
		n := serveMem(t, protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			c, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(c, switching)
			_, _ = io.Copy(c, c)
			_ = c.Close()
		})).ServeHTTP)
		var open []net.Conn
		for range sockets {
			c := n.dial("")
			send(t, c, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
			_, err := io.ReadFull(c, make([]byte, len(switching)))
			require.NoError(t, err)
			open = append(open, c)
		}
		time.Sleep(time.Hour)
		require.Equal(t, websec.ShedStats{Limit: 8, Admitted: sockets}, shedder.Stats())
		for _, c := range open {
			send(t, c, "ping")
			pong := make([]byte, 4)
			_, err := io.ReadFull(c, pong)
			require.NoError(t, err)
			require.Equal(t, "ping", string(pong))
			require.NoError(t, c.Close())
		}
		synctest.Wait()
		require.Equal(t, websec.ShedStats{Limit: 8, Admitted: sockets}, shedder.Stats())
		took, of, in := websec.EasyOf(shedder)
		require.Zero(t, took)
		require.Zero(t, of)
		require.Zero(t, in)
	})
}

// Nor is the time that a client takes to send what it asks for, or that of what failed.
func TestShedderLearnsNoClientsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shedder := newShedder(t)
		h := shedder.Guard()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if r.URL.Path == "/fails" {
				time.Sleep(time.Hour)
				panic(http.ErrAbortHandler)
			}
			time.Sleep(30 * time.Millisecond)
		}))
		serve := func(path string, body io.Reader) {
			defer func() { _ = recover() }()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, path, body))
		}
		reader, body := io.Pipe()
		var all sync.WaitGroup
		all.Go(func() { serve("/slow", reader) })
		time.Sleep(time.Hour)
		require.NoError(t, body.Close())
		all.Wait()
		serve("/fails", nil)
		_, of, in := websec.EasyOf(shedder)
		require.Zero(t, of)
		require.Zero(t, in)
		serve("/quick", strings.NewReader("x"))
		took, of, in := websec.EasyOf(shedder)
		require.Equal(t, 30*time.Millisecond, took)
		require.Equal(t, 1, of)
		require.Zero(t, in)
	})
}
