package websec_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestIsolation is the table of web.dev/fetch-metadata.
func TestIsolation(t *testing.T) {
	ask := func(method string, headers ...string) *http.Request {
		r := post(headers...)
		r.Method = method
		return r
	}
	tests := []struct {
		r    *http.Request
		want bool
	}{
		{ask("GET"), true},
		{ask("GET", "Sec-Fetch-Site", "same-origin"), true},
		{ask("GET", "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors"), true},
		{ask("GET", "Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"), true},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"), true},
		{ask("HEAD", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"), true},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"), true},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "object"), false},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "embed"), false},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-Dest", "x"), false},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"), false},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"), false},
		{ask("GET", "Sec-Fetch-Site", "cross-site"), false},
		{ask("GET", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "websocket", "Upgrade", "websocket"), false},
		{ask("GET", "Sec-Fetch-Site", "odd"), false},
		{ask("GET", "Sec-Fetch-Site", "none", "Sec-Fetch-Site", "none"), false},
		{ask("POST", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"), false},
		{ask("OPTIONS", "Sec-Fetch-Site", "cross-site"), true},
		{ask("OPTIONS", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"), false},
	}
	for _, tt := range tests {
		w := httptest.NewRecorder()
		layer(t, websec.Isolation{})(idle).ServeHTTP(w, tt.r)
		require.Equal(t, tt.want, w.Code == 200, "%s %v", tt.r.Method, tt.r.Header)
		w = httptest.NewRecorder()
		layer(t, websec.Isolation{Exempt: func(*http.Request) bool { return true }})(idle).ServeHTTP(w, tt.r)
		require.Equal(t, 200, w.Code)
	}
	require.Equal(t, websec.IsolatedSite, verdict(t, tests[2].r, websec.WithIsolation(websec.Isolation{SameOrigin: true})))
	require.Equal(t, websec.IsolatedSite, verdict(t, tests[6].r, websec.WithIsolation(websec.Isolation{NoFrames: true})))
}

// Whom CSRF trusts, Isolation must not stop.
func TestIsolationTrusts(t *testing.T) {
	const partner, other = "https://partner.example", "https://other.example"
	from := func(method, origin string) *http.Request {
		r := post("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Origin", origin)
		r.Method = method
		return r
	}
	isolated := websec.WithIsolation(websec.Isolation{Trusted: []string{"https://cdn.example"}})
	trusting := websec.WithCSRF(websec.CSRF{Trusted: []string{partner}})
	for _, options := range [][]websec.Option{{isolated, trusting}, {trusting, isolated}} {
		require.Zero(t, verdict(t, from("POST", partner), options...))
		require.Zero(t, verdict(t, from("GET", "https://cdn.example"), options...))
		require.Equal(t, websec.CrossSite, verdict(t, from("POST", "https://cdn.example"), options...), "the other way it is not so")
		require.Equal(t, websec.IsolatedSite, verdict(t, from("POST", other), options...))
	}
	for _, bad := range []string{"https://a.example/", "https://a.example:443", "https://a.example:99999", "https://a.example:080", "https://a.example:0", "null", "http://[::1]:80"} {
		_, err := websec.Isolation{Trusted: []string{bad}}.Middleware()
		require.ErrorIs(t, err, websec.ErrOption, bad)
		_, err = websec.CSRF{Trusted: []string{bad}}.Middleware()
		require.ErrorIs(t, err, websec.ErrOption, bad)
	}
	_, err := websec.Isolation{Trusted: []string{"https://[::1]", "http://[::1]:8080", "http://a.example:443", "https://443"}}.Middleware()
	require.NoError(t, err)
}

// A browser says with every handshake of a WebSocket where it comes from, to plain http
// by Origin alone.
func TestIsolationOfWebSockets(t *testing.T) {
	shake := func(headers ...string) *http.Request {
		r := post(append([]string{"Connection", "Upgrade", "Upgrade", "websocket"}, headers...)...)
		r.Method = "GET"
		return r
	}
	isolated := websec.WithIsolation(websec.Isolation{})
	own := "https://shop.example"
	require.Equal(t, "shop.example", shake().Host)
	require.Zero(t, verdict(t, shake(), isolated), "no browser")
	require.Zero(t, verdict(t, shake("Origin", own), isolated))
	require.Zero(t, verdict(t, shake("Origin", own, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "websocket"), isolated))
	for _, origin := range []string{"https://evil.example", "http://shop.example", "null", "https://shop.example:444", ""} {
		require.Equal(t, websec.IsolatedSite, verdict(t, shake("Origin", origin), isolated), origin)
	}
	require.Equal(t, websec.IsolatedSite, verdict(t, shake("Origin", own, "Origin", "https://evil.example"), isolated))
	require.Zero(t, verdict(t, shake("Origin", "https://evil.example"), websec.WithIsolation(websec.Isolation{Trusted: []string{"https://evil.example"}})))
	plain := shake("Origin", own)
	plain.TLS = nil
	require.Equal(t, websec.IsolatedSite, verdict(t, plain, isolated))
	require.Zero(t, verdict(t, plain, isolated, websec.TLSAtProxy()))
	connect := post(":protocol", "websocket", "Origin", "https://evil.example")
	connect.Method = "CONNECT"
	connect.Header[":protocol"] = []string{"websocket"}
	require.Equal(t, websec.IsolatedSite, verdict(t, connect, isolated))
}

func TestCookies(t *testing.T) {
	c := websec.SessionCookie("id", "x")
	require.Equal(t, "__Host-id=x; Path=/; HttpOnly; Secure; SameSite=Lax", c.String())
	require.NoError(t, websec.CheckCookie(c))
	require.Equal(t, c, websec.SessionCookie("__Host-id", "x"))
	require.Equal(t, c, websec.SessionCookie("__host-id", "x"))
	for _, bad := range []string{"", "__Host-", "a b", "a=b", "a;b", "a\n", "\u00e4"} {
		require.Panics(t, func() { websec.SessionCookie(bad, "x") }, "%q", bad)
	}
	lax := http.SameSiteLaxMode
	for _, bad := range []*http.Cookie{
		nil,
		{Name: "", Value: "x"},
		{Name: "a", Value: "x"},
		{Name: "a", Value: "x", SameSite: http.SameSiteDefaultMode},
		{Name: "a", Value: "x", SameSite: http.SameSiteNoneMode},
		{Name: "__Secure-a", Value: "x", SameSite: lax},
		{Name: "__host-a", Value: "x", SameSite: lax, Secure: true},
		{Name: "__Host-a", Value: "x", SameSite: lax, Secure: true, Path: "/", Domain: "a.example"},
		{Name: "a", Value: "x", SameSite: lax, Partitioned: true},
		{Name: "a", Value: "x", SameSite: 9},
		{Name: "a", Value: "x", SameSite: -1},
		{Name: "__Http-a", Value: "x", SameSite: lax, Secure: true},
		{Name: "__http-a", Value: "x", SameSite: lax, HttpOnly: true},
		{Name: "__Host-Http-a", Value: "x", SameSite: lax, Secure: true, Path: "/"},
		{Name: "__Host-Http-a", Value: "x", SameSite: lax, Secure: true, HttpOnly: true},
	} {
		require.ErrorIs(t, websec.CheckCookie(bad), websec.ErrCookie)
	}
	require.NoError(t, websec.CheckCookie(&http.Cookie{Name: "a", SameSite: http.SameSiteNoneMode, Secure: true}))
	require.NoError(t, websec.CheckCookie(&http.Cookie{Name: "__Http-a", SameSite: lax, Secure: true, HttpOnly: true}))
	require.NoError(t, websec.CheckCookie(websec.SessionCookie("Http-a", "x")))
}

// TestOrderOfLayers watches a request meet them, and a refusal end it.
func TestOrderOfLayers(t *testing.T) {
	var steps []string
	options := []websec.Option{
		websec.WithIsolation(websec.Isolation{}),
		websec.WithReports(websec.Reports{Path: "/reports", Hook: func(websec.Report) {}}),
		websec.Watch(func(e websec.Event) {
			text := e.Layer.String()
			if e.Refusal != nil {
				text += ": " + e.Refusal.Reason.String()
				require.ErrorIs(t, e.Refusal, websec.ErrRefused)
				require.Equal(t, e.Layer, e.Refusal.Layer)
			}
			require.NotNil(t, e.Request)
			steps = append(steps, text)
		}),
	}
	protect, err := websec.Protect(options...)
	require.NoError(t, err)
	h := protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { steps = append(steps, "handler") }))
	h.ServeHTTP(httptest.NewRecorder(), post("Sec-Fetch-Site", "same-origin"))
	require.Equal(t, []string{"headers", "body", "reports", "isolation", "csrf", "handler"}, steps)

	steps = nil
	w := httptest.NewRecorder()
	h.ServeHTTP(w, post("Sec-Fetch-Site", "same-site"))
	require.Equal(t, []string{"headers", "body", "reports", "isolation", "csrf: the request comes from another origin of this site"}, steps)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"), "refusals carry the headers")
	require.Contains(t, w.Header(), "Content-Security-Policy")

	steps = nil
	large := post("Sec-Fetch-Site", "same-origin")
	large.ContentLength = 1<<20 + 1
	h.ServeHTTP(httptest.NewRecorder(), large)
	require.Equal(t, []string{"headers", "body: the body is too large"}, steps)

	steps = nil
	report := body("application/reports+json", "[]")
	report.URL.Path = "/reports"
	h.ServeHTTP(httptest.NewRecorder(), report)
	require.Equal(t, []string{"headers", "body", "reports"}, steps)
}

