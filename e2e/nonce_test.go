package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestNonce: scripts of a guarded template run under the policy of Protect, whether the
// nonce is stamped or written by hand, with an address or a slash behind it; and the page's
// text is shown with the style that came with it.
func TestNonce(t *testing.T) {
	page, err := websec.ParseTemplate("page", `<!doctype html><title>-</title><style>p{color:rgb(1, 2, 3)}</style>
<p data-user="{{.}}">{{.}}</p>
<script>document.title += "a"</script>
<script nonce="{{nonce}}">document.title += "b"</script>
<script id=last src=/c.js></script>
<script data-x="y">document.title += document.querySelector("p").dataset.user</script>
<script>document.title += getComputedStyle(document.querySelector("p")).color</script>`)
	require.NoError(t, err)
	protect, err := websec.Protect()
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		_ = page.Execute(w, r, "page", `<script x="`)
	})
	mux.HandleFunc("GET /c.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write([]byte(`document.title += "c"`))
	})
	server := httptest.NewServer(protect(mux))
	t.Cleanup(server.Close)

	tab := browse(t, within(t, time.Minute))
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(server.URL+"/")))
	settled(t, tab)
	title, err := chromedp.Run(tab, chromedp.Title())
	require.NoError(t, err)
	require.Equal(t, `-abc<script x="rgb(1, 2, 3)`, title)
}
