package websec_test

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// However a response is written, and however much of it at once, a client that takes none
// of it holds the handler for its time.
func TestServerEndsIdleReaders(t *testing.T) {
	name := filepath.Join(t.TempDir(), "large")
	require.NoError(t, os.WriteFile(name, make([]byte, 16<<20), 0o600))
	d := websec.Deadlines{Body: time.Second, Response: time.Second, MinRate: 32 << 10, Stall: time.Second}
	for kind, write := range map[string]func(http.ResponseWriter, *http.Request){
		"at once": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 16<<20)) },
		"as text": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("x", 16<<20))
		},
		"a file": func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) },
		"copied": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, io.LimitReader(noughts{}, 16<<20)) },
		"flushed": func(w http.ResponseWriter, _ *http.Request) {
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write(make([]byte, 16<<20))
		},
	} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan time.Duration, 1)
				n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
					begun := time.Now()
					write(w, r)
					ended <- time.Since(begun)
				}, limits(d))
				c := n.dial("")
				send(t, c, fmt.Sprintf(askFor, ""))
				require.Equal(t, time.Second, <-ended)
				require.NoError(t, c.Close())
			})
		})
	}
}

// Who was fast may not be silent for as long as that would have taken others.
func TestServerEndsSilenceAfterSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		n := serveMem(t, func(_ http.ResponseWriter, r *http.Request) {
			_, err := io.Copy(io.Discard, r.Body)
			ended <- err
		}, limits(quick))
		c := n.dial("")
		go func() { _, _ = io.Copy(io.Discard, c) }()
		send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n"+strings.Repeat("x", 1_000_000))
		begun := time.Now()
		require.ErrorIs(t, <-ended, os.ErrDeadlineExceeded)
		require.Equal(t, quick.Body, time.Since(begun))
		require.NoError(t, c.Close())
	})
}

// A handler that copies from something slow is not cut off for it.
func TestServerWaitsForSlowSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		copied := make(chan error, 1)
		n := serveMem(t, func(w http.ResponseWriter, _ *http.Request) {
			source, slow := io.Pipe()
			go func() {
				for range 50 {
					time.Sleep(time.Minute)
					_, _ = io.WriteString(slow, strings.Repeat("x", 1000))
				}
				_ = slow.Close()
			}()
			_, err := io.Copy(w, source)
			copied <- err
		}, limits(quick))
		c := n.dial("")
		send(t, c, "GET / HTTP/1.0\r\n\r\n")
		answer := drain(c)
		require.NoError(t, <-copied)
		require.True(t, strings.HasSuffix(answer, strings.Repeat("x", 50_000)))
	})
}

// A file keeps its way by sendfile, and arrives whole, its parts as well.
func TestServerSendsFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	text := strings.Repeat("0123456789", 30_000)
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	s := httptest.NewServer(websec.LimitTime(nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, name)
	})))
	defer s.Close()
	for _, part := range []string{"", "bytes=5-", "bytes=100-199999", "bytes=0-15359", "bytes=0-32767"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
		require.NoError(t, err)
		want := text
		if part != "" {
			r.Header.Set("Range", part)
			var from, to int
			if n, _ := fmt.Sscanf(part, "bytes=%d-%d", &from, &to); n == 2 {
				want = text[from : to+1]
			} else {
				want = text[from:]
			}
		}
		response, err := s.Client().Do(r)
		require.NoError(t, err)
		got, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, want, string(got), part)
	}
}

// The longest deadlines there are do not end before they begin.
func TestServerLongestDeadlines(t *testing.T) {
	for _, d := range []websec.Deadlines{
		{Body: math.MaxInt64, Response: math.MaxInt64, MinRate: 1, Stall: math.MaxInt64},
		{Body: math.MaxInt64, Response: math.MaxInt64, MinRate: math.MaxInt, Stall: math.MaxInt64},
	} {
		require.NoError(t, d.Check())
		synctest.Test(t, func(t *testing.T) {
			n := serveMem(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || len(body) != 100_000 {
					t.Error(len(body), err)
				}
				if _, err = w.Write(body); err != nil {
					t.Error(err)
				}
				if err = http.NewResponseController(w).Flush(); err != nil {
					t.Error(err)
				}
				if _, err = w.Write(body); err != nil {
					t.Error(err)
				}
			}, limits(d))
			c := n.dial("")
			go func() {
				_, _ = io.WriteString(c, "POST / HTTP/1.0\r\nContent-Length: 100000\r\n\r\n"+strings.Repeat("x", 100_000))
			}()
			require.True(t, strings.HasSuffix(drain(c), strings.Repeat("x", 200_000)))
		})
	}
}

// A transport may go on reading the body when the handler has returned, as that of
// [httputil.ReverseProxy] does. The deadlines are the server's then, and nobody races for
// them.
func TestLimitTimeAfterTheHandler(t *testing.T) {
	read := make(chan error, 1)
	s := httptest.NewServer(websec.LimitTime(nil)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		go func() {
			_, err := io.Copy(io.Discard, r.Body)
			read <- err
		}()
	})))
	defer s.Close()
	for range 50 {
		response, err := s.Client().Post(s.URL, "text/plain", strings.NewReader(strings.Repeat("x", 10_000)))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		t.Log(<-read) // net/http may have closed it
	}
}
