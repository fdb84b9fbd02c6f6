package websec_test

import (
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

// runs plays a browser that got a page: the scripts of an attacker that it would run,
// by the rules of CSP 3, section 6.7.3, as far as these duels need them. A real
// Chromium is asked in the module e2e.
func runs(w *httptest.ResponseRecorder) []string {
	policy := w.Header().Get("Content-Security-Policy")
	nonce := ""
	if m := regexp.MustCompile(`'nonce-([^']+)'`).FindStringSubmatch(policy); m != nil {
		nonce = m[1]
	}
	free := !strings.Contains(policy, "script-src")
	var ran []string
	for _, script := range scriptsOf(w.Body.String()) {
		if strings.Contains(script.text, "steal") && (free || nonce != "" && script.nonce == nonce) {
			ran = append(ran, script.text)
		}
	}
	return ran
}

type foundScript struct{ nonce, text string }

// scriptsOf finds script elements, event handlers and pages in srcdoc.
func scriptsOf(page string) []foundScript {
	var found []foundScript
	for {
		i := strings.IndexByte(page, '<')
		if i < 0 || i+1 >= len(page) {
			return found
		}
		var name string
		name, page = cutTag(page[i+1:])
		nonce, src := "", ""
		page = attributes(page, func(attr, value string) {
			value = html.UnescapeString(value)
			switch {
			case attr == "nonce":
				nonce = value
			case attr == "src" && name == "script":
				src = value
			case attr == "srcdoc":
				found = append(found, scriptsOf(value)...)
			case strings.HasPrefix(attr, "on"):
				found = append(found, foundScript{"", value})
			}
		})
		if name == "script" {
			end := max(0, strings.Index(page, "</script"))
			found = append(found, foundScript{nonce, src + page[:end]})
		}
	}
}

// TestDuelXSS: text of an attacker in a page. Each attack must run against the bare
// handler, and not when the policy, or the guard, is there; each defence alone holds.
func TestDuelXSS(t *testing.T) {
	attacks := []struct{ name, page, data string }{
		{"text that is not escaped", "", `<script>steal()</script>`},
		{"an element's handler", "", `<img src=x onerror="steal()">`},
		{"srcdoc", `<iframe srcdoc="{{.}}"></iframe>`, `<script>steal()</script>`},
		{"the src of a script", `<script src="{{.}}"></script>`, `//evil.example/steal.js`},
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_ = websec.Nonce(r.Context()) // the page has scripts of its own
				data := r.FormValue("name")
				if a.page == "" {
					_, err := w.Write([]byte("<p>Hello, " + data))
					require.NoError(t, err)
					return
				}
				require.NoError(t, template.Must(template.New("page").Parse(a.page)).Execute(w, data))
			})
			attack := httptest.NewRequest("GET", "/?name="+url.QueryEscape(a.data), nil)
			w := httptest.NewRecorder()
			bare.ServeHTTP(w, attack)
			require.NotEmpty(t, runs(w), "the attack works: %s", w.Body)

			protect, err := websec.Protect()
			require.NoError(t, err)
			w = httptest.NewRecorder()
			protect(bare).ServeHTTP(w, attack)
			require.Empty(t, runs(w), "the policy holds even where escaping failed: %s", w.Body)

			if a.page == "" {
				page, err := websec.ParseTemplate("page", "<p>Hello, {{.}}")
				require.NoError(t, err)
				w = httptest.NewRecorder()
				require.NoError(t, page.Execute(w, attack, "page", a.data))
				require.Empty(t, runs(w), "escaping holds without a policy: %s", w.Body)
				return
			}
			_, err = websec.ParseTemplate("page", a.page)
			require.ErrorIs(t, err, websec.ErrTemplate, "the guard refuses the page when the program starts")
		})
	}
}

// bank pays and logs in by cookie, and believes every request.
type bank struct {
	balance int
	user    string // of the browser's session
}

func (b *bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/form":
		_, _ = w.Write([]byte(websec.Token(r.Context())))
	case r.URL.Path == "/login" && r.Method == http.MethodPost:
		b.user = r.PostFormValue("user")
	case r.Method == http.MethodPost:
		if c, err := r.Cookie("session"); err == nil && c.Value == "victim" {
			b.balance -= 10
		}
	}
}

