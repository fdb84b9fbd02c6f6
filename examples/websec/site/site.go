// Package site is a guest book with accounts, made twice: bare, as it is easily written,
// and protected by package websec. Both run the same handlers over the same pages; what
// differs is in defences.go. The bare one is vulnerable on purpose: serve it on loopback
// only.
package site

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"underhood/orm/sqlite"
	"underhood/websec"
)

// A Site is one of the twins. It is safe for concurrent use.
type Site struct {
	handler http.Handler
	db      *sql.DB
	with    defences

	mu       sync.Mutex
	sessions map[string]string // of session ids to names; see maxSessions
	comments []Comment
}

// What a visitor can make the site keep.
const (
	maxSessions = 1000
	maxComments = 100
)

// A Comment is what somebody wrote into the guest book.
type Comment struct{ Name, Text string }

// Bare returns the vulnerable twin, with its own database in memory. Close it.
func Bare(ctx context.Context) (*Site, error) { return open(ctx, bare()) }

// Protected returns the protected twin. The hook is told what every layer decides; it
// may be nil. Close it.
func Protected(ctx context.Context, hook func(websec.Event)) (*Site, error) {
	with, err := protected(hook)
	if err != nil {
		return nil, err
	}
	return open(ctx, with)
}

// Policed returns the bare twin behind [websec.Protect] alone: its handlers and queries
// are as they were, so that what the outer layers hold by themselves can be seen.
func Policed(ctx context.Context, hook func(websec.Event)) (*Site, error) {
	with, err := policed(hook)
	if err != nil {
		return nil, err
	}
	return open(ctx, with)
}

func open(ctx context.Context, with defences) (*Site, error) {
	connector, err := sqlite.Connector(":memory:", sqlite.Config{})
	if err != nil {
		return nil, err
	}
	s := &Site{db: sql.OpenDB(connector), with: with, sessions: map[string]string{}}
	s.db.SetMaxOpenConns(1) // each connection would have a memory of its own
	s.db.SetMaxIdleConns(1)
	if _, err := s.db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("site: making the tables: %w", err), s.db.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.book)
	mux.HandleFunc("POST /comment", s.comment)
	mux.HandleFunc("GET /login", s.loginPage)
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("POST /pay", s.pay)
	mux.HandleFunc("GET /members", s.members)
	s.handler = with.protect(mux)
	return s, nil
}

const schema = `
CREATE TABLE members (name TEXT PRIMARY KEY, password TEXT NOT NULL, balance INTEGER NOT NULL);
INSERT INTO members VALUES ('ada', 'engine', 100), ('bob', 'bridge', 100), ('mallory', 'mischief', 0);`

// Close closes the database.
func (s *Site) Close() error { return s.db.Close() }

// ServeHTTP answers by the handlers behind the twin's defences.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Balance returns what a member has, or an error if there is none of that name.
func (s *Site) Balance(ctx context.Context, name string) (int, error) {
	var balance int
	err := s.db.QueryRowContext(ctx, `SELECT balance FROM members WHERE name = ?`, name).Scan(&balance)
	return balance, err
}

// user returns who sent a request, or "".
func (s *Site) user(r *http.Request) string {
	cookie, err := r.Cookie(s.with.cookie("").Name)
	if err != nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[cookie.Value]
}

// begin starts a session. When there are too many, the others end: a demonstration has
// no need for a better rule.
func (s *Site) begin(w http.ResponseWriter, name string) {
	id := rand.Text()
	s.mu.Lock()
	if len(s.sessions) >= maxSessions {
		clear(s.sessions)
	}
	s.sessions[id] = name
	s.mu.Unlock()
	http.SetCookie(w, s.with.cookie(id))
}

func (s *Site) book(w http.ResponseWriter, r *http.Request) {
	page := page{User: s.user(r)}
	if page.User != "" {
		var err error
		if page.Balance, err = s.Balance(r.Context(), page.User); err != nil {
			fail(w, err)
			return
		}
	}
	s.mu.Lock()
	page.Comments = append(page.Comments, s.comments...)
	s.mu.Unlock()
	s.render(w, r, "book", page)
}

func (s *Site) comment(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.comments = append(s.comments, Comment{Name: s.user(r), Text: r.PostFormValue("text")})
	s.comments = s.comments[max(0, len(s.comments)-maxComments):]
	s.mu.Unlock()
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Site) loginPage(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, "login", page{User: s.user(r)})
}

func (s *Site) login(w http.ResponseWriter, r *http.Request) {
	var name string
	err := s.with.login(r.Context(), s.db, r.PostFormValue("name"), r.PostFormValue("password")).Scan(&name)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		http.Error(w, "No such name and password.", http.StatusForbidden)
	case err != nil:
		fail(w, err)
	default:
		s.begin(w, name)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

func (s *Site) pay(w http.ResponseWriter, r *http.Request) {
	user := s.user(r)
	amount, err := strconv.Atoi(r.PostFormValue("amount"))
	if user == "" || err != nil || amount <= 0 {
		http.Error(w, "Log in, and name a positive amount.", http.StatusForbidden)
		return
	}
	_, err = s.db.ExecContext(r.Context(), `UPDATE members SET balance = balance +
		CASE name WHEN ?1 THEN -?3 ELSE ?3 END WHERE name IN (?1, ?2) AND ?1 <> ?2
		AND (SELECT balance FROM members WHERE name = ?1) >= ?3
		AND EXISTS (SELECT 1 FROM members WHERE name = ?2)`, user, r.PostFormValue("to"), amount)
	if err != nil {
		fail(w, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Site) members(w http.ResponseWriter, r *http.Request) {
	names, err := s.with.members(r.Context(), s.db, r.FormValue("q"), r.FormValue("sort"))
	if err != nil {
		fail(w, err)
		return
	}
	s.render(w, r, "members", page{User: s.user(r), Query: r.FormValue("q"), Names: names})
}

func (s *Site) render(w http.ResponseWriter, r *http.Request, name string, data page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := s.with.render(w, r, name, data); err != nil {
		fail(w, err)
	}
}

// fail tells no more than that: what a database says is of use to attackers.
func fail(w http.ResponseWriter, _ error) {
	http.Error(w, "That did not work.", http.StatusInternalServerError)
}
