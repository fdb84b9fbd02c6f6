package web

import (
	"net/http"
	"time"

	"underhood/bench/harness"
	"underhood/web"
)

const secret = "0123456789abcdef0123456789abcdef"

func before(http.ResponseWriter, *http.Request) error { return nil }

func after(*web.Response, *http.Request) error { return nil }

func signed() web.Option { return web.SignedSessions(secret) }

func stored() web.Option { return web.StoredSessions(web.NewMemoryStore(1000)) }

func ourNote(w http.ResponseWriter, r *http.Request) error {
	note(w, id(r), user)
	return nil
}

func id(r *http.Request) int { return web.From(r.Context()).Args().Int("id") % notes }

func ourWelcome(w http.ResponseWriter, r *http.Request) error {
	welcome(w, r)
	return nil
}

func ourRoutes() (http.Handler, error) {
	app := web.New()
	app.Get("/login", "login", ourWelcome)
	app.Get("/notes/<int:id>", "note", ourNote)
	return app, app.Build()
}

// ourHooked has the hooks, and sessions that nobody asks for anything.
func ourHooked() (http.Handler, error) {
	app := web.New()
	app.Before(before)
	app.After(after)
	app.Get("/login", "login", ourWelcome)
	app.Get("/notes/<int:id>", "note", ourNote)
	return app, app.Build()
}

// ourSession has the hooks and a session of which a value is read.
func ourSession(sessions func() web.Option) func() (http.Handler, error) {
	return func() (http.Handler, error) {
		app := web.New(sessions())
		app.Before(before)
		app.After(after)
		app.Get("/login", "login", func(w http.ResponseWriter, r *http.Request) error {
			s := web.SessionFrom(r.Context())
			s.Set("user", user)
			s.Set("name", name)
			s.Set("csrf", csrf)
			w.WriteHeader(http.StatusOK)
			return nil
		})
		app.Get("/notes/<int:id>", "note", func(w http.ResponseWriter, r *http.Request) error {
			note(w, id(r), web.SessionFrom(r.Context()).Int("user"))
			return nil
		})
		return app, app.Build()
	}
}

// ourVerify reads a signed value, whole.
func ourVerify() harness.Work {
	return verified(1, func() (func() (int, error), error) {
		signer, err := web.NewSigner(secret)
		if err != nil {
			return nil, err
		}
		now := time.Now()
		value, err := signer.Sign(map[string]any{"user": user, "name": name, "csrf": csrf}, now)
		return func() (int, error) {
			v, err := signer.Verify(value, time.Now(), time.Hour)
			if err != nil {
				return 0, err
			}
			values, _ := v.(map[string]any)
			return userOf(values["user"]), nil
		}, err
	})
}
