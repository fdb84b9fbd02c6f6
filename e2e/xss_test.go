package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/examples/websec/site"
)

// The scripts run on the bare site, not on the protected one, and not behind the content
// security policy alone, where they do get into the page.
func TestXSS(t *testing.T) {
	ctx := chromium(t)
	theirs := strings.Replace(attacker(t, "", nil), "127.0.0.1", "localhost", 1)
	for _, attack := range site.Scripts(theirs) {
		t.Run(attack.Name, func(t *testing.T) {
			title := func(s target) string {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/comment",
					strings.NewReader(url.Values{"text": {attack.Text}}.Encode()))
				require.NoError(t, err)
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				answer, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				require.NoError(t, answer.Body.Close())
				require.Equal(t, http.StatusOK, answer.StatusCode)
				require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(s.url+"/")))
				return value(ctx, t, "document.title")
			}
			s, err := site.Bare(t.Context())
			require.Equal(t, site.Taken, title(serve(t, s, err)))
			s, err = site.Policed(t.Context(), nil)
			require.Equal(t, "Guest book", title(serve(t, s, err)))
			s, err = site.Protected(t.Context(), nil)
			require.Equal(t, "Guest book", title(serve(t, s, err)))
			require.Equal(t, "yes", value(ctx, t, `document.body.dataset.ready`), "the site's own script runs")
			require.Contains(t, value(ctx, t, `document.querySelector("li").textContent`), attack.Text)
		})
	}
}

func TestTrustedTypes(t *testing.T) {
	ctx := chromium(t)
	write := `(() => { try { document.querySelector("#user").innerHTML = "<b>x</b>"; return "written" } catch (e) { return e.name } })()`
	s, err := site.Bare(t.Context())
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(serve(t, s, err).url)))
	require.Equal(t, "written", value(ctx, t, write))
	s, err = site.Protected(t.Context(), nil)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(serve(t, s, err).url)))
	require.Equal(t, "TypeError", value(ctx, t, write))
}
