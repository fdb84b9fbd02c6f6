package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/gorilla/sessions"
	"github.com/stretchr/testify/require"

	"underhood/web"
)

// A trap is a session library behind one handler. What a request does is told by its
// path; "during" is what happens while the request has read its session and not yet
// written it.
type trap struct {
	name    string
	handler func(during func()) http.Handler
}

// traps are the sessions that COMPARE.md speaks of.
func traps() []trap {
	mux := func(set, logout, show func(w http.ResponseWriter, r *http.Request)) http.Handler {
		m := http.NewServeMux()
		m.HandleFunc("/set/{name}", set)
		m.HandleFunc("/logout", logout)
		m.HandleFunc("/show", show)
		return m
	}
	ours := func(option func() web.Option) func(during func()) http.Handler {
		return func(during func()) http.Handler {
			app := web.New(option())
			app.Get("/set/<name>", "set", func(w http.ResponseWriter, r *http.Request) error {
				s, name := web.SessionFrom(r.Context()), web.From(r.Context()).Args().String("name")
				if s.Len(); name == "slow" {
					during()
				}
				s.Set(name, true)
				w.WriteHeader(http.StatusOK)
				return nil
			})
			app.Get("/logout", "logout", func(w http.ResponseWriter, r *http.Request) error {
				web.SessionFrom(r.Context()).Clear()
				w.WriteHeader(http.StatusOK)
				return nil
			})
			app.Get("/show", "show", func(w http.ResponseWriter, r *http.Request) error {
				s := web.SessionFrom(r.Context())
				_, err := fmt.Fprint(w, s.Has("slow"), s.Has("quick"))
				return err
			})
			return app
		}
	}
	return []trap{
		{"scs", func(during func()) http.Handler {
			s := scs.New()
			s.Store = memstore.NewWithCleanupInterval(0)
			return s.LoadAndSave(mux(func(_ http.ResponseWriter, r *http.Request) {
				if r.PathValue("name") == "slow" {
					during()
				}
				s.Put(r.Context(), r.PathValue("name"), true)
			}, func(_ http.ResponseWriter, r *http.Request) {
				_ = s.Destroy(r.Context())
			}, func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprint(w, s.Exists(r.Context(), "slow"), s.Exists(r.Context(), "quick"))
			}))
		}},
		{"gorilla/sessions", func(during func()) http.Handler {
			store := sessions.NewCookieStore(key)
			return mux(func(w http.ResponseWriter, r *http.Request) {
				s, _ := store.Get(r, "session")
				if r.PathValue("name") == "slow" {
					during()
				}
				s.Values[r.PathValue("name")] = true
				_ = s.Save(r, w)
			}, func(w http.ResponseWriter, r *http.Request) {
				s, _ := store.Get(r, "session")
				s.Options.MaxAge = -1
				_ = s.Save(r, w)
			}, func(w http.ResponseWriter, r *http.Request) {
				s, _ := store.Get(r, "session")
				fmt.Fprint(w, s.Values["slow"] != nil, s.Values["quick"] != nil)
			})
		}},
		{"signed", ours(func() web.Option { return web.SignedSessions("secret") })},
		{"stored", ours(func() web.Option { return web.StoredSessions(web.NewMemoryStore(10)) })},
	}
}

// ask is a request with the cookies there are; new ones replace them.
func ask(h http.Handler, path string, cookies []*http.Cookie) (string, []*http.Cookie) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if set := w.Result().Cookies(); len(set) > 0 {
		cookies = set
	}
	return w.Body.String(), cookies
}

// TestTraps: what COMPARE.md says of two requests of one session at once, and of a cookie
// that was copied before a logout.
func TestTraps(t *testing.T) {
	for _, want := range []struct{ name, both, after string }{
		{"scs", "true false", "false false"},
		{"gorilla/sessions", "true false", "true false"},
		{"signed", "true false", "true false"},
		{"stored", "true true", "false false"},
	} {
		for _, trap := range traps() {
			if trap.name != want.name {
				continue
			}
			var h http.Handler
			var begun []*http.Cookie
			h = trap.handler(func() { ask(h, "/set/quick", begun) })
			_, begun = ask(h, "/set/begun", nil)
			_, cookies := ask(h, "/set/slow", begun)
			said, _ := ask(h, "/show", cookies)
			require.Equal(t, want.both, said, "%s: what is left of two requests at once", trap.name)
			ask(h, "/logout", cookies)
			said, _ = ask(h, "/show", cookies) // by somebody who has copied them
			require.Equal(t, want.after, said, "%s: after logout", trap.name)
		}
	}
}
