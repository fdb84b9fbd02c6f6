package websec

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"text/template/parse"
)

// A Template is a set of html/template's templates that was read by [Guard]. It has
// no action in a place where escaping does not help, its scripts, styles and links
// carry the nonce, and its forms the token. It is safe for concurrent use.
type Template struct {
	set     *template.Template
	mark    []byte           // begins what stands for nonces and tokens in the text
	refused map[string]error // templates that are only good inside of others
	buffers sync.Pool        // of *bytes.Buffer
}

// A TemplateError says where a template was refused, and why.
type TemplateError struct {
	Template string
	Line     int    // from 1; 0 where the error is not of one line
	Text     string // the action or text it is about
	Why      string
}

func (e *TemplateError) Error() string {
	where := e.Template
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", e.Template, e.Line)
	}
	if e.Text != "" {
		where += ": " + e.Text
	}
	return ErrTemplate.Error() + ": " + where + ": " + e.Why
}

// Unwrap returns [ErrTemplate].
func (e *TemplateError) Unwrap() error { return ErrTemplate }

// TemplateFuncs are the functions that a guarded template has. Add them before parsing
// templates for [Guard] that call them:
//
//	nonce       the response's nonce, for the value of a nonce attribute
//	csrfToken   the token, such as for <meta name="csrf-token" content="{{csrfToken}}">
//	scriptURL   lets a [ScriptURL] be the src of a script
//
// The first two give what stands for their text until the page is rendered. It can be kept
// in a variable and given to another template, and says nothing about the text: [Guard]
// refuses it in a condition and as an argument of a function.
func TemplateFuncs() template.FuncMap { return markedFuncs("") }

// ParseTemplate parses and guards one text, which may define further templates.
func ParseTemplate(name, text string) (*Template, error) {
	set, err := template.New(name).Funcs(TemplateFuncs()).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	return Guard(set)
}

