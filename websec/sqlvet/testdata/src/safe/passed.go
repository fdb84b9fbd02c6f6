package safe

import (
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"strings"
)

// safe: a wrapper and constants
func Wrapper(db *sql.DB, name string) {
	must(db, "SELECT id FROM users WHERE name = ?", name)
	must(db, "SELECT id FROM users")
}

func must(db *sql.DB, query string, args ...any) *sql.Rows {
	log.Printf("%s %v", query, args)
	rows, err := db.Query(query, args...)
	if err != nil {
		panic(err)
	}
	return rows
}

// safe: a function that builds, called with constants only
func Count(db *sql.DB) {
	count(db, "users")
	count(db, "orders")
}

func count(db *sql.DB, table string) *sql.Row { return db.QueryRow("SELECT count(*) FROM " + table) }

// safe: one function, constants for SQL and data for the log
func Shared(db *sql.DB, r *http.Request) {
	log.Print(brackets(r.FormValue("name")))
	db.Query("SELECT id FROM users WHERE id IN " + brackets("1, 2"))
}

func brackets(s string) string { return "(" + s + ")" }

type finder struct {
	db      *sql.DB
	table   string
	name    string
	history strings.Builder
}

func newFinder(db *sql.DB, name string) *finder {
	return &finder{db: db, table: "users", name: name}
}

func (f *finder) find() (*sql.Rows, error) {
	f.history.WriteString(f.name)
	return f.db.Query("SELECT id FROM "+f.table+" WHERE name = ?", f.name)
}

// safe: the data is in another field
func Fields(db *sql.DB, r *http.Request) {
	newFinder(db, r.FormValue("name")).find()
}

// safe: a transaction in a closure
func Closure(db *sql.DB, name string) error {
	return inTx(db, func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO users VALUES (?)", name)
		return err
	})
}

func inTx(db *sql.DB, work func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return fmt.Errorf("%w, %w", err, tx.Rollback())
	}
	return tx.Commit()
}

type execer interface {
	Exec(query string, args ...any) (sql.Result, error)
}

// safe: an interface and a constant
func Interface(e execer, name string) { e.Exec("DELETE FROM users WHERE name = ?", name) }

// safe: a prepared statement's arguments
func Prepared(db *sql.DB, r *http.Request) error {
	stmt, err := db.Prepare("SELECT id FROM users WHERE name = ?")
	if err != nil {
		return err
	}
	_, err = stmt.Query(r.FormValue("name"))
	return err
}

// safe: methods called Query and Exec that are no database's
func Names(r *http.Request) {
	r.URL.Query().Get("x")
	new(shell).Exec("ls " + r.FormValue("dir"))
}

type shell struct{ log []string }

func (s *shell) Exec(command string) { s.log = append(s.log, command) }

// safe: somebody has looked at it and says why
func Reviewed(db *sql.DB, r *http.Request) {
	//sqlvet:ignore a console for administrators: SQL is what they type
	db.Query(r.FormValue("sql"))
}
