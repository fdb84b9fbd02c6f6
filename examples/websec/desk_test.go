package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/siege"
	"underhood/internal/lessons/websec/wire"
	"underhood/websec"
)

// seat is a desk with both sites on loopback, and its page's server.
func seat(t *testing.T, limits siege.Limits) (*desk, string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	d := &desk{ctx: ctx, limits: limits, log: wire.NewLog(keptCrossings), told: func(string) {}}
	for _, setup := range []siege.Setup{{Name: "bare"}, {Name: "protected", Limits: &limits}} {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		setup.Crossed = d.log.Add
		site, err := siege.Open(ctx, l, setup)
		require.NoError(t, err)
		d.sites = append(d.sites, site)
		ended := make(chan error, 1)
		go func() { ended <- site.Serve() }() // until Close
		t.Cleanup(func() {
			require.NoError(t, site.Close())
			require.ErrorIs(t, <-ended, http.ErrServerClosed)
		})
	}
	protect, err := websec.Protect()
	require.NoError(t, err)
	server := httptest.NewServer(protect(http.StripPrefix("/live", d.handler())))
	t.Cleanup(func() {
		stop()
		d.running.Wait()
		server.Close()
	})
	return d, server.URL + "/live"
}

// readings reads a stream; the function returns the next reading.
func readings(t *testing.T, at string) func() (reading, string) {
	t.Helper()
	answer, err := http.Get(at + "/stream")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, answer.Body.Close()) })
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return func() (r reading, text string) {
		for lines.Scan() {
			data, isData := strings.CutPrefix(lines.Text(), "data: ")
			if isData {
				require.NoError(t, json.Unmarshal([]byte(data), &r))
				return r, data
			}
			require.Empty(t, lines.Text(), "an event stream has nothing else in it here")
		}
		t.Fatal(lines.Err())
		return r, ""
	}
}

// TestLive: the gauges and the wire are told as they are, and what an attacker wrote into
// his request is there as text that nothing obeys.
func TestLive(t *testing.T) {
	d, at := seat(t, siege.DefaultLimits())
	next := readings(t, at)
	first, _ := next()
	require.Equal(t, []string{"bare", "protected"}, []string{first.Sites[0].Name, first.Sites[1].Name})
	require.Empty(t, first.Wire)
	require.Positive(t, first.Heap)
	require.Equal(t, siege.DefaultLimits().Most, first.Sites[1].Shedder, "it begins high")

	const script = `<script>alert(1)</script>`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+d.sites[1].Addr().String()+"/pay?x=%0a"+url.QueryEscape(script), nil)
	require.NoError(t, err)
	r.Header.Set("Origin", "http://evil.example/"+script+"\u2028\u202e")
	r.Header.Set("Cookie", "session=secret")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	http.DefaultClient.CloseIdleConnections()
	var told reading
	var text string
	for len(told.Wire) == 0 {
		told, text = next()
	}
	require.NotContains(t, text, "<")
	require.NotContains(t, text, "secret")
	require.NotRegexp(t, regexp.MustCompile(`[^ -~]`), text, "not even as JSON")
	c := told.Wire[0]
	require.Equal(t, "http://evil.example/"+script+`\u2028\u202e`, c.Origin)
	require.Equal(t, "session", c.Cookies)
	require.Equal(t, []any{403, "csrf", 1}, []any{c.Status, c.Layer, c.Times})
	require.Equal(t, map[string]int{"csrf": 1}, told.Sites[1].Refused)
}

// TestLivePage: its script has the nonce of the policy, and never makes markup of text.
func TestLivePage(t *testing.T) {
	d, at := seat(t, siege.DefaultLimits())
	answer, err := http.Get(at + "/")
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	nonce := regexp.MustCompile(`'nonce-([^']+)'`).FindStringSubmatch(answer.Header.Get("Content-Security-Policy"))
	require.Len(t, nonce, 2)
	require.Contains(t, string(text), `<script nonce="`+nonce[1]+`">`)
	require.Contains(t, answer.Header.Get("Content-Security-Policy"), "require-trusted-types-for 'script'")
	require.NotRegexp(t, `innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval`, string(text))
	for _, duel := range siege.Duels(d.limits) {
		require.Equal(t, 2, strings.Count(string(text), `value="`+duel.Name+`"`))
	}
}

func post(t *testing.T, at, origin string, form url.Values) int {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+"/attack", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", origin)
	answer, err := client.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// TestAttackFromTheDesk: one at a time, by nobody else's page, and its end is told.
func TestAttackFromTheDesk(t *testing.T) {
	limits := siege.QuickLimits()
	limits.Header, limits.Deadlines.Body = 100*time.Millisecond, 100*time.Millisecond // to be done soon
	d, at := seat(t, limits)
	if err := siege.Usable(t.Context(), d.sites[0].Addr()); err != nil {
		t.Skip(err)
	}
	own := strings.TrimSuffix(at, "/live")
	form := url.Values{"site": {"protected"}, "attack": {"clients of one address never end their requests"}}
	require.Equal(t, http.StatusForbidden, post(t, at, "http://evil.example", form))
	require.Equal(t, http.StatusNotFound, post(t, at, own, url.Values{"site": {"protected"}}))
	d.mu.Lock()
	d.now = "another"
	d.mu.Unlock()
	require.Equal(t, http.StatusConflict, post(t, at, own, form))
	d.mu.Lock()
	d.now = ""
	d.mu.Unlock()
	require.Equal(t, http.StatusSeeOther, post(t, at, own, form))
	d.running.Wait()
	next := readings(t, at)
	told, _ := next()
	require.Empty(t, told.Now)
	require.Contains(t, told.Last, "slow at protected: clients of one address never end their requests\n  protected ")
	require.Positive(t, told.Sites[1].Refused["connections"])
}

// TestWatchersAreBounded: streams that nobody ends do not add up.
func TestWatchersAreBounded(t *testing.T) {
	_, at := seat(t, siege.DefaultLimits())
	for range mostWatchers {
		readings(t, at)
	}
	answer, err := http.Get(at + "/stream")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
}
