// Package loosesafe has safe idioms in the manner of a quick test.
package loosesafe

import (
	"database/sql"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// safe: AppendInt
func g1(db *sql.DB) {
	q := []byte("SELECT ")
	q = strconv.AppendInt(q, 3, 10)
	db.Query(string(q))
}

// safe: a map of an enumeration
type st int

var stNames = map[st]string{0: "a", 1: "b"}

func g2(db *sql.DB, s st) { db.Query("SELECT " + stNames[s]) }

// safe: names and tags of a struct by reflection
type row struct {
	ID   int    `db:"id"`
	Name string `db:"name"`
}

func g3(db *sql.DB) {
	var cols []string
	t := reflect.TypeOf(row{})
	for i := range t.NumField() {
		cols = append(cols, t.Field(i).Tag.Get("db"))
	}
	db.Query("SELECT " + strings.Join(cols, ",") + " FROM " + t.Name())
}

// safe: a type parameter's method
type tabler interface{ Table() string }
type user struct{}

func (user) Table() string { return "users" }
func g4[T tabler](db *sql.DB) {
	var t T
	db.Query("SELECT * FROM " + t.Table())
}
func g4b(db *sql.DB) { g4[user](db) }

// safe: a method of a set
type allow map[string]bool

func (a allow) has(s string) bool { return a[s] }
func g5(db *sql.DB, r *http.Request) {
	col := r.FormValue("c")
	a := allow{"id": true}
	if !a.has(col) {
		return
	}
	db.Query("SELECT " + col)
}

// safe: ContainsFunc
func g6(db *sql.DB, r *http.Request) {
	col := r.FormValue("c")
	if !slices.ContainsFunc([]string{"a", "b"}, func(x string) bool { return x == col }) {
		return
	}
	db.Query("SELECT " + col)
}

// safe: a loop that looks for it
func g7(db *sql.DB, r *http.Request) {
	col := r.FormValue("c")
	found := false
	for _, a := range []string{"a", "b"} {
		if a == col {
			found = true
		}
	}
	if !found {
		return
	}
	db.Query("SELECT " + col)
}

// safe: a map of structs
type spec struct{ col, dir string }

var specs = map[string]spec{"n": {"name", "ASC"}, "a": {"age", "DESC"}}

func g8(db *sql.DB, r *http.Request) {
	s, ok := specs[r.FormValue("s")]
	if !ok {
		s = specs["n"]
	}
	db.Query("SELECT 1 ORDER BY " + s.col + " " + s.dir)
}

// safe: numbers of all kinds
func g9(db *sql.DB, f float64, d time.Duration, u uint8) {
	db.Query(fmt.Sprintf("SELECT %f, %v, %d", f, d.Seconds(), u))
}

// safe: a switch in a loop
func g10(db *sql.DB, r *http.Request) {
	cols := strings.Split(r.FormValue("cols"), ",")
	var ok []string
	for _, c := range cols {
		switch c {
		case "a", "b":
			ok = append(ok, c)
		}
	}
	db.Query("SELECT " + strings.Join(ok, ","))
}

// safe: a check in a loop
func g11(db *sql.DB, cols []string) error {
	for _, c := range cols {
		if _, ok := specs[c]; !ok {
			return fmt.Errorf("no %s", c)
		}
		db.Query("SELECT " + c)
	}
	return nil
}

// safe: a function that builds text and arguments
func g12(db *sql.DB, r *http.Request) {
	q, args := build(r.FormValue("name"), r.FormValue("age"))
	db.Query(q, args...)
}
func build(name, age string) (string, []any) {
	var w []string
	var args []any
	if name != "" {
		args = append(args, name)
		w = append(w, fmt.Sprintf("name = $%d", len(args)))
	}
	if age != "" {
		args = append(args, age)
		w = append(w, "age = $"+strconv.Itoa(len(args)))
	}
	return "SELECT 1 WHERE " + strings.Join(w, " AND "), args
}

// safe: a parsed direction
type order string

const (
	asc  order = "ASC"
	desc order = "DESC"
)

func parse(s string) order {
	if s == "desc" {
		return desc
	}
	return asc
}
func g13(db *sql.DB, r *http.Request) { db.Query("SELECT 1 ORDER BY a " + string(parse(r.Host))) }

// safe: a builder that numbers its arguments
type qb struct {
	sb   strings.Builder
	args []any
}

func (q *qb) arg(v any) { q.args = append(q.args, v); fmt.Fprintf(&q.sb, "$%d", len(q.args)) }
func g14(db *sql.DB, r *http.Request) {
	var q qb
	q.sb.WriteString("SELECT 1 WHERE a = ")
	q.arg(r.Host)
	db.Query(q.sb.String(), q.args...)
}

// safe: statements and arguments in a struct
type job struct {
	name  string
	query string
	args  []any
}

func g15(db *sql.DB, r *http.Request) {
	for _, j := range []job{{"a", "SELECT ?", []any{r.Host}}, {r.Host, "SELECT 2", nil}} {
		db.Query(j.query, j.args...)
	}
}

// safe: an array of structs in a transaction
func g16(db *sql.DB, r *http.Request) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, q := range [...]struct{ q, v string }{{"DELETE FROM a WHERE x = ?", r.Host}} {
		if _, err := tx.Exec(q.q, q.v); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// safe: a number or its default
func g17(db *sql.DB, limit string) {
	n, err := strconv.ParseUint(limit, 10, 32)
	if err != nil {
		n = 10
	}
	db.Query("SELECT 1 LIMIT " + fmt.Sprintf("%v", n))
}

// safe: marks made in a loop
func g18(db *sql.DB, names ...string) {
	ph := make([]string, len(names))
	for i := range ph {
		ph[i] = "?"
	}
	args := make([]any, len(names))
	for i, n := range names {
		args[i] = n
	}
	db.Query("SELECT 1 WHERE a IN ("+strings.Join(ph, ",")+")", args...)
}

// safe: slices.Repeat
func g19(db *sql.DB, ids []any) {
	db.Query(fmt.Sprintf("SELECT 1 WHERE a IN (%s)", strings.Join(slices.Repeat([]string{"?"}, len(ids)), ",")), ids...)
}

// safe: a map of functions
func g20(db *sql.DB, on bool) {
	var q = map[bool]func() string{true: func() string { return "a" }, false: func() string { return "b" }}
	db.Query("SELECT " + q[on]())
}
