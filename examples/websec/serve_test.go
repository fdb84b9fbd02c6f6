package main

import (
	"context"
	"io"
	"net/http"
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
	// By DNS, a page of another name can come to be of these sites' origin.
	for site, name := range map[string]string{"bare": "evil.example", "protected": "localhost", "attacker": "evil.example"} {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.Replace(urls[site], "localhost", "127.0.0.1", 1), nil)
		require.NoError(t, err)
		r.Host = name + ":" + r.URL.Port()
		answer, err := client.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusMisdirectedRequest, answer.StatusCode)
		if site != "attacker" {
			require.Contains(t, <-out, "→ 421")
		}
	}
	for _, by := range []string{"localhost", "127.0.0.1"} {
		answer, err := client.Get(strings.Replace(urls["attacker"], "localhost", by, 1) + "/live/")
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode)
	}
	stop()
	require.Equal(t, 0, <-status)
	require.Empty(t, out)
}
