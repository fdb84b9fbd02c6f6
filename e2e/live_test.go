package e2e

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// until waits until a condition of the page holds, also of the one that comes after it.
func until(t *testing.T, tab context.Context, condition string) {
	t.Helper()
	for {
		holds, err := chromedp.Run(tab, chromedp.Evaluate[bool](`new Promise(done => {
			const late = performance.now() + 2000
			const look = () => `+condition+` || performance.now() > late ? done(!!(`+condition+`)) : requestAnimationFrame(look)
			look()
		})`, chromedp.EvalAwaitPromise))
		if tab.Err() != nil {
			t.Fatalf("%s: %v, %v", condition, tab.Err(), err)
		}
		if err == nil && holds {
			return
		}
	}
}

// TestLive: the example's own page starts an attack, and shows what becomes of it. What an
// attacker wrote into a request is shown as text, and runs nowhere.
func TestLive(t *testing.T) {
	need(t, "chromium")
	ctx := within(t, 2*time.Minute)
	program := filepath.Join(t.TempDir(), "websec")
	built, err := exec.CommandContext(ctx, "go", "build", "-C", "..", "-o", program, "./examples/websec").CombinedOutput()
	require.NoError(t, err, "%s", built)
	serving := exec.CommandContext(context.WithoutCancel(ctx), program, "-serve") // it is asked to end, below
	out, err := serving.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, serving.Start())
	lines := bufio.NewScanner(out)
	urls := map[string]string{}
	for len(urls) < 3 && lines.Scan() {
		name, at, _ := strings.Cut(lines.Text(), " ")
		urls[name] = strings.TrimSpace(at)
	}
	read := make(chan struct{})
	go func() { // until the program ends, below
		defer close(read)
		for lines.Scan() {
			continue
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, serving.Process.Signal(syscall.SIGINT))
		<-read
		require.NoError(t, serving.Wait())
	})

	tab := browse(t, ctx)
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(urls["attacker"]+"/live/"), chromedp.WaitVisible("#gauges td")))
	const script = `<img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`
	answer, err := http.Get(urls["bare"] + "/hello?name=" + url.QueryEscape(script))
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, urls["protected"]+"/", nil)
	require.NoError(t, err)
	r.Header.Set("Origin", script)
	answer, err = http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	until(t, tab, `document.getElementById("wire").textContent.includes("onerror")`)
	settled(t, tab)
	markup, err := chromedp.Run(tab, chromedp.Evaluate[int](`document.querySelectorAll("#wire img, #wire script").length`))
	require.NoError(t, err)
	require.Zero(t, markup)
	title, err := chromedp.Run(tab, chromedp.Title())
	require.NoError(t, err)
	require.Equal(t, "Both banks, live", title)

	const attack = "clients of one address never end their requests"
	require.NoError(t, chromedp.Do(tab, chromedp.Click(`form:nth-of-type(2) button[value="`+attack+`"]`)))
	until(t, tab, `document.getElementById("last").textContent.includes("protected held")`)
	gauges, err := chromedp.Run(tab, chromedp.Text("#gauges"))
	require.NoError(t, err)
	require.Contains(t, gauges, "connections 184, deadlines 16")
}
