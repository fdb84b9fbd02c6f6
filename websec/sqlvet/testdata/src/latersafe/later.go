// Package latersafe has safe idioms that were written when the analyser was there already.
package latersafe

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing/fstest"
	"text/template"
)

// safe: a pattern that lets through words only
var word = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,30}$`)

func Anchored(db *sql.DB, r *http.Request) {
	table := r.FormValue("table")
	if !word.MatchString(table) {
		http.Error(nil, "no", 400)
		return
	}
	db.Query("SELECT id FROM " + table)
}

// safe: log.Fatal ends it
func Fatal(db *sql.DB, name string) {
	if !slices.Contains([]string{"a", "b"}, name) {
		log.Fatal("no such table")
	}
	db.Query("SELECT id FROM " + name)
}

// safe: an update of the given columns
type patch struct {
	Name *string `json:"name"`
	Age  *int    `json:"age"`
}

func Update(db *sql.DB, r *http.Request) error {
	var p patch
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		return err
	}
	var sets []string
	var args []any
	add := func(col string, v any) {
		args = append(args, v)
		sets = append(sets, fmt.Sprintf("%s = $%d", col, len(args)))
	}
	if p.Name != nil {
		add("name", *p.Name)
	}
	if p.Age != nil {
		add("age", *p.Age)
	}
	_, err := db.Exec("UPDATE users SET "+strings.Join(sets, ", "), args...)
	return err
}

// safe: a builder of one's own with constants
type query struct {
	text strings.Builder
	args []any
}

func (q *query) add(text string, args ...any) *query {
	q.text.WriteString(text)
	q.args = append(q.args, args...)
	return q
}

func Build(db *sql.DB, r *http.Request) {
	q := new(query).add("SELECT id FROM users WHERE 1=1")
	if name := r.FormValue("name"); name != "" {
		q.add(" AND name = ?", name)
	}
	db.Query(q.text.String(), q.args...)
}

// safe: rows of insert placeholders
func Bulk(db *sql.DB, users []struct{ Name string }) {
	rows := make([]string, 0, len(users))
	args := make([]any, 0, 2*len(users))
	for i, u := range users {
		rows = append(rows, fmt.Sprintf("($%d, $%d)", 2*i+1, 2*i+2))
		args = append(args, u.Name, i)
	}
	db.Exec("INSERT INTO users (name, rank) VALUES "+strings.Join(rows, ", "), args...)
}

// safe: a table of statements by name
type statements struct{ list, get, drop string }

var sqlite = statements{list: "SELECT id FROM users", get: "SELECT id FROM users WHERE id = ?", drop: "DROP TABLE users"}

type storage struct {
	db *sql.DB
	st statements
}

func open(db *sql.DB) *storage { return &storage{db: db, st: sqlite} }

func (s *storage) get(id string) *sql.Row { return s.db.QueryRow(s.st.get, id) }

// safe: statements prepared in a loop over a map
func PrepareAll(ctx context.Context, db *sql.DB) (map[string]*sql.Stmt, error) {
	out := map[string]*sql.Stmt{}
	for name, text := range map[string]string{"one": "SELECT 1", "two": "SELECT 2"} {
		st, err := db.PrepareContext(ctx, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = st
	}
	return out, nil
}

// safe: an interface of dialects that are constants
type dialect interface{ now() string }

type pg struct{}

func (pg) now() string { return "now()" }

type my struct{}

func (my) now() string { return "CURRENT_TIMESTAMP" }

func Dialects(db *sql.DB, d dialect) { db.Query("SELECT " + d.now()) }

// safe: direction by comparison, ignoring case
func Direction(db *sql.DB, r *http.Request) {
	dir := "ASC"
	if strings.EqualFold(r.FormValue("dir"), "desc") {
		dir = "DESC"
	}
	db.Query("SELECT id FROM users ORDER BY id " + dir)
}

// safe: cmp.Or of constants
func Or(db *sql.DB, r *http.Request) {
	cols := map[string]string{"a": "age"}
	db.Query("SELECT id FROM users ORDER BY " + cmp.Or(cols[r.FormValue("o")], "id"))
}

// safe: sorted keys of a constant map
func SortedKeys(db *sql.DB) {
	cols := map[string]int{"id": 1, "name": 2}
	db.Query("SELECT " + strings.Join(slices.Sorted(maps.Keys(cols)), ", ") + " FROM users")
}

// safe: a template of constants and numbers
func Template(db *sql.DB, n int) error {
	t := template.Must(template.New("q").Parse("SELECT id FROM users LIMIT {{.}}"))
	var b bytes.Buffer
	if err := t.Execute(&b, n); err != nil {
		return err
	}
	_, err := db.Query(b.String())
	return err
}

// safe: once
var text = sync.OnceValue(func() string { return strings.Repeat("?,", 3) + "?" })

func Once(db *sql.DB) { db.Query("SELECT id FROM users WHERE id IN (" + text() + ")") }

// safe: a struct whose key is checked by a method
type sorter struct{ by string }

func (s sorter) valid() bool {
	switch s.by {
	case "id", "name":
		return true
	}
	return false
}

func Field(db *sql.DB, r *http.Request) error {
	by := r.FormValue("by")
	if by != "id" && by != "name" {
		return errors.New("no")
	}
	s := sorter{by: by}
	_, err := db.Query("SELECT id FROM users ORDER BY " + s.by)
	return err
}

// safe: numbers of a request
func Parsed(db *sql.DB, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return err
	}
	ids := []string{strconv.FormatInt(id, 10), "2"}
	_, err = db.Query("SELECT id FROM users WHERE id IN (" + strings.Join(ids, ",") + ")")
	return err
}

// safe: a list of int64 joined
func Ints(db *sql.DB, ids []int64) {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(fmt.Sprint(id))
	}
	db.Query("SELECT id FROM users WHERE id IN (" + b.String() + ")")
}

// safe: savepoints are numbered
type nested struct {
	tx    *sql.Tx
	depth int
}

func (n *nested) begin() error {
	n.depth++
	_, err := n.tx.Exec(fmt.Sprintf("SAVEPOINT sp%d", n.depth))
	return err
}

// safe: the error's text is logged, the query is a constant
func Logged(db *sql.DB, name string) error {
	const q = "SELECT id FROM users WHERE name = ?"
	if err := db.QueryRow(q, name).Scan(new(int)); err != nil {
		return fmt.Errorf("%s with %q: %w", q, name, err)
	}
	return nil
}

// safe: a generic helper that runs constants
func one[T any](db *sql.DB, query string, args ...any) (v T, err error) {
	err = db.QueryRow(query, args...).Scan(&v)
	return v, err
}

func Generic(db *sql.DB, r *http.Request) {
	one[int](db, "SELECT count(*) FROM users WHERE name = ?", r.FormValue("name"))
}

// safe: a check by a local closure
func LocalCheck(db *sql.DB, r *http.Request) {
	ok := func(s string) bool { return s == "id" || s == "name" }
	col := r.FormValue("col")
	if !ok(col) {
		col = "id"
	}
	db.Query("SELECT " + col + " FROM users")
}

// safe: a test's helper
func seed(db *sql.DB, texts ...string) {
	for _, text := range texts {
		if _, err := db.Exec(text); err != nil {
			panic(err)
		}
	}
}

func Seed(db *sql.DB) { seed(db, "CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)") }

// safe: lines of a constant script
func Script(db *sql.DB) {
	for line := range strings.SplitSeq("CREATE TABLE a (id int); CREATE TABLE b (id int)", ";") {
		db.Exec(line)
	}
}

// safe: an array by index
func Months(db *sql.DB, n int) {
	names := [...]string{"jan", "feb"}
	db.Query("SELECT id FROM log_" + names[n%2])
}

var _ fs.FS = fstest.MapFS{}
