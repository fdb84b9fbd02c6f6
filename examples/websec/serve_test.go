package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyLoopback(t *testing.T) {
	for _, host := range []string{"0.0.0.0", "::", "192.0.2.1", "127.0.0.2", "localhost"} {
		var stdout, stderr strings.Builder
		require.Equal(t, 1, run(t.Context(), []string{"-serve", "-host", host}, &stdout, &stderr))
		require.Contains(t, stderr.String(), "loopback")
		require.Empty(t, stdout.String())
	}
}

// lines are what is written, of which this program writes at most a line a time. Those
// that nobody receives are kept, up to the capacity.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		l <- strings.TrimSuffix(line, "\n")
	}
	return len(p), nil
}

func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, status := make(lines, 100), make(chan int, 1)
	go func() { status <- run(ctx, []string{"-serve"}, out, io.Discard) }() // until stop, below
	urls := map[string]string{}
	for range 3 {
		name, at, _ := strings.Cut(<-out, " ")
		urls[name] = strings.TrimSpace(at)
	}
	require.True(t, strings.HasPrefix(urls["attacker"], "http://localhost:"))
	customers := strings.Fields(<-out)[1:]
	require.Len(t, customers, 3)
	require.Contains(t, <-out, "Loopback only")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()

	answer, err := client.Get(strings.Replace(urls["attacker"], "localhost", "127.0.0.1", 1))
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Contains(t, string(text), `action="`+urls["protected"]+`/pay"`)

	login := func(site, customer, origin string) int {
		name, password, _ := strings.Cut(customer, "/")
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, urls[site]+"/login",
			strings.NewReader(url.Values{"name": {name}, "password": {password}}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", origin)
		answer, err := client.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}
	for _, customer := range customers {
		require.Equal(t, http.StatusSeeOther, login("protected", customer, urls["protected"]))
		require.Equal(t, `protected POST "/login" Origin: "`+urls["protected"]+`" → 303`, <-out)
	}
	require.Equal(t, http.StatusSeeOther, login("bare", "eve/evil", urls["attacker"]))
	require.Equal(t, `bare      POST "/login" Origin: "`+urls["attacker"]+`" → 303`, <-out)
	require.Equal(t, http.StatusForbidden, login("protected", "eve/evil", urls["attacker"]))
	require.Equal(t, `protected POST "/login" Origin: "`+urls["attacker"]+`" → 403, refused by layer csrf: the request comes from another origin`, <-out)
	stop()
	require.Equal(t, 0, <-status)
	require.Empty(t, out)
}

// TestWireIsBounded: a line stays one line of a bounded length.
func TestWireIsBounded(t *testing.T) {
	var out strings.Builder
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", 5000), nil)
	r.Method = strings.Repeat("M", 5000)
	r.Header.Set("Origin", "a\n\x1b[2J"+strings.Repeat("o", 5000))
	r.Header.Set("Sec-Fetch-Site", strings.Repeat("\xff", 5000))
	log := &wire{out: &out}
	log.tap("bare", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(httptest.NewRecorder(), r)
	require.Less(t, out.Len(), 600)
	require.Equal(t, 1, strings.Count(out.String(), "\n"))
	require.NotContains(t, out.String(), "\x1b")
	require.Contains(t, out.String(), "→ 200")
}

// TestWireKeepsThePath: what net/http and websec do to an answer they can do through the
// tap, and it tells of a handler that panics.
func TestWireKeepsThePath(t *testing.T) {
	var out strings.Builder
	log := &wire{out: &out}
	w := httptest.NewRecorder()
	log.tap("bare", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		require.NoError(t, http.NewResponseController(w).Flush())
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/tea", nil))
	require.True(t, w.Flushed)
	require.Contains(t, out.String(), "→ 418")
	require.PanicsWithValue(t, "broken", func() {
		log.tap("bare", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })).
			ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/panic", nil))
	})
	require.Contains(t, out.String(), `"/panic" → aborted`)
}
