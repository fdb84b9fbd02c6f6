package bank

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	texttemplate "text/template"

	"underhood/websec"
)

// Defences are all that tells the protected twin from the bare bank. Each alone makes
// some attack fail, so that one can see which.
type Defences struct {
	Protect    bool // websec.Protect around everything, with tokens
	Guard      bool // pages read by websec.ParseTemplateFS, without holes
	Parameters bool // statements of constants, values beside them
	Cookies    bool // the session's cookie as websec.SessionCookie makes it
	Quiet      bool // what goes wrong is not told to who made it go wrong

	// Floods are the layers of Protect against floods, which know how much is too much.
	Floods []websec.Option

	// Watch is told what each layer decides; nil is nobody.
	Watch func(websec.Event)
	// Failed is told what Quiet does not show; nil is nobody.
	Failed func(error)

	// Statements is told what the database is sent, once it has answered; nil is nobody.
	Statements func(Statement)
}

// AllDefences are the protected twin's, but for the floods'.
func AllDefences() Defences {
	return Defences{Protect: true, Guard: true, Parameters: true, Cookies: true, Quiet: true}
}

//go:embed pages
var pages embed.FS

// A page renders one of the pages.
type page func(w http.ResponseWriter, r *http.Request, name string, data any) error

// barePages are rendered as many sites render them: most without escaping, and two by
// html/template, which escapes, in places where that does not help.
func barePages() (page, error) {
	bare, err := texttemplate.ParseFS(pages, "pages/*.html")
	if err != nil {
		return nil, err
	}
	holes, err := template.ParseFS(pages, "pages/holes/*.html")
	if err != nil {
		return nil, err
	}
	return func(w http.ResponseWriter, r *http.Request, name string, data any) error {
		websec.Nonce(r.Context()) // the page has a script of its own, whoever allows it
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if holes.Lookup(name) != nil {
			return holes.ExecuteTemplate(w, name, data)
		}
		return bare.ExecuteTemplate(w, name, data)
	}, nil
}

// guardedPages are the same, but for the two that the guard refuses.
func guardedPages() (page, error) {
	t, err := websec.ParseTemplateFS(pages, "pages/*.html", "pages/safe/*.html")
	if err != nil {
		return nil, err
	}
	return t.Execute, nil
}

// Refused says why the guard does not let a program start with one of the pages that have
// holes: preview or widget.
func Refused(page string) error {
	_, err := websec.ParseTemplateFS(pages, "pages/holes/"+page+".html")
	return err
}

func (d Defences) middleware() (func(http.Handler) http.Handler, error) {
	if !d.Protect {
		return func(h http.Handler) http.Handler { return h }, nil
	}
	options := append([]websec.Option{websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: d.session}})}, d.Floods...)
	if d.Watch != nil {
		options = append(options, websec.Watch(d.Watch))
	}
	return websec.Protect(options...)
}

func (d Defences) pages() (page, error) {
	if d.Guard {
		return guardedPages()
	}
	return barePages()
}

// cookie is the session's: the bare one is what http.Cookie is when nobody thinks of it.
func (d Defences) cookie(value string) *http.Cookie {
	if d.Cookies {
		return websec.SessionCookie("session", value)
	}
	return &http.Cookie{Name: "session", Value: value, Path: "/"}
}

// session is what the cookie says, "" without one. Both banks can be served by one host,
// whose cookies go to all of its ports: each bank looks at its own alone.
func (d Defences) session(r *http.Request) string {
	c, err := r.Cookie(d.cookie("").Name)
	if err != nil {
		return ""
	}
	return c.Value
}

func rotated(ctx context.Context, d Defences, session string) {
	if d.Protect {
		websec.RotateToken(ctx, session)
	}
}
