package websec_test

import (
	"fmt"
	"io"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

func TestReports(t *testing.T) {
	var got []websec.Report
	now := time.Unix(1000, 0)
	reports := websec.Reports{
		Path: "/reports", Hook: func(r websec.Report) { got = append(got, r) },
		MaxBytes: 1000, MaxReports: 2, Bodies: 3, Per: time.Minute, Now: func() time.Time { return now },
	}
	protect, err := websec.Protect(websec.WithReports(reports), websec.MaxBody(5000))
	require.NoError(t, err)
	send := func(kind, text string) int {
		r := body(kind, text)
		r.URL.Path = "/reports"
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("User-Agent", "Browser/1\x1b[2J")
		w := httptest.NewRecorder()
		protect(idle).ServeHTTP(w, r)
		now = now.Add(20 * time.Second)
		return w.Code
	}
	require.Equal(t, 204, send("application/csp-report", `{"csp-report":{"document-uri":"https://a.example/","referrer":"r","violated-directive":"script-src 'self'",
		"blocked-uri":"inline","source-file":"a.js","line-number":7,"script-sample":"go()","disposition":"report","new-member":[1]}}`))
	require.Equal(t, []websec.Report{{
		Type: "csp-violation", URL: "https://a.example/", Directive: "script-src", Blocked: "inline", SourceFile: "a.js", Line: 7,
		Sample: "go()", ReportOnly: true, UserAgent: `Browser/1\x1b[2J`, Referrer: "r", Disposition: "report",
	}}, got)

	got = nil
	one := `{"type":"csp-violation","age":1,"url":"https://a.example/","user_agent":"B","body":{"effectiveDirective":"script-src-elem","blockedURL":"eval","lineNumber":1,"disposition":"enforce"}}`
	require.Equal(t, 204, send("application/reports+json; charset=utf-8", "["+one+","+one+","+one+"]"))
	require.Equal(t, []websec.Report{
		{Type: "csp-violation", URL: "https://a.example/", Directive: "script-src-elem", Blocked: "eval", Line: 1, UserAgent: "B", Disposition: "enforce"},
		{Type: "csp-violation", URL: "https://a.example/", Directive: "script-src-elem", Blocked: "eval", Line: 1, UserAgent: "B", Disposition: "enforce"},
	}, got, "no more than MaxReports")

	got = nil
	require.Equal(t, 415, send(jsonType, `{}`))
	require.Equal(t, 413, send("application/csp-report", strings.Repeat(" ", 1001)))
	require.Equal(t, 400, send("application/csp-report", `{`))
	require.Equal(t, 400, send("application/csp-report", `{}`))
	require.Equal(t, 400, send("application/reports+json", `{}`))
	require.Equal(t, 400, send("application/reports+json", `[{"type":1}]`))
	require.Equal(t, 400, send("application/reports+json", `[null]`))
	require.Equal(t, 413, send("application/csp-report", strings.Repeat(" ", 5001)), "the body layer comes first")
	require.Empty(t, got)

	now = now.Add(time.Hour)
	for i := range 4 {
		want := 204
		if i == 3 {
			want = 429
		}
		require.Equal(t, want, send("application/reports+json", `[]`))
		now = now.Add(-20 * time.Second)
	}
	now = now.Add(time.Minute)
	require.Equal(t, 204, send("application/reports+json", `[]`))

	w := httptest.NewRecorder()
	protect(idle).ServeHTTP(w, httptest.NewRequest("GET", "/reports", nil))
	require.Equal(t, 405, w.Code)
	w = httptest.NewRecorder()
	protect(idle).ServeHTTP(w, httptest.NewRequest("GET", "/reports/x", nil))
	require.Equal(t, 200, w.Code)

	cut := body("application/csp-report", "")
	cut.URL.Path = "/reports"
	cut.Body = io.NopCloser(failing{})
	w = httptest.NewRecorder()
	now = now.Add(time.Hour)
	layer(t, reports)(idle).ServeHTTP(w, cut)
	require.Equal(t, 400, w.Code)

	for _, bad := range []websec.Reports{{}, {Path: "/r"}, {Path: "r", Hook: reports.Hook}, {Path: "/r", Hook: reports.Hook, Bodies: -1}, {Path: "/r", Hook: reports.Hook, BodiesEach: -1}} {
		_, err := bad.Middleware()
		require.ErrorIs(t, err, websec.ErrOption)
		_, err = websec.Protect(websec.WithReports(bad))
		require.ErrorIs(t, err, websec.ErrOption)
	}
	require.NotPanics(t, func() { layer(t, websec.Reports{Path: "/r", Hook: reports.Hook}) }, "defaults")
}

func FuzzReports(f *testing.F) {
	f.Add("application/csp-report", `{"csp-report":{"document-uri":"x"}}`)
	f.Add("application/reports+json", `[{"type":"csp-violation","body":{"sample":"\u001b[2J\u2028"}}]`)
	f.Fuzz(func(t *testing.T, kind, text string) {
		m := layer(t, websec.Reports{Path: "/", Hook: func(r websec.Report) {
			for _, text := range []string{r.Type, r.URL, r.Directive, r.Blocked, r.SourceFile, r.Sample, r.UserAgent, r.Referrer, r.Disposition} {
				require.LessOrEqual(t, len(text), 1024)
				require.Equal(t, -1, strings.IndexFunc(text, func(c rune) bool { return !strconv.IsPrint(c) }), "%q", text)
				require.True(t, utf8.ValidString(text))
			}
		}})
		r := body(kind, text)
		r.URL.Path = "/"
		w := httptest.NewRecorder()
		m(idle).ServeHTTP(w, r)
		require.Contains(t, []int{204, 400, 413, 415}, w.Code)
	})
}

// TestReportsOfStrangers: who floods uses up his own share, and the others' reports pass.
func TestReportsOfStrangers(t *testing.T) {
	now := time.Unix(1000, 0)
	var events []websec.Event
	proxies, err := websec.TrustProxies(websec.XForwardedFor, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	require.NoError(t, err)
	got := 0
	protect, err := websec.Protect(websec.WithReports(websec.Reports{
		Path: "/reports", Hook: func(websec.Report) { got++ }, Bodies: 10, BodiesEach: 3, Proxies: proxies, Now: func() time.Time { return now },
	}), websec.Watch(func(e websec.Event) {
		if e.Layer == websec.LayerReports {
			events = append(events, e)
		}
	}))
	require.NoError(t, err)
	send := func(client string) int {
		r := body("application/csp-report", `{"csp-report":{"document-uri":"https://a.example/"}}`)
		r.URL.Path, r.RemoteAddr = "/reports", "10.0.0.1:1"
		r.Header.Set("X-Forwarded-For", client)
		w := httptest.NewRecorder()
		protect(idle).ServeHTTP(w, r)
		if w.Code == 429 {
			require.NotEmpty(t, w.Header().Get("Retry-After"))
		}
		return w.Code
	}
	for i := range 100 {
		want := 204
		if i >= 3 {
			want = 429
		}
		require.Equal(t, want, send(fmt.Sprintf("2001:db8::%x", i+1)), "one /64 is one client")
	}
	require.Equal(t, netip.MustParseAddr("2001:db8::64"), events[99].Client)
	require.Equal(t, websec.TooManyReports, events[99].Refusal.Reason)
	require.Equal(t, 20*time.Second, events[99].RetryAfter)
	require.Equal(t, 204, send("192.0.2.1"))
	for range 6 {
		require.Equal(t, 204, send(fmt.Sprintf("192.0.2.%d", 10+got)))
	}
	require.Equal(t, 429, send("192.0.2.200"), "and all together have a limit")
	require.Equal(t, 10, got)
	now = now.Add(time.Minute)
	require.Equal(t, 204, send("2001:db8::1"))
}

// TestOddReports: a malformed report is counted, and its neighbours are kept.
func TestOddReports(t *testing.T) {
	var got []string
	lost := 0
	m := layer(t, websec.Reports{
		Path: "/", MaxReports: 5, Hook: func(r websec.Report) { got = append(got, r.URL) }, Lost: func(n int) { lost += n },
	})
	for _, tt := range []struct {
		list   string
		status int
		got    []string
		lost   int
	}{
		{`[{"type":"a","url":"1"},{"type":"a","url":2},{"type":"a","url":"3"}]`, 204, []string{"1", "3"}, 1},
		{`[{"type":"a","url":"1","body":{"lineNumber":"x"}},null,7,{"url":"4"},{"type":"a","url":"5"},{"type":"a","url":"6"}]`, 204, []string{"5"}, 5},
		{`[{"type":"a","url":"1","body":{"lineNumber":null,"extra":[]}}]`, 204, []string{"1"}, 0},
		{`[1,2]`, 400, nil, 2},
		{`[]`, 204, nil, 0},
		{`[{"type":"a"}`, 400, nil, 0},
	} {
		got, lost = nil, 0
		w := httptest.NewRecorder()
		r := body("application/reports+json", tt.list)
		r.URL.Path = "/"
		m(idle).ServeHTTP(w, r)
		require.Equal(t, tt.status, w.Code, tt.list)
		require.Equal(t, tt.got, got, tt.list)
		require.Equal(t, tt.lost, lost, tt.list)
	}
	silent := layer(t, websec.Reports{Path: "/", Hook: func(websec.Report) {}})
	r := body("application/reports+json", `[1,{"type":"a"}]`)
	r.URL.Path = "/"
	w := httptest.NewRecorder()
	silent(idle).ServeHTTP(w, r)
	require.Equal(t, 204, w.Code)
}

// TestReportTexts: nothing in a report can turn a line of a log around or hide in it.
func TestReportTexts(t *testing.T) {
	var got websec.Report
	m := layer(t, websec.Reports{Path: "/", Hook: func(r websec.Report) { got = r }, Bodies: 1000, BodiesEach: 1000})
	for sent, want := range map[string]string{
		`caf\u00e9 \ud800\udf48 C:\\x`:          "café \U00010348 C:\\x",
		`\u202Egpj.exe\u2066\u200f\u061c`:       `\u202egpj.exe\u2066\u200f\u061c`,
		`a\nb\tc\u001b[2J\u009b\u007f\u0000`:    `a\nb\tc\x1b[2J\u009b\x7f\x00`,
		`\u2028\u2029\u00a0\u200b\ufeff\u3000|`: `\u2028\u2029\u00a0\u200b\ufeff\u3000|`,
		`\udb40\udc41'`:                         `\U000e0041'`,
		`\ufffd`:                                "\uFFFD",
		strings.Repeat("a", 2000):               strings.Repeat("a", 1024),
		strings.Repeat("é", 1000):               strings.Repeat("é", 512),
		strings.Repeat(`\u202e`, 1000):          strings.Repeat(`\u202e`, 170),
		"a" + strings.Repeat("\U00010348", 300): "a" + strings.Repeat("\U00010348", 255),
	} {
		r := body("application/reports+json", `[{"type":"a","body":{"sample":"`+sent+`"}}]`)
		r.URL.Path = "/"
		r.Header.Set("User-Agent", "\xffB")
		m(idle).ServeHTTP(httptest.NewRecorder(), r)
		require.Equal(t, want, got.Sample)
		require.Equal(t, `\xffB`, got.UserAgent)
	}
}
