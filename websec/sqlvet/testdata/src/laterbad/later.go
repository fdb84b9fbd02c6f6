// Package laterbad has idioms that were written when the analyser was there already.
package laterbad

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// idiom: a pipeline of closures
func Middleware(db *sql.DB) http.HandlerFunc {
	type key struct{}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), key{}, r.FormValue("tenant"))
		tenant, _ := ctx.Value(key{}).(string)
		db.QueryContext(ctx, "SELECT id FROM "+tenant+".users") // want "not made of constants"
	}
}

// idiom: a handler's method on a server struct with options
type server struct {
	db   *sql.DB
	opts []option
}

type option func(*settings)

type settings struct{ schema string }

func withSchema(s string) option { return func(o *settings) { o.schema = s } }

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	var o settings
	for _, opt := range append(s.opts, withSchema(r.FormValue("schema"))) {
		opt(&o)
	}
	s.db.Query("SELECT id FROM " + o.schema + ".users") // want "not made of constants"
}

// idiom: url.Values of a parsed URL
func Parsed(db *sql.DB, raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return err
	}
	_, err = db.Query("SELECT id FROM users ORDER BY " + u.Query()["order"][0]) // want "not made of constants"
	return err
}

// idiom: a pattern that is not anchored
var word = regexp.MustCompile(`[a-z]+`)

func Unanchored(db *sql.DB, r *http.Request) {
	col := r.FormValue("col")
	if !word.MatchString(col) {
		return
	}
	db.Query("SELECT " + col + " FROM users") // want "not made of constants"
}

// idiom: a regular expression replaces
func Cleaned(db *sql.DB, r *http.Request) {
	col := regexp.MustCompile(`['";]`).ReplaceAllString(r.FormValue("col"), "")
	db.Query("SELECT " + col + " FROM users") // want "not made of constants"
}

// idiom: cmp.Or with a default
func Default(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM users ORDER BY " + cmp.Or(r.FormValue("order"), "id")) // want "not made of constants"
}

// idiom: strconv.Quote
func GoQuoted(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM users WHERE name = " + strconv.Quote(r.FormValue("name"))) // want "not made of constants"
}

// idiom: an array and a loop over it
func Array(db *sql.DB, r *http.Request) {
	parts := [3]string{"SELECT id FROM users WHERE name = '", r.FormValue("name"), "'"}
	var q string
	for _, p := range parts {
		q += p
	}
	db.Query(q) // want "not made of constants"
}

// idiom: a map of slices
func MapOfSlices(db *sql.DB, r *http.Request) {
	conds := map[string][]string{}
	conds["and"] = append(conds["and"], "name = '"+r.FormValue("name")+"'")
	db.Query("SELECT id FROM users WHERE " + strings.Join(conds["and"], " AND ")) // want "not made of constants"
}

// idiom: nested structs
type outer struct{ in inner }

type inner struct{ tail []string }

func Nested(db *sql.DB, r *http.Request) {
	var o outer
	o.in.tail = append(o.in.tail, r.FormValue("tail"))
	db.Query("SELECT 1 " + strings.Join(o.in.tail, " ")) // want "not made of constants"
}

// idiom: a fluent builder of one's own
type selectBuilder struct {
	cols  []string
	table string
	conds []string
}

func Select(cols ...string) *selectBuilder { return &selectBuilder{cols: cols} }

func (b *selectBuilder) From(table string) *selectBuilder {
	b.table = table
	return b
}

func (b *selectBuilder) Where(cond string) *selectBuilder {
	b.conds = append(b.conds, cond)
	return b
}

func (b *selectBuilder) SQL() string {
	return "SELECT " + strings.Join(b.cols, ", ") + " FROM " + b.table + " WHERE " + strings.Join(b.conds, " AND ")
}

func Fluent(db *sql.DB, r *http.Request) {
	db.Query(Select("id").From("users").Where("name = '" + r.FormValue("name") + "'").SQL()) // want "not made of constants"
}

// idiom: io.Writer given to a function
func Writer(db *sql.DB, r *http.Request) {
	var b bytes.Buffer
	render(&b, r.FormValue("table"))
	db.Query(b.String()) // want "not made of constants"
}

