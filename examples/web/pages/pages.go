// Package pages makes HTML of what the parts of the site have to say: each part has
// templates of its own, in one frame that all share.
package pages

import (
	"bytes"
	_ "embed" // the frame and the style are files
	"errors"
	"html/template"
	"io/fs"
	"net/http"

	"underhood/web"
)

//go:embed frame.html
var frame string

//go:embed style.css
var style string

//go:embed pages.go
var source string

// Source is the text of the file that has the functions of this package.
func Source() string { return source }

// A Set is the templates of one part. Safe for concurrent use.
type Set struct{ pages map[string]*template.Template }

// Parse reads templates/*.html of a part. Each defines "title" and "main". It panics if
// one is wrong, as the files are part of the program.
func Parse(files fs.FS) *Set {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil || len(names) == 0 {
		panic("pages: a part without templates")
	}
	s := &Set{map[string]*template.Template{}}
	for _, name := range names {
		t := template.Must(template.New("frame").Parse(frame))
		s.pages[name] = template.Must(t.ParseFS(files, name))
	}
	return s
}

// A Page is what a template is given.
type Page struct {
	c    *web.RequestContext
	bare bool // perhaps it is the session that is the trouble
	// User is who is logged in, nil if nobody is.
	User any
	// Data is what the view has to say.
	Data any
}

// URL builds the URL of an endpoint: Flask's url_for.
func (p *Page) URL(endpoint string, pairs ...any) (string, error) {
	return web.URLFor(p.c, endpoint, pairs...)
}

// Flashes takes the messages that were left for the next page; the page of a server's
// error leaves them.
func (p *Page) Flashes() []web.Flash {
	if p.bare {
		return nil
	}
	return p.c.Flashes()
}

// Write answers with a page. Nothing is written if the template fails.
func (s *Set) Write(w http.ResponseWriter, r *http.Request, status int, name string, data any) error {
	t := s.pages["templates/"+name+".html"]
	if t == nil {
		panic("pages: no template is named " + name)
	}
	c := web.From(r.Context())
	var out bytes.Buffer
	if err := t.Execute(&out, &Page{c: c, bare: status >= http.StatusInternalServerError, User: web.G(c).Get("user"), Data: data}); err != nil {
		return err
	}
	w.WriteHeader(status)
	_, err := out.WriteTo(w)
	return err
}

// Go sends the browser to an endpoint, by GET.
func Go(w http.ResponseWriter, r *http.Request, endpoint string, pairs ...any) error {
	url, err := web.URLFor(r.Context(), endpoint, pairs...)
	if err != nil {
		return err
	}
	w.Header().Set("Location", url)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Form reads what was posted. The error is a 400, or a 413 for what is too long.
func Form(r *http.Request) error {
	err := r.ParseForm()
	if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
		return web.Abort(http.StatusRequestEntityTooLarge)
	}
	if err != nil {
		return web.Abort(http.StatusBadRequest)
	}
	return nil
}

// Style serves the style sheet.
func Style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write([]byte(style)) // who has left needs no style
}

// Guard has the browser run no scripts and show the pages in no frame.
func Guard(res *web.Response, _ *http.Request) error {
	res.Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	res.Header().Set("X-Content-Type-Options", "nosniff")
	return nil
}
