package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"underhood/web"
)

// The examples are the task of COMPARE.md: notes are for members, who are told the URL
// of the next one; others are told so in the words of the notes.

var key = []byte("0123456789abcdef0123456789abcdef")

// visit asks for a note as a stranger, logs in and asks again, over connections.
func visit(h http.Handler) {
	server := httptest.NewTLSServer(h)
	defer server.Close()
	c := server.Client()
	c.Jar, _ = cookiejar.New(nil)
	for _, path := range []string{"/notes/7", "/login", "/notes/7", "/notes/x"} {
		res, err := c.Get(server.URL + path)
		if err != nil {
			fmt.Println(err)
			return
		}
		said := new(strings.Builder)
		_ = res.Write(said)
		_ = res.Body.Close()
		_, body, _ := strings.Cut(said.String(), "\r\n\r\n")
		if res.StatusCode == http.StatusNotFound {
			body = "" // each says it in its own way
		}
		fmt.Println(strings.TrimSpace(fmt.Sprint(res.StatusCode, " ", body)))
	}
}

func Example_underhood() {
	app := web.New(web.StoredSessions(web.NewMemoryStore(1000)))
	notes := web.NewBlueprint("notes", web.Prefix("/notes"))
	notes.Before(func(w http.ResponseWriter, r *http.Request) error {
		if !web.SessionFrom(r.Context()).Has("user") {
			return web.Abort(http.StatusForbidden)
		}
		return nil
	})
	notes.HandleCode(http.StatusForbidden, func(w http.ResponseWriter, r *http.Request, err error) error {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, "members only")
		return nil
	})
	notes.Get("/<int:id>", "note", func(w http.ResponseWriter, r *http.Request) error {
		next, err := web.URLFor(r.Context(), ".note", "id", web.From(r.Context()).Args().Int("id")+1)
		fmt.Fprint(w, "next: ", next)
		return err
	})
	app.Get("/login", "login", func(w http.ResponseWriter, r *http.Request) error {
		web.SessionFrom(r.Context()).Rotate()
		web.SessionFrom(r.Context()).Set("user", 42)
		w.WriteHeader(http.StatusOK)
		return nil
	})
	app.Register(notes)
	visit(app)
	// Output:
	// 403 members only
	// 200
	// 200 next: /notes/8
	// 404
}

func Example_scs() {
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave)
	r.Route("/notes", func(r chi.Router) {
		r.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !sessions.Exists(r.Context(), "user") {
					http.Error(w, "members only", http.StatusForbidden) // at once: there are no error handlers
					return
				}
				next.ServeHTTP(w, r)
			})
		})
		r.Get("/{id:[0-9]+}", func(w http.ResponseWriter, r *http.Request) {
			id, _ := strconv.Atoi(chi.URLParam(r, "id"))
			fmt.Fprint(w, "next: /notes/", id+1) // routes have no names
		})
	})
	r.Get("/login", func(w http.ResponseWriter, r *http.Request) {
		if err := sessions.RenewToken(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		sessions.Put(r.Context(), "user", 42)
	})
	visit(r)
	// Output:
	// 403 members only
	// 200
	// 200 next: /notes/8
	// 404
}

func Example_echo() {
	store := sessions.NewCookieStore(key)
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) { // one for all routes
		if errors.Is(err, echo.ErrForbidden) && strings.HasPrefix(c.Path(), "/notes/") {
			_ = c.String(http.StatusForbidden, "members only")
			return
		}
		e.DefaultHTTPErrorHandler(err, c)
	}
	notes := e.Group("/notes", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if s, err := store.Get(c.Request(), "session"); err != nil || s.Values["user"] == nil {
				return echo.ErrForbidden
			}
			return next(c)
		}
	})
	notes.GET("/:id", func(c echo.Context) error {
		id, err := strconv.Atoi(c.Param("id"))
		if err != nil {
			return echo.ErrNotFound
		}
		return c.String(http.StatusOK, "next: "+e.Reverse("note", id+1))
	}).Name = "note"
	e.GET("/login", func(c echo.Context) error {
		s, _ := store.Get(c.Request(), "session") // an error is a cookie that is none of ours
		s.Values["user"] = 42
		return s.Save(c.Request(), c.Response())
	})
	visit(e)
	// Output:
	// 403 members only
	// 200
	// 200 next: /notes/8
	// 404
}

// inFlask runs the same in Flask.
const inFlask = `
import secrets
from flask import Blueprint, Flask, abort, session, url_for
%s
client = app.test_client()
for path in "/notes/7", "/login", "/notes/7", "/notes/x":
    answer = client.get(path)
    print(answer.status_code, "" if answer.status_code == 404 else answer.text)
`

func TestComparedWithFlask(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-I", "-c", "import flask").Run() != nil {
		t.Skip("no " + python + " that has flask")
	}
	program, err := os.ReadFile("testdata/compare.py")
	require.NoError(t, err)
	out, err := exec.Command(python, "-I", "-c", fmt.Sprintf(inFlask, program)).Output()
	require.NoError(t, err)
	require.Equal(t, []string{"403", "members", "only", "200", "200", "next:", "/notes/8", "404"}, strings.Fields(string(out)))
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_scs", "Example_echo"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		body, _, _ = strings.Cut(body, "\tvisit(") // asks for the pages
		body = strings.ReplaceAll(body, "\n\t", "\n")
		require.True(t, strings.Contains(string(page), strings.TrimPrefix(body, "\t")), "COMPARE.md has not the code of %s", name)
	}
	program, err := os.ReadFile("testdata/compare.py")
	require.NoError(t, err)
	require.Contains(t, string(page), string(program), "COMPARE.md has not the code in Flask")
}