func render(w io.Writer, table string) { fmt.Fprintf(w, "SELECT id FROM %s", table) }

// idiom: io.Copy and io.Pipe
func Copy(db *sql.DB, r *http.Request) {
	var b strings.Builder
	b.WriteString("SELECT ")
	io.Copy(&b, r.Body)
	db.Query(b.String()) // want "not made of constants"
}

// idiom: a MultiWriter
func Multi(db *sql.DB, r *http.Request) {
	var b strings.Builder
	w := io.MultiWriter(&b, os.Stdout)
	fmt.Fprint(w, "SELECT ", r.FormValue("col"))
	db.Query(b.String()) // want "not made of constants"
}

// idiom: a table that is drawn
func Tabs(db *sql.DB, r *http.Request) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 0, ' ', 0)
	fmt.Fprintln(w, "SELECT\t", r.FormValue("col"))
	w.Flush()
	db.Query(b.String()) // want "not made of constants"
}

// idiom: a pool of buffers
var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func Pooled(db *sql.DB, r *http.Request) {
	b := pool.Get().(*bytes.Buffer)
	defer pool.Put(b)
	b.Reset()
	b.WriteString("SELECT " + r.FormValue("col"))
	db.Query(b.String()) // want "not made of constants"
}

// idiom: an atomic pointer
var current atomic.Pointer[string]

func Atomic(db *sql.DB, r *http.Request) {
	q := "SELECT " + r.FormValue("col")
	current.Store(&q)
	db.Query(*current.Load()) // want "not made of constants"
}

// idiom: two goroutines
func Goroutine(db *sql.DB, r *http.Request) {
	in, out := make(chan string), make(chan string)
	go func() {
		for s := range in {
			out <- "SELECT " + s
		}
	}()
	in <- r.FormValue("col")
	select {
	case q := <-out:
		db.Query(q) // want "not made of constants"
	case <-time.After(time.Second):
	}
}

// idiom: recursion
func Recursive(db *sql.DB, conds []string) {
	db.Query("SELECT id FROM users WHERE " + all(conds)) // want "not made of constants"
}

func all(conds []string) string {
	if len(conds) == 1 {
		return conds[0]
	}
	return conds[0] + " AND " + all(conds[1:])
}

// idiom: a generic map over a slice
func mapped[T, U any](in []T, f func(T) U) []U {
	var out []U
	for _, x := range in {
		out = append(out, f(x))
	}
	return out
}

func GenericMap(db *sql.DB, names []string) {
	db.Query("SELECT id FROM users WHERE name IN (" + strings.Join(mapped(names, func(s string) string { return "'" + s + "'" }), ",") + ")") // want "not made of constants"
}

// idiom: a generic container
type box[T any] struct{ v T }

func (b *box[T]) set(v T) { b.v = v }
func (b *box[T]) get() T  { return b.v }

func Box(db *sql.DB, r *http.Request) {
	var b box[string]
	b.set(r.FormValue("sql"))
	db.Query(b.get()) // want "not made of constants"
}

// idiom: an error that carries text
type queryError struct{ text string }

func (e *queryError) Error() string { return e.text }

func FromError(db *sql.DB, r *http.Request) {
	err := error(&queryError{r.FormValue("sql")})
	var qe *queryError
	if errors.As(err, &qe) {
		db.Exec(qe.text) // want "not made of constants"
	}
}

// idiom: hex is decoded
func Hex(db *sql.DB, r *http.Request) {
	raw, _ := hex.DecodeString(r.FormValue("sql"))
	db.Exec(string(raw)) // want "not made of constants"
}

// idiom: XML is decoded into a slice of structs
type report struct {
	Columns []struct {
		Name string `xml:"name"`
	} `xml:"column"`
}

func XML(db *sql.DB, body io.Reader) {
	var rep report
	xml.NewDecoder(body).Decode(&rep)
	for _, c := range rep.Columns {
		db.Query("SELECT " + c.Name + " FROM users") // want "not made of constants"
	}
}

// idiom: a decoding function of one's own
func OwnDecoder(db *sql.DB, r *http.Request) {
	var in struct{ Table string }
	if err := decode(r, &in); err != nil {
		return
	}
	db.Query("SELECT id FROM " + in.Table) // want "not made of constants"
}

