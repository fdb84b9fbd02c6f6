package browser

import (
	"context"
	"mime"
	"net/http"
	"strings"
)

// A Form is one of a page, with what the page has hidden in it.
type Form struct {
	Action string
	Hidden []Field
}

// read finds the forms of the open page, and its scripts, and loads those that are to be.
func (b *Browser) read(ctx context.Context) error {
	p := b.Page
	if !p.isHTML() {
		return nil
	}
	walk(p.Body, func(e element) {
		switch e.name {
		case "form":
			action, _ := e.attr("action")
			p.Forms = append(p.Forms, Form{Action: action})
		case "input":
			kind, _ := e.attr("type")
			name, _ := e.attr("name")
			value, _ := e.attr("value")
			if n := len(p.Forms); n > 0 && kind == "hidden" {
				p.Forms[n-1].Hidden = append(p.Forms[n-1].Hidden, Field{name, value})
			}
		}
	}, nil)
	p.Scripts = scripts(p.Body, policyOf(p.Header["Content-Security-Policy"]), origin(p.URL))
	for i := range p.Scripts {
		s := &p.Scripts[i]
		if s.Source == "" || !s.Runs {
			continue
		}
		answer, err := b.exchange(ctx, origin(p.URL), http.MethodGet, s.Source, "", "script")
		if err != nil {
			s.Runs, s.Why = false, err.Error() // which is no error of the page
			continue
		}
		s.Text = answer.Body
	}
	return nil
}

func (p *Page) isHTML() bool {
	kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
	return err == nil && kind == "text/html"
}

// Text is what a reader sees of the page, with one blank between words.
func (p *Page) Text() string {
	if !p.isHTML() {
		return strings.Join(strings.Fields(p.Body), " ")
	}
	var text strings.Builder
	walk(p.Body, func(element) {}, func(words string) { text.WriteString(words + " ") })
	return strings.Join(strings.Fields(text.String()), " ")
}

// ByID is the text of the element of that id, and whether there is one. It ends where the
// next tag begins.
func (p *Page) ByID(id string) (text string, ok bool) {
	found := false
	walk(p.Body, func(e element) {
		got, there := e.attr("id")
		found = there && got == id
		ok = ok || found
	}, func(words string) {
		if found {
			text, found = words, false
		}
	})
	return text, ok
}
