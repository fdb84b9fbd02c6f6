package e2e

import (
	"net"
	"net/http"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
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

// TestSlowHeaders: slowhttptest holds connections of a plain http.Server by headers that
// never end, to its own end; NewServer closes them after its time for headers.
func TestSlowHeaders(t *testing.T) {
	tool := need(t, "slowhttptest")
	const clients = "50"
	for _, name := range []string{"bare", "protected"} {
		t.Run(name, func(t *testing.T) {
			b, err := bank.Open(t.Context(), bank.AllDefences())
			require.NoError(t, err)
			defer func() { require.NoError(t, b.Close()) }()
			server := &http.Server{Handler: b} //nolint:gosec // without any timeout: it is what the attack is about
			if name == "protected" {
				server, err = websec.NewServer(b, websec.ServerHeaderTime(2*time.Second))
				require.NoError(t, err)
			}
			seen := &conns{open: map[net.Conn]bool{}}
			server.ConnState = seen.watch
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			ended := make(chan error, 1)
			go func() { ended <- server.Serve(listener) }()

			ctx := within(t, time.Minute)
			command := exec.CommandContext(ctx, tool, "-H", "-c", clients, "-r", clients, "-i", "1", "-l", "8", "-p", "3",
				"-u", "http://"+listener.Addr().String()+"/")
			command.Dir = t.TempDir()
			out, err := command.CombinedOutput()
			require.NoError(t, err, "%s", out)
			if name == "bare" {
				require.Contains(t, string(out), "Hit test time limit", "it could have gone on: %s", out)
			} else {
				require.Contains(t, string(out), "No open connections left", "%s", out)
			}
			require.NoError(t, server.Close())
			require.ErrorIs(t, <-ended, http.ErrServerClosed)
			require.GreaterOrEqual(t, seen.most, 40)
		})
	}
}
