package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
)

// need finds a tool, or skips the test.
func need(t *testing.T, tool string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		if os.Getenv("UNDERHOOD_REQUIRE_SERVICES") == "1" {
			t.Fatalf("%s is required: %v", tool, err)
		}
		t.Skipf("%s is not installed", tool)
	}
	return path
}

// within bounds a test: a tool that hangs is ended.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// A site is a bank on a port of loopback. Its posts are told when they are answered.
type site struct {
	*bank.Bank
	url   string
	posts chan string
}

func open(t *testing.T, d bank.Defences) *site {
	t.Helper()
	b, err := bank.Open(t.Context(), d)
	require.NoError(t, err)
	s := &site{Bank: b, posts: make(chan string, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			s.posts <- r.URL.Path
		}
	}))
	t.Cleanup(func() {
		server.Close()
		require.NoError(t, b.Close())
	})
	s.url = server.URL
	return s
}

// posted waits until a post has been answered.
func (s *site) posted(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	select {
	case got := <-s.posts:
		require.Equal(t, path, got)
	case <-ctx.Done():
		t.Fatalf("no post to %s: %v", path, ctx.Err())
	}
}
