package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"underhood/examples/websec/site"
)

// tool returns where a command is; without it the test is skipped, or fails where all
// tools have to be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("UNDERHOOD_REQUIRE_SERVICES") == "1" {
		t.Fatalf("%s is not installed, and UNDERHOOD_REQUIRE_SERVICES=1", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// chromium starts a browser with a profile of its own, which ends with the test.
func chromium(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(tool(t, "chromium")), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true))
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

// A target is a site on a port of 127.0.0.1.
type target struct {
	*site.Site
	url  string
	post chan int // receives when the site has answered a POST
}

func serve(t *testing.T, s *site.Site, err error) target {
	t.Helper()
	require.NoError(t, err)
	post := make(chan int, 16)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			select {
			case post <- 1:
			default: // nobody waits for that many
			}
		}
	}))
	t.Cleanup(func() {
		server.Close()
		require.NoError(t, s.Close())
	})
	return target{s, server.URL, post}
}

// answered waits until the site has answered a POST.
func (s target) answered(ctx context.Context, t *testing.T) {
	t.Helper()
	select {
	case <-s.post:
	case <-ctx.Done():
		t.Fatal("the browser has sent no POST")
	}
}

func (s target) login(ctx context.Context, t *testing.T, name, password string) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(s.url+"/login"),
		chromedp.SendKeys(chromedp.CSS(`#login [name=name]`), name),
		chromedp.SendKeys(chromedp.CSS(`#login [name=password]`), password+"\n")))
	s.answered(ctx, t)
	arrived(ctx, t)
	require.Contains(t, s.user(ctx, t), name)
}

// arrived waits until the browser shows the answer to a form: the book, or a refusal,
// which is plain text and so a pre element. To navigate earlier could lose a cookie.
func arrived(ctx context.Context, t *testing.T) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS("#user, pre"))))
}

// user returns who the site says the browser's user is.
func (s target) user(ctx context.Context, t *testing.T) string {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(s.url+"/")))
	return value(ctx, t, `document.querySelector("#user").textContent`)
}

// value asks the page.
func value(ctx context.Context, t *testing.T, expression string) string {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	require.NoError(t, err)
	return v
}

// attacker serves a page that sends a form to another site by itself, and /steal.js.
func attacker(t *testing.T, action string, fields map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /steal.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, site.Stolen)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form method="post" action="%s">`, action)
		for name, text := range fields {
			fmt.Fprintf(w, `<input name="%s" value="%s">`, name, text)
		}
		fmt.Fprint(w, `</form><script>document.forms[0].submit()</script>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}
