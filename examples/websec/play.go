package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/bank"
	"underhood/websec"
)

// An outcome is what became of an attack.
type outcome struct {
	won     bool
	status  int
	seen    string
	refusal *websec.Refusal // the last of a layer; nil if none refused
}

// Where the sites of a duel are. Nothing listens there.
const (
	ours   = "http://127.0.0.1:8000"
	theirs = "http://localhost:8002"
	near   = "http://127.0.0.1:8002"
)

// play has a browser attack a new bank.
func play(ctx context.Context, a attacker.Attack, d bank.Defences) (o outcome, err error) {
	d.Watch = func(e websec.Event) {
		if e.Refusal != nil {
			o.refusal = e.Refusal
		}
	}
	b, err := bank.Open(ctx, d)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	var cookie *http.Cookie
	if a.By != "" {
		password := map[string]string{"ada": "analytical", "eve": "evil"}[a.By]
		form := url.Values{"name": {a.By}, "password": {password}}
		if cookie = session(ask(ctx, b, http.MethodPost, "/login", form, "same-origin", nil)); cookie == nil {
			return o, fmt.Errorf("%s cannot log in", a.By)
		}
	}
	answer := ask(ctx, b, a.Method, a.Path, a.Fields, a.From, cookie)
	o.status = answer.Code
	switch a.Path {
	case "/pay":
		err = o.looksAtMoney(ctx, b)
	case "/login":
		o.looksWhoIsLoggedIn(ctx, b, session(answer))
	case "/say":
		o.looksAtPage(ask(ctx, b, http.MethodGet, "/", nil, "none", nil), a)
	default:
		o.looksAtPage(answer, a)
	}
	return o, err
}

func (o *outcome) looksAtMoney(ctx context.Context, b *bank.Bank) error {
	ada, err := b.Balance(ctx, "ada")
	if err != nil {
		return err
	}
	eve, err := b.Balance(ctx, "eve")
	o.won, o.seen = eve > 0, fmt.Sprintf("ada has %d, eve has %d", ada, eve)
	return err
}

func (o *outcome) looksWhoIsLoggedIn(ctx context.Context, b *bank.Bank, cookie *http.Cookie) {
	page := ask(ctx, b, http.MethodGet, "/", nil, "none", cookie).Body.String()
	_, rest, found := strings.Cut(page, `<p id="user">`)
	name, _, _ := strings.Cut(rest, "<")
	o.won, o.seen = found, "nobody is logged in"
	if found {
		o.seen = "logged in as " + name
	}
}

// looksAtPage takes a script for one that runs if it is in the page as markup, and no
// policy of nonces stops it. The tests in e2e/ ask real browsers.
func (o *outcome) looksAtPage(page *httptest.ResponseRecorder, a attacker.Attack) {
	there := strings.Contains(page.Body.String(), a.Gets)
	policed := strings.Contains(page.Header().Get("Content-Security-Policy"), "'nonce-")
	switch {
	case a.Scenario != "xss" && there:
		o.won, o.seen = true, fmt.Sprintf("the page says %q", a.Gets)
	case a.Scenario != "xss":
		o.seen = fmt.Sprintf("the page does not say %q", a.Gets)
	case there && !policed:
		o.won, o.seen = true, "the page runs the attacker's script"
	case there:
		o.seen = "the script is in the page, whose policy stops it"
	default:
		o.seen = "the page has no such script as markup"
	}
}

// ask sends a request as a browser does: it says where it comes from, and keeps a cookie
// that says SameSite=Lax from the forms of other sites.
func ask(ctx context.Context, h http.Handler, method, path string, fields url.Values, from string, cookie *http.Cookie) *httptest.ResponseRecorder {
	target, body := ours+path+"?"+fields.Encode(), ""
	if method == http.MethodPost {
		target, body = ours+path, fields.Encode()
	}
	r := httptest.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", from)
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", map[string]string{"same-origin": ours, "same-site": near, "cross-site": theirs}[from])
	}
	kept := method == http.MethodPost && from == "cross-site"
	if cookie != nil && !(kept && cookie.SameSite == http.SameSiteLaxMode) {
		r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// session is the cookie of who has logged in by a request, nil if nobody has.
func session(answer *httptest.ResponseRecorder) *http.Cookie {
	for _, c := range answer.Result().Cookies() {
		if strings.HasSuffix(c.Name, "session") {
			return c
		}
	}
	return nil
}
