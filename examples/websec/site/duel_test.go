package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/examples/websec/site"
	"underhood/websec"
)

// twins opens both; told is what the layers of the protected one refused.
func twins(t *testing.T) (bare, protected *site.Site, told *[]string) {
	t.Helper()
	told = new([]string)
	bare, err := site.Bare(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, bare.Close()) })
	protected, err = site.Protected(t.Context(), func(e websec.Event) {
		if e.Refusal != nil {
			*told = append(*told, e.Layer.String())
		}
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, protected.Close()) })
	return bare, protected, told
}

// A browser keeps cookies and says where a request comes from.
type browser struct {
	site    http.Handler
	cookies map[string]*http.Cookie
}

func (b *browser) do(t *testing.T, method, target string, form url.Values, from string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8000"+target, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", from)
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	if b.cookies == nil {
		b.cookies = map[string]*http.Cookie{}
	}
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c
	}
	return w
}

func (b *browser) login(t *testing.T, name, password, from string) int {
	t.Helper()
	return b.do(t, "POST", "/login", url.Values{"name": {name}, "password": {password}}, from).Code
}

func TestDuelXSS(t *testing.T) {
	bare, protected, _ := twins(t)
	for _, attack := range site.Scripts("http://localhost:8002") {
		t.Run(attack.Name, func(t *testing.T) {
			for _, s := range []*site.Site{bare, protected} {
				b := &browser{site: s}
				require.Equal(t, 303, b.do(t, "POST", "/comment", url.Values{"text": {attack.Text}}, "same-origin").Code)
				page := b.do(t, "GET", "/", nil, "none")
				require.Equal(t, s == bare, strings.Contains(page.Body.String(), attack.Text))
				require.Equal(t, s == protected, strings.Contains(page.Header().Get("Content-Security-Policy"), "script-src 'nonce-"))
			}
		})
	}
	reflected := "/members?q=" + url.QueryEscape(`<script>`+site.Stolen+`</script>`)
	require.Contains(t, (&browser{site: bare}).do(t, "GET", reflected, nil, "cross-site").Body.String(), "<script>top")
	require.NotContains(t, (&browser{site: protected}).do(t, "GET", reflected, nil, "cross-site").Body.String(), "<script>top")
}

func TestDuelCSRF(t *testing.T) {
	for _, from := range []string{"cross-site", "same-site"} { // the second: another port of the same host
		t.Run(from, func(t *testing.T) {
			bare, protected, told := twins(t)
			for _, s := range []*site.Site{bare, protected} {
				b := &browser{site: s}
				require.Equal(t, 303, b.login(t, "ada", "engine", "same-origin"))
				b.do(t, "POST", "/pay", url.Values{"to": {"mallory"}, "amount": {"10"}}, from)
				balance, err := s.Balance(t.Context(), "ada")
				require.NoError(t, err)
				require.Equal(t, s == bare, balance == 90)
			}
			require.Equal(t, []string{"csrf"}, *told)
		})
	}
}

func TestDuelLoginCSRF(t *testing.T) {
	bare, protected, told := twins(t)
	for _, s := range []*site.Site{bare, protected} {
		b := &browser{site: s}
		b.login(t, "mallory", "mischief", "cross-site")
		require.Equal(t, s == bare, strings.Contains(b.do(t, "GET", "/", nil, "none").Body.String(), "mallory, 0 coins"))
	}
	require.Equal(t, []string{"csrf"}, *told)
}

func TestDuelSQL(t *testing.T) {
	bare, protected, _ := twins(t)
	for _, s := range []*site.Site{bare, protected} {
		b := &browser{site: s}
		require.Equal(t, s == bare, b.login(t, "ada' --", "", "same-origin") == 303, "the password is commented out")
		members := func(q url.Values) string { return b.do(t, "GET", "/members?"+q.Encode(), nil, "none").Body.String() }
		union := members(url.Values{"q": {"x%' UNION SELECT password FROM members --"}})
		require.Equal(t, s == bare, strings.Contains(union, "<li>engine</li>"))
		byPassword := members(url.Values{"sort": {"(CASE WHEN (SELECT password FROM members WHERE name='ada') LIKE 'e%' THEN -balance ELSE balance END)"}})
		require.Equal(t, s == bare, strings.Contains(byPassword, "<li>ada</li>"))
		require.Equal(t, s == bare, strings.Contains(members(url.Values{"q": {"%"}}), "<li>ada</li>"), "a percent sign is text")
		require.Contains(t, members(url.Values{"q": {"da"}, "sort": {"balance"}}), "<li>ada</li>")
	}
}

// The twin is not protected by being broken.
func TestProtectedStillWorks(t *testing.T) {
	_, protected, told := twins(t)
	b := &browser{site: protected}
	require.Equal(t, 303, b.login(t, "ada", "engine", "same-origin"))
	require.Equal(t, 303, b.do(t, "POST", "/pay", url.Values{"to": {"bob"}, "amount": {"10"}}, "same-origin").Code)
	require.Contains(t, b.do(t, "GET", "/", nil, "none").Body.String(), "ada, 90 coins")
	require.Equal(t, 403, b.login(t, "ada", "wrong", "same-origin"))
	require.Empty(t, *told)
}
