package site

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// TestNotes goes through a user's day: register, write, change, delete.
func TestNotes(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server)
	p := b.post("/accounts/register", "name", "eve", "password", "correct horse")
	require.Equal(t, "/notes/", p.path)
	require.Contains(t, p.text, "Welcome, eve.")
	require.Contains(t, p.text, "There is none yet.")
	require.NotContains(t, b.get("/notes/").text, "Welcome, eve.", "a message is shown once")

	p = b.post("/notes/", "title", " <b>tea</b> ", "body", "milk\r\n<script>sugar</script>")
	require.Contains(t, p.text, "<h1>&lt;b&gt;tea&lt;/b&gt;</h1>")
	require.Contains(t, p.text, "milk\n&lt;script&gt;sugar")
	note := p.path
	require.Contains(t, b.get("/notes/").text, `<a href="`+note+`">`)

	require.Contains(t, b.get(note+"/edit").text, `name="version" value="0"`)
	p = b.post(note, "title", "coffee", "body", "", "version", "0")
	require.Equal(t, note, p.path)
	require.Contains(t, p.text, "<h1>coffee</h1>")
	p = b.post(note, "title", "late", "version", "0")
	require.Equal(t, http.StatusConflict, p.status, "of two who open it the second overwrites nothing")
	require.Equal(t, http.StatusBadRequest, b.post(note, "title", "x").status)
	require.Contains(t, b.get(note).text, "<h1>coffee</h1>")

	p = b.post("/notes/", "title", strings.Repeat("x", 101))
	require.Equal(t, http.StatusUnprocessableEntity, p.status)
	require.Contains(t, p.text, "a title has 1 to 100 characters")
	require.Equal(t, http.StatusUnprocessableEntity, b.post("/notes/", "title", "x", "body", strings.Repeat("x", 20_001)).status)

	p = b.post(note + "/delete")
	require.Equal(t, "/notes/", p.path)
	require.Contains(t, p.text, "Deleted.")
	require.Equal(t, http.StatusNotFound, b.get(note).status)
}

// TestNobodyElsesNotes: a note of somebody else is as good as none, however one asks.
func TestNobodyElsesNotes(t *testing.T) {
	server, _, _ := open(t, "")
	bob := browse(t, server).login("bob")
	for _, p := range []page{
		bob.get("/notes/1"), bob.get("/notes/1/edit"), bob.post("/notes/1", "title", "mine", "version", "0"), bob.post("/notes/1/delete"),
		bob.get("/notes/99"), bob.get("/notes/99999999999999999999999"),
	} {
		require.Equal(t, http.StatusNotFound, p.status, p.path)
		require.Contains(t, p.text, "No such note")
	}
	require.Contains(t, browse(t, server).login("ada").get("/notes/1").text, "Note G")
}

// TestRequired: who is not logged in is sent to the login, and back to where they were.
func TestRequired(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server)
	p := b.get("/notes/3?x=1")
	require.Equal(t, "/accounts/login?next=%2Fnotes%2F3%3Fx%3D1", p.path)
	require.Contains(t, p.text, "Please log in first.")
	require.Contains(t, p.text, `name="next" value="/notes/3?x=1"`)
	p = b.post("/accounts/login", "name", "bob", "password", "bobs password", "next", "/notes/3?x=1")
	require.Equal(t, "/notes/3?x=1", p.path)
	require.Contains(t, p.text, "Ask ada for help.")
	require.Equal(t, "/accounts/login", browse(t, server).post("/notes/").path)
	for _, next := range []string{"//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", ""} {
		p := browse(t, server).post("/accounts/login", "name", "bob", "password", "bobs password", "next", next)
		require.Equal(t, "/notes/", p.path, next)
	}
}

// TestWrongPassword: a wrong name is told as a wrong password is, and nobody is let in.
func TestWrongPassword(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server)
	for _, name := range []string{"ada", "nobody", ""} {
		p := b.post("/accounts/login", "name", name, "password", "guess")
		require.Equal(t, http.StatusUnprocessableEntity, p.status)
		require.Contains(t, p.text, "No account has this name and password.")
	}
	require.NotContains(t, b.get("/").text, "Log out")
	for want, form := range map[string][2]string{
		"a name has":          {"Eve!", "long enough"},
		"a password has":      {"eve", "short"},
		"the name is taken":   {"ada", "long enough"},
		"a password has 8 to": {"eve", strings.Repeat("x", 201)},
	} {
		p := b.post("/accounts/register", "name", form[0], "password", form[1])
		require.Equal(t, http.StatusUnprocessableEntity, p.status)
		require.Contains(t, p.text, want)
	}
}

