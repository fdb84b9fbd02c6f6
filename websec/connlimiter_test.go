package websec_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// accepting accepts until the listener is closed, and hands over what it got.
func accepting(t *testing.T, l net.Listener) <-chan net.Conn {
	accepted := make(chan net.Conn, 1000)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return accepted
}

func TestConnLimiter(t *testing.T) {
	var mu sync.Mutex
	var told []websec.Event
	n := newMemNet()
	l, err := websec.LimitConns(n, websec.ConnsPerAddr(2), websec.ConnsTotal(7), websec.ConnsExempt(prefixes("10.0.0.0/8")...),
		websec.WatchConns(func(why websec.Event) { mu.Lock(); told = append(told, why); mu.Unlock() }))
	require.NoError(t, err)
	accepted := accepting(t, l)
	open := func(from string) net.Conn { n.dial(from); return <-accepted }
	refused := func(from string) {
		t.Helper()
		before := l.Stats().Refused
		require.Empty(t, drain(n.dial(from)), from)
		require.Equal(t, before+1, l.Stats().Refused)
	}

	a := open("198.51.100.1:1")
	b := open("198.51.100.1:2")
	refused("198.51.100.1:3")
	refused("[::ffff:198.51.100.1]:4")
	open("198.51.100.2:1")
	open("[2001:db8::1]:1")
	open("[2001:db8::ffff:2]:1")
	refused("[2001:db8::3]:1")
	require.NoError(t, a.Close())
	require.Error(t, errors.Join(a.Close(), a.Close(), io.EOF), "closing twice gives one place back")
	open("198.51.100.1:5")
	refused("198.51.100.1:6")

	open("10.0.0.1:1")
	open("10.0.0.1:2")
	require.Equal(t, websec.ConnStats{Open: 7, Addrs: 3, Refused: 5 - 1}, l.Stats())
	refused("10.0.0.1:3") // the total
	require.NoError(t, b.Close())
	require.Equal(t, "pipe", open("").RemoteAddr().String(), "a peer without an address is only in the total")
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, told, 5)
	require.Equal(t, "websec: refused by connections: too many connections", told[0].Refusal.Error())
	require.Equal(t, "connections", told[0].Layer.String())
	require.Equal(t, "198.51.100.1", told[1].Client.String())
}

// Behind NAT64 each address of IPv4 has its own places, though all are one /64.
func TestConnLimiterNAT64(t *testing.T) {
	n := newMemNet()
	l, err := websec.LimitConns(n, websec.ConnsPerAddr(1))
	require.NoError(t, err)
	accepted := accepting(t, l)
	for _, from := range []string{"[64:ff9b::198.51.100.1]:1", "[64:ff9b::198.51.100.2]:1", "198.51.100.3:1"} {
		n.dial(from)
		<-accepted
	}
	for _, from := range []string{"[64:ff9b::198.51.100.1]:2", "198.51.100.2:2", "[64:ff9b::198.51.100.3]:2"} {
		require.Empty(t, drain(n.dial(from)), from)
	}
	require.Equal(t, websec.ConnStats{Open: 3, Addrs: 3, Refused: 3}, l.Stats())
}

// Counts come back to nothing, and memory with them, whatever the order.
func TestConnLimiterCountsExactly(t *testing.T) {
	n := newMemNet()
	l, err := websec.LimitConns(n, websec.ConnsPerAddr(5), websec.ConnsTotal(100))
	require.NoError(t, err)
	accepted := accepting(t, l)
	var all sync.WaitGroup
	for g := range 16 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(13, uint64(g)))
			for range 100 {
				c := n.dial(fmt.Sprintf("198.51.100.%d:1", random.IntN(20)))
				select {
				case s := <-accepted:
					_ = s.Close()
				default:
				}
				_ = c.Close()
			}
		})
	}
	all.Wait()
	require.NoError(t, l.Close())
	for len(accepted) > 0 {
		require.NoError(t, (<-accepted).Close())
	}
	stats := l.Stats()
	require.Zero(t, stats.Open)
	require.Zero(t, stats.Addrs)
}

