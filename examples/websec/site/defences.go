package site

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"net/http"
	"text/template"

	"underhood/websec"
)

// defences is all in which the twins differ.
type defences struct {
	protect func(http.Handler) http.Handler
	render  func(w http.ResponseWriter, r *http.Request, name string, data any) error
	cookie  func(value string) *http.Cookie
	login   func(ctx context.Context, db *sql.DB, name, password string) *sql.Row
	members func(ctx context.Context, db *sql.DB, like, sort string) ([]string, error)
}

// bare has none: pages write what they are given, queries are glued together, the cookie
// says nothing of SameSite.
func bare() defences {
	set := template.Must(template.New("pages").Parse(pages))
	return defences{
		protect: func(h http.Handler) http.Handler { return h },
		render: func(w http.ResponseWriter, _ *http.Request, name string, data any) error {
			var text bytes.Buffer
			if err := set.ExecuteTemplate(&text, name, data); err != nil {
				return err
			}
			_, err := text.WriteTo(w)
			return err
		},
		cookie: func(value string) *http.Cookie {
			return &http.Cookie{Name: "session", Value: value, Path: "/", HttpOnly: true}
		},
		login: func(ctx context.Context, db *sql.DB, name, password string) *sql.Row {
			//sqlvet:ignore this is the hole that the duel is about
			return db.QueryRowContext(ctx, "SELECT name FROM members WHERE name = '"+name+"' AND password = '"+password+"'")
		},
		members: func(ctx context.Context, db *sql.DB, like, sort string) ([]string, error) {
			if sort == "" {
				sort = "name"
			}
			//sqlvet:ignore this is the hole that the duel is about
			return list(db.QueryContext(ctx, "SELECT name FROM members WHERE name LIKE '%"+like+"%' ORDER BY "+sort))
		},
	}
}

// policed is bare behind websec's middleware.
func policed(hook func(websec.Event)) (defences, error) {
	var options []websec.Option
	if hook != nil {
		options = append(options, websec.Watch(hook))
	}
	protect, err := websec.Protect(options...)
	with := bare()
	with.protect = protect
	return with, err
}

// protected has all of them.
func protected(hook func(websec.Event)) (defences, error) {
	with, err := policed(hook)
	if err != nil {
		return defences{}, err
	}
	set, err := websec.ParseTemplate("pages", pages)
	if err != nil {
		return defences{}, err
	}
	with.render = set.Execute
	with.cookie = func(value string) *http.Cookie { return websec.SessionCookie("session", value) }
	with.login = func(ctx context.Context, db *sql.DB, name, password string) *sql.Row {
		return db.QueryRowContext(ctx, `SELECT name FROM members WHERE name = ? AND password = ?`, name, password)
	}
	sorts := websec.Allow("name", "balance")
	with.members = func(ctx context.Context, db *sql.DB, like, sort string) ([]string, error) {
		if sort == "" {
			sort = "name"
		}
		text, args, err := websec.SQL(`SELECT name FROM members WHERE `).
			Join(websec.Contains(websec.SQL(`name`), like)).
			Add(` ORDER BY `).Join(sorts.Pick(sort)).For(websec.Question)
		if err != nil {
			return nil, err
		}
		return list(db.QueryContext(ctx, text, args...))
	}
	return with, nil
}

// list reads rows of one column.
func list(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		names = append(names, name)
	}
	return names, errors.Join(rows.Err(), rows.Close())
}
