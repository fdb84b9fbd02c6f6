package websec_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// verdict is what a layer says about a request: 0 or the reason.
func verdict(t testing.TB, r *http.Request, options ...websec.Option) websec.Reason {
	t.Helper()
	var reason websec.Reason
	reached := false
	options = append(options, websec.OnRefuse(func(w http.ResponseWriter, _ *http.Request, why *websec.Refusal) {
		reason = why.Reason
		w.WriteHeader(why.Status)
	}))
	protect, err := websec.Protect(options...)
	require.NoError(t, err)
	protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true })).ServeHTTP(httptest.NewRecorder(), r)
	require.Equal(t, reason == 0, reached)
	return reason
}

func TestWhence(t *testing.T) {
	trusting := websec.CSRF{Trusted: []string{"https://pay.example", "http://localhost:8080"}}
	tests := []struct {
		headers []string
		want    websec.Reason
	}{
		{[]string{"Sec-Fetch-Site", "same-origin"}, 0},
		{[]string{"Sec-Fetch-Site", "none"}, 0},
		{[]string{"Sec-Fetch-Site", "same-site"}, websec.SameSite},
		{[]string{"Sec-Fetch-Site", "cross-site"}, websec.CrossSite},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example"}, websec.CrossSite},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://pay.example"}, 0},
		{[]string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:8080"}, 0},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", "http://pay.example"}, websec.CrossSite},
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", "null"}, websec.CrossSite},
		{[]string{"Sec-Fetch-Site", ""}, websec.OddFetchSite},
		{[]string{"Sec-Fetch-Site", "Same-Origin"}, websec.OddFetchSite},
		{[]string{"Sec-Fetch-Site", "same-origin, cross-site"}, websec.OddFetchSite},
		{[]string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"}, websec.OddFetchSite},
		{[]string{"Origin", "https://shop.example"}, 0},
		{[]string{"Origin", "https://shop.example:443"}, websec.OtherOrigin},
		{[]string{"Origin", "http://shop.example"}, websec.OtherOrigin},
		{[]string{"Origin", "https://shop.example:8443"}, websec.OtherOrigin},
		{[]string{"Origin", "https://shop.example.evil.example"}, websec.OtherOrigin},
		{[]string{"Origin", "https://evil.example"}, websec.OtherOrigin},
		{[]string{"Origin", "https://pay.example"}, 0},
		{[]string{"Origin", "http://pay.example"}, websec.OtherOrigin},
		{[]string{"Origin", "https://pay.example:444"}, websec.OtherOrigin},
		{[]string{"Origin", "null"}, websec.NullOrigin},
		{[]string{"Origin", ""}, websec.OddOrigin},
		{[]string{"Origin", "https://"}, websec.OddOrigin},
		{[]string{"Origin", "shop.example"}, websec.OddOrigin},
		{[]string{"Origin", "https://user@shop.example"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example/"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example?"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example#"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example:"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example:x"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example:123456"}, websec.OddOrigin},
		{[]string{"Origin", "https://[::1"}, websec.OddOrigin},
		{[]string{"Origin", "https://[]"}, websec.OddOrigin},
		{[]string{"Origin", "https://[x]"}, websec.OddOrigin},
		{[]string{"Origin", "https://[::1]"}, websec.OtherOrigin},
		{[]string{"Origin", "https://shop.example https://evil.example"}, websec.OddOrigin},
		{[]string{"Origin", "https://shop.example", "Origin", "https://evil.example"}, websec.OddOrigin},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.headers, " "), func(t *testing.T) {
			require.Equal(t, tt.want, verdict(t, post(tt.headers...), websec.WithCSRF(trusting)))
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				r := post(tt.headers...)
				r.Method = method
				require.Zero(t, verdict(t, r, websec.WithCSRF(trusting)), "%s changes nothing", method)
			}
			for _, method := range []string{"PUT", "PATCH", "DELETE", "TRACE", "get", "PROPFIND"} {
				r := post(tt.headers...)
				r.Method = method
				require.Equal(t, tt.want, verdict(t, r, websec.WithCSRF(trusting)), method)
			}
			require.Zero(t, verdict(t, post(tt.headers...), websec.WithCSRF(websec.CSRF{Exempt: func(*http.Request) bool { return true }})))
		})
	}
}

