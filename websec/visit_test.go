package websec_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestSameRequestTwice: tests, mirrors and internal redirects serve one request several
// times, with a response of its own each time, also after a panic.
func TestSameRequestTwice(t *testing.T) {
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}}))
	require.NoError(t, err)
	type key struct{}
	seen := map[string]bool{}
	depth := 0
	site := protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce, token := websec.Nonce(r.Context()), websec.Token(r.Context())
		require.NotEmpty(t, token)
		assert.Contains(t, w.Header().Get("Content-Security-Policy"), nonce)
		assert.Equal(t, "kept", r.Context().Value(key{}))
		seen[nonce], seen[token] = true, true
		if depth++; depth == 2 {
			panic(http.ErrAbortHandler)
		}
	}))
	r := httptest.NewRequestWithContext(context.WithValue(t.Context(), key{}, "kept"), http.MethodGet, "https://shop.example/", nil)
	for range 4 {
		w := httptest.NewRecorder()
		func() {
			defer func() { _ = recover() }()
			site.ServeHTTP(w, r)
		}()
		assert.Len(t, w.Result().Cookies(), 1, "the cookie for the token")
	}
	assert.Len(t, seen, 8, "no nonce or token was given out twice")
}

// TestServedFromInside: a handler that sends its own request through the site again, as an
// internal redirect does, writes into the same response, which has one nonce.
func TestServedFromInside(t *testing.T) {
	protect, err := websec.Protect()
	require.NoError(t, err)
	var site http.Handler
	nonces := []string{}
	site = protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			r.URL.Path = "/new"
			site.ServeHTTP(w, r)
		}
		nonces = append(nonces, websec.Nonce(r.Context()))
		assert.Contains(t, w.Header().Get("Content-Security-Policy"), nonces[0])
	}))
	site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://shop.example/old", nil))
	require.Len(t, nonces, 2)
	assert.Equal(t, nonces[0], nonces[1])
}

// TestTooLate: when the layers have returned, the response is gone, and a goroutine that
// is left over gets nothing.
func TestTooLate(t *testing.T) {
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}}))
	require.NoError(t, err)
	var kept context.Context
	protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { kept = r.Context() })).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://shop.example/", nil))
	assert.Empty(t, websec.Nonce(kept))
	assert.Empty(t, websec.Token(kept))
}