func TestLimitConnsRefuses(t *testing.T) {
	_, err := websec.LimitConns(nil)
	require.ErrorIs(t, err, websec.ErrFlood)
	for _, opts := range [][]websec.ConnOption{
		{websec.ConnsPerAddr(0)},
		{websec.ConnsTotal(0)},
		{websec.ConnsPerAddr(10), websec.ConnsTotal(5)},
		{websec.ConnsPerNet(0)},
		{websec.ConnsPerNet(5), websec.ConnsPerAddr(6)},
		{websec.ConnsPerNet(50), websec.ConnsTotal(40)},
		{websec.ConnsExempt(netip.MustParsePrefix("10.1.2.3/8"))},
		{websec.ConnsExempt(prefixes("10.0.0.0/8")[0], netip.Prefix{})},
	} {
		_, err := websec.LimitConns(newMemNet(), opts...)
		require.ErrorIs(t, err, websec.ErrFlood)
	}
}

// The networks of one customer, each within its limit, leave places for others.
func TestConnLimiterByNet(t *testing.T) {
	n := newMemNet()
	l, err := websec.LimitConns(n, websec.ConnsPerAddr(2), websec.ConnsTotal(40))
	require.NoError(t, err)
	accepted := accepting(t, l)
	var open []net.Conn
	for i := range 16 {
		n.dial(fmt.Sprintf("[2001:db8:0:%x::1]:1", i))
		open = append(open, <-accepted)
	}
	require.Empty(t, drain(n.dial("[2001:db8:0:ff::1]:1")))
	for _, other := range []string{"[2001:db8:1::1]:1", "198.51.100.1:1"} {
		n.dial(other)
		open = append(open, <-accepted)
	}
	require.NoError(t, open[0].Close())
	n.dial("[2001:db8:0:ff::1]:1")
	open = append(open, <-accepted)
	for _, c := range open[1:] {
		require.NoError(t, c.Close())
	}
	require.Equal(t, websec.ConnStats{Refused: 1}, l.Stats())
}

// A small total brings its own limits.
func TestConnsTotalAlone(t *testing.T) {
	_, err := websec.LimitConns(newMemNet(), websec.ConnsTotal(5))
	require.NoError(t, err)
	_, err = websec.LimitConns(newMemNet(), websec.ConnsPerNet(5))
	require.NoError(t, err)
}

// Around TLS the limiter would hide it from net/http, which then speaks no HTTP/2 and
// knows no TLS of its requests.
func TestLimitConnsAroundTLS(t *testing.T) {
	n := newMemNet()
	_, err := websec.LimitConns(tls.NewListener(n, &tls.Config{}))
	require.ErrorIs(t, err, websec.ErrFlood)
	require.ErrorContains(t, err, "TLS")
	l, err := websec.LimitConns(secretTLS{n})
	require.NoError(t, err)
	var dialed sync.WaitGroup
	dialed.Go(func() { n.dial("198.51.100.1:1") })
	_, err = l.Accept()
	dialed.Wait()
	require.ErrorIs(t, err, websec.ErrFlood)
}

// A secretTLS is a TLS listener of another make.
type secretTLS struct{ net.Listener }

func (s secretTLS) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	return tls.Server(c, &tls.Config{}), err
}

// On real sockets: files are still sent, and the one beyond is reset.
func TestConnLimiterOnSockets(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l, err := websec.LimitConns(inner, websec.ConnsPerAddr(1))
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "file")
	text := strings.Repeat("0123456789", 300_000)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	server := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, file)
	})}}
	server.Start()
	defer server.Close()
	client := server.Client()
	response, err := client.Get(server.URL)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, text, string(body))
	require.NoError(t, response.Body.Close())

	second, err := net.Dial("tcp", inner.Addr().String())
	if err == nil { // else the reset was quicker than connect
		_, err = second.Read(make([]byte, 1))
		require.NoError(t, second.Close())
	}
	require.Error(t, err)
	client.CloseIdleConnections()
}
