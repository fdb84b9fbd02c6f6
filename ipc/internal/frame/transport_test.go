//go:build unix

package frame

import (
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/reexec"
)

func TestMain(m *testing.M) {
	reexec.Init()
	// A program under the race detector stays for a second before it exits.
	if err := os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// trickle hands over one byte at a time, in both directions.
type trickle struct{ net.Conn }

func (s trickle) Read(b []byte) (int, error) { return s.Conn.Read(b[:min(1, len(b))]) }

func (s trickle) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = s.Conn.Write(b[n : n+1])
		n += m
	}
	return n, err
}

// A transport makes the two ends of a stream.
type transport struct {
	name  string
	holds bool // bytes that nobody has read yet
	slow  bool
	ends  func(t testing.TB) (a, b Stream)
}

var transports = []transport{
	{"pipe", true, false, func(t testing.TB) (a, b Stream) {
		ar, bw, err := os.Pipe()
		require.NoError(t, err)
		br, aw, err := os.Pipe()
		require.NoError(t, err)
		return &pipes{ar, aw}, &pipes{br, bw}
	}},
	{"socket", true, false, func(t testing.TB) (a, b Stream) {
		fds, err := socketpair()
		require.NoError(t, err)
		return os.NewFile(uintptr(fds[0]), "a"), os.NewFile(uintptr(fds[1]), "b")
	}},
	{"net.Pipe", false, false, func(testing.TB) (a, b Stream) { return net.Pipe() }},
	{"trickle", false, true, func(testing.TB) (a, b Stream) {
		x, y := net.Pipe()
		return trickle{x}, trickle{y}
	}},
}

// each runs a test on every transport.
func each(t *testing.T, test func(t *testing.T, tr transport)) {
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) { test(t, tr) })
	}
}

// raw makes two ends, to be closed by the test or after it.
func (tr transport) raw(t testing.TB) (a, b Stream) {
	t.Helper()
	a, b = tr.ends(t)
	t.Cleanup(func() { _, _ = a.Close(), b.Close() })
	return a, b
}

// connect makes a connection, to be closed by the test or after it.
func connect(t testing.TB, s Stream, maxSize int) *Conn {
	t.Helper()
	c, err := New(s, maxSize)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// pair makes two.
func (tr transport) pair(t testing.TB, maxSize int) (a, b *Conn) {
	t.Helper()
	x, y := tr.raw(t)
	return connect(t, x, maxSize), connect(t, y, maxSize)
}
