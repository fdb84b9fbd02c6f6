package websec_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestLogin goes through a login over TLS with a real server, client and cookie jar:
// a guest's token logs in, and is worthless afterwards; the session has its own.
func TestLogin(t *testing.T) {
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: func(r *http.Request) string {
		c, err := r.Cookie("__Host-id")
		if err != nil {
			return ""
		}
		return c.Value
	}}}))
	require.NoError(t, err)
	page, err := websec.ParseTemplate("page", `{{csrfToken}}`)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if err := page.Execute(w, r, "page", nil); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, websec.SessionCookie("id", "of "+r.PostFormValue("user")))
	})
	mux.HandleFunc("POST /pay", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewTLSServer(protect(mux))
	defer server.Close()
	client := server.Client()
	defer client.CloseIdleConnections()
	client.Jar, err = cookiejar.New(nil)
	require.NoError(t, err)

	get := func() string {
		r, err := client.Get(server.URL)
		require.NoError(t, err)
		defer func() { require.NoError(t, r.Body.Close()) }()
		text, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.Len(t, string(text), 43)
		return string(text)
	}
	send := func(path, token string) int {
		r, err := client.PostForm(server.URL+path, url.Values{"csrf_token": {token}, "user": {"ada"}})
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		return r.StatusCode
	}
	require.Equal(t, http.StatusForbidden, send("/login", "none"))
	guest := get()
	require.Equal(t, http.StatusOK, send("/login", guest))
	require.Equal(t, http.StatusForbidden, send("/pay", guest))
	require.Equal(t, http.StatusOK, send("/pay", get()))
	require.Equal(t, http.StatusOK, send("/pay", get()), "as often as you like")
}