// TestRotation: at login and logout the session gets another id, and the old one is void.
func TestRotation(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server)
	b.stay().get("/notes/") // which leaves a message for whoever is not logged in
	planted := b.cookie()
	require.NotEmpty(t, planted)
	b.login("ada")
	inside := b.cookie()
	require.NotEqual(t, planted, inside)
	require.Contains(t, b.with(planted).get("/notes/").path, "/accounts/login", "an id that was planted is worth nothing")
	require.Equal(t, "/notes/", b.with(inside).get("/notes/").path)

	stolen := b.with(inside)
	p := b.post("/accounts/logout")
	require.Contains(t, p.text, "You are logged out.")
	require.NotEqual(t, inside, b.cookie())
	require.Contains(t, stolen.get("/notes/").path, "/accounts/login", "a session that was ended is over for everybody")
	require.Contains(t, b.with("AAAAAAAAAAAAAAAAAAAAAA").get("/notes/").path, "/accounts/login")
}

// TestCookie: out of reach for scripts and other sites; over TLS with the strictest name.
func TestCookie(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server)
	p := b.stay().post("/accounts/login", "name", "ada", "password", "analytical engine")
	require.Regexp(t, `^session=[\w-]{22}; HttpOnly; Path=/; SameSite=Lax$`, p.header.Get("Set-Cookie"))

	s, err := Open(t.Context(), Config{Secure: true, Rounds: fewRounds})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://localhost/notes/", nil))
	require.Regexp(t, `^__Host-session=[\w-]{22}; Secure; HttpOnly; Path=/; SameSite=Lax$`, w.Header().Get("Set-Cookie"))
}

// TestExpiry: a session ends when nobody uses it, and after a day however much they do.
func TestExpiry(t *testing.T) {
	server, s, c := open(t, "")
	b := browse(t, server).login("ada")
	c.now = c.now.Add(Idle - time.Minute)
	require.Equal(t, "/notes/", b.get("/notes/").path)
	c.now = c.now.Add(Idle + time.Minute)
	require.Contains(t, b.get("/notes/").path, "/accounts/login")

	b.login("ada")
	begun := c.now
	for c.now.Sub(begun) < Lifetime {
		require.Equal(t, "/notes/", b.get("/notes/").path, c.now.Sub(begun))
		c.now = c.now.Add(Idle - 5*time.Minute)
	}
	require.Contains(t, b.get("/notes/").path, "/accounts/login")
	b.login("ada")
	c.now = c.now.Add(Lifetime)
	n, err := s.Sweep(t.Context())
	require.NoError(t, err)
	require.Positive(t, n)
}

// TestAdmin: the guard of the outer blueprint counts for the inner one.
func TestAdmin(t *testing.T) {
	server, _, _ := open(t, "")
	bob, ada := browse(t, server).login("bob"), browse(t, server).login("ada")
	for _, path := range []string{"/admin/", "/admin/users/"} {
		require.Contains(t, browse(t, server).get(path).path, "/accounts/login")
		p := bob.get(path)
		require.Equal(t, http.StatusForbidden, p.status)
		require.Contains(t, p.text, "This is for administrators.")
	}
	require.Equal(t, http.StatusForbidden, bob.post("/admin/users/1/delete").status)
	require.Equal(t, http.StatusForbidden, bob.post("/admin/users/99/delete").status, "the guard comes first")
	require.Contains(t, ada.get("/admin/").text, "2 <a href=\"/admin/users/\">accounts</a>, 3 notes")

	require.Contains(t, ada.post("/admin/users/1/delete").text, "You cannot delete your own account.")
	require.Equal(t, http.StatusNotFound, ada.post("/admin/users/99/delete").status)
	p := ada.post("/admin/users/2/delete")
	require.Equal(t, "/admin/users/", p.path)
	require.Contains(t, p.text, "The account of bob is deleted")
	require.Contains(t, ada.get("/admin/").text, "1 <a href=\"/admin/users/\">accounts</a>, 2 notes")
	require.Contains(t, bob.get("/notes/").path, "/accounts/login")
}

