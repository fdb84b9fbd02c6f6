// Package tenant keeps one schema for each tenant.
package tenant

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

type ctxKey struct{}

// With stores the tenant of a request.
func With(ctx context.Context, r *http.Request) context.Context {
	return context.WithValue(ctx, ctxKey{}, r.Header.Get("X-Tenant"))
}

func schema(ctx context.Context) string {
	s, _ := ctx.Value(ctxKey{}).(string)
	return cmp.Or(s, "public")
}

// 19: schema name from the context.
func Count(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM "`+schema(ctx)+`".users`).Scan(&n) // want "not made of constants"
	return
}

// 20: an interface for DB and Tx.
type execer interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
}

func setPath(ctx context.Context, e execer, name string) error {
	_, err := e.ExecContext(ctx, fmt.Sprint("SET search_path TO ", name, ", public")) // want "not made of constants"
	return err
}

func Create(ctx context.Context, db *sql.DB, name string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	return errors.Join(setPath(ctx, tx, name), tx.Commit())
}

// 21: a migration runner executes any file's text.
func Migrate(db *sql.DB, r io.Reader) error {
	sc := bufio.NewScanner(r)
	var cur []string
	for sc.Scan() {
		line := sc.Text()
		cur = append(cur, line)
		if strings.HasSuffix(line, ";") {
			if _, err := db.Exec(strings.Join(cur, "\n")); err != nil { // want "not made of constants"
				return err
			}
			cur = cur[:0]
		}
	}
	return sc.Err()
}

// 22: generic repository with a table method.
type Entity interface{ Table() string }

type Dynamic struct{ Name string }

func (d Dynamic) Table() string { return "t_" + d.Name }

type Repo[E Entity] struct{ db *sql.DB }

func (r Repo[E]) Delete(e E, id int64) error {
	_, err := r.db.Exec("DELETE FROM "+e.Table()+" WHERE id = ?", id) // want "not made of constants"
	return err
}

func DropRow(db *sql.DB, kind string, id int64) error {
	return Repo[Dynamic]{db}.Delete(Dynamic{kind}, id)
}

// 23: method value, function-typed variable.
func Touch(db *sql.DB, names ...string) error {
	run := db.Exec
	for _, n := range names {
		if _, err := run("UPDATE flags SET on = 1 WHERE name = " + strconv.Quote(n)); err != nil { // want "not made of constants"
			return err
		}
	}
	return nil
}

// 24: a check that only looks at a part: unanchored regexp.
var wordRe = regexp.MustCompile(`[a-z_]+`)

func Columns(db *sql.DB, col string) (*sql.Rows, error) {
	if !wordRe.MatchString(col) {
		return nil, errors.New("bad column")
	}
	return db.Query("SELECT " + col + " FROM accounts") // want "not made of constants"
}

// 25: allow-list whose answer is ignored.
var sortable = map[string]bool{"id": true, "name": true}

func Sorted(db *sql.DB, by string) (*sql.Rows, error) {
	if !sortable[by] {
		fmt.Println("unknown sort column", by)
	}
	return db.Query("SELECT id FROM accounts ORDER BY " + by) // want "not made of constants"
}

// 26: map of alias to column with the raw value as fallback.
func SortedAlias(db *sql.DB, by string) (*sql.Rows, error) {
	col, ok := map[string]string{"date": "created_at", "who": "author"}[by]
	if !ok {
		col = by
	}
	return db.Query(strings.Join([]string{"SELECT id FROM notes ORDER BY", col}, " ")) // want "not made of constants"
}

// 27: statement kept in a struct field, run by another method.
type Query struct {
	db   *sql.DB
	text string
	args []any
}

func NewQuery(db *sql.DB) *Query { return &Query{db: db, text: "SELECT * FROM logs WHERE true"} }

func (q *Query) Host(h string) *Query {
	q.text += " AND host = '" + h + "'"
	return q
}
func (q *Query) Level(n int) *Query {
	q.text += " AND level >= ?"
	q.args = append(q.args, n)
	return q
}
func (q *Query) Run(ctx context.Context) (*sql.Rows, error) {
	return q.db.QueryContext(ctx, q.text, q.args...) // want "not made of constants"
}

// 28: an own string type and a defer / goroutine.
type SQL string

func (s SQL) And(c string) SQL { return s + SQL(" AND "+c) }

func Async(db *sql.DB, who string) {
	s := SQL("DELETE FROM sessions WHERE 1=1").And("who = '" + who + "'")
	go db.Exec(string(s)) // want "not made of constants"
	defer db.Exec("ANALYZE")
}

// 29: the raw text is a field of an error, retried.
type queryError struct {
	q   string
	err error
}

func (e *queryError) Error() string { return e.q + ": " + e.err.Error() }

func tryOnce(db *sql.DB, table string) error {
	q := "TRUNCATE " + table
	if _, err := db.Exec(q); err != nil { // want "not made of constants"
		return &queryError{q, err}
	}
	return nil
}

func Truncate(db *sql.DB, table string) error {
	err := tryOnce(db, table)
	var qe *queryError
	if errors.As(err, &qe) {
		_, err = db.Exec(qe.q) // want "not made of constants"
	}
	return err
}

// 30: variadic fragments, named results, IN list from strings.
func and(parts ...string) (out string) {
	for i, p := range parts {
		if i > 0 {
			out += " AND "
		}
		out += "(" + p + ")"
	}
	return
}

func Between(db *sql.DB, r *http.Request) *sql.Row {
	return db.QueryRow("SELECT sum(x) FROM m WHERE " + and("a > "+r.FormValue("lo"), "a < "+r.FormValue("hi"))) // want "not made of constants"
}
