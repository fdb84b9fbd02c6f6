package websec_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// site is a handler behind tokens; every answer to GET has the token in its body.
type site struct {
	http.Handler
	t testing.TB
}

func newSite(t testing.TB, tokens websec.Tokens) site {
	t.Helper()
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &tokens}))
	require.NoError(t, err)
	return site{protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, err := w.Write([]byte(websec.Token(r.Context())))
			require.NoError(t, err)
		}
	})), t}
}

// token returns a token for the cookies, and the cookie the layer set, if any.
func (s site) token(cookies string) (token, set string) {
	r := httptest.NewRequest("GET", "https://shop.example/", nil)
	if cookies != "" {
		r.Header.Set("Cookie", cookies)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if c := w.Result().Cookies(); len(c) > 0 {
		require.NoError(s.t, websec.CheckCookie(c[0]))
		require.True(s.t, c[0].HttpOnly)
		set = c[0].Name + "=" + c[0].Value
	}
	require.Equal(s.t, "no-store", w.Header().Get("Cache-Control"))
	return w.Body.String(), set
}

// post sends a token as a field of a form, with no header that says where it is from.
func (s site) post(cookies, token string) int {
	r := httptest.NewRequest("POST", "https://shop.example/", strings.NewReader(url.Values{"csrf_token": {token}}.Encode()))
	r.Header.Set("Content-Type", formType)
	if cookies != "" {
		r.Header.Set("Cookie", cookies)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code
}

// TestTokensAreOfOneSession tries every token with every session: only its own takes it.
func TestTokensAreOfOneSession(t *testing.T) {
	s := newSite(t, websec.Tokens{Session: session})
	_, guest := s.token("")
	_, guest2 := s.token("")
	require.NotEqual(t, guest, guest2)
	long := "session=" + strings.Repeat("x", 1000)
	owners := []string{"session=a", "session=b", "session=ab", "session=" + strings.TrimPrefix(guest, "__Host-csrf="), long, guest, guest2}
	for i, owner := range owners {
		token, set := s.token(owner)
		require.Len(t, token, 43)
		if strings.HasPrefix(owner, "__Host") {
			continue // session takes every cookie for its own; the next test has guests
		}
		require.Empty(t, set)
		for j, other := range owners {
			want := http.StatusForbidden
			if i == j {
				want = http.StatusOK
			}
			require.Equal(t, want, s.post(other, token), "%s and %s", owner, other)
		}
	}
}

func TestGuests(t *testing.T) {
	named := func(r *http.Request) string {
		if c, err := r.Cookie("session"); err == nil {
			return c.Value
		}
		return ""
	}
	s := newSite(t, websec.Tokens{Session: named})
	token, guest := s.token("")
	require.True(t, strings.HasPrefix(guest, "__Host-csrf="))
	require.Equal(t, 200, s.post(guest, token))
	require.Equal(t, 200, s.post("a=b; "+guest+"; c", token))

	again, set := s.token(guest)
	require.Empty(t, set, "the cookie stays")
	require.NotEqual(t, token, again, "and the mask does not")
	require.Equal(t, 200, s.post(guest, again))

	other, guest2 := s.token("")
	require.Equal(t, 403, s.post(guest, other), "login CSRF with the attacker's own token")
	require.Equal(t, 403, s.post("", token), "a token without its cookie")
	require.Equal(t, 403, s.post(guest, ""))
	require.Equal(t, 403, s.post(guest+"; "+guest2, token), "two cookies of the name")
	require.Equal(t, 403, s.post("__Host-csrf=x", token))
	require.Equal(t, 403, s.post(guest+"; session=a", token), "the session has begun")

	id := strings.TrimPrefix(guest, "__Host-csrf=")
	ofSession, _ := s.token("session=" + id)
	require.Equal(t, 403, s.post(guest, ofSession), "a cookie named after a session")
	require.Equal(t, 403, s.post("session="+id, token))

	plain := newSite(t, websec.Tokens{PlainHTTP: true})
	_, guest = plain.token("csrf=odd")
	require.Regexp(t, "^csrf=.{22}$", guest)
}

func TestTokenForms(t *testing.T) {
	s := newSite(t, websec.Tokens{Session: session, FieldWithin: 4096})
	const cookie = "session=a"
	token, _ := s.token(cookie)
	send := func(r *http.Request) int {
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, 200, send(post("X-CSRF-Token", token)))
	require.Equal(t, 200, send(post("X-CSRF-Token", " "+token+" ")))
	require.Equal(t, 403, send(post("X-CSRF-Token", token, "X-CSRF-Token", token)), "twice")
	require.Equal(t, 403, send(post("X-CSRF-Token", "")))
	require.Equal(t, 403, send(post()))
	for _, bad := range []string{token[1:], token + "A", "*" + token[1:], strings.Repeat("A", 43), token[:42] + "_", token[:42] + "-"} {
		if bad != token {
			require.Equal(t, 403, send(post("X-CSRF-Token", bad)), bad)
		}
	}
	require.Equal(t, 200, send(multi(t, "csrf_token="+token+"&a=b")))
	require.Equal(t, 200, send(multi(t, "a=b&csrf_token="+token)))
	require.Equal(t, 403, send(multi(t, "a="+strings.Repeat("x", 5000)+"&csrf_token="+token)), "behind FieldWithin")
	require.Equal(t, 403, send(multi(t, "a=b")))
	require.Equal(t, 200, send(body(formType, "a=b&csrf%5ftoken="+token+"&c=d")))
	require.Equal(t, 200, send(body(formType, "csrf_token="+token+"&a="+strings.Repeat("x", 5000))))
	require.Equal(t, 403, send(body(formType, "a="+strings.Repeat("x", 5000)+"&csrf_token="+token)))
	require.Equal(t, 403, send(body(formType, "a="+strings.Repeat("x", 4096-13-22)+"&csrf_token="+token)), "cut by FieldWithin")
	require.Equal(t, 403, send(body(formType, "csrf_token=%zz")))
	require.Equal(t, 403, send(body("multipart/form-data", "x")))
	require.Equal(t, 403, send(body(jsonType, `{"csrf_token":"`+token+`"}`)))
	require.Equal(t, 403, send(body("text/plain", "csrf_token="+token)))
	query := httptest.NewRequest("POST", "https://shop.example/?csrf_token="+token, nil)
	require.Equal(t, 403, send(query), "a link could carry it")

	parsed := body(formType, "csrf_token="+token)
	require.NoError(t, parsed.ParseForm())
	require.Equal(t, 200, send(parsed))
	parsed = multi(t, "csrf_token="+token)
	require.NoError(t, parsed.ParseMultipartForm(1000))
	require.Equal(t, 200, send(parsed))
}

// TestBodyIsWhole has the handler read what the layer has read before.
func TestBodyIsWhole(t *testing.T) {
	d := decoder[flatOrder](t, websec.Limits{})
	protect, err := websec.Protect(websec.WithCSRF(websec.CSRF{Tokens: &websec.Tokens{Session: session, Always: true}}))
	require.NoError(t, err)
	token := ""
	var got flatOrder
	h := protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token = websec.Token(r.Context()); r.Method == http.MethodPost {
			got, err = d.Form(r)
			require.NoError(t, err)
		}
	}))
	get := httptest.NewRequest("GET", "/", nil)
	get.Header.Set("Cookie", "session=a")
	h.ServeHTTP(httptest.NewRecorder(), get)
	for _, r := range []*http.Request{body(formType, "name=ada&numbers=1&csrf_token="+token), multi(t, "name=ada&numbers=1&csrf_token="+token)} {
		r.Header.Set("Cookie", "session=a")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		got = flatOrder{}
		h.ServeHTTP(httptest.NewRecorder(), r)
		require.Equal(t, flatOrder{Name: "ada", Numbers: []int{1}}, got)
	}

	broken := body(formType, "")
	broken.Body = http.NoBody
	broken.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, broken)
	require.Equal(t, 403, w.Code)
	require.Equal(t, "the token is missing\n", w.Body.String())
}

