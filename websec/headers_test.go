package websec_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

func layer(t testing.TB, l interface {
	Middleware() (func(http.Handler) http.Handler, error)
},
) func(http.Handler) http.Handler {
	t.Helper()
	m, err := l.Middleware()
	require.NoError(t, err)
	return m
}

func headersOf(t testing.TB, h http.Handler, r *http.Request) http.Header {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Header()
}

func TestStrictHeaders(t *testing.T) {
	h := layer(t, websec.StrictHeaders())(idle)
	got := headersOf(t, h, httptest.NewRequest("GET", "http://a.example/", nil))
	require.Equal(t, http.Header{
		"Content-Security-Policy": {"default-src 'self'; script-src 'strict-dynamic'; style-src 'self'; img-src 'self' data:; object-src 'none'; " +
			"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
		"X-Content-Type-Options":       {"nosniff"},
		"X-Frame-Options":              {"DENY"},
		"Referrer-Policy":              {"strict-origin-when-cross-origin"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	}, got)

	got = headersOf(t, h, httptest.NewRequest("GET", "https://a.example/", nil))
	require.Equal(t, "max-age=31536000", got.Get("Strict-Transport-Security"), "by TLS alone: RFC 6797, section 7.2")

	proxied := websec.StrictHeaders()
	proxied.TLSAtProxy = true
	proxied.HSTS = &websec.HSTS{MaxAge: 2 * 365 * 24 * time.Hour, Subdomains: true, Preload: true}
	got = headersOf(t, layer(t, proxied)(idle), httptest.NewRequest("GET", "http://a.example/", nil))
	require.Equal(t, "max-age=63072000; includeSubDomains; preload", got.Get("Strict-Transport-Security"))
}

func TestAllHeaders(t *testing.T) {
	digest := sha256.Sum256([]byte("go()"))
	all := websec.Headers{
		CSP: &websec.CSP{
			Script:              []websec.Source{websec.Hash("sha256", digest[:]), websec.WithNonce, websec.UnsafeInline, websec.WasmUnsafeEval},
			StyleAttr:           []websec.Source{websec.UnsafeInline},
			Connect:             []websec.Source{websec.Self, "wss://*.a.example:8443", "https://b.example:*/path/"},
			FrameAncestors:      []websec.Source{websec.Self},
			TrustedTypePolicies: []string{"dompurify", "'allow-duplicates'"},
			Sandbox:             []websec.SandboxFlag{websec.AllowScripts, websec.AllowForms},
			UpgradeInsecure:     true,
			ReportURI:           "/reports?x=1", ReportTo: "csp",
		},
		CSPReportOnly: &websec.CSP{Default: []websec.Source{websec.None}, ReportTo: "csp"},
		Embedder:      websec.EmbedderRequireCORP,
		Endpoints:     map[string]string{"csp": "https://a.example/r", "other": "/o"},
		Permissions:   map[string]string{"fullscreen": `(self "https://*.a.example")`, "autoplay": "*"},
	}
	got := headersOf(t, layer(t, all)(idle), httptest.NewRequest("GET", "/", nil))
	hash := string(websec.Hash("sha256", digest[:]))
	require.Equal(t, http.Header{
		"Content-Security-Policy": {"script-src " + hash + " 'wasm-unsafe-eval'; style-src-attr 'unsafe-inline'; " +
			"connect-src 'self' wss://*.a.example:8443 https://b.example:*/path/; frame-ancestors 'self'; trusted-types dompurify 'allow-duplicates'; " +
			"sandbox allow-scripts allow-forms; upgrade-insecure-requests; report-uri /reports?x=1; report-to csp"},
		"Content-Security-Policy-Report-Only": {"default-src 'none'; report-to csp"},
		"Reporting-Endpoints":                 {`csp="https://a.example/r", other="/o"`},
		"X-Content-Type-Options":              {"nosniff"},
		"X-Frame-Options":                     {"SAMEORIGIN"},
		"Cross-Origin-Embedder-Policy":        {"require-corp"},
		"Permissions-Policy":                  {`autoplay=*, fullscreen=(self "https://*.a.example")`},
	}, got)
	require.NoError(t, all.Check())
	require.Equal(t, "script-src 'none'", websec.CSP{Script: []websec.Source{websec.WithNonce}}.String(), "without a nonce nothing runs")
}

// What is weak may be meant, and what is new may be known to whoever sets it.
func TestMeantPolicies(t *testing.T) {
	src := func(s ...websec.Source) []websec.Source { return s }
	for _, h := range []websec.Headers{
		{CSP: &websec.CSP{Script: src("*.com", "filesystem:"), Weak: true}},
		{CSP: &websec.CSP{Script: src("*.cdn.example", "https://*.b.example:8443"), Img: src("*.com", "https:", "intranet", "a.example:65535")}},
		{AnyFeature: true, Permissions: map[string]string{"time-travel2": "()"}},
		{Permissions: map[string]string{"ch-ua-new": "*", "window-management": "(self)"}},
	} {
		require.NoError(t, h.Check())
	}
}

// TestBadPolicies names header, directive and value of each policy that is refused.
func TestBadPolicies(t *testing.T) {
	csp := func(change func(*websec.CSP)) websec.Headers {
		p := websec.StrictCSP()
		change(&p)
		return websec.Headers{CSP: &p}
	}
	src := func(s ...websec.Source) []websec.Source { return s }
	tests := []struct {
		name                     string
		h                        websec.Headers
		header, directive, value string
	}{
		{"empty list", csp(func(p *websec.CSP) { p.Img = []websec.Source{} }), "Content-Security-Policy", "img-src", ""},
		{"none beside others", csp(func(p *websec.CSP) { p.Img = src(websec.None, websec.Self) }), "Content-Security-Policy", "img-src", "'none'"},
		{"twice", csp(func(p *websec.CSP) { p.Img = src(websec.Self, websec.Self) }), "Content-Security-Policy", "img-src", "'self'"},
		{"nonce of images", csp(func(p *websec.CSP) { p.Img = src(websec.WithNonce) }), "Content-Security-Policy", "img-src", "'nonce'"},
		{"nonce of attributes", csp(func(p *websec.CSP) { p.ScriptAttr = src(websec.WithNonce) }), "Content-Security-Policy", "script-src-attr", "'nonce'"},
		{"strict-dynamic of styles", csp(func(p *websec.CSP) { p.Style = src(websec.StrictDynamic) }), "Content-Security-Policy", "style-src", "'strict-dynamic'"},
		{"strict-dynamic alone", csp(func(p *websec.CSP) { p.Script = src(websec.StrictDynamic) }), "Content-Security-Policy", "script-src", "'strict-dynamic'"},
		{"eval of images", csp(func(p *websec.CSP) { p.Img = src(websec.UnsafeEval) }), "Content-Security-Policy", "img-src", "'unsafe-eval'"},
		{"ancestor by data", csp(func(p *websec.CSP) { p.FrameAncestors = src(websec.Data) }), "Content-Security-Policy", "frame-ancestors", "data:"},
		{"bare keyword", csp(func(p *websec.CSP) { p.Img = src("'selv'") }), "Content-Security-Policy", "img-src", "'selv'"},
		{"two sources in one", csp(func(p *websec.CSP) { p.Img = src("a.example b.example") }), "Content-Security-Policy", "img-src", "a.example b.example"},
		{"second directive", csp(func(p *websec.CSP) { p.Img = src("a.example; script-src *") }), "Content-Security-Policy", "img-src", "a.example; script-src *"},
		{"second policy", csp(func(p *websec.CSP) { p.Img = src("a.example/,x") }), "Content-Security-Policy", "img-src", "a.example/,x"},
		{"line end", csp(func(p *websec.CSP) { p.Img = src("a.example\n") }), "Content-Security-Policy", "img-src", "a.example\n"},
		{"bad port", csp(func(p *websec.CSP) { p.Img = src("a.example:x") }), "Content-Security-Policy", "img-src", "a.example:x"},
		{"bad scheme", csp(func(p *websec.CSP) { p.Img = src("1x://a.example") }), "Content-Security-Policy", "img-src", "1x://a.example"},
		{"no host", csp(func(p *websec.CSP) { p.Img = src("https://") }), "Content-Security-Policy", "img-src", "https://"},
		{"hand-written nonce", csp(func(p *websec.CSP) { p.Script = src("'nonce-abc'") }), "Content-Security-Policy", "script-src", "'nonce-abc'"},
		{"short hash", csp(func(p *websec.CSP) { p.Script = src(websec.Hash("sha256", []byte("x"))) }), "Content-Security-Policy", "script-src", "'sha256-eA=='"},
		{"unknown hash", csp(func(p *websec.CSP) { p.Script = src(websec.Hash("sha1", make([]byte, 20))) }), "Content-Security-Policy", "script-src", "'sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA='"},
		{"unsafe-inline", csp(func(p *websec.CSP) { p.Script = src(websec.UnsafeInline) }), "Content-Security-Policy", "script-src", "'unsafe-inline'"},
		{"unsafe-inline by default", csp(func(p *websec.CSP) { p.Script, p.Default = nil, src(websec.UnsafeInline) }), "Content-Security-Policy", "default-src", "'unsafe-inline'"},
		{"any script", csp(func(p *websec.CSP) { p.Script = src(websec.Any) }), "Content-Security-Policy", "script-src", "*"},
		{"no scripts named", csp(func(p *websec.CSP) { p.Script, p.Default = nil, nil }), "Content-Security-Policy", "script-src", ""},
		{"type policy", csp(func(p *websec.CSP) { p.TrustedTypePolicies = []string{"a b"} }), "Content-Security-Policy", "trusted-types", "a b"},
		{"sandbox flag", csp(func(p *websec.CSP) { p.Sandbox = []websec.SandboxFlag{"scripts"} }), "Content-Security-Policy", "sandbox", "scripts"},
		{"report URI", csp(func(p *websec.CSP) { p.ReportURI = "/a;b" }), "Content-Security-Policy", "report-uri", "/a;b"},
		{"report name", csp(func(p *websec.CSP) { p.ReportTo = "A b" }), "Content-Security-Policy", "report-to", "A b"},
		{"report to nobody", csp(func(p *websec.CSP) { p.ReportTo = "csp" }), "Content-Security-Policy", "report-to", "csp"},
		{"keyword without quotes", csp(func(p *websec.CSP) { p.Img = src("self") }), "Content-Security-Policy", "img-src", "self"},
		{"none without quotes", csp(func(p *websec.CSP) { p.Object = src("None") }), "Content-Security-Policy", "object-src", "None"},
		{"port too high", csp(func(p *websec.CSP) { p.Img = src("a.example:99999") }), "Content-Security-Policy", "img-src", "a.example:99999"},
		{"port zero", csp(func(p *websec.CSP) { p.Img = src("a.example:0") }), "Content-Security-Policy", "img-src", "a.example:0"},
		{"scripts by https", csp(func(p *websec.CSP) { p.Script = src("HTTPS:") }), "Content-Security-Policy", "script-src", "HTTPS:"},
		{"scripts by data", csp(func(p *websec.CSP) { p.Script = src("Data:") }), "Content-Security-Policy", "script-src", "Data:"},
		{"scripts of a file system", csp(func(p *websec.CSP) { p.Script = src(websec.Self, "filesystem:") }), "Content-Security-Policy", "script-src", "filesystem:"},
		{"scripts of any host", csp(func(p *websec.CSP) { p.Script = src("https://*:443/x") }), "Content-Security-Policy", "script-src", "https://*:443/x"},
		{"scripts of a top domain", csp(func(p *websec.CSP) { p.Script = src("*.com") }), "Content-Security-Policy", "script-src", "*.com"},
		{"no types beside one", csp(func(p *websec.CSP) { p.TrustedTypePolicies = []string{"'none'", "x"} }), "Content-Security-Policy", "trusted-types", "'none'"},
		{"types without quotes", csp(func(p *websec.CSP) { p.TrustedTypePolicies = []string{"none"} }), "Content-Security-Policy", "trusted-types", "none"},
		{"type policy twice", csp(func(p *websec.CSP) { p.TrustedTypePolicies = []string{"x", "x"} }), "Content-Security-Policy", "trusted-types", "x"},
		{"misspelt sandbox flag", csp(func(p *websec.CSP) { p.Sandbox = []websec.SandboxFlag{"allow-script"} }), "Content-Security-Policy", "sandbox", "allow-script"},
		{"sandbox flag twice", csp(func(p *websec.CSP) { p.Sandbox = []websec.SandboxFlag{websec.AllowForms, websec.AllowForms} }), "Content-Security-Policy", "sandbox", "allow-forms"},
		{"report to a script", csp(func(p *websec.CSP) { p.ReportURI = "javascript:alert(1)" }), "Content-Security-Policy", "report-uri", "javascript:alert(1)"},
		{"report beside the page", csp(func(p *websec.CSP) { p.ReportURI = "reports" }), "Content-Security-Policy", "report-uri", "reports"},
		{"report to a port too high", csp(func(p *websec.CSP) { p.ReportURI = "https://a.example:99999/" }), "Content-Security-Policy", "report-uri", "https://a.example:99999/"},
		{"misspelt feature", websec.Headers{Permissions: map[string]string{"geolocaton": "()"}}, "Permissions-Policy", "geolocaton", ""},
		{"odd feature with AnyFeature", websec.Headers{AnyFeature: true, Permissions: map[string]string{"geo location": "()"}}, "Permissions-Policy", "geo location", ""},
		{"empty policy", websec.Headers{CSP: &websec.CSP{Weak: true}}, "Content-Security-Policy", "", ""},
		{"sandbox that reports", websec.Headers{CSPReportOnly: &websec.CSP{Sandbox: []websec.SandboxFlag{}}}, "Content-Security-Policy-Report-Only", "sandbox", ""},
		{"max-age", websec.Headers{HSTS: &websec.HSTS{MaxAge: time.Millisecond}}, "Strict-Transport-Security", "max-age", "1ms"},
		{"preload", websec.Headers{HSTS: &websec.HSTS{Preload: true}}, "Strict-Transport-Security", "preload", ""},
		{"referrer", websec.Headers{Referrer: "no-referrer"}, "Referrer-Policy", "", "no-referrer"},
		{"opener", websec.Headers{Opener: "x"}, "Cross-Origin-Opener-Policy", "", "x"},
		{"resource", websec.Headers{Resource: "x"}, "Cross-Origin-Resource-Policy", "", "x"},
		{"embedder", websec.Headers{Embedder: "x"}, "Cross-Origin-Embedder-Policy", "", "x"},
		{"feature", websec.Headers{Permissions: map[string]string{"Camera": "()"}}, "Permissions-Policy", "Camera", ""},
		{"list", websec.Headers{Permissions: map[string]string{"camera": "none"}}, "Permissions-Policy", "camera", "none"},
		{"open list", websec.Headers{Permissions: map[string]string{"camera": "(self"}}, "Permissions-Policy", "camera", "(self"},
		{"list of a URL", websec.Headers{Permissions: map[string]string{"camera": `("https://a.example/x")`}}, "Permissions-Policy", "camera", `("https://a.example/x")`},
		{"bare origin", websec.Headers{Permissions: map[string]string{"camera": `(https://a.example)`}}, "Permissions-Policy", "camera", `(https://a.example)`},
		{"endpoint by http", websec.Headers{Endpoints: map[string]string{"csp": "http://a.example"}}, "Reporting-Endpoints", "csp", "http://a.example"},
		{"endpoint elsewhere", websec.Headers{Endpoints: map[string]string{"csp": "//a.example/"}}, "Reporting-Endpoints", "csp", "//a.example/"},
		{"endpoint nowhere", websec.Headers{Endpoints: map[string]string{"csp": ""}}, "Reporting-Endpoints", "csp", ""},
		{"endpoint's name", websec.Headers{Endpoints: map[string]string{"1": "/"}}, "Reporting-Endpoints", "1", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.h.Check()
			var bad *websec.PolicyError
			require.ErrorAs(t, err, &bad)
			require.ErrorIs(t, err, websec.ErrPolicy)
			require.Equal(t, tt.header, bad.Header)
			require.Equal(t, tt.directive, bad.Directive)
			require.Equal(t, tt.value, bad.Value)
			_, err = websec.Protect(websec.WithHeaders(tt.h))
			require.ErrorIs(t, err, websec.ErrPolicy)
		})
	}
	err := csp(func(p *websec.CSP) { p.Img = src("'selv'") }).Check()
	require.EqualError(t, err, `websec: bad policy: Content-Security-Policy, directive img-src, value "'selv'": it is no source: not a keyword, a scheme: with its colon, nor a host`)

	weak := csp(func(p *websec.CSP) { p.Script, p.Weak = src(websec.UnsafeInline, websec.Any), true })
	require.NoError(t, weak.Check())
	require.NoError(t, csp(func(p *websec.CSP) { p.Img = src(websec.Any, "*.a.example", "localhost:8080", "http:") }).Check())
}

func TestNonce(t *testing.T) {
	require.Empty(t, websec.Nonce(context.Background()))

	h := websec.StrictHeaders()
	h.CSPReportOnly = h.CSP
	seen := map[string]bool{}
	protect := layer(t, h)
	for range 100 {
		var nonce string
		got := headersOf(t, protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			nonce = websec.Nonce(r.Context())
			require.Equal(t, nonce, websec.Nonce(r.Context()))
		})), httptest.NewRequest("GET", "/", nil))
		require.Len(t, nonce, 22)
		require.False(t, seen[nonce])
		seen[nonce] = true
		for _, name := range []string{"Content-Security-Policy", "Content-Security-Policy-Report-Only"} {
			require.Equal(t, 2, strings.Count(got.Get(name), "'nonce-"+nonce+"'"), "scripts and styles")
		}
		require.Equal(t, []string{"no-store"}, got["Cache-Control"])
	}

	got := headersOf(t, protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=5")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		require.Len(t, websec.Nonce(r.Context()), 22)
	})), httptest.NewRequest("GET", "/", nil))
	require.Equal(t, "private, max-age=5", got.Get("Cache-Control"), "the handler has the last word")
	require.Equal(t, "default-src 'none'", got.Get("Content-Security-Policy"))

	got = headersOf(t, protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Del("Content-Security-Policy")
		w.Header().Del("Content-Security-Policy-Report-Only")
		require.Len(t, websec.Nonce(r.Context()), 22)
	})), httptest.NewRequest("GET", "/", nil))
	require.NotContains(t, got, "Content-Security-Policy")

	h.CacheNonces = true
	require.NotContains(t, headersOf(t, layer(t, h)(nonced), httptest.NewRequest("GET", "/", nil)), "Cache-Control")

	plain := websec.Headers{CSP: &websec.CSP{Default: []websec.Source{websec.Self}}}
	headersOf(t, layer(t, plain)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		require.Empty(t, websec.Nonce(r.Context()), "no policy uses one")
	})), httptest.NewRequest("GET", "/", nil))
}