// ParseTemplateFS parses and guards the files that match, as [template.ParseFS] does.
func ParseTemplateFS(fsys fs.FS, patterns ...string) (*Template, error) {
	if fsys == nil {
		return nil, &TemplateError{Why: "there is no file system to read it from"}
	}
	set, err := template.New("").Funcs(TemplateFuncs()).ParseFS(fsys, patterns...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	return Guard(set)
}

// Guard reads a set of templates that was parsed but not yet executed. It leaves the
// set alone and returns a copy that is guarded, or a [TemplateError].
//
// html/template escapes by context, and so well that script in data stays text. But it
// trusts the places that make script, or another page, of any text. Guard refuses
// an action in them:
//
//	srcdoc; the src of a script, unless by scriptURL; object, embed and base;
//	inline event handlers, constant ones too; style attributes and elements;
//	scripts, but for whole values in <script type="application/json">;
//	meta with http-equiv; link, unless rel is one that loads nothing; svg animations;
//	values without quotes; names of tags and attributes; comments;
//	URLs whose scheme an action could make up; attributes that Vue, Alpine, Angular,
//	htmx, hyperscript and Knockout run, or load markup from; a form inside of a form,
//	whose tag browsers drop, so that its token goes where the outer one leads; a base
//	on another site
//
// and text that browsers and html/template could read differently. Branches must
// end where they meet; what is ambiguous is refused. Then it runs html/template's own
// escaper, whose errors it returns as well.
//
// By itself it writes:
//
//	a nonce attribute     into script, style and link
//	the token's field     into forms with the constant method post. Where the action is
//	                      not surely of this origin when the template is parsed, such
//	                      as {{.URL}}, it is looked at in each page: a path, a relative
//	                      URL or one with the request's scheme, host and port gets the
//	                      field, any other does not, as it would give the token away; nor
//	                      does a form whose method is post by a button's formmethod alone
//	./                    behind the slash of a URL that begins with a constant slash and
//	                      an action, such as href="/{{.}}", if what the actions write
//	                      begins with a slash: //evil.example is another site, and
//	                      /.//evil.example a path of this one
//
// Without the layers that give nonce and token, nothing is written in their places.
//
// What is constant and runs nothing passes, such as style="color:red" or a <base> on this
// site. Whether it takes effect is the policy's matter, and [StrictHeaders] blocks both.
//
// What it cannot see is the type of a value: template.HTML and the like are written
// as they are, so make them of constants, or by a sanitizer such as websec/richtext.
func Guard(set *template.Template) (*Template, error) {
	if set == nil {
		return nil, &TemplateError{Why: "there is no template"}
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("%w: no random bytes: %w", ErrTemplate, err)
	}
	mark := hex.EncodeToString(random)
	set, err := set.Clone()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	set.Funcs(markedFuncs(mark))
	trees := map[string]*parse.Tree{}
	for _, t := range set.Templates() {
		if t.Tree != nil && t.Tree.Root != nil {
			trees[t.Name()] = t.Tree
		}
	}
	w := newWalker(trees)
	refused, err := w.walkAll()
	if err != nil {
		return nil, err
	}
	w.stamp(mark)
	if err := escapeNow(set, trees, refused); err != nil {
		return nil, err
	}
	return &Template{
		set: set, mark: []byte(mark), refused: refused,
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}, nil
}

// What follows the mark where a template calls nonce and csrfToken by itself; stamps have
// their own kinds.
const (
	markNonce = 'n'
	markToken = 't'
)

// markedFuncs return marks. Each is random letters and digits, which every escaper
// leaves alone and no data can know, and Execute puts the real text in its place.
func markedFuncs(mark string) template.FuncMap {
	return template.FuncMap{
		"nonce":     func() string { return mark + string(markNonce) },
		"csrfToken": func() string { return mark + string(markToken) },
		"scriptURL": func(u ScriptURL) (template.URL, error) {
			if u.url == "" {
				return "", errors.New("websec: the script URL is empty")
			}
			return template.URL(u.url), nil // it is a constant of the program
		},
	}
}

// A ScriptURL is the address of a script that the program trusts.
type ScriptURL struct{ url string }

type constant string

// TrustScript takes a constant: the compiler refuses a variable. A generic function
// can still get one past it, so do not build the argument by type parameters.
func TrustScript(url constant) ScriptURL { return ScriptURL{string(url)} }

// escapeNow has html/template escape all templates that can be executed, which it
// otherwise does at the first execution. Nothing of them is executed.
func escapeNow(set *template.Template, trees map[string]*parse.Tree, refused map[string]error) error {
	var calls strings.Builder
	for name := range trees {
		if refused[name] == nil {
			fmt.Fprintf(&calls, "{{template %q}}", name)
		}
	}
	const name = "websec: escape all"
	probe, err := set.New(name).Parse("{{if false}}" + calls.String() + "{{end}}")
	if err == nil {
		err = probe.Execute(new(bytes.Buffer), nil)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	return nil
}

// Execute renders the template of a name for one request, with its nonce and token,
// and writes it. Nothing is written when rendering fails. The Content-Type is set to
// HTML unless there is one. The request is the one the handler was given, so that its
// context is that of [Protect]; without the layers there are no nonces and no fields, and
// the functions nonce and csrfToken give the empty text. Of a Template that is nil or
// was not made here it returns a [TemplateError].
func (t *Template) Execute(w http.ResponseWriter, r *http.Request, name string, data any) error {
	if t == nil || t.set == nil {
		return &TemplateError{Template: name, Why: "Execute of a Template that neither Guard nor ParseTemplate made"}
	}
	if err := t.refused[name]; err != nil {
		return err
	}
	page, _ := t.buffers.Get().(*bytes.Buffer)
	out, _ := t.buffers.Get().(*bytes.Buffer)
	defer func() {
		for _, b := range []*bytes.Buffer{page, out} {
			if b.Cap() <= 1<<20 {
				b.Reset()
				t.buffers.Put(b)
			}
		}
	}()
	if err := t.set.ExecuteTemplate(page, name, data); err != nil {
		return fmt.Errorf("websec: rendering %s: %w", name, err)
	}
	t.fill(out, page.Bytes(), r)
	if len(w.Header()["Content-Type"]) == 0 {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	_, err := w.Write(out.Bytes())
	return err
}
