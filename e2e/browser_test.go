package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// browse starts a Chromium that knows nothing and asks nobody but loopback.
func browse(t *testing.T, ctx context.Context) context.Context {
	t.Helper()
	ctx, stop := chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(need(t, "chromium")), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true))
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	return ctx
}

// settled waits until two frames have been drawn after the page was loaded: by then the
// errors of its images, and its frames, have been told.
func settled(t *testing.T, tab context.Context) {
	t.Helper()
	_, err := chromedp.Run(tab, chromedp.Evaluate[bool](`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
}

// login logs in by the site's own form.
func login(t *testing.T, tab context.Context, s *site, name, password string) {
	t.Helper()
	require.NoError(t, chromedp.Do(tab, chromedp.Navigate(s.url), chromedp.SendKeys("#login [name=name]", name), chromedp.SendKeys("#login [name=password]", password),
		chromedp.Submit("#login"), chromedp.WaitVisible("#user")))
	s.posted(t, tab, "/login")
	user, err := chromedp.Run(tab, chromedp.Text("#user"))
	require.NoError(t, err)
	require.Equal(t, name, user)
}
