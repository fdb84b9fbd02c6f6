package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"underhood/web"
)

// A sink is a ResponseWriter that costs nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func serve(b *testing.B, h http.Handler, r *http.Request) {
	b.Helper()
	b.ReportAllocs()
	w := &sink{http.Header{}}
	for b.Loop() {
		clear(w.header)
		h.ServeHTTP(w, r)
	}
}

func nothing(http.ResponseWriter, *http.Request) error { return nil }

func unchanged(*web.Response, *http.Request) error { return nil }

func BenchmarkRequest(b *testing.B) {
	r := httptest.NewRequest(http.MethodGet, "/notes/7", nil)
	b.Run("impl=servemux", func(b *testing.B) {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /notes/{id}", hello)
		serve(b, mux, r)
	})
	view := func(w http.ResponseWriter, r *http.Request) error {
		hello(w, r)
		return nil
	}
	b.Run("impl=web", func(b *testing.B) {
		app := web.New()
		app.Get("/notes/<int:id>", "note", view)
		serve(b, app, r)
	})
	secret := web.SignedSessions("secret", web.SessionCookie(web.FlaskCookie()))
	hooked := func(view web.View, opts ...web.Option) *web.App {
		app := web.New(opts...)
		app.Before(nothing)
		app.After(unchanged)
		app.Get("/notes/<int:id>", "note", view)
		return app
	}
	read := func(w http.ResponseWriter, r *http.Request) error {
		if web.SessionFrom(r.Context()).Int("user") != 42 {
			return web.Abort(http.StatusForbidden)
		}
		hello(w, r)
		return nil
	}
	signer, err := web.NewSigner("secret")
	if err != nil {
		b.Fatal(err)
	}
	signed, err := signer.Sign(map[string]any{"user": 42, "name": "ann", "csrf": "0123456789abcdef"}, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	with := r.Clone(context.Background())
	with.AddCookie(&http.Cookie{Name: "session", Value: signed})
	b.Run("impl=web/session=none", func(b *testing.B) { serve(b, hooked(view, secret), r) })
	b.Run("impl=web/session=untouched", func(b *testing.B) { serve(b, hooked(view, secret), with) })
	b.Run("impl=web/session=read", func(b *testing.B) { serve(b, hooked(read, secret), with) })

	store := web.NewMemoryStore(100)
	app := hooked(read, web.StoredSessions(store, web.SessionCookie(web.FlaskCookie())))
	app.Get("/login", "login", func(w http.ResponseWriter, r *http.Request) error {
		s := web.SessionFrom(r.Context())
		s.Set("user", 42)
		s.Set("name", "ann")
		return view(w, r)
	})
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/login", nil))
	stored := r.Clone(context.Background())
	stored.AddCookie(w.Result().Cookies()[0])
	b.Run("impl=web/session=stored", func(b *testing.B) { serve(b, app, stored) })
}

func BenchmarkVerify(b *testing.B) {
	signer, err := web.NewSigner("secret")
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	signed, err := signer.Sign(map[string]any{"user": 42, "name": "ann", "csrf": "0123456789abcdef"}, now)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Verify(signed, now, time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}
