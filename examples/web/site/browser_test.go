package site

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fewRounds hash the passwords of tests.
const fewRounds = 10

// A clock goes when it is told to.
type clock struct{ now time.Time }

// open opens a site on a server of its own.
func open(t *testing.T, path string) (server *httptest.Server, s *Site, c *clock) {
	t.Helper()
	c = &clock{time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	s, err := Open(t.Context(), Config{Path: path, Rounds: fewRounds, Now: func() time.Time { return c.now }, Log: quiet})
	require.NoError(t, err)
	server = httptest.NewServer(s)
	t.Cleanup(func() {
		server.Close()
		require.NoError(t, s.Close())
	})
	return server, s, c
}

// A browser keeps cookies and follows redirects.
type browser struct {
	t      *testing.T
	site   string
	client *http.Client
	jar    *cookiejar.Jar
}

func browse(t *testing.T, server *httptest.Server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t, server.URL, &http.Client{Jar: jar, Transport: transport}, jar}
}

// A page is where a browser came to.
type page struct {
	status     int
	path, text string
	header     http.Header
}

func (b *browser) do(method, path string, form url.Values, header ...string) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := b.client.Do(r)
	require.NoError(b.t, err)
	text, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	require.NoError(b.t, res.Body.Close())
	p := page{res.StatusCode, res.Request.URL.RequestURI(), string(text), res.Header}
	if p.text != "" && strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		readable(b.t, p)
	}
	return p
}

// stay has redirects not followed.
func (b *browser) stay() *browser {
	other := *b
	other.client = &http.Client{Transport: b.client.Transport, Jar: b.jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	return &other
}

func (b *browser) get(path string) page { b.t.Helper(); return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, pairs ...string) page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

func (b *browser) login(name string) *browser {
	b.t.Helper()
	for _, a := range Accounts() {
		if a.Name == name {
			p := b.post("/accounts/login", "name", name, "password", a.Password)
			require.Equal(b.t, "/notes/", p.path)
			require.Contains(b.t, p.text, "Welcome back, "+name+".")
		}
	}
	return b
}

// cookie is the session cookie as the site set it last.
func (b *browser) cookie() string {
	b.t.Helper()
	at, err := url.Parse(b.site)
	require.NoError(b.t, err)
	for _, c := range b.jar.Cookies(at) {
		if c.Name == "session" {
			return c.Value
		}
	}
	return ""
}

// with is another browser that has somehow got a cookie.
func (b *browser) with(cookie string) *browser {
	b.t.Helper()
	other := *b
	other.client = &http.Client{Transport: b.client.Transport}
	jar, err := cookiejar.New(nil)
	require.NoError(b.t, err)
	at, err := url.Parse(b.site)
	require.NoError(b.t, err)
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: cookie}})
	other.jar, other.client.Jar = jar, jar
	return &other
}

var (
	inputs = regexp.MustCompile(`<(?:input|textarea) id="(\w+)"`)
	fields = regexp.MustCompile(`<(?:input|textarea)[^>]*>`)
)

// readable is what every page has to be: in a language, for small screens, with one
// heading, a title, a label for each field, and nothing that a policy without scripts
// would stop.
func readable(t *testing.T, p page) {
	t.Helper()
	require.Contains(t, p.text, `<html lang="en">`)
	require.Contains(t, p.text, `<meta name="viewport"`)
	require.Equal(t, 1, strings.Count(p.text, "<h1>"), p.text)
	require.Regexp(t, `<title>[^<]+ - underhood notes</title>`, p.text)
	for _, f := range fields.FindAllString(p.text, -1) {
		require.Regexp(t, `id="|type="hidden"`, f)
	}
	for _, m := range inputs.FindAllStringSubmatch(p.text, -1) {
		require.Contains(t, p.text, `<label for="`+m[1]+`">`)
	}
	require.NotContains(t, p.text, "<script")
	require.NotContains(t, p.text, " style=")
	require.Contains(t, p.header.Get("Content-Security-Policy"), "default-src 'none'")
}

// file is a database that is not there yet.
func file(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "site.db")
}
