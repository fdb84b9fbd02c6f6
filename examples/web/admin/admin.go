// Package admin is the part of the site for administrators. It has a part of its own, for
// accounts: a blueprint in a blueprint, below /admin/users.
package admin

import (
	"context"
	"embed"
	"errors"
	"net/http"

	"underhood/examples/web/accounts"
	"underhood/examples/web/notes"
	"underhood/examples/web/pages"
	"underhood/orm"
	"underhood/web"
)

//go:embed templates
var files embed.FS

//go:embed admin.go
var source string

// Source is the text of the file that has the functions of this part.
func Source() string { return source }

type part struct {
	users *accounts.Users
	notes *notes.Store
	pages *pages.Set
}

// New makes the blueprint, with the URLs below /admin.
func New(users *accounts.Users, all *notes.Store) *web.Blueprint {
	p := &part{users, all, pages.Parse(files)}
	bp := web.NewBlueprint("admin", web.Prefix("/admin"))
	bp.Before(accounts.Required, p.onlyAdmins)
	bp.HandleCode(http.StatusForbidden, p.forbidden)
	bp.Get("/", "index", p.index)

	inner := web.NewBlueprint("users", web.Prefix("/users"))
	inner.Before(p.loadTarget)
	inner.Get("/", "list", p.list)
	inner.Post("/<int:id>/delete", "remove", p.remove)
	bp.Register(inner)
	return bp
}

// onlyAdmins is before every request below /admin, /admin/users included.
func (p *part) onlyAdmins(_ http.ResponseWriter, r *http.Request) error {
	if !accounts.Current(r.Context()).Admin {
		return web.Abort(http.StatusForbidden)
	}
	return nil
}

func (p *part) forbidden(w http.ResponseWriter, r *http.Request, _ error) error {
	return p.pages.Write(w, r, http.StatusForbidden, "forbidden", nil)
}

// loadTarget is before every request below /admin/users: it puts the user of the URL
// into g.
func (p *part) loadTarget(_ http.ResponseWriter, r *http.Request) error {
	c := web.From(r.Context())
	if !c.Args().Has("id") {
		return nil
	}
	u, err := p.users.Get(c, int64(c.Args().Int("id")))
	if errors.Is(err, orm.ErrNotFound) {
		return web.Abort(http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	web.G(c).Set("target", u)
	return nil
}

func target(ctx context.Context) *accounts.User {
	u, _ := web.G(ctx).Get("target").(*accounts.User)
	return u
}

func (p *part) index(w http.ResponseWriter, r *http.Request) error {
	users, err := p.users.All(r.Context())
	if err != nil {
		return err
	}
	count, err := p.notes.Count(r.Context())
	if err != nil {
		return err
	}
	return p.pages.Write(w, r, http.StatusOK, "index", map[string]any{"Users": len(users), "Notes": count})
}

func (p *part) list(w http.ResponseWriter, r *http.Request) error {
	users, err := p.users.All(r.Context())
	if err != nil {
		return err
	}
	return p.pages.Write(w, r, http.StatusOK, "users", users)
}

// remove deletes an account and its notes, but not the one of who asks.
func (p *part) remove(w http.ResponseWriter, r *http.Request) error {
	u, c := target(r.Context()), web.From(r.Context())
	if u.ID == accounts.Current(c).ID {
		c.Flash("error", "You cannot delete your own account.")
		return pages.Go(w, r, ".list")
	}
	if err := p.users.Remove(c, u); err != nil {
		return err
	}
	c.Flash("message", "The account of "+u.Name+" is deleted, with its notes.")
	return pages.Go(w, r, ".list")
}
