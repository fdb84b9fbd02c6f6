package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// TestRequestAllocations: what a request costs in allocations, with two functions around
// it and a session of two strings and a number, of which one value is read.
func TestRequestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	serving := func(session func(*web.Session), opts ...web.Option) float64 {
		app := web.New(append(opts, quiet())...)
		app.Before(nothing)
		app.After(unchanged)
		app.Get("/login", "login", func(w http.ResponseWriter, r *http.Request) error {
			s := web.SessionFrom(r.Context())
			s.Set("user", 42)
			s.Set("name", "ann")
			s.Set("csrf", "0123456789abcdef")
			return text("welcome")(w, r)
		})
		app.Get("/notes/<int:id>", "note", func(w http.ResponseWriter, r *http.Request) error {
			session(web.SessionFrom(r.Context()))
			hello(w, r)
			return nil
		})
		first := httptest.NewRecorder()
		app.ServeHTTP(first, httptest.NewRequest(http.MethodGet, "/login", nil))
		r := httptest.NewRequest(http.MethodGet, "/notes/7", nil).WithContext(context.Background())
		for _, c := range first.Result().Cookies() {
			r.AddCookie(c)
		}
		w := &sink{http.Header{}}
		return testing.AllocsPerRun(1000, func() {
			clear(w.header)
			app.ServeHTTP(w, r)
		})
	}
	none := func(*web.Session) {}
	read := func(s *web.Session) {
		if s.Int("user") != 42 {
			panic("another user")
		}
	}
	// The contexts; what was signed, its entries and two strings in them; of a stored one
	// what is known of its record, and its key, too.
	require.LessOrEqual(t, serving(none), 1.0)
	require.LessOrEqual(t, serving(read, web.SignedSessions("secret", web.Refresh(false))), 5.0)
	require.LessOrEqual(t, serving(read, web.StoredSessions(web.NewMemoryStore(100))), 7.0)
}

// TestManyVariables: a rule may have more variables than those there is room for in
// advance.
func TestManyVariables(t *testing.T) {
	app := web.New(quiet())
	var got []any
	app.Get("/<a>/<int:b>/<c>/<d>/<e>/<f>/<g>/<int:h>", "many", func(w http.ResponseWriter, r *http.Request) error {
		got = nil
		for _, v := range web.From(r.Context()).Args().All() {
			got = append(got, v)
		}
		return text("ok")(w, r)
	})
	app.Get("/<a>/<b>/<c>/<d>/<e>/<f>/<g>/x", "other", text("other"))
	for range 2 {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/1/2/3/4/5/6/7/8", nil))
		require.Equal(t, "ok", w.Body.String())
		require.Equal(t, []any{"1", 2, "3", "4", "5", "6", "7", 8}, got)
	}
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/1/2/3/4/5/6/7/x", nil))
	require.Equal(t, "other", w.Body.String())
}