func TestOriginOfRequest(t *testing.T) {
	from := func(target, host, origin string) *http.Request {
		r := httptest.NewRequest("POST", target, nil)
		r.Host = host
		r.Header.Set("Origin", origin)
		return r
	}
	require.Zero(t, verdict(t, from("http://a.example/", "a.example", "http://a.example")))
	require.Zero(t, verdict(t, from("http://a.example/", "a.example:80", "http://a.example")), "a proxy put the port back")
	require.Zero(t, verdict(t, from("https://a.example/", "a.example:443", "https://a.example")))
	require.Zero(t, verdict(t, from("https://a.example/", "A.example", "https://a.example")))
	require.Zero(t, verdict(t, from("https://a.example/", "[::1]:8443", "https://[::1]:8443")))
	require.Equal(t, websec.OtherOrigin, verdict(t, from("http://a.example/", "a.example:443", "http://a.example")))
	require.Equal(t, websec.OtherOrigin, verdict(t, from("https://a.example/", "a.example", "http://a.example")), "the scheme counts")
	require.Equal(t, websec.OtherOrigin, verdict(t, from("https://a.example/", "a-example", "https://aMexample")))
	require.Equal(t, websec.OddOrigin, verdict(t, from("https://a.example/", "user@a.example", "https://user@a.example")))
	proxied := websec.WithCSRF(websec.CSRF{TLSAtProxy: true})
	require.Zero(t, verdict(t, from("http://a.example/", "a.example", "https://a.example"), proxied))
	require.Equal(t, websec.OtherOrigin, verdict(t, from("http://a.example/", "a.example", "http://a.example"), proxied))
}

func TestNoHeaders(t *testing.T) {
	withCert := post()
	withCert.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{{}}}
	tests := []struct {
		r    *http.Request
		want websec.Reason // by default
	}{
		{post(), 0},
		{post("Authorization", "Bearer x"), 0},
		{post("Authorization", "bearer x"), 0},
		{post("Authorization", "Basic x"), websec.NoOrigin},
		{post("Authorization", "Bearer x", "Authorization", "Basic x"), websec.NoOrigin},
		{post("Cookie", "a=b"), websec.NoOrigin},
		{withCert, websec.NoOrigin},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, verdict(t, tt.r), "%v", tt.r.Header)
		require.Zero(t, verdict(t, tt.r, websec.WithCSRF(websec.CSRF{NoHeaders: websec.AllowAll})))
		require.Equal(t, websec.NoOrigin, verdict(t, tt.r, websec.WithCSRF(websec.CSRF{NoHeaders: websec.RefuseAll})))
		require.Equal(t, websec.NoToken, verdict(t, tt.r, websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}, NoHeaders: websec.AllowAll})), "a token decides")
	}
}

func TestCSRFSetup(t *testing.T) {
	for _, origin := range []string{"", "pay.example", "https://pay.example/", "https://Pay.example", "https://pay.example:443", "http://pay.example:80", "*", "null", "https://*.example"} {
		_, err := websec.CSRF{Trusted: []string{origin}}.Middleware()
		require.ErrorIs(t, err, websec.ErrOption, origin)
	}
	_, err := websec.CSRF{NoHeaders: 9}.Middleware()
	require.ErrorIs(t, err, websec.ErrOption)
	for _, tokens := range []websec.Tokens{
		{Key: make([]byte, 31)}, {Key: make([]byte, 32), OlderKeys: [][]byte{{1}}}, {Header: "a b"}, {Field: `a"b`}, {FieldWithin: -1},
	} {
		_, err := websec.CSRF{Tokens: &tokens}.Middleware()
		require.ErrorIs(t, err, websec.ErrOption)
	}
}