func TestLayersAreReplaced(t *testing.T) {
	mark := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Instead", "yes")
			h.ServeHTTP(w, r)
		})
	}
	protect, err := websec.Protect(websec.Without(websec.LayerHeaders, websec.LayerBody), websec.Instead(websec.LayerCSRF, mark))
	require.NoError(t, err)
	require.Equal(t, http.Header{"X-Instead": {"yes"}}, headersOf(t, protect(idle), post("Sec-Fetch-Site", "cross-site")))

	for _, bad := range []websec.Option{
		websec.Without(0), websec.Without(99), websec.Instead(99, mark), websec.Instead(websec.LayerCSRF, nil), websec.MaxBody(-1),
		websec.WithCSRF(websec.CSRF{NoHeaders: 9}),
	} {
		_, err := websec.Protect(bad)
		require.ErrorIs(t, err, websec.ErrOption)
	}
	require.Equal(t, "unknown layer", websec.Layer(99).String())
	require.Equal(t, "unknown reason", websec.Reason(99).String())
	require.EqualError(t, &websec.Refusal{Layer: websec.LayerCSRF, Reason: websec.NoToken}, "websec: refused by csrf: the token is missing")
}

func TestTLSAtProxy(t *testing.T) {
	protect, err := websec.Protect(websec.TLSAtProxy(), websec.WithHeaders(websec.StrictHeaders()), websec.WithCSRF(websec.CSRF{}))
	require.NoError(t, err)
	r := httptest.NewRequest("POST", "http://a.example/", nil)
	r.Header.Set("Origin", "https://a.example")
	w := httptest.NewRecorder()
	protect(idle).ServeHTTP(w, r)
	require.Equal(t, 200, w.Code)
	require.Contains(t, w.Header(), "Strict-Transport-Security")
}

