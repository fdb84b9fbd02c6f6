// Package browser is as much of a browser as the duels need: it says where a request
// comes from, keeps cookies and holds some back, follows redirects, finds the forms of a
// page, and says which scripts of it run. The tests in e2e ask Chromium about the same
// pages.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// The errors of a browser.
var (
	ErrNoSite    = errors.New("browser: no site is there")
	ErrRedirects = errors.New("browser: too many redirects")
	ErrNoForm    = errors.New("browser: the page has no such form")
)

// A Field is one of a form or a query.
type Field struct{ Name, Value string }

// A Browser is somebody's. It is not safe for concurrent use.
type Browser struct {
	// Sites are those there are, by their origin, such as http://127.0.0.1:8000.
	Sites map[string]http.Handler

	// Sends is told of each request before it goes out, Gets of its answer. Either may be nil.
	Sends func(Request)
	Gets  func(Answer)

	// Old is a browser from before 2020: it does not say where a request comes from, and
	// knows no SameSite.
	Old bool

	// Page is the one that is open; nil before the first.
	Page *Page

	jar []kept
}

// A Request is one as it goes out.
type Request struct {
	Method, URL string
	Header      http.Header
	Body        string
}

// An Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// A Page is what is open.
type Page struct {
	URL string
	Answer
	Scripts []Script // in the order of the page
	Forms   []Form
}

// mostRedirects is how often a browser follows in a row.
const mostRedirects = 5

// Open opens a URL that the user typed.
func (b *Browser) Open(ctx context.Context, target string) error {
	return b.Link(ctx, "", target, nil)
}

// Link follows a link of a page at an origin, "" for what the user typed, with fields as
// its query.
func (b *Browser) Link(ctx context.Context, from, target string, fields []Field) error {
	if len(fields) > 0 {
		target += "?" + encode(fields)
	}
	return b.navigate(ctx, from, http.MethodGet, target, "")
}

// Send sends a form of a page at an origin.
func (b *Browser) Send(ctx context.Context, from, target string, fields []Field) error {
	return b.navigate(ctx, from, http.MethodPost, target, encode(fields))
}

// Submit fills in the form of the open page that goes to a path, and sends it: first what
// the page has hidden in it, then the fields. It returns [ErrNoForm] if there is none.
func (b *Browser) Submit(ctx context.Context, action string, fields []Field) error {
	if b.Page != nil {
		for _, f := range b.Page.Forms {
			if f.Action == action {
				at := origin(b.Page.URL)
				return b.Send(ctx, at, at+action, append(append([]Field{}, f.Hidden...), fields...))
			}
		}
	}
	return fmt.Errorf("%w: one for %s", ErrNoForm, action)
}

// navigate goes on through redirects until there is a page. Who asked first is who asks
// throughout.
func (b *Browser) navigate(ctx context.Context, from, method, target, body string) error {
	for range mostRedirects {
		answer, err := b.exchange(ctx, from, method, target, body, "document")
		if err != nil {
			return err
		}
		to := answer.Header.Get("Location")
		if answer.Status < 300 || answer.Status > 399 || to == "" {
			b.Page = &Page{URL: target, Answer: answer}
			return b.read(ctx)
		}
		base, err := url.Parse(target)
		if err != nil {
			return err
		}
		next, err := base.Parse(to)
		if err != nil {
			return err
		}
		target = next.String()
		if answer.Status != http.StatusTemporaryRedirect && answer.Status != http.StatusPermanentRedirect {
			method, body = http.MethodGet, ""
		}
	}
	return ErrRedirects
}

// exchange sends one request and keeps the cookies of its answer.
func (b *Browser) exchange(ctx context.Context, from, method, target, body, dest string) (Answer, error) {
	site := b.Sites[origin(target)]
	if site == nil {
		return Answer{}, fmt.Errorf("%w: %s", ErrNoSite, target)
	}
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	whence := Whence(from, target)
	mode := "navigate"
	if dest != "document" {
		mode = "no-cors"
	}
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if !b.Old {
		r.Header.Set("Sec-Fetch-Site", whence)
		r.Header.Set("Sec-Fetch-Mode", mode)
		r.Header.Set("Sec-Fetch-Dest", dest)
	}
	if !b.Old && method != http.MethodGet {
		r.Header.Set("Origin", from)
	}
	if sent := b.cookies(r.URL.Hostname(), whence, method, dest); sent != "" {
		r.Header.Set("Cookie", sent)
	}
	if b.Sends != nil {
		b.Sends(Request{method, target, r.Header.Clone(), body})
	}
	// A server sees the address of whom it talks to, and a path for a target.
	r.RemoteAddr, r.RequestURI = "127.0.0.1:50000", r.URL.RequestURI()
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	result := w.Result()
	answer := Answer{result.StatusCode, result.Header, w.Body.String()}
	for _, c := range result.Cookies() {
		b.keep(r.URL.Hostname(), c)
	}
	if b.Gets != nil {
		b.Gets(answer)
	}
	return answer, nil
}

func encode(fields []Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = url.QueryEscape(f.Name) + "=" + url.QueryEscape(f.Value)
	}
	return strings.Join(parts, "&")
}

// Fields are those of an encoded form or query, in their order. What cannot be decoded
// stays as it is.
func Fields(encoded string) (all []Field) {
	for part := range strings.SplitSeq(encoded, "&") {
		name, value, _ := strings.Cut(part, "=")
		f := Field{name, value}
		if text, err := url.QueryUnescape(name); err == nil {
			f.Name = text
		}
		if text, err := url.QueryUnescape(value); err == nil {
			f.Value = text
		}
		if part != "" {
			all = append(all, f)
		}
	}
	return all
}
