// Package site joins the parts, accounts, notes and administration, to one application
// with server-side sessions, on one SQLite database.
package site

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"underhood/examples/web/accounts"
	"underhood/examples/web/admin"
	"underhood/examples/web/notes"
	"underhood/examples/web/pages"
	"underhood/orm"
	"underhood/orm/sqlite"
	"underhood/web"
)

//go:embed templates
var files embed.FS

//go:embed site.go
var source string

// How long a session lasts, and how long one that nobody uses.
const (
	Lifetime = 12 * time.Hour
	Idle     = 30 * time.Minute
)

// maxBody is how long what is posted may be.
const maxBody = 256 << 10

// A Config says how a [Site] is to be. The zero Config is useful.
type Config struct {
	Path   string                    // of the database; "" is in memory
	Secure bool                      // the site is reached over TLS, so its cookie may be too
	Rounds int                       // of hashing a password; 0 is accounts.Rounds
	Now    func() time.Time          // nil is time.Now
	Watch  func(web.Event)           // is told every step of every request; may be nil
	Store  func(web.Store) web.Store // puts something around the store of sessions; may be nil
	Log    *slog.Logger              // nil is slog.Default
}

// A Site is the whole application. Safe for concurrent use.
type Site struct {
	http.Handler
	db       *orm.DB
	sessions *web.SQLStore
	now      func() time.Time
}

// Open opens the database, makes its tables and first accounts unless they are there,
// and puts the parts together. Close closes it.
func Open(ctx context.Context, cfg Config) (*Site, error) {
	if cfg.Path == "" {
		cfg.Path = ":memory:"
	}
	if cfg.Rounds == 0 {
		cfg.Rounds = accounts.Rounds
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	db, err := sqlite.Open(ctx, cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	s := &Site{db: db, now: cfg.Now}
	if err := s.build(ctx, cfg); err != nil {
		return nil, errors.Join(fmt.Errorf("site: %w", err), db.Close())
	}
	return s, nil
}

// Close closes the database.
func (s *Site) Close() error { return s.db.Close() }

// Sweep removes sessions that have expired.
func (s *Site) Sweep(ctx context.Context) (int64, error) { return s.sessions.Sweep(ctx, s.now()) }

func (s *Site) build(ctx context.Context, cfg Config) error {
	schema := orm.NewSchema()
	users, err := accounts.NewUsers(schema, s.db, cfg.Rounds, cfg.Now)
	if err != nil {
		return err
	}
	all, err := notes.NewStore(schema, s.db, cfg.Now)
	if err != nil {
		return err
	}
	if err := schema.Create(ctx, s.db); err != nil {
		return err
	}
	writer, _ := s.db.SQL()
	if s.sessions, err = web.NewSQLStore(writer, web.SQLite, "sessions"); err != nil {
		return err
	}
	if err := s.sessions.Create(ctx); err != nil {
		return err
	}
	if err := seed(ctx, users, all); err != nil {
		return err
	}
	app := web.New(s.options(cfg)...)
	f := &front{pages.Parse(files)}
	app.After(pages.Guard)
	app.HandleCode(http.StatusNotFound, f.notFound)
	web.HandleType(app, f.problem)
	app.Get("/", "home", f.home)
	app.HandleHTTP("/style.css", "style", http.HandlerFunc(pages.Style))
	app.Register(accounts.New(users))
	app.Register(notes.New(all))
	app.Register(admin.New(users, all))
	if err := app.Build(); err != nil {
		return err
	}
	// What changes something has to come from a page of this site: the browser says so
	// itself (Sec-Fetch-Site, Origin), so that no form needs a token.
	s.Handler = http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(app, maxBody))
	return nil
}

func (s *Site) options(cfg Config) []web.Option {
	var store web.Store = s.sessions
	if cfg.Store != nil {
		store = cfg.Store(store)
	}
	cookie := web.DefaultCookie()
	if !cfg.Secure { // not every browser sends a Secure cookie to http://127.0.0.1
		cookie.Name, cookie.Secure = "session", false
	}
	opts := []web.Option{
		web.StoredSessions(store, web.SessionCookie(cookie), web.Lifetime(Lifetime), web.IdleTimeout(Idle)),
		web.Clock(cfg.Now),
	}
	if cfg.Watch != nil {
		opts = append(opts, web.Watch(cfg.Watch))
	}
	if cfg.Log != nil {
		opts = append(opts, web.Log(cfg.Log))
	}
	return opts
}

// Source is the text of the file that has the functions of a part, "" if there is none.
func Source(part string) string {
	switch part {
	case "accounts":
		return accounts.Source()
	case "notes":
		return notes.Source()
	case "admin":
		return admin.Source()
	case "pages":
		return pages.Source()
	case "site", "": // what belongs to no blueprint
		return source
	}
	return ""
}

// front is what belongs to no part.
type front struct{ pages *pages.Set }

func (f *front) home(w http.ResponseWriter, r *http.Request) error {
	return f.pages.Write(w, r, http.StatusOK, "home", nil)
}

// problem is the page of every HTTP error that has no better one.
func (f *front) problem(w http.ResponseWriter, r *http.Request, err *web.HTTPError) error {
	maps.Copy(w.Header(), err.Header) // such as Allow, with a 405
	return f.pages.Write(w, r, err.Code, "problem", http.StatusText(err.Code))
}

func (f *front) notFound(w http.ResponseWriter, r *http.Request, _ error) error {
	return f.pages.Write(w, r, http.StatusNotFound, "none", nil)
}
