package websec_test

import (
	"crypto/tls"
	"html"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestDynamicActions: whether a form with an action that is made at run time gets the token
// is decided by what the action turned out to be.
func TestDynamicActions(t *testing.T) {
	const one, two, three = `<form method="post" class="a < b" action="{{.A}}">`, `<form action='/x/{{.A}}' method=post>`, `<FORM method=post action="https://{{.A}}">`
	tests := []struct {
		form, action string
		tls, want    bool
	}{
		{one, "/buy?a=1&b=2", false, true},
		{one, "buy", false, true},
		{one, "", false, true},
		{one, "?next=https://other.example/", false, true},
		{one, "#a:b", false, true},
		{one, "http://shop.example/buy", false, true},
		{one, "http://SHOP.example:80", false, true},
		{one, "HTTPS://shop.example:443/buy", true, true},
		{one, "https://shop.example", true, true},
		{one, "https://shop.example/buy", false, false},
		{one, "http://shop.example/buy", true, false},
		{one, "http://shop.example:8080/", false, false},
		{one, "https://other.example/", true, false},
		{one, "//other.example/", false, false},
		{one, `/\other.example/`, false, true}, // html/template writes %5c
		{one, `\\other.example/`, false, true},
		{one, "\t//other.example/", false, true}, // and %09
		{one, "https://shop.example@other.example/", true, false},
		{one, "https://shop.example.other.example/", true, false},
		{one, "https://shop.example%2eother.example/", true, false},
		{one, "https:///other.example/", true, false},
		{one, "https:other.example", true, false},
		{one, "javascript:x", false, true}, // #ZgotmplZ
		{two, "/other.example", false, true},
		{three, "shop.example/buy", true, true},
		{three, "other.example/", true, false},
		{three, "shop.example:444/", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.form+tt.action, func(t *testing.T) {
			page, err := websec.ParseTemplate("page", tt.form+"</form>")
			require.NoError(t, err)
			r := httptest.NewRequest("GET", "http://shop.example/", nil)
			if tt.tls {
				r.TLS = &tls.ConnectionState{}
			}
			w := httptest.NewRecorder()
			protected(t, func(w http.ResponseWriter, r *http.Request) {
				require.NoError(t, page.Execute(w, r, "page", map[string]string{"A": tt.action}))
			}).ServeHTTP(w, r)
			require.Equal(t, tt.want, strings.Contains(w.Body.String(), "><input type=\"hidden\" name=\"csrf_token\""), w.Body.String())
			require.Equal(t, tt.want, len(w.Header()["Set-Cookie"]) == 1, "no token is made for a form that gets none")
		})
	}
}

var actions = regexp.MustCompile(`(?s)action="([^"]*)"`)

// FuzzDynamicAction: whatever an action writes, a form that is sent elsewhere has no token.
func FuzzDynamicAction(f *testing.F) {
	for _, a := range []string{"/x", "//evil.example", "http://shop.example/", "http://shop.example:80@evil.example", "HTTP://SHOP.example", `/\\evil.example`, "\thttp://evil.example", "http:evil", "?a:b", "http://shop.example\x00.evil"} {
		f.Add(a, "")
		f.Add("http://", a)
	}
	var pages []*websec.Template
	for _, text := range []string{
		`<form method="post" action="{{.A}}{{.B}}"></form>`, `<form action="http://{{.A}}{{.B}}" method="post" title="{{.A}}"></form>`,
		`<form action=" /{{.A}}" method="post"></form>`, `<form method="post" action="http://shop.example{{.A}}/{{.B}}"></form>`,
	} {
		page, err := websec.ParseTemplate("page", text)
		require.NoError(f, err)
		pages = append(pages, page)
	}
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{}}))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, page := range pages {
			w := httptest.NewRecorder()
			protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				require.NoError(t, page.Execute(w, r, "page", map[string]string{"A": a, "B": b}))
			})).ServeHTTP(w, httptest.NewRequest("GET", "http://shop.example/", nil))
			if !strings.Contains(w.Body.String(), `name="csrf_token"`) {
				continue
			}
			text := strings.Trim(html.UnescapeString(actions.FindStringSubmatch(w.Body.String())[1]), "\x00\t\n\f\r ")
			text = strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(text)
			u, err := url.Parse(text)
			require.NoError(t, err, "%q", text)
			u = httptest.NewRequest("GET", "http://shop.example/", nil).URL.ResolveReference(u)
			require.Equal(t, "http", u.Scheme, "%q", text)
			require.Equal(t, "shop.example", strings.TrimSuffix(strings.ToLower(u.Host), ":80"), "%q", text)
			require.Nil(t, u.User, "%q", text)
		}
	})
}

// TestActionBehindProxy: the scheme is the one that clients see.
func TestActionBehindProxy(t *testing.T) {
	page, err := websec.ParseTemplate("page", `<form method="post" action="{{.}}"></form>`)
	require.NoError(t, err)
	for action, want := range map[string]bool{"https://shop.example/": true, "http://shop.example/": false} {
		w := httptest.NewRecorder()
		protectedBy(t, websec.CSRF{Tokens: &websec.Tokens{}, TLSAtProxy: true}, func(w http.ResponseWriter, r *http.Request) {
			require.NoError(t, page.Execute(w, r, "page", action))
		}).
			ServeHTTP(w, httptest.NewRequest("GET", "http://shop.example/", nil))
		require.Equal(t, want, strings.Contains(w.Body.String(), "csrf_token"), action)
	}
}

