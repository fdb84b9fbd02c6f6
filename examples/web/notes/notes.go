// Package notes is the part of the site where people write notes, each their own.
package notes

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"underhood/examples/web/accounts"
	"underhood/examples/web/pages"
	"underhood/orm"
	"underhood/web"
)

//go:embed templates
var files embed.FS

//go:embed notes.go
var source string

// Source is the text of the file that has the functions of this part.
func Source() string { return source }

type part struct {
	notes *Store
	pages *pages.Set
}

// New makes the blueprint, with the URLs below /notes.
func New(notes *Store) *web.Blueprint {
	p := &part{notes, pages.Parse(files)}
	bp := web.NewBlueprint("notes", web.Prefix("/notes"))
	bp.Before(accounts.Required, p.loadNote)
	bp.HandleCode(http.StatusNotFound, p.notFound)
	bp.Get("/", "index", p.index)
	bp.Get("/new", "write", p.write)
	bp.Post("/", "add", p.add)
	bp.Get("/<int:id>", "show", p.show)
	bp.Get("/<int:id>/edit", "edit", p.edit)
	bp.Post("/<int:id>", "save", p.save)
	bp.Post("/<int:id>/delete", "remove", p.remove)
	return bp
}

// loadNote is before every request below /notes: one with an id is about a note, which
// it puts into g. A note of somebody else is as good as none: a 403 would tell that it is
// there.
func (p *part) loadNote(_ http.ResponseWriter, r *http.Request) error {
	c := web.From(r.Context())
	if !c.Args().Has("id") {
		return nil
	}
	n, err := p.notes.Get(c, accounts.Current(c).ID, int64(c.Args().Int("id")))
	if errors.Is(err, orm.ErrNotFound) {
		return web.Abort(http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	web.G(c).Set("note", n)
	return nil
}

func current(ctx context.Context) *Note {
	n, _ := web.G(ctx).Get("note").(*Note)
	return n
}

func (p *part) notFound(w http.ResponseWriter, r *http.Request, _ error) error {
	return p.pages.Write(w, r, http.StatusNotFound, "none", nil)
}

func (p *part) index(w http.ResponseWriter, r *http.Request) error {
	all, err := p.notes.Of(r.Context(), accounts.Current(r.Context()).ID)
	if err != nil {
		return err
	}
	return p.pages.Write(w, r, http.StatusOK, "index", all)
}

// form is what the page of a note to write is filled in with.
type form struct {
	Note    *Note
	Problem string
}

func (p *part) write(w http.ResponseWriter, r *http.Request) error {
	return p.pages.Write(w, r, http.StatusOK, "write", form{Note: &Note{}})
}

func (p *part) edit(w http.ResponseWriter, r *http.Request) error {
	return p.pages.Write(w, r, http.StatusOK, "write", form{Note: current(r.Context())})
}

func (p *part) show(w http.ResponseWriter, r *http.Request) error {
	return p.pages.Write(w, r, http.StatusOK, "show", current(r.Context()))
}

// fill takes title, text and version from what was posted.
func fill(n *Note, r *http.Request) error {
	if err := pages.Form(r); err != nil {
		return err
	}
	n.Title = strings.TrimSpace(r.PostForm.Get("title"))
	n.Body = strings.ReplaceAll(r.PostForm.Get("body"), "\r\n", "\n")
	if n.ID == 0 {
		return nil
	}
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return web.Abort(http.StatusBadRequest)
	}
	n.Version = version // the one that was edited, not the one that is there now
	return nil
}

func (p *part) add(w http.ResponseWriter, r *http.Request) error {
	n := &Note{UserID: accounts.Current(r.Context()).ID}
	if err := fill(n, r); err != nil {
		return err
	}
	return p.kept(w, r, n, p.notes.Add(r.Context(), n))
}

func (p *part) save(w http.ResponseWriter, r *http.Request) error {
	n := current(r.Context())
	if err := fill(n, r); err != nil {
		return err
	}
	return p.kept(w, r, n, p.notes.Save(r.Context(), n))
}

// kept answers to a note that was kept, or says what is wrong with it.
func (p *part) kept(w http.ResponseWriter, r *http.Request, n *Note, err error) error {
	stale := new(orm.StaleError)
	switch {
	case errors.Is(err, ErrTitle), errors.Is(err, ErrBody):
		problem := "Sorry: " + strings.TrimPrefix(err.Error(), "notes: ") + "."
		return p.pages.Write(w, r, http.StatusUnprocessableEntity, "write", form{n, problem})
	case errors.As(err, &stale):
		return p.pages.Write(w, r, http.StatusConflict, "write", form{n, "The note was changed elsewhere since you opened it. Open it again to see how."})
	case err != nil:
		return err
	}
	web.From(r.Context()).Flash("message", "Kept.")
	return pages.Go(w, r, ".show", "id", n.ID)
}

func (p *part) remove(w http.ResponseWriter, r *http.Request) error {
	if err := p.notes.Remove(r.Context(), current(r.Context())); err != nil {
		return err
	}
	web.From(r.Context()).Flash("message", "Deleted.")
	return pages.Go(w, r, ".index")
}
