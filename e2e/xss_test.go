package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
)

// evil is the attacker's own site, with a script to be loaded.
func evil(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write([]byte(`document.title = "stolen"`))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestXSS: what runs in Chromium at the bare site, by its title, runs nowhere else: not
// where only the policy is there and the pages have all their holes, and not where only
// the guard and the escaping are there.
func TestXSS(t *testing.T) {
	ctx := within(t, time.Minute)
	tab := browse(t, ctx)
	attacks := []struct{ name, path, field, data string }{
		{"script", "/hello", "name", `<script>document.title = "stolen"</script>`},
		{"img onerror", "/hello", "name", `<img src="/none" onerror="document.title = 'stolen'">`},
		{"svg onload", "/hello", "name", `<svg onload="document.title = 'stolen'"></svg>`},
		{"srcdoc", "/preview", "text", `<script>parent.document.title = "stolen"</script>`},
		{"script src", "/widget", "src", evil(t) + "/steal.js"},
	}
	sites := []struct {
		name     string
		defences bank.Defences
		stolen   bool
	}{
		{"bare", bank.Defences{}, true},
		{"the policy alone", bank.Defences{Protect: true}, false},
		{"escaping and the guard alone", bank.Defences{Guard: true}, false},
		{"protected", bank.AllDefences(), false},
	}
	for _, at := range sites {
		s := open(t, at.defences)
		for _, a := range attacks {
			t.Run(at.name+"/"+a.name, func(t *testing.T) {
				require.NoError(t, chromedp.Do(tab, chromedp.Navigate(s.url+a.path+"?"+a.field+"="+url.QueryEscape(a.data))))
				settled(t, tab)
				title, err := chromedp.Run(tab, chromedp.Title())
				require.NoError(t, err)
				require.NotEmpty(t, title, "the page is there")
				require.Equal(t, at.stolen, title == "stolen", title)
			})
		}
	}
}

// TestStoredXSS: what one customer says runs in another's browser, and nowhere else.
func TestStoredXSS(t *testing.T) {
	for name, d := range map[string]bank.Defences{"bare": {}, "protected": bank.AllDefences()} {
		t.Run(name, func(t *testing.T) {
			ctx := within(t, time.Minute)
			s := open(t, d)
			attacker := browse(t, ctx)
			login(t, attacker, s, "eve", "evil")
			require.NoError(t, chromedp.Do(attacker, chromedp.SendKeys("#say [name=text]", `<script>document.title = "stolen"</script>`), chromedp.Submit("#say")))
			s.posted(t, attacker, "/say")

			victim := browse(t, ctx)
			login(t, victim, s, "ada", "analytical")
			settled(t, victim)
			title, err := chromedp.Run(victim, chromedp.Title())
			require.NoError(t, err)
			require.Equal(t, name == "bare", title == "stolen", title)
			own, err := chromedp.Run(victim, chromedp.Text("#clock"))
			require.NoError(t, err)
			require.Equal(t, "the page's own script runs", own)
		})
	}
}

// TestTrustedTypes: at the protected site no script of the page can write markup, even
// its own, since nothing made it trusted.
func TestTrustedTypes(t *testing.T) {
	tab := browse(t, within(t, time.Minute))
	s := open(t, bank.AllDefences())
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(s.url)))
	said, err := chromedp.Run(tab, chromedp.Evaluate[string](`(() => { try { document.body.innerHTML = "<b>x</b>"; return "written" } catch (e) { return e.name } })()`))
	require.NoError(t, err)
	require.Equal(t, "TypeError", said)
}