func TestWhenTokensDecide(t *testing.T) {
	tokens := &websec.Tokens{}
	with := func(change func(*websec.Tokens)) websec.Option {
		c := *tokens
		change(&c)
		return websec.WithCSRF(websec.CSRF{Tokens: &c})
	}
	plain := with(func(*websec.Tokens) {})
	require.Zero(t, verdict(t, post("Sec-Fetch-Site", "same-origin"), plain))
	require.Zero(t, verdict(t, post("Origin", "https://shop.example"), plain))
	require.Equal(t, websec.SameSite, verdict(t, post("Sec-Fetch-Site", "same-site"), plain))
	require.Equal(t, websec.CrossSite, verdict(t, post("Sec-Fetch-Site", "cross-site"), plain))
	require.Equal(t, websec.NoToken, verdict(t, post(), plain))
	require.Equal(t, websec.WrongToken, verdict(t, post("X-CSRF-Token", "x"), plain))
	always := with(func(c *websec.Tokens) { c.Always = true })
	require.Equal(t, websec.NoToken, verdict(t, post("Sec-Fetch-Site", "same-origin"), always))
	require.Equal(t, websec.CrossSite, verdict(t, post("Sec-Fetch-Site", "cross-site"), always))
	sameSite := with(func(c *websec.Tokens) { c.SameSite = true })
	require.Equal(t, websec.NoToken, verdict(t, post("Sec-Fetch-Site", "same-site"), sameSite))
	require.Equal(t, websec.CrossSite, verdict(t, post("Sec-Fetch-Site", "cross-site"), sameSite))
}

func TestKeysAreReplaced(t *testing.T) {
	old, fresh := []byte(strings.Repeat("o", 32)), []byte(strings.Repeat("n", 100))
	token, _ := newSite(t, websec.Tokens{Session: session, Key: old}).token("session=a")
	require.Equal(t, 200, newSite(t, websec.Tokens{Session: session, Key: fresh, OlderKeys: [][]byte{old}}).post("session=a", token))
	require.Equal(t, 403, newSite(t, websec.Tokens{Session: session, Key: fresh}).post("session=a", token))
	require.Equal(t, 403, newSite(t, websec.Tokens{Session: session}).post("session=a", token), "random keys differ")
}