// TestRandomFails has no bytes after the first block: what needs more is refused, not
// predictable.
func TestRandomFails(t *testing.T) {
	_, err := websec.Protect(websec.Random(strings.NewReader("")), websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}}))
	require.ErrorIs(t, err, websec.ErrOption)
	_, err = websec.Protect(websec.Random(nil))
	require.ErrorIs(t, err, websec.ErrOption)

	protect, err := websec.Protect(websec.Random(strings.NewReader("")), websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Key: make([]byte, 32)}}))
	require.NoError(t, err)
	got := headersOf(t, protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		require.Empty(t, websec.Nonce(r.Context()))
		require.Empty(t, websec.Token(r.Context()))
		websec.RotateToken(r.Context(), "new")
		require.Empty(t, websec.Token(r.Context()))
	})), httptest.NewRequest("GET", "/", nil))
	require.NotContains(t, got, "Set-Cookie")
	require.Contains(t, got.Get("Content-Security-Policy"), "script-src 'strict-dynamic'")
}

func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget")
	}
	measure := func(h http.Handler, r *http.Request) float64 {
		w := &null{http.Header{}}
		return testing.AllocsPerRun(200, func() {
			clear(w.header)
			h.ServeHTTP(w, r)
		})
	}
	csrf := layer(t, websec.CSRF{})
	for _, r := range []*http.Request{
		httptest.NewRequest("GET", "/", nil), post("Sec-Fetch-Site", "same-origin"), post("Origin", "https://shop.example"), post(),
	} {
		require.Zero(t, measure(csrf(idle), r), "fetch metadata and origins")
	}
	protect, err := websec.Protect(websec.Without(websec.LayerHeaders), websec.OnRefuse(func(http.ResponseWriter, *http.Request, *websec.Refusal) {}))
	require.NoError(t, err)
	require.Zero(t, measure(protect(idle), post("Sec-Fetch-Site", "cross-site")), "to refuse a flood costs nothing either")
	require.LessOrEqual(t, measure(layer(t, websec.StrictHeaders())(idle), httptest.NewRequest("GET", "/", nil)), 1.0, "the request's context")
	require.LessOrEqual(t, measure(layer(t, websec.StrictHeaders())(nonced), httptest.NewRequest("GET", "/", nil)), 1.0, "and a part of a batch of policies")
	plain := websec.Headers{CSP: &websec.CSP{Default: []websec.Source{websec.Self}}}
	require.Zero(t, measure(layer(t, plain)(idle), httptest.NewRequest("GET", "/", nil)), "policies without a nonce")
	require.Zero(t, measure(layer(t, websec.Isolation{})(idle), post("Sec-Fetch-Site", "same-origin")))
}

func TestTLS(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.TLS = &tls.ConnectionState{}
	require.Contains(t, headersOf(t, layer(t, websec.StrictHeaders())(idle), r), "Strict-Transport-Security")
	require.True(t, errors.Is(&websec.PolicyError{}, websec.ErrPolicy))
}
