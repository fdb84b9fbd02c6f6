package websec_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// uploadHandlers are what a handler of uploads can stand behind, alone and together.
func uploadHandlers(t *testing.T) map[string]func(http.Handler) *http.Server {
	t.Helper()
	list, err := websec.NewAccessList()
	require.NoError(t, err)
	limiter := newAddrLimiter(t, websec.PerSecond(1000), websec.PerSecond(1000))
	protect := func(options ...websec.Option) func(http.Handler) http.Handler {
		wrap, err := websec.Protect(options...)
		require.NoError(t, err)
		return wrap
	}
	always := func(*http.Request) (websec.Deadlines, bool) { return websec.DefaultDeadlines(), true }
	watch := func(websec.Event) {}
	all := protect(websec.WithDeadlines(always), websec.WithAccess(list, nil), websec.WithLimit(limiter.ByClient(nil)),
		websec.WithReports(websec.Reports{Path: "/reports", Hook: func(websec.Report) {}}), websec.WithIsolation(websec.Isolation{}), websec.Watch(watch),
		websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}, Exempt: func(*http.Request) bool { return true }}))
	plain := func(wrap func(http.Handler) http.Handler) func(http.Handler) *http.Server {
		return func(h http.Handler) *http.Server { return &http.Server{Handler: wrap(h)} } //nolint:gosec // no slow client is here
	}
	served := func(wrap func(http.Handler) http.Handler, options ...websec.ServerOption) func(http.Handler) *http.Server {
		return func(h http.Handler) *http.Server {
			s, err := websec.NewServer(wrap(h), options...)
			require.NoError(t, err)
			return s
		}
	}
	same := func(h http.Handler) http.Handler { return h }
	return map[string]func(http.Handler) *http.Server{
		"LimitTime":             plain(websec.LimitTime(nil)),
		"Protect":               plain(protect()),
		"Protect, all":          plain(all),
		"NewServer":             served(same),
		"NewServer and Protect": served(all, websec.WatchServer(watch)),
	}
}

// Files of multipart forms that did not fit into memory are gone when the handler is, also
// after a panic: net/http removes those of its own request, and layers hand on copies.
func TestUploadsAreRemoved(t *testing.T) {
	for name, server := range uploadHandlers(t) {
		for _, panics := range []bool{false, true} {
			for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
				what := name + " " + protocol
				if panics {
					what += " panics"
				}
				t.Run(what, func(t *testing.T) {
					dir := t.TempDir()
					for _, name := range []string{"TMPDIR", "TMP"} { // the second is for Windows
						t.Setenv(name, dir)
					}
					synctest.Test(t, func(t *testing.T) {
						var spilled []os.DirEntry
						s := server(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
							if err := r.ParseMultipartForm(0); err != nil || r.Proto != protocol {
								t.Error(r.Proto, err)
							}
							spilled, _ = os.ReadDir(dir)
							if panics {
								panic(http.ErrAbortHandler)
							}
						}))
						err := upload(t, s, protocol)
						require.Equal(t, panics, err != nil, err)
						require.Len(t, spilled, 1, "while the handler ran")
						left, err := os.ReadDir(dir)
						require.NoError(t, err)
						require.Empty(t, left)
					})
				})
			}
		}
	}
}

// upload posts a file to a server, which has ended when it returns.
func upload(t *testing.T, s *http.Server, protocol string) error {
	t.Helper()
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.Protocols = new(http.Protocols)
	s.Protocols.SetHTTP1(protocol == "HTTP/1.1")
	s.Protocols.SetUnencryptedHTTP2(protocol == "HTTP/2.0")
	n := newMemNet()
	done := make(chan error, 1)
	go func() { done <- s.Serve(n) }()
	transport := &http.Transport{
		Protocols:   s.Protocols,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return n.dial("198.51.100.1:1"), nil },
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "x")
	require.NoError(t, err)
	_, err = file.Write(make([]byte, 100_000))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://x/", &body)
	require.NoError(t, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	response, failed := transport.RoundTrip(r)
	if failed == nil {
		failed = errors.Join(response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
	}
	transport.CloseIdleConnections()
	require.NoError(t, s.Shutdown(t.Context()))
	require.ErrorIs(t, <-done, http.ErrServerClosed)
	synctest.Wait()
	return failed
}
