package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOnlyLoopback(t *testing.T) {
	for _, host := range []string{"0.0.0.0", "::", "192.0.2.1", "localhost", ""} {
		var stderr strings.Builder
		require.Equal(t, 1, run(t.Context(), []string{"-serve", "-host", host}, io.Discard, &stderr))
		require.Contains(t, stderr.String(), "loopback")
	}
}

func TestUsage(t *testing.T) {
	var stderr strings.Builder
	require.Equal(t, 2, run(t.Context(), nil, io.Discard, &stderr))
	require.Contains(t, stderr.String(), "-serve")
	require.Equal(t, 2, run(t.Context(), []string{"-nonsense"}, io.Discard, io.Discard))
}

func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	status := make(chan int, 1)
	go func() { status <- run(ctx, []string{"-serve"}, write, io.Discard) }() // until stop, below
	lines := bufio.NewScanner(read)
	line := func() string {
		require.True(t, lines.Scan())
		return lines.Text()
	}
	urls := map[string]string{}
	for range 3 {
		name, at, _ := strings.Cut(line(), " ")
		urls[name] = strings.TrimSpace(at)
	}
	require.Contains(t, line(), "Loopback only")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()

	answer, err := client.Get(strings.Replace(urls["attacker"], "localhost", "127.0.0.1", 1))
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Contains(t, string(text), `action="`+urls["protected"]+`/login"`)

	login := func(site string) int {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, urls[site]+"/login",
			strings.NewReader(url.Values{"name": {"mallory"}, "password": {"mischief"}}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", urls["attacker"])
		answer, err := client.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}
	require.Equal(t, http.StatusSeeOther, login("bare"))
	refused := make(chan int, 1)
	go func() { refused <- login("protected") }() // ends with the answer, which waits for the line to be read
	require.Contains(t, line(), `POST "/login" refused by layer csrf`)
	require.Equal(t, http.StatusForbidden, <-refused)
	stop()
	require.Equal(t, 0, <-status)
}
