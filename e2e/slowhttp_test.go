package e2e

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/examples/websec/site"
	"underhood/websec"
)

// slowhttptest opens 100 connections and sends a piece of a header now and then. A server
// without deadlines holds them for as long as the attack lasts.
func TestSlowHTTP(t *testing.T) {
	path := tool(t, "slowhttptest")
	attack := func(server *http.Server) string {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(l) }() // until Close, below
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		defer stop()
		output, err := exec.CommandContext(ctx, path, "-H", "-c", "100", "-r", "100", "-i", "1", "-l", "8", "-p", "3",
			"-u", "http://"+l.Addr().String()+"/").CombinedOutput()
		require.NoError(t, err, "%s", output)
		require.NoError(t, server.Close())
		require.ErrorIs(t, <-ended, http.ErrServerClosed)
		return string(output)
	}
	const held, dropped = "Hit test time limit", "No open connections left"

	bare, err := site.Bare(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, bare.Close()) }()
	require.Contains(t, attack(&http.Server{Handler: bare}), held) // no deadlines: that is what is attacked

	protected, err := site.Protected(t.Context(), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, protected.Close()) }()
	server, err := websec.NewServer(protected, websec.ServerHeaderTime(2*time.Second))
	require.NoError(t, err)
	require.Contains(t, attack(server), dropped)
}
