package websec

import (
	"net/http"

	"github.com/justinas/nosurf"
	"github.com/unrolled/secure"

	"underhood/websec"
)

func headersRequests() []*http.Request {
	return []*http.Request{request(http.MethodGet, "Cookie", cookie, "Sec-Fetch-Site", "same-origin")}
}

// nonced is a site whose every page uses its nonce.
func nonced(layer func() (func(http.Handler) http.Handler, error), nonce func(*http.Request) string) func() (*site, error) {
	return func() (*site, error) {
		around, err := layer()
		if err != nil {
			return nil, err
		}
		s := &site{requests: headersRequests()}
		s.handler = around(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if len(nonce(r)) >= 22 { // 128 bits
				s.admitted++
			}
		}))
		return s, nil
	}
}

func ourHeaders() (func(http.Handler) http.Handler, error) {
	return websec.StrictHeaders().Middleware()
}

func ourNonce(r *http.Request) string { return websec.Nonce(r.Context()) }

// unrolled has the headers of StrictHeaders.
func unrolled() (func(http.Handler) http.Handler, error) {
	return secure.New(secure.Options{
		ContentSecurityPolicy: "default-src 'self'; script-src $NONCE 'strict-dynamic'; style-src 'self' $NONCE; img-src 'self' data:; object-src 'none'; " +
			"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
		STSSeconds: 365 * 24 * 60 * 60, FrameDeny: true, ContentTypeNosniff: true,
		ReferrerPolicy:            "strict-origin-when-cross-origin",
		PermissionsPolicy:         "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		CrossOriginOpenerPolicy:   "same-origin",
		CrossOriginResourcePolicy: "same-origin",
	}).Handler, nil
}

func unrolledNonce(r *http.Request) string { return secure.CSPNonce(r.Context()) }

// ourWhole is Protect with isolation and tokens that are always asked for.
func ourWhole() (func(http.Handler) http.Handler, error) {
	return websec.Protect(
		websec.WithIsolation(websec.Isolation{}),
		websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: sessionOf, Always: true}}),
	)
}

// theirWhole is the quickest of the others joined.
func theirWhole() (func(http.Handler) http.Handler, error) {
	headers, err := unrolled()
	return func(h http.Handler) http.Handler { return headers(http.MaxBytesHandler(nosurf.NewPure(h), 1<<20)) }, err
}

// both uses the token and the nonce of each page.
func both(token, nonce func(*http.Request) string) func(*http.Request) string {
	return func(r *http.Request) string {
		if len(nonce(r)) < 22 {
			return ""
		}
		return token(r)
	}
}
