package bad

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// idiom: a function's result
func Result(db *sql.DB, r *http.Request) {
	db.Query(byName(r.FormValue("name"))) // want "not made of constants"
}

func byName(name string) string { return "SELECT id FROM users WHERE name = '" + name + "'" }

// idiom: the second of two results
func SecondResult(db *sql.DB, r *http.Request) {
	n, order := page(r)
	db.Query(fmt.Sprintf("SELECT id FROM users ORDER BY %s LIMIT %d", order, n)) // want "not made of constants"
}

func page(r *http.Request) (int, string) { return 10, r.FormValue("order") }

// idiom: a named result, set in a deferred function
func Deferred(db *sql.DB, r *http.Request) {
	db.Query(late(r)) // want "not made of constants"
}

func late(r *http.Request) (text string) {
	defer func() { text += r.FormValue("tail") }()
	return "SELECT 1 "
}

// idiom: the query itself is deferred
func DeferredQuery(db *sql.DB, r *http.Request) {
	defer db.Exec("DELETE FROM " + r.FormValue("table")) // want "not made of constants"
	go db.Exec("DELETE FROM " + r.FormValue("other"))    // want "not made of constants"
}

// idiom: a wrapper passes its query on; its callers answer for it
func Wrapper(db *sql.DB, r *http.Request) {
	must(db, "SELECT id FROM users WHERE name = '"+r.FormValue("name")+"'") // want "not made of constants"
	must(db, "SELECT 1")
}

func must(db *sql.DB, query string, args ...any) *sql.Rows {
	rows, err := db.Query(query, args...)
	if err != nil {
		panic(err)
	}
	return rows
}

// idiom: a wrapper that builds
func BuildingWrapper(db *sql.DB, r *http.Request) {
	count(db, r.FormValue("table"))
}

func count(db *sql.DB, table string) *sql.Row {
	return db.QueryRow("SELECT count(*) FROM " + table) // want "not made of constants"
}

// idiom: a variadic function
func Variadic(db *sql.DB, r *http.Request) {
	db.Query(and("SELECT id FROM users WHERE 1=1", "id > 3", r.FormValue("cond"))) // want "not made of constants"
}

func and(base string, conds ...string) string {
	for _, c := range conds {
		base += " AND " + c
	}
	return base
}

// idiom: a method value
func MethodValue(db *sql.DB, r *http.Request) {
	query := db.Query
	query("SELECT " + r.FormValue("col") + " FROM users") // want "not made of constants"
}

// idiom: a method expression
func MethodExpression(db *sql.DB, r *http.Request) {
	query := (*sql.DB).Query
	query(db, "SELECT "+r.FormValue("col")+" FROM users") // want "not made of constants"
}

type queryer interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

// idiom: an interface of one's own
func Interface(q queryer, r *http.Request) {
	q.Query("SELECT " + r.FormValue("col") + " FROM users") // want "not made of constants"
}

type store struct {
	exec func(query string, args ...any) (sql.Result, error)
}

// idiom: a function in a field
func FuncField(db *sql.DB, r *http.Request) {
	s := store{exec: db.Exec}
	s.exec("DELETE FROM users WHERE id = " + r.FormValue("id")) // want "not made of constants"
}

// idiom: a function that gets the query's function
func FuncParam(db *sql.DB, r *http.Request) {
	apply(db.Exec, "DELETE FROM users WHERE id = "+r.FormValue("id")) // want "not made of constants"
}

func apply(f func(string, ...any) (sql.Result, error), text string) { f(text) }

// idiom: a generic function
func Generic(db *sql.DB, r *http.Request) {
	db.Query(concat("SELECT ", r.FormValue("col"))) // want "not made of constants"
}

func concat[T ~string](a, b T) T { return a + b }

type sqlText string

// idiom: a string type of one's own proves nothing
func NamedType(db *sql.DB, r *http.Request) {
	text := sqlText("SELECT " + r.FormValue("col"))
	db.Query(string(text)) // want "not made of constants"
}

type dialect interface{ quote(string) string }

type naive struct{}

func (naive) quote(s string) string { return "'" + s + "'" }

// idiom: an interface's method makes the text
func InterfaceResult(d dialect, db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM users WHERE name = " + d.quote(r.FormValue("name"))) // want "not made of constants"
}

// idiom: Tx, Conn, Prepare, PrepareContext
func Places(tx *sql.Tx, conn *sql.Conn, db *sql.DB, r *http.Request) {
	text := "SELECT " + r.FormValue("col")
	tx.Exec(text)                  // want "not made of constants"
	tx.QueryRow(text)              // want "not made of constants"
	conn.QueryContext(ctx, text)   // want "not made of constants"
	db.Prepare(text)               // want "not made of constants"
	tx.PrepareContext(ctx, text)   // want "not made of constants"
	conn.PrepareContext(ctx, text) // want "not made of constants"
}

// idiom: pgx, its pool, its transactions and its batches
func Pgx(c *pgx.Conn, p *pgxpool.Pool, tx pgx.Tx, r *http.Request) {
	c.Exec(ctx, "DELETE FROM "+r.FormValue("table"))          // want "not made of constants"
	p.Query(ctx, "SELECT id FROM "+r.FormValue("table"))      // want "not made of constants"
	tx.QueryRow(ctx, "SELECT id FROM "+r.FormValue("table"))  // want "not made of constants"
	new(pgx.Batch).Queue("DELETE FROM " + r.FormValue("tab")) // want "not made of constants"
}

// idiom: the environment, a cookie, a path
func Sources(db *sql.DB, r *http.Request) {
	db.Exec("DELETE FROM " + os.Getenv("TABLE")) // want "not made of constants"
	if c, err := r.Cookie("table"); err == nil {
		db.Exec("DELETE FROM " + c.Value) // want "not made of constants"
	}
	db.Exec("DELETE FROM " + strings.TrimPrefix(r.URL.Path, "/")) // want "not made of constants"
}
