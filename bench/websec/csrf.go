package websec

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gorilla/csrf"
	"github.com/justinas/nosurf"

	"underhood/websec"
)

// metadata are the requests of fetch_metadata; all but the last are admitted.
func metadata() []*http.Request {
	get := request(http.MethodGet, "Sec-Fetch-Site", "same-origin")
	post := request(http.MethodPost, "Sec-Fetch-Site", "same-origin", "Origin", origin)
	old := request(http.MethodPost, "Origin", origin) // a browser before fetch metadata
	forged := request(http.MethodPost, "Sec-Fetch-Site", "cross-site", "Origin", "https://other.example")
	return []*http.Request{get, post, get, post, get, post, old, forged}
}

const metadataAdmitted = 7

func ourMetadata() (*site, error) {
	layer, err := websec.CSRF{}.Middleware()
	if err != nil {
		return nil, err
	}
	s := &site{requests: metadata()}
	s.handler = layer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.admitted++ }))
	return s, nil
}

func netMetadata() (*site, error) {
	s := &site{requests: metadata()}
	s.handler = http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.admitted++ }))
	return s, nil
}

var errNoToken = errors.New("a page has no token")

// withTokens makes the requests of csrf_token: a page with a token, and a form with it,
// and beside the clock the form with the token of somebody else, which has to be refused.
func (s *site) withTokens(token func(*http.Request) string) error {
	var last string
	s.handler = s.around(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.admitted++
		if r.Method == http.MethodGet {
			last = token(r)
		}
	}))
	// page is what a browser has after it has got the page.
	page := func(session string) (cookies, token string) {
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, request(http.MethodGet, "Cookie", session))
		cookies = session
		for _, c := range w.Result().Cookies() {
			cookies += "; " + c.Name + "=" + c.Value
		}
		return cookies, last
	}
	cookies, mine := page(cookie)
	_, others := page(strings.Replace(cookie, "0", "1", 1))
	if mine == "" || others == "" || mine == others {
		return errNoToken
	}
	get := request(http.MethodGet, "Cookie", cookies)
	post := request(http.MethodPost, "Cookie", cookies, "Origin", origin, "X-Csrf-Token", mine)
	forged := request(http.MethodPost, "Cookie", cookies, "Origin", origin, "X-Csrf-Token", others)
	s.requests, s.forged = []*http.Request{get, post}, forged
	return nil
}

const tokensAdmitted = 2

// tokens makes the site of a library that has tokens.
func tokens(layer func() (func(http.Handler) http.Handler, error), token func(*http.Request) string) func() (*site, error) {
	return func() (*site, error) {
		around, err := layer()
		if err != nil {
			return nil, err
		}
		s := &site{around: around}
		return s, s.withTokens(token)
	}
}

func sessionOf(r *http.Request) string {
	for _, line := range r.Header["Cookie"] {
		first, _, _ := strings.Cut(line, ";")
		if id, ok := strings.CutPrefix(first, "session="); ok {
			return id
		}
	}
	return ""
}

func ourTokens() (func(http.Handler) http.Handler, error) {
	return websec.CSRF{Tokens: &websec.Tokens{Session: sessionOf, Always: true}}.Middleware()
}

func ourToken(r *http.Request) string { return websec.Token(r.Context()) }

func nosurfTokens() (func(http.Handler) http.Handler, error) { return nosurf.NewPure, nil }

func gorillaTokens() (func(http.Handler) http.Handler, error) {
	return csrf.Protect([]byte("0123456789abcdef0123456789abcdef")), nil
}