func TestDuelCSRF(t *testing.T) {
	sessionOf := func(r *http.Request) string {
		if c, err := r.Cookie("session"); err == nil {
			return c.Value
		}
		return ""
	}
	tokens := websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: sessionOf}})
	form := func(path, cookie, text string, headers ...string) *http.Request {
		r := httptest.NewRequest("POST", "https://bank.example"+path, strings.NewReader(text))
		r.Header.Set("Content-Type", formType)
		r.Header.Set("Cookie", cookie)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return r
	}
	// The attacker's own token, from his own browser, and the one of a guest.
	tokenFor := func(h http.Handler, cookie string) (token, set string) {
		r := httptest.NewRequest("GET", "https://bank.example/form", nil)
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		set, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
		return w.Body.String(), set
	}
	attacks := []struct {
		name   string
		attack func(protected http.Handler) *http.Request
	}{
		{"a form of another site", func(http.Handler) *http.Request {
			return form("/pay", "session=victim", "to=mallory", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		}},
		{"another port of this host, which SameSite lets through", func(http.Handler) *http.Request {
			return form("/pay", "session=victim", "to=mallory", "Sec-Fetch-Site", "same-site", "Origin", "https://bank.example:8443")
		}},
		{"a browser without fetch metadata", func(http.Handler) *http.Request {
			return form("/pay", "session=victim", "to=mallory", "Origin", "https://evil.example")
		}},
		{"the same host by http, which Origin against Host lets through", func(http.Handler) *http.Request {
			return form("/pay", "session=victim", "to=mallory", "Origin", "http://bank.example")
		}},
		{"a frame without origin", func(http.Handler) *http.Request {
			return form("/pay", "session=victim", "to=mallory", "Origin", "null")
		}},
		{"no header at all", func(http.Handler) *http.Request { return form("/pay", "session=victim", "to=mallory") }},
		{"no header, and a token of the attacker's session", func(h http.Handler) *http.Request {
			token, _ := tokenFor(h, "session=mallory")
			return form("/pay", "session=victim", "to=mallory&csrf_token="+token)
		}},
		{"login as the attacker", func(http.Handler) *http.Request {
			return form("/login", "", "user=mallory", "Sec-Fetch-Site", "cross-site")
		}},
		{"login as the attacker, no header, a guest's token", func(h http.Handler) *http.Request {
			token, _ := tokenFor(h, "")
			_, victims := tokenFor(h, "")
			return form("/login", victims, "user=mallory&csrf_token="+token)
		}},
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			b := &bank{balance: 100}
			protect, err := websec.Protect(tokens)
			require.NoError(t, err)
			protected := protect(b)

			b.ServeHTTP(httptest.NewRecorder(), a.attack(protected))
			require.True(t, b.balance == 90 || b.user == "mallory", "the attack works on the bare handler")

			b.balance, b.user = 100, ""
			w := httptest.NewRecorder()
			protected.ServeHTTP(w, a.attack(protected))
			require.Equal(t, http.StatusForbidden, w.Code)
			require.Equal(t, &bank{balance: 100}, b)
		})
	}

	b := &bank{balance: 100}
	protect, err := websec.Protect(tokens)
	require.NoError(t, err)
	h := protect(b)
	h.ServeHTTP(httptest.NewRecorder(), form("/pay", "session=victim", "to=bob", "Sec-Fetch-Site", "same-origin"))
	require.Equal(t, 90, b.balance, "the bank's own page works")
	token, _ := tokenFor(h, "session=victim")
	h.ServeHTTP(httptest.NewRecorder(), form("/pay", "session=victim", "to=bob&csrf_token="+token))
	require.Equal(t, 80, b.balance, "in old browsers, too")
	token, guest := tokenFor(h, "")
	h.ServeHTTP(httptest.NewRecorder(), form("/login", guest, "user=victim&csrf_token="+token))
	require.Equal(t, "victim", b.user)
}

// TestDuelCrossOriginProtection names the gaps of net/http's own check that this one
// has not: the scheme, a user part, and login by a client without headers.
func TestDuelCrossOriginProtection(t *testing.T) {
	std := http.NewCrossOriginProtection()
	gaps := []*http.Request{
		post("Origin", "http://shop.example"),
		post("Origin", "https://user@shop.example"),
		post("Origin", "https://shop.example/path"),
		post("Cookie", "session=victim"),
	}
	for _, r := range gaps {
		require.NoError(t, std.Check(r), "%v", r.Header)
		require.NotZero(t, verdict(t, r), "%v", r.Header)
	}
}

// TestStricterThanCrossOriginProtection tries all pairs of headers: what passes here
// passes net/http's own check as well.
func TestStricterThanCrossOriginProtection(t *testing.T) {
	std := http.NewCrossOriginProtection()
	require.NoError(t, std.AddTrustedOrigin("https://pay.example"))
	sites := []string{"-", "", "none", "same-origin", "same-site", "cross-site", "odd", "none, cross-site"}
	origins := []string{"-", "", "null", "https://shop.example", "http://shop.example", "https://shop.example:8443", "https://pay.example", "http://pay.example", "https://evil.example", "shop.example"}
	passed := 0
	for _, site := range sites {
		for _, origin := range origins {
			for _, method := range []string{"GET", "POST", "DELETE"} {
				r := post()
				r.Method = method
				if site != "-" {
					r.Header.Set("Sec-Fetch-Site", site)
				}
				if origin != "-" {
					r.Header.Set("Origin", origin)
				}
				if verdict(t, r, websec.WithCSRF(websec.CSRF{Trusted: []string{"https://pay.example"}})) == 0 {
					passed++
					require.NoError(t, std.Check(r), "%s %v", method, r.Header)
				}
			}
		}
	}
	require.Greater(t, passed, len(sites)*len(origins), "all of GET, and some more")
}
