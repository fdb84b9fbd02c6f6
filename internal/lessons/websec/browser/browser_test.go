package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/browser"
)

const (
	here  = "http://127.0.0.1:8000"
	port  = "http://127.0.0.1:8001"
	there = "http://localhost:8000"
)

// site answers with what it got, and does what a query asks of it.
func site(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	for _, c := range r.URL.Query()["set"] {
		w.Header().Add("Set-Cookie", c)
	}
	switch {
	case r.URL.Path == "/on":
		http.Redirect(w, r, "/arrived", http.StatusSeeOther)
	case r.URL.Path == "/again":
		http.Redirect(w, r, "/arrived", http.StatusTemporaryRedirect)
	case r.URL.Path == "/loop":
		http.Redirect(w, r, "/loop", http.StatusFound)
	case r.URL.Path == "/page":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy := r.URL.Query().Get("policy"); policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		fmt.Fprint(w, r.URL.Query().Get("html"))
	default:
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "%s %s %s|%s|%s|%s", r.Method, r.Host, r.URL.Path, r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Cookie"), r.PostForm.Encode())
	}
}

func at(sites ...string) *browser.Browser {
	b := &browser.Browser{Sites: map[string]http.Handler{}}
	for _, s := range sites {
		b.Sites[s] = http.HandlerFunc(site)
	}
	return b
}

func TestWhence(t *testing.T) {
	for from, want := range map[string]string{
		"": browser.Typed, here: browser.SameOrigin, port: browser.SameSite, "https://127.0.0.1:8000": browser.CrossSite, there: browser.CrossSite,
	} {
		require.Equal(t, want, browser.Whence(from, here+"/x?y"), from)
	}
}

// TestCookies: which go with a request, by what they say and where it comes from. It is what
// RFC 6265bis and Chromium say, within two minutes of the cookie.
func TestCookies(t *testing.T) {
	b := at(here, port, there)
	require.NoError(t, b.Open(t.Context(), here+"/x?set=plain%3D1&set=lax%3D2%3B+SameSite%3DLax&set=strict%3D3%3B+SameSite%3DStrict&set=none%3D4%3B+SameSite%3DNone"))
	require.Len(t, b.Cookies(), 4)
	for _, c := range []struct{ method, from, to, want string }{
		{"GET", "", here, "plain=1; lax=2; strict=3; none=4"},
		{"GET", here, here, "plain=1; lax=2; strict=3; none=4"},
		{"POST", port, here, "plain=1; lax=2; strict=3; none=4"},
		{"GET", there, here, "plain=1; lax=2; none=4"},
		{"POST", there, here, "plain=1; none=4"},
		{"GET", "", port, "plain=1; lax=2; strict=3; none=4"}, // no port is a wall between cookies
		{"GET", "", there, ""},
	} {
		var err error
		if c.method == "POST" {
			err = b.Send(t.Context(), c.from, c.to+"/x", nil)
		} else {
			err = b.Link(t.Context(), c.from, c.to+"/x", nil)
		}
		require.NoError(t, err)
		require.Equal(t, c.want, strings.Split(b.Page.Body, "|")[2], c)
	}
	b.Old = true
	require.NoError(t, b.Send(t.Context(), there, here+"/x", nil))
	require.Equal(t, "POST 127.0.0.1:8000 /x||plain=1; lax=2; strict=3; none=4|", b.Page.Body)
	b.Old = false
	require.NoError(t, b.Open(t.Context(), here+"/x?set=lax%3Dgone%3B+Max-Age%3D0&set=plain%3Dnew"))
	require.NoError(t, b.Open(t.Context(), here+"/x"))
	require.Contains(t, b.Page.Body, "|strict=3; none=4; plain=new|")

	// What a page loads from another site takes no cookie along that does not say None.
	var sent []browser.Request
	b.Sends = func(r browser.Request) { sent = append(sent, r) }
	require.NoError(t, b.Open(t.Context(), there+"/page?html=%3Cscript+src%3D"+here+"/x.js%3E%3C/script%3E"))
	require.Len(t, sent, 2)
	require.Equal(t, "none=4", sent[1].Header.Get("Cookie"))
	require.Equal(t, "script", sent[1].Header.Get("Sec-Fetch-Dest"))
	require.Equal(t, browser.CrossSite, sent[1].Header.Get("Sec-Fetch-Site"))
}

// TestRedirects: the method changes as it does in browsers, and who asked first still asks.
func TestRedirects(t *testing.T) {
	b := at(here)
	field := []browser.Field{{Name: "a", Value: "b c&d"}}
	require.NoError(t, b.Send(t.Context(), there, here+"/on", field))
	require.Equal(t, "GET 127.0.0.1:8000 /arrived|cross-site||", b.Page.Body)
	require.NoError(t, b.Send(t.Context(), there, here+"/again", field))
	require.Equal(t, "POST 127.0.0.1:8000 /arrived|cross-site||a=b+c%26d", b.Page.Body)
	require.ErrorIs(t, b.Open(t.Context(), here+"/loop"), browser.ErrRedirects)
	require.ErrorIs(t, b.Open(t.Context(), port+"/"), browser.ErrNoSite)
	require.Equal(t, field, browser.Fields("a=b+c%26d"))
	require.Equal(t, []browser.Field{{Name: "%zz"}}, browser.Fields("&%zz"))
}

// TestForms: what a page has hidden in its form is sent with what is filled in.
func TestForms(t *testing.T) {
	b := at(here)
	require.ErrorIs(t, b.Submit(t.Context(), "/x", nil), browser.ErrNoForm)
	page := `<form action=/other><input type=hidden name=no value=1></form><form method=post action="/x"><input type="hidden" name="token" value="a&amp;b"><input name="q"></form><p id=user>ada</p>`
	require.NoError(t, b.Link(t.Context(), "", here+"/page", []browser.Field{{Name: "html", Value: page}}))
	require.Equal(t, "ada", b.Page.Text())
	user, ok := b.Page.ByID("user")
	require.True(t, ok)
	require.Equal(t, "ada", user)
	_, ok = b.Page.ByID("nobody")
	require.False(t, ok)
	require.NoError(t, b.Submit(t.Context(), "/x", []browser.Field{{Name: "q", Value: "1"}}))
	require.Equal(t, "POST 127.0.0.1:8000 /x|same-origin||q=1&token=a%26b", b.Page.Body)
}
