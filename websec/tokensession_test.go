package websec_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

type sessionKey struct{}

// sessions is a session middleware such as scs: it puts the session into the context of a
// copy of the request, and its function panics for a request that it has not seen.
func sessions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sessionKey{}, session(r))))
	})
}

func sessionOf(r *http.Request) string {
	id, ok := r.Context().Value(sessionKey{}).(string)
	if !ok {
		panic("no session data in context")
	}
	return id
}

// The session may come into the request between the layers, as well as around them all:
// the token is made of the request that it will be checked with.
func TestSessionBetweenLayers(t *testing.T) {
	headers := layer(t, websec.StrictHeaders())
	csrf := layer(t, websec.CSRF{Tokens: &websec.Tokens{Session: sessionOf}})
	var token string
	show := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = websec.Nonce(r.Context())
		token = websec.Token(r.Context())
	})
	for name, h := range map[string]http.Handler{
		"between": headers(sessions(csrf(show))), "around": sessions(headers(csrf(show))), "twice": headers(sessions(headers(csrf(show)))),
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", "session=a")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.Empty(t, w.Result().Cookies(), "%s: it is no guest", name)
		for cookie, want := range map[string]int{"session=a": 200, "session=b": 403} {
			r := post("X-Csrf-Token", token, "Cookie", cookie)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			require.Equal(t, want, w.Code, "%s: %s", name, cookie)
		}
	}
}

func TestRotateToken(t *testing.T) {
	logged := func(r *http.Request) string {
		if c, err := r.Cookie("session"); err == nil {
			return c.Value
		}
		return ""
	}
	var token string
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: logged, Field: "t", Header: "x-t"}}))
	require.NoError(t, err)
	visit := func(cookie string, rotations ...string) []*http.Cookie {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			require.Equal(t, "t", websec.TokenField(r.Context()))
			for _, to := range rotations {
				websec.RotateToken(r.Context(), to)
			}
			token = websec.Token(r.Context())
		})).ServeHTTP(w, r)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		return w.Result().Cookies()
	}
	accepted := func(cookie string) bool {
		w := httptest.NewRecorder()
		protect(idle).ServeHTTP(w, post("X-T", token, "Cookie", cookie))
		return w.Code == 200
	}

	require.Empty(t, visit("session=a", "b"), "a login")
	require.True(t, accepted("session=b"))
	require.False(t, accepted("session=a"))

	// A logout: the tokens of the session are not those of the guest who is left, nor are
	// those of the guest from before the login.
	guest := visit("")[0].String()
	before, _, _ := strings.Cut(guest, ";")
	require.True(t, accepted(before))
	for _, cookie := range []string{"session=a", before, "session=a; " + before} {
		set := visit(cookie, "")
		require.Len(t, set, 1)
		require.NoError(t, websec.CheckCookie(set[0]))
		require.True(t, accepted(set[0].Name+"="+set[0].Value), "the new guest's own")
		require.False(t, accepted("session=a"))
		require.False(t, accepted(before))
	}
	require.Len(t, visit("", "", "", ""), 1, "one cookie, however often")

	require.Empty(t, websec.Token(context.Background()))
	require.Empty(t, websec.TokenField(context.Background()))
	websec.RotateToken(context.Background(), "b")
}

// Headers that pages cannot set, or that say something else, bear no token.
func TestHeadersForTokens(t *testing.T) {
	for _, name := range []string{"Cookie", "cookie", "HOST", "origin", "Sec-Token", "proxy-token", "Authorization", "Content-Type", "Accept", "referer", "bad name"} {
		_, err := websec.CSRF{Tokens: &websec.Tokens{Header: name}}.Middleware()
		require.ErrorIs(t, err, websec.ErrOption, name)
	}
	_, err := websec.CSRF{TLSAtProxy: true, Tokens: &websec.Tokens{PlainHTTP: true}}.Middleware()
	require.ErrorContains(t, err, "both TLSAtProxy and Tokens.PlainHTTP")
	_, err = websec.Protect(websec.TLSAtProxy(), websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{PlainHTTP: true}}))
	require.ErrorContains(t, err, "both TLSAtProxy and Tokens.PlainHTTP")
}