// TestIdsGivenAgain: SQLite may give a new account the id of one that is gone, and the
// session of the old owner is not the new one's.
func TestIdsGivenAgain(t *testing.T) {
	server, _, c := open(t, "")
	bob := browse(t, server).login("bob")
	browse(t, server).login("ada").post("/admin/users/2/delete")
	c.now = c.now.Add(time.Second)
	eve := browse(t, server)
	eve.post("/accounts/register", "name", "eve", "password", "correct horse")
	require.Contains(t, eve.get("/").text, "Hello, eve")
	require.NotContains(t, bob.get("/").text, "Hello")
	require.Empty(t, bob.cookie(), "a session without an account is ended")
}

// TestOtherSites: what a browser says comes from elsewhere changes nothing.
func TestOtherSites(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server).login("ada")
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		require.Equal(t, http.StatusForbidden, b.do(http.MethodPost, "/notes/1/delete", nil, header...).status)
	}
	require.Equal(t, http.StatusOK, b.get("/notes/1").status)
	require.Equal(t, http.StatusOK, b.do(http.MethodPost, "/notes/1/delete", nil, "Sec-Fetch-Site", "same-origin").status)
	p := b.get("/notes/2/delete")
	require.Equal(t, http.StatusMethodNotAllowed, p.status, "a link deletes nothing")
	require.Equal(t, "OPTIONS, POST", p.header.Get("Allow"))
}

// TestEdges: what belongs to no part, and what is too much.
func TestEdges(t *testing.T) {
	server, _, _ := open(t, "")
	b := browse(t, server)
	p := b.get("/nowhere")
	require.Equal(t, http.StatusNotFound, p.status)
	require.Contains(t, p.text, "This address leads nowhere.")
	p = b.get("/style.css")
	require.Equal(t, "text/css; charset=utf-8", p.header.Get("Content-Type"))
	require.Contains(t, p.text, "prefers-color-scheme: dark")
	b.login("ada")
	require.Equal(t, http.StatusRequestEntityTooLarge, b.post("/notes/", "title", "x", "body", strings.Repeat("x", maxBody)).status)
	require.Equal(t, http.StatusBadRequest, b.do(http.MethodPost, "/notes/", nil, "Content-Type", "multipart/").status)
}

// down is a store that does not work.
type down struct{ web.Store }

func (down) Load(context.Context, string) (web.Record, error) {
	return web.Record{}, errors.New("no disk")
}

// TestStoreDown: without sessions nobody is taken for somebody else, nor for nobody.
func TestStoreDown(t *testing.T) {
	s, err := Open(t.Context(), Config{Rounds: fewRounds, Store: func(s web.Store) web.Store { return down{s} }})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("Cookie", "session=AAAAAAAAAAAAAAAAAAAAAA")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	readable(t, page{text: w.Body.String(), header: w.Header()})
	require.Contains(t, w.Body.String(), "Service Unavailable")
}

// TestFile: a database in a file keeps accounts, notes and sessions, and gets its first
// accounts once.
func TestFile(t *testing.T) {
	path := file(t)
	one, s, _ := open(t, path)
	b := browse(t, one).login("bob")
	b.post("/notes/3/delete")
	one.Close()
	require.NoError(t, s.Close())

	two, _, _ := open(t, path)
	again := browse(t, two).with(b.cookie())
	require.Equal(t, "/notes/", again.get("/notes/").path)
	require.Contains(t, again.get("/notes/").text, "There is none yet.")

	_, err := Open(t.Context(), Config{Path: t.TempDir()})
	require.ErrorContains(t, err, "site: ")
}

// TestSource: every function the life cycle shows has its text.
func TestSource(t *testing.T) {
	for _, part := range []string{"accounts", "notes", "admin", "pages", "site", ""} {
		require.Contains(t, Source(part), "func ", part)
	}
	require.Empty(t, Source("other"))
}

// TestManyAtOnce: requests of one session at the same time all find it, and all their
// notes are kept.
func TestManyAtOnce(t *testing.T) {
	server, s, _ := open(t, file(t))
	cookie := browse(t, server).login("bob").cookie()
	const browsers, each = 6, 5
	var kept atomic.Int64
	var all sync.WaitGroup
	for range browsers {
		all.Go(func() {
			for range each {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/notes/", strings.NewReader("title=tea"))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set("Cookie", "session="+cookie)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/notes/") {
					kept.Add(1)
				}
			}
		})
	}
	all.Wait()
	require.EqualValues(t, browsers*each, kept.Load())
	p := browse(t, server).with(cookie).get("/notes/")
	require.Equal(t, browsers*each, strings.Count(p.text, ">tea</a>"))
	require.Equal(t, browsers*each, strings.Count(p.text, "Kept."), "no message is lost")
}
