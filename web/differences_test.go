package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// The rows of the package comment that no other test pins.

func TestUnanswered(t *testing.T) {
	var failed error
	d := &diary{}
	app := web.New(quiet(), web.Watch(func(e web.Event) {
		if e.Step == web.Unanswered {
			failed = e.Err
		}
	}))
	d.around(&app.Scaffold, "app")
	app.HandleCode(500, func(http.ResponseWriter, *http.Request, error) error { return errBoom })
	app.Get("/", "index", failing(http.ErrBodyNotAllowed))
	w := get(app, "/")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Contains(t, w.Body.String(), "500 Internal Server Error")
	require.ErrorIs(t, failed, errBoom)
	require.Equal(t, "pre:app before:app down:app", d.take(), "as in Flask nothing runs after it")
}

func TestWebSocket(t *testing.T) {
	app := web.New()
	app.Get("/", "index", text("hello"))
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "websocket")
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	require.Equal(t, "hello", w.Body.String())
}

func TestPlantedSession(t *testing.T) {
	app := web.New(web.SignedSessions(secret))
	app.Get("/", "index", func(w http.ResponseWriter, r *http.Request) error {
		s := web.SessionFrom(r.Context())
		n, _ := s.Get("n").(int)
		s.Set("n", n+1)
		_, err := fmt.Fprint(w, n)
		return err
	})
	cookie, _, _ := strings.Cut(get(app, "/").Header().Get("Set-Cookie"), ";")
	visits := func(cookie string) string {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		return w.Body.String()
	}
	require.Equal(t, "1", visits("a=b;\t "+cookie))
	for _, blank := range []string{"\u0085", "\u00a0", "\u2000", "\u3000", "\v"} {
		require.Equal(t, "0", visits(blank+cookie), "%q", blank)
	}
}

func TestWerkzeug22(t *testing.T) {
	app := web.New(quiet())
	app.Get("/p/<path:p>/", "path", text("path"))
	app.Get("/a/b", "b", text("b"))
	app.Get("/s/<s>", "s", func(w http.ResponseWriter, r *http.Request) error {
		url, err := web.URLFor(r.Context(), "s", "s", "a&b=c@d", "q", "/:")
		if err != nil {
			return err
		}
		return text(url)(w, r)
	})
	require.Equal(t, http.StatusNotFound, get(app, "/p/x").Code)
	require.Equal(t, "http://example.com/a/b", get(app, "/a//b").Header().Get("Location"))
	require.Equal(t, http.StatusNotFound, get(app, "/a///b").Code)
	require.Equal(t, "/s/a%26b%3Dc%40d?q=%2F%3A", get(app, "/s/x").Body.String())
}
