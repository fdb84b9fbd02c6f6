package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
)

// trap is a page of the attacker that sends a form by itself. By name it is another site
// than 127.0.0.1, or by number another port of the same one.
func trap(t *testing.T, action, fields string, sameSite bool) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>Win!</title><form method="post" action="%s">%s</form><script>document.forms[0].submit()</script>`, action, fields)
	}))
	t.Cleanup(server.Close)
	if sameSite {
		return server.URL
	}
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

const payEve = `<input name="to" value="eve"><input name="amount" value="10">`

// TestCSRF: a page of another site, and of another port of this one, has the victim's
// browser pay. The bare cookie has no SameSite, so Chromium sends it for two minutes.
func TestCSRF(t *testing.T) {
	for _, at := range []struct {
		name     string
		defences bank.Defences
		sameSite bool
		left     int
	}{
		{"another site/bare", bank.Defences{}, false, 90},
		{"another port/bare", bank.Defences{}, true, 90},
		{"another port/SameSite alone does not help", bank.Defences{Cookies: true}, true, 90},
		{"another site/SameSite alone", bank.Defences{Cookies: true}, false, 100},
		{"another site/protected", bank.AllDefences(), false, 100},
		{"another port/protected", bank.AllDefences(), true, 100},
	} {
		t.Run(at.name, func(t *testing.T) {
			ctx := within(t, time.Minute)
			s := open(t, at.defences)
			tab := browse(t, ctx)
			login(t, tab, s, "ada", "analytical")
			require.NoError(t, chromedp.Do(tab, chromedp.Navigate(trap(t, s.url+"/pay", payEve, at.sameSite))))
			s.posted(t, tab, "/pay")
			arrived(t, tab)
			left, err := s.Balance(ctx, "ada")
			require.NoError(t, err)
			require.Equal(t, at.left, left)

			// The site's own form goes on working.
			require.NoError(t, chromedp.Do(tab, chromedp.Navigate(s.url), chromedp.SendKeys("#pay [name=to]", "bob"), chromedp.SendKeys("#pay [name=amount]", "5"), chromedp.Submit("#pay")))
			s.posted(t, tab, "/pay")
			left, err = s.Balance(ctx, "ada")
			require.NoError(t, err)
			require.Equal(t, at.left-5, left)
		})
	}
}

// TestLoginCSRF: the victim is logged in as the attacker, without noticing.
func TestLoginCSRF(t *testing.T) {
	for name, d := range map[string]bank.Defences{"bare": {}, "protected": bank.AllDefences()} {
		t.Run(name, func(t *testing.T) {
			s := open(t, d)
			tab := browse(t, within(t, time.Minute))
			require.NoError(t, chromedp.Do(tab, chromedp.Navigate(trap(t, s.url+"/login", `<input name="name" value="eve"><input name="password" value="evil">`, false))))
			s.posted(t, tab, "/login")
			arrived(t, tab)
			require.NoError(t, chromedp.Do(tab, chromedp.Navigate(s.url)))
			page, err := chromedp.Run(tab, chromedp.OuterHTML("html"))
			require.NoError(t, err)
			require.Equal(t, name == "bare", strings.Contains(page, `<p id="user">eve</p>`), page)
		})
	}
}