// TestTwice has a part of a site under rules of its own: the inner ones count.
func TestTwice(t *testing.T) {
	outer, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}}))
	require.NoError(t, err)
	h := websec.StrictHeaders()
	h.CSP.Img = []websec.Source{websec.Any}
	inner, err := websec.Protect(websec.WithHeaders(h))
	require.NoError(t, err)
	var nonce string
	got := headersOf(t, outer(inner(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		nonce = websec.Nonce(r.Context())
		require.Len(t, websec.Token(r.Context()), 43)
	}))), httptest.NewRequest("GET", "/", nil))
	require.Contains(t, got.Get("Content-Security-Policy"), "'nonce-"+nonce+"' 'strict-dynamic'; style-src 'self' 'nonce-"+nonce+"'; img-src *")
}

// TestContext has the layers' context end with the one below.
func TestContext(t *testing.T) {
	type key struct{}
	below, cancel := context.WithTimeout(context.WithValue(context.Background(), key{}, "value"), time.Hour)
	layer(t, websec.StrictHeaders())(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		require.Equal(t, "value", ctx.Value(key{}))
		_, ok := ctx.Deadline()
		require.True(t, ok)
		require.NoError(t, ctx.Err())
		derived, stop := context.WithCancel(ctx)
		defer stop()
		cancel()
		<-derived.Done()
		require.ErrorIs(t, ctx.Err(), context.Canceled)
		require.Len(t, websec.Nonce(derived), 22)
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(below))
}

func TestBodyLimit(t *testing.T) {
	protect, err := websec.Protect(websec.MaxBody(10))
	require.NoError(t, err)
	var failed error
	h := protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, failed = io.ReadAll(r.Body)
		require.Len(t, websec.Nonce(r.Context()), 22, "the copy of the request keeps its context")
	}))
	r := body("text/plain", "0123456789x")
	r.ContentLength = -1
	h.ServeHTTP(httptest.NewRecorder(), r)
	var limit *http.MaxBytesError
	require.True(t, errors.As(failed, &limit))
	h.ServeHTTP(httptest.NewRecorder(), body("text/plain", "0123456789"))
	require.NoError(t, failed)

	tokens, err := websec.Protect(websec.MaxBody(10), websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Always: true}}))
	require.NoError(t, err)
	r = body(formType, "csrf_token="+strings.Repeat("x", 43))
	r.ContentLength = -1
	w := httptest.NewRecorder()
	tokens(idle).ServeHTTP(w, r)
	require.Equal(t, http.StatusForbidden, w.Code, "the body that is peeked at is bounded as well")
}

// TestShared has many requests at once on one middleware, for the race detector.
func TestShared(t *testing.T) {
	s := newSite(t, websec.Tokens{Session: session})
	done := make(chan string)
	for range 8 {
		go func() {
			var token string
			for range 50 {
				token, _ = s.token("session=a")
				if s.post("session=a", token) != 200 {
					token = ""
					break
				}
			}
			done <- token
		}()
	}
	seen := map[string]bool{}
	for range 8 {
		token := <-done
		require.NotEmpty(t, token)
		require.False(t, seen[token], "no two masks are alike")
		seen[token] = true
	}
}
