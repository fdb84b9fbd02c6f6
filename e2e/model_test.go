package e2e

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/attacker"
	"underhood/internal/lessons/websec/bank"
	"underhood/internal/lessons/websec/browser"
)

// takes is the script of these pages. It fits everywhere, also where there are no quotes.
const takes = "top.document.title='taken'"

// pages serves what a query says, under the policy that it says.
func pages(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/page":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy := r.URL.Query().Get("policy"); policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		_, _ = w.Write([]byte(r.URL.Query().Get("html")))
	case "/take.js":
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write([]byte(takes))
	default:
		http.NotFound(w, r)
	}
}

// agree asks both Chromium and the lesson's browser whether a page runs a script, which gives
// it a title. A page in which the script is a part of another's text is no question: it would
// be one of grammar.
func agree(t *testing.T, tab context.Context, model *browser.Browser, target, script, title, what string) (ran bool) {
	t.Helper()
	require.NoError(t, model.Open(t.Context(), target))
	for _, s := range model.Page.Scripts {
		switch {
		case s.Runs && strings.TrimSpace(s.Text) == script:
			ran = true
		case s.Runs && strings.Contains(s.Text, script):
			return false
		}
	}
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(target)))
	settled(t, tab)
	got, err := chromedp.Run(tab, chromedp.Title())
	require.NoError(t, err)
	require.Equal(t, got == title, ran, "whether it runs in Chromium, and in the lesson's browser: %s", what)
	return ran
}

// TestModelOfBrowser: what the duels' browser says of scripts is what Chromium does.
func TestModelOfBrowser(t *testing.T) {
	tab := browse(t, within(t, 2*time.Minute))
	server := httptest.NewServer(http.HandlerFunc(pages))
	t.Cleanup(server.Close)
	model := &browser.Browser{Sites: map[string]http.Handler{server.URL: http.HandlerFunc(pages)}}
	ask := func(html, policy string) bool {
		html = strings.ReplaceAll(html, "RUN", takes)
		target := server.URL + "/page?" + url.Values{"html": {html}, "policy": {policy}}.Encode()
		return agree(t, tab, model, target, takes, "taken", policy+" "+html)
	}
	for _, c := range []struct{ policy, html string }{
		{"", `<script>RUN</script>`},
		{"", `<SCRIPT type=module>RUN</SCRIPT >`},
		{"", `<script>RUN`},
		{"", `<script type="application/json">RUN</script>`},
		{"", `<!--><script>RUN</script>`},
		{"", `<!-- --!><script>RUN</script>`},
		{"", `</ <script>RUN</script>`},
		{"", `<img src="/none" onerror="RUN">`},
		{"", `<img/src=x/onerror=RUN>`},
		{"", `<img src=x onerror=0 onerror=RUN>`},
		{"", `<img onerror="RUN">`},
		{"", `<svg onload=RUN>`},
		{"", `<p onclick="RUN">`},
		{"", `<details open ontoggle="RUN">x</details>`},
		{"", `<iframe srcdoc="&lt;script>RUN&lt;/script>"></iframe>`},
		{"", `<iframe sandbox srcdoc="<script>RUN</script>"></iframe>`},
		{"", `<iframe src="JavaScript:RUN"></iframe>`},
		{"", `<script src="/take.js"></script>`},
		{"script-src 'nonce-abc'", `<script nonce=abc>RUN</script>`},
		{"script-src 'nonce-abc'", `<script nonce=ABC>RUN</script>`},
		{"script-src 'nonce-abc' 'unsafe-inline'", `<script>RUN</script>`},
		{"script-src 'unsafe-inline'", `<svg onload=RUN>`},
		{"default-src 'self'", `<script>RUN</script>`},
		{"default-src 'self'; script-src 'unsafe-inline'", `<script>RUN</script>`},
		{"style-src 'self'", `<script>RUN</script>`},
		{"script-src 'nonce-abc'", `<svg onload=RUN>`},
		{"script-src 'nonce-abc'", `<iframe srcdoc="<script>RUN</script>"></iframe>`},
		{"script-src 'nonce-abc'", `<iframe src="javascript:RUN"></iframe>`},
		{"script-src 'self'", `<script src="/take.js"></script>`},
		{"script-src 'none'", `<script src="/take.js"></script>`},
		{"script-src 'self' 'strict-dynamic' 'nonce-abc'", `<script src="/take.js"></script>`},
		{"script-src 'strict-dynamic' 'nonce-abc'", `<script src="/take.js" nonce="abc"></script>`},
	} {
		ask(c.html, c.policy)
	}

	// Odd pages: parts that open and close each other's text.
	parts := []string{
		`<script>`, `RUN`, `</script>`, `<textarea>`, `</textarea>`, `<title>`, `</title>`, `<p title="`, `<p title='`, `">`, `'>`,
		`<img src=x onerror="RUN">`, `<svg onload=RUN></svg>`, `<!-- `, ` -->`, `<style>`, `</style>`, `<`, `</`, `&lt;`, ` `, `=`,
	}
	random := rand.New(rand.NewPCG(1, 8))
	ran := 0
	for range 100 {
		var html strings.Builder
		for range 2 + random.IntN(8) {
			html.WriteString(parts[random.IntN(len(parts))])
		}
		if ask(html.String(), "") {
			ran++
		}
	}
	require.Greater(t, ran, 15, "pages that run something")
	require.Less(t, ran, 80)
}

// TestModelAtBanks: the attacks by scripts that the duels play end at each bank as they do in
// Chromium.
func TestModelAtBanks(t *testing.T) {
	tab := browse(t, within(t, time.Minute))
	for name, d := range map[string]bank.Defences{
		"bare": {}, "the policy alone": {Protect: true}, "the guard alone": {Guard: true}, "protected": bank.AllDefences(),
	} {
		t.Run(name, func(t *testing.T) {
			evil := httptest.NewUnstartedServer(nil)
			theirs := "http://" + strings.Replace(evil.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
			evil.Config.Handler = attacker.Page(theirs, "http://"+evil.Listener.Addr().String())
			evil.Start()
			t.Cleanup(evil.Close)
			s := open(t, d)
			model := &browser.Browser{Sites: map[string]http.Handler{s.url: s.Bank, theirs: evil.Config.Handler}}
			for _, a := range attacker.Attacks(theirs) {
				if a.Scenario == "xss" && a.Method == http.MethodGet {
					ran := agree(t, tab, model, a.Link(s.url), "top.document.title=`"+attacker.Taken+"`", attacker.Taken, a.Name)
					require.Equal(t, name == "bare", ran, a.Name)
				}
			}
		})
	}
}
