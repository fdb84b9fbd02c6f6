// Package accounts is the part of the site where people register, log in and log out. It
// also tells the other parts who is there ([Current]), and sends away who has to be
// logged in and is not ([Required]).
package accounts

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"strings"

	"underhood/examples/web/pages"
	"underhood/orm"
	"underhood/web"
)

//go:embed templates
var files embed.FS

//go:embed accounts.go
var source string

// Source is the text of the file that has the functions of this part.
func Source() string { return source }

// What a session keeps of who is logged in: the id, and when the account was made, as the
// database may give an id again when its owner is gone.
const (
	sessionUser  = "user"
	sessionSince = "since"
)

type part struct {
	users *Users
	pages *pages.Set
}

// New makes the blueprint, with the URLs below /accounts.
func New(users *Users) *web.Blueprint {
	p := &part{users, pages.Parse(files)}
	bp := web.NewBlueprint("accounts", web.Prefix("/accounts"))
	bp.App().Before(p.loadUser)
	bp.Get("/register", "register", p.register)
	bp.Post("/register", "create", p.create)
	bp.Get("/login", "login", p.login)
	bp.Post("/login", "enter", p.enter)
	bp.Post("/logout", "logout", p.logout)
	return bp
}

// Current returns who is logged in, nil if nobody is.
func Current(ctx context.Context) *User {
	u, _ := web.G(ctx).Get("user").(*User)
	return u
}

// loadUser is before every request of the site: it puts the user into g.
func (p *part) loadUser(_ http.ResponseWriter, r *http.Request) error {
	s := web.SessionFrom(r.Context())
	id := s.Int(sessionUser)
	if id == 0 {
		return nil
	}
	u, err := p.users.Get(r.Context(), int64(id))
	switch {
	case errors.Is(err, orm.ErrNotFound) || err == nil && u.Created.UnixMicro() != int64(s.Int(sessionSince)):
		s.Clear() // the account is gone
		return nil
	case err != nil:
		return err
	}
	web.G(r.Context()).Set("user", u)
	return nil
}

// Required is for Before: it sends whoever is not logged in to the login, and back.
func Required(w http.ResponseWriter, r *http.Request) error {
	if Current(r.Context()) != nil {
		return nil
	}
	web.From(r.Context()).Flash("message", "Please log in first.")
	if r.Method == http.MethodGet {
		return pages.Go(w, r, "accounts.login", "next", r.URL.RequestURI())
	}
	return pages.Go(w, r, "accounts.login")
}

// form is what the pages are filled in with.
type form struct{ Name, Next, Problem string }

func (p *part) register(w http.ResponseWriter, r *http.Request) error {
	return p.pages.Write(w, r, http.StatusOK, "register", form{})
}

func (p *part) create(w http.ResponseWriter, r *http.Request) error {
	if err := pages.Form(r); err != nil {
		return err
	}
	name := strings.TrimSpace(r.PostForm.Get("name"))
	u, err := p.users.Add(r.Context(), name, r.PostForm.Get("password"), false)
	if errors.Is(err, ErrName) || errors.Is(err, ErrPassword) || errors.Is(err, ErrTaken) {
		problem := "Sorry: " + strings.TrimPrefix(err.Error(), "accounts: ") + "."
		return p.pages.Write(w, r, http.StatusUnprocessableEntity, "register", form{Name: name, Problem: problem})
	}
	if err != nil {
		return err
	}
	return begin(w, r, u, "Welcome, "+u.Name+".", "")
}

func (p *part) login(w http.ResponseWriter, r *http.Request) error {
	return p.pages.Write(w, r, http.StatusOK, "login", form{Next: r.URL.Query().Get("next")})
}

func (p *part) enter(w http.ResponseWriter, r *http.Request) error {
	if err := pages.Form(r); err != nil {
		return err
	}
	f := form{Name: strings.TrimSpace(r.PostForm.Get("name")), Next: r.PostForm.Get("next")}
	u, err := p.users.Check(r.Context(), f.Name, r.PostForm.Get("password"))
	if err != nil {
		return err
	}
	if u == nil {
		f.Problem = "No account has this name and password."
		return p.pages.Write(w, r, http.StatusUnprocessableEntity, "login", f)
	}
	return begin(w, r, u, "Welcome back, "+u.Name+".", f.Next)
}

// begin logs a user in. The session gets another id, so that one that somebody planted
// in the browser before is worth nothing.
func begin(w http.ResponseWriter, r *http.Request, u *User, welcome, next string) error {
	c := web.From(r.Context())
	s := c.Session()
	s.Rotate()
	s.Set(sessionUser, int(u.ID))
	s.Set(sessionSince, int(u.Created.UnixMicro()))
	c.Flash("message", welcome)
	if local(next) {
		w.Header().Set("Location", next)
		w.WriteHeader(http.StatusSeeOther)
		return nil
	}
	return pages.Go(w, r, "notes.index")
}

// local reports whether a URL is a path of this site: browsers take // and /\ for
// another host.
func local(next string) bool {
	return strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "//") && !strings.ContainsAny(next, "\\\t\r\n")
}

// logout ends the session for good: the old id is void, and the message is in a new one.
func (p *part) logout(w http.ResponseWriter, r *http.Request) error {
	c := web.From(r.Context())
	c.Session().Rotate()
	c.Session().Clear()
	c.Flash("message", "You are logged out.")
	return pages.Go(w, r, "home")
}