// TestLeadingSlash: a URL that begins with a constant slash stays on its site, whatever
// the actions behind it write.
func TestLeadingSlash(t *testing.T) {
	const evil = "//evil.example/x"
	for text, want := range map[string]string{
		`<a href="/{{.Text}}">`:                                       `<a href="/text">`,
		`<a href="/{{.None}}">`:                                       `<a href="/">`,
		`<a href="/{{.One}}">`:                                        `<a href="/.//evil.example">`,
		`<a href="/{{.Two}}">`:                                        `<a href="/.///evil.example/x">`,
		`<a href='/{{.Back}}'>`:                                       `<a href='/%5cevil.example'>`,
		`<a href=" /{{.One}}">`:                                       `<a href=" /.//evil.example">`,
		`<a href="&#47;{{.One}}">`:                                    `<a href="&#47;.//evil.example">`,
		`<a href="/{{.None}}{{.One}}">`:                               `<a href="/.//evil.example">`,
		`<a href="/{{.None}}/{{.Text}}">`:                             `<a href="/.//text">`,
		`<a href="/{{.None}}&#47;{{.Text}}">`:                         `<a href="/./&#47;text">`,
		"<a href=\"/{{.None}}\n/{{.Text}}\">":                         "<a href=\"/./\n/text\">",
		`<a href="/{{if .None}}{{.Text}}{{else}}{{.One}}{{end}}">`:    `<a href="/.//evil.example">`,
		`<a href="{{if .None}}/{{else}}/{{end}}{{.One}}">`:            `<a href="/.//evil.example">`,
		`{{define "x"}}{{.}}{{end}}<a href="/{{template "x" .One}}">`: `<a href="/.//evil.example">`,
		`<img src="/{{.One}}" alt="/{{.One}}">`:                       `<img src="/.//evil.example" alt="//evil.example">`,
		`<button formaction="/{{.One}}">`:                             `<button formaction="/.//evil.example">`,
		`<a href="/x{{.One}}">`:                                       `<a href="/x/evil.example">`,
		`<a href="{{.Two}}">`:                                         `<a href="//evil.example/x">`,
		`<a data-url="/{{.Two}}" href="//{{.Text}}">`:                 `<a data-url="///evil.example/x" href="//text">`,
	} {
		page, err := websec.ParseTemplate("page", text)
		require.NoError(t, err, text)
		w := httptest.NewRecorder()
		require.NoError(t, page.Execute(w, httptest.NewRequest("GET", "/", nil), "page", map[string]string{
			"Text": "text", "None": "", "One": "/evil.example", "Two": evil, "Back": `\evil.example`,
		}))
		require.Equal(t, want, w.Body.String(), text)
	}
}

// TestLeadingSlashAlone: html/template by itself lets the other site through.
func TestLeadingSlashAlone(t *testing.T) {
	var b strings.Builder
	require.NoError(t, template.Must(template.New("page").Parse(`<a href="/{{.}}">`)).Execute(&b, "/evil.example"))
	require.Equal(t, `<a href="//evil.example">`, b.String())
}

var hrefs = regexp.MustCompile(`href="([^"]*)"`)

// FuzzLeadingSlash reads the URL as browsers do: the URL standard, section 4.4.
func FuzzLeadingSlash(f *testing.F) {
	for _, a := range []string{"", "/", "/evil.example", `\evil.example`, "\t/x", "&#47;x", "%2f", "./", "\u2028/", "..//x"} {
		f.Add(a, "/x", "y")
		f.Add("", a, "")
	}
	var pages []*websec.Template
	for _, text := range []string{
		`<a href="/{{.A}}">`, `<a href="/{{.A}}{{.B}}{{.C}}">`, `<a href="/{{.A}}/{{.B}}">`, `<a href="/{{if .A}}{{.B}}{{else}}{{.C}}{{end}}">`, `<a href=" /{{.A}}&#x2f;{{.B}}?{{.C}}">`,
		`<a href="/{{.A}}{{range .L}}{{.}}{{end}}">`,
	} {
		page, err := websec.ParseTemplate("page", text)
		require.NoError(f, err)
		pages = append(pages, page)
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, page := range pages {
			w := httptest.NewRecorder()
			require.NoError(t, page.Execute(w, httptest.NewRequest("GET", "/", nil), "page", map[string]any{"A": a, "B": b, "C": c, "L": []string{a, b}}))
			found := hrefs.FindStringSubmatch(w.Body.String())
			require.NotNil(t, found, w.Body.String())
			url := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.Trim(html.UnescapeString(found[1]), " "))
			require.True(t, strings.HasPrefix(url, "/"), url)
			require.False(t, strings.HasPrefix(url, "//"), url)
		}
	})
}

// TestEmptyStamps: outside of the layers, and where they have no tokens or nonces, nothing
// stands in their places.
func TestEmptyStamps(t *testing.T) {
	page, err := websec.ParseTemplate("page", `<script>go()</script><script type="module" src=/a.js></script><style>p{}</style><link rel=stylesheet href=/a.css><form method=post action="/x"></form><form method=post action="{{.}}"></form>`)
	require.NoError(t, err)
	const want = `<script>go()</script><script type="module" src=/a.js></script><style>p{}</style><link rel=stylesheet href=/a.css><form method=post action="/x"></form><form method=post action="y"></form>`
	serve := func(h http.Handler) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		return w.Body.String()
	}
	show := func(w http.ResponseWriter, r *http.Request) { require.NoError(t, page.Execute(w, r, "page", "y")) }
	require.Equal(t, want, serve(http.HandlerFunc(show)))

	headers := websec.StrictHeaders()
	headers.CSP = nil
	protect, err := websec.Protect(websec.WithHeaders(headers))
	require.NoError(t, err)
	require.Equal(t, want, serve(protect(http.HandlerFunc(show))))

	require.Equal(t, want, serve(protectedBy(t, websec.CSRF{Tokens: &websec.Tokens{Key: make([]byte, 32)}}, show, websec.Random(failing{}))))
}
