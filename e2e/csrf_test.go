package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/examples/websec/site"
)

func TestCSRF(t *testing.T) {
	for _, from := range []struct{ name, host string }{
		{"cross-site", "localhost"},
		{"same site, other port", "127.0.0.1"},
	} {
		t.Run(from.name, func(t *testing.T) {
			ctx := chromium(t)
			pay := func(s target) int {
				s.login(ctx, t, "ada", "engine")
				page := attacker(t, s.url+"/pay", map[string]string{"to": "mallory", "amount": "10"})
				require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(strings.Replace(page, "127.0.0.1", from.host, 1))))
				s.answered(ctx, t)
				arrived(ctx, t)
				balance, err := s.Balance(t.Context(), "ada")
				require.NoError(t, err)
				return balance
			}
			s, err := site.Bare(t.Context())
			require.Equal(t, 90, pay(serve(t, s, err)))
			s, err = site.Protected(t.Context(), nil)
			require.Equal(t, 100, pay(serve(t, s, err)))
		})
	}
}

func TestLoginCSRF(t *testing.T) {
	ctx := chromium(t)
	user := func(s target) string {
		page := attacker(t, s.url+"/login", map[string]string{"name": "mallory", "password": "mischief"})
		require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(strings.Replace(page, "127.0.0.1", "localhost", 1))))
		s.answered(ctx, t)
		arrived(ctx, t)
		return s.user(ctx, t)
	}
	s, err := site.Bare(t.Context())
	require.Contains(t, user(serve(t, s, err)), "mallory")
	s, err = site.Protected(t.Context(), nil)
	require.Equal(t, "nobody", user(serve(t, s, err)))
}

// The defences are not in the way of what the site is for.
func TestProtectedStillWorks(t *testing.T) {
	ctx := chromium(t)
	open, err := site.Protected(t.Context(), nil)
	s := serve(t, open, err)
	s.login(ctx, t, "ada", "engine")
	require.NoError(t, chromedp.Do(ctx,
		chromedp.SendKeys(chromedp.CSS(`#pay [name=to]`), "bob"),
		chromedp.SendKeys(chromedp.CSS(`#pay [name=amount]`), "10\n")))
	s.answered(ctx, t)
	// The page before has the same elements, so the new balance is waited for.
	require.NoError(t, chromedp.Do(ctx, chromedp.WaitVisible(chromedp.Search(`//p[.="ada, 90 coins"]`))))
}
