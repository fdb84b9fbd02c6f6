package lesson

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
	"underhood/web"
)

// small is an application with sessions on the server, and what ends it.
type small struct {
	*web.App
	closed *bool
}

func (s small) Close() error {
	*s.closed = true
	return nil
}

func (small) guard(_ http.ResponseWriter, r *http.Request) error {
	web.G(r.Context()).Set("by", "guard")
	return nil
}

func (small) count(w http.ResponseWriter, r *http.Request) error {
	web.SessionFrom(r.Context()).Update("n", func(old any) any {
		n, _ := old.(int)
		return n + 1
	})
	_, err := fmt.Fprint(w, r.FormValue("word"), web.SessionFrom(r.Context()).Int("n"))
	return err
}

func (small) leave(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) }

func (small) odd(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(1)
	return nil
}

func visit(t *testing.T, before []string, lines ...string) (show.Tape, bool, error) {
	t.Helper()
	closed := false
	tape, err := Visit(t.Context(), "web: small", Application{
		Open: func(w Watcher) (Opened, error) {
			s := small{web.New(web.StoredSessions(w.Store(web.NewMemoryStore(9)), web.SessionCookie(web.FlaskCookie())), web.Watch(w.Event)), &closed}
			bp := web.NewBlueprint("part")
			bp.Before(s.guard)
			bp.Handle("/count", "count", s.count, web.Methods("GET", "POST"))
			bp.Get("/leave", "leave", s.leave)
			bp.Get("/odd", "odd", s.odd)
			s.Register(bp)
			return s, nil
		},
		Source: func(pkg string) string {
			return "package " + pkg + "\n\nfunc count() {\n\treturn\n}\n"
		},
	}, before, lines)
	return tape, closed, err
}

func lines(tape show.Tape) string {
	var all []string
	for step := 1; step <= tape.Len(); step++ {
		all = append(all, tape.Line(step))
	}
	return strings.Join(all, "\n")
}

// TestVisit: the requests are one browser's, those before them unseen, and what Go
// functions put into g is told.
func TestVisit(t *testing.T) {
	tape, closed, err := visit(t, []string{"/count"}, "post /count word=tea", "GET /count?word=cake")
	require.NoError(t, err)
	require.True(t, closed)
	require.Equal(t, `POST /count, with the cookie id1
  push an application context: current_app, g
  push a request context: request, session
  open the session
  match the URL: /count is part.count
  before_request guard of part
    g.by = "guard"
  view count of part
    the store has id1: {"n":1}
  a response is made
    the store keeps id1, version 2: {"n":2}
  save the session: no cookie is set
  send 200 "tea2"
  pop the request context
  pop the application context
the client has 200 "tea2"
GET /count?word=cake, with the cookie id1
  push an application context: current_app, g
  push a request context: request, session
  open the session
  match the URL: /count is part.count
  before_request guard of part
    g.by = "guard"
  view count of part
    the store has id1: {"n":2}
  a response is made
    the store keeps id1, version 3: {"n":3}
  save the session: no cookie is set
  send 200 "cake3"
  pop the request context
  pop the application context
the client has 200 "cake3"
2 requests, 4 functions called`, lines(tape))
	text, err := tape.JSON(8)
	require.NoError(t, err)
	require.Contains(t, string(text), `"code":{"title":"Go: package part","lines":["func count() {","\treturn","}"]}`)
}

// TestVisitEnds: a view that gives up is told, and so is what cannot be sent; an error is
// an application that does not open, or that nobody waits for.
func TestVisitEnds(t *testing.T) {
	tape, _, err := visit(t, nil, "/leave")
	require.NoError(t, err)
	require.Contains(t, lines(tape), "raised: net/http: abort Handler\n  pop the request context")
	tape, closed, err := visit(t, nil, "/odd")
	require.NoError(t, err)
	require.Contains(t, lines(tape), "web: invalid status 1")
	require.True(t, closed)

	broken := errors.New("broken")
	_, err = Visit(t.Context(), "t", Application{Open: func(Watcher) (Opened, error) { return nil, broken }}, nil, []string{"/"})
	require.ErrorIs(t, err, broken)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Visit(ctx, "t", Application{Open: func(Watcher) (Opened, error) { return small{web.New(), &closed}, nil }}, nil, []string{"/"})
	require.ErrorIs(t, err, context.Canceled)
}
