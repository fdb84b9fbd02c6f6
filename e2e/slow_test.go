package e2e

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// conns counts a server's connections as it tells them.
type conns struct {
	mu   sync.Mutex
	open map[net.Conn]bool
	most int
}

func (c *conns) watch(n net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open[n] = true
		c.most = max(c.most, len(c.open))
	case http.StateClosed, http.StateHijacked:
		delete(c.open, n)
	}
}

// TestSlow: slowhttptest holds connections of a plain http.Server, to its own end, by headers
// and bodies that never end and by answers it hardly reads; NewServer closes them in time.
func TestSlow(t *testing.T) {
	tool := need(t, "slowhttptest")
	large := make([]byte, 32<<20) // more than the buffers of all connections take
	var gaveUp atomic.Int32       // answers that the server ended, because nobody took them
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		if _, err := w.Write(large); errors.Is(err, os.ErrDeadlineExceeded) {
			gaveUp.Add(1)
		}
	})
	for _, attack := range []struct {
		name    string
		clients int
		args    []string
	}{
		{"headers", 50, []string{"-H"}},
		{"bodies", 50, []string{"-B", "-s", "100000"}},
		{"reading", 20, []string{"-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "16"}},
	} {
		for _, name := range []string{"bare", "protected"} {
			t.Run(attack.name+"/"+name, func(t *testing.T) {
				server := &http.Server{Handler: handler} //nolint:gosec // without any timeout: it is what the attack is about
				if name == "protected" {
					var err error
					server, err = websec.NewServer(handler, websec.ServerHeaderTime(2*time.Second), websec.ServerDeadlines(func(*http.Request) (websec.Deadlines, bool) {
						return websec.Deadlines{Body: 2 * time.Second, Response: 2 * time.Second, MinRate: 1 << 20, Stall: 2 * time.Second}, true
					}))
					require.NoError(t, err)
				}
				gaveUp.Store(0)
				out, most := attackBy(t, server, tool, append(attack.args, "-c", strconv.Itoa(attack.clients), "-r", "50", "-i", "1", "-l", "10", "-p", "3"))
				require.GreaterOrEqual(t, most, attack.clients*8/10)
				switch {
				case name == "bare":
					require.Contains(t, out, "Hit test time limit", "it could have gone on")
					require.Zero(t, gaveUp.Load(), "who ended it was the tool")
				case attack.name == "reading":
					// The tool goes on reading what the kernel still has; the server has let
					// go of it.
					require.GreaterOrEqual(t, int(gaveUp.Load()), attack.clients*8/10, out)
				default:
					require.Contains(t, out, "No open connections left")
				}
			})
		}
	}
}

// attackBy serves while the tool attacks. It returns what the tool says, and the most
// connections the server had at once.
func attackBy(t *testing.T, server *http.Server, tool string, args []string) (string, int) {
	t.Helper()
	seen := &conns{open: map[net.Conn]bool{}}
	server.ConnState = seen.watch
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()

	command := exec.CommandContext(within(t, time.Minute), tool, append(args, "-u", "http://"+listener.Addr().String()+"/")...)
	command.Dir = t.TempDir()
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NoError(t, server.Close())
	require.ErrorIs(t, <-ended, http.ErrServerClosed)
	return string(out), seen.most
}
