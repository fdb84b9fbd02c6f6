// Package sqlhelp is what an application's own layer over database/sql looks like:
// its facts have to reach the packages that import it.
package sqlhelp

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"strings"
)

// DB wraps a database as sqlx does.
type DB struct{ *sql.DB }

func (db *DB) Select(dest any, query string, args ...any) error {
	rows, err := db.DB.Query(query, args...)
	if err != nil {
		return err
	}
	return rows.Close()
}

func (db *DB) MustExec(query string, args ...any) {
	if err := exec(db.DB, query, args...); err != nil {
		panic(err)
	}
}

func exec(db *sql.DB, query string, args ...any) error {
	_, err := db.ExecContext(context.Background(), query, args...)
	return err
}

// Where joins its parts: what comes out is what goes in.
func Where(base string, conds ...string) string {
	return base + " WHERE " + strings.Join(conds, " AND ")
}

// Order comes from the request.
func Order(r *http.Request) string { return " ORDER BY " + r.URL.Query().Get("order") }

// Column knows what it lets through.
func Column(name string) string {
	switch name {
	case "age", "name":
		return name
	}
	return "id"
}

// Marks makes n placeholders.
func Marks(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	return b.String()
}

// A Query is kept and run later.
type Query struct{ text string }

func NewQuery(text string) *Query { return &Query{text: text} }

func (q *Query) Run(db *sql.DB) error { return exec(db, q.text) }

// A Listing is filled by who imports this package.
type Listing struct{ Table string }

func DefaultListing() Listing { return Listing{Table: "users"} }

func (l Listing) Count(db *sql.DB) *sql.Row {
	return db.QueryRow("SELECT count(*) FROM " + l.Table)
}

// Trimmed copies byte by byte.
func Trimmed(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] != '\n' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