func decode(r *http.Request, into any) error { return xml.NewDecoder(r.Body).Decode(into) }

// idiom: rows of one table name another
func SecondTable(db *sql.DB) error {
	rows, err := db.Query("SELECT name FROM tables")
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	for _, name := range names {
		db.Exec("DROP TABLE " + name) // want "not made of constants"
	}
	return rows.Err()
}

// idiom: a constant type's like without the constant
type rawSQL string

func (q rawSQL) run(db *sql.DB) { db.Exec(string(q)) }

func Raw(db *sql.DB, r *http.Request) {
	rawSQL("DELETE FROM " + r.FormValue("table")).run(db) // want "not made of constants"
}

// idiom: embedding hides the database
type repo struct{ *sql.DB }

func (r repo) byName(name string) { r.Query("SELECT id FROM users WHERE name = '" + name + "'") } // want "not made of constants"

func Embedded(db *sql.DB, req *http.Request) { repo{db}.byName(req.FormValue("name")) }

// idiom: an embedded interface
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

type logged struct{ querier }

func Logged(q querier, r *http.Request) {
	l := logged{q}
	l.QueryContext(r.Context(), "SELECT "+path.Base(r.URL.Path)) // want "not made of constants"
}

// idiom: a method value in a map
func Dispatch(db *sql.DB, r *http.Request) {
	run := map[string]func(string, ...any) (sql.Result, error){"exec": db.Exec}
	run["exec"]("DELETE FROM " + r.FormValue("table")) // want "not made of constants"
}

// idiom: a wrapper with retries in a closure
func Retry(db *sql.DB, r *http.Request) {
	retry(3, func() error {
		_, err := db.Exec("DELETE FROM " + r.FormValue("table")) // want "not made of constants"
		return err
	})
}

func retry(n int, f func() error) (err error) {
	for range n {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// idiom: a column list from a map's keys
func Keys(db *sql.DB, values map[string]any) {
	cols := slices.Sorted(maps.Keys(values))
	db.Exec("INSERT INTO users (" + strings.Join(cols, ", ") + ") VALUES (1)") // want "not made of constants"
}

// idiom: LIKE by hand
func Like(db *sql.DB, r *http.Request) {
	db.Query(fmt.Sprintf("SELECT id FROM users WHERE name LIKE '%%%s%%'", r.FormValue("q"))) // want "not made of constants"
}

// idiom: the result of a check is not looked at
func Unchecked(db *sql.DB, r *http.Request) {
	col := r.FormValue("col")
	ok := slices.Contains([]string{"id", "name"}, col)
	log.Print(ok)
	db.Query("SELECT " + col + " FROM users") // want "not made of constants"
}

// idiom: the list that is asked can be added to
func OpenList(db *sql.DB, r *http.Request) {
	allowed := map[string]bool{"id": true}
	for _, extra := range r.Form["extra"] {
		allowed[extra] = true
	}
	if col := r.FormValue("col"); allowed[col] {
		db.Query("SELECT " + col + " FROM users") // want "not made of constants"
	}
}

// idiom: a checker that lets errors through
func LaxCheck(db *sql.DB, r *http.Request) error {
	col := r.FormValue("col")
	if err := lax(col); err != nil {
		return err
	}
	_, err := db.Query("SELECT " + col + " FROM users") // want "not made of constants"
	return err
}

func lax(col string) error {
	if len(col) > 20 {
		return errors.New("too long")
	}
	return nil
}

// idiom: a named result and a swap
func Swap(db *sql.DB, r *http.Request) {
	a, b := "SELECT 1", r.FormValue("sql")
	a, b = b, a
	db.Query(a) // want "not made of constants"
	_ = b
}

// idiom: bytes.Replace and bytes.Join
func BytesJoin(db *sql.DB, r *http.Request) {
	db.Query(string(bytes.Join([][]byte{[]byte("SELECT"), []byte(r.FormValue("col"))}, []byte(" ")))) // want "not made of constants"
}

// idiom: a stored procedure's name
func Call(tx *sql.Tx, proc string) {
	stmt, _ := tx.Prepare("CALL " + proc + "(?)") // want "not made of constants"
	stmt.Exec(1)
}
