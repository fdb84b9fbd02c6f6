// Package bad has idioms that let what a user says become SQL. Each has to be found,
// where the line says so.
package bad

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
)

var ctx = context.Background()

// idiom: concatenation
func Concat(db *sql.DB, name string) {
	db.Query("SELECT id FROM users WHERE name = '" + name + "'") // want "not made of constants"
}

// idiom: append by +=
func PlusAssign(db *sql.DB, r *http.Request) {
	query := "SELECT id FROM users"
	query += " WHERE name = '"
	query += r.FormValue("name")
	query += "'"
	db.QueryContext(ctx, query) // want "not made of constants"
}

// idiom: the text is the user's
func Whole(db *sql.DB, r *http.Request) {
	db.Exec(r.FormValue("sql")) // want "not made of constants"
}

// idiom: one branch of two
func Branch(db *sql.DB, r *http.Request) {
	order := "id"
	if o := r.FormValue("order"); o != "" {
		order = o
	}
	db.Query("SELECT id FROM users ORDER BY " + order) // want "not made of constants"
}

// idiom: a loop
func Loop(db *sql.DB, names []string) {
	query := "SELECT id FROM users WHERE name IN ("
	for i, name := range names {
		if i > 0 {
			query += ", "
		}
		query += "'" + name + "'"
	}
	db.Query(query + ")") // want "not made of constants"
}

// idiom: a check that says yes to anything but one word
func DenyList(db *sql.DB, r *http.Request) {
	col := r.FormValue("col")
	if col != "password" {
		db.Query("SELECT " + col + " FROM users") // want "not made of constants"
	}
}

// idiom: the check guards another value
func WrongGuard(db *sql.DB, r *http.Request) {
	allowed := map[string]bool{"id": true, "name": true}
	col, dir := r.FormValue("col"), r.FormValue("dir")
	if !allowed[col] {
		return
	}
	db.Query("SELECT id FROM users ORDER BY " + col + " " + dir) // want "not made of constants"
}

// idiom: the checked branch and the other meet again
func GuardForgotten(db *sql.DB, r *http.Request) {
	allowed := map[string]bool{"id": true, "name": true}
	col := r.FormValue("col")
	if !allowed[col] {
		fmt.Println("odd column", col)
	}
	db.Query("SELECT id FROM users ORDER BY " + col) // want "not made of constants"
}

// idiom: Sprintf
func Sprintf(db *sql.DB, r *http.Request) {
	db.QueryRow(fmt.Sprintf("SELECT id FROM users WHERE name = '%s'", r.URL.Query().Get("name"))) // want "not made of constants"
}

// idiom: Sprintf with a format that is not constant
func SprintfFormat(db *sql.DB, r *http.Request) {
	db.QueryRow(fmt.Sprintf(r.PostFormValue("format"), 1)) // want "not made of constants"
}

// idiom: quoting as Go does is not quoting as SQL does
func SprintfQuoted(db *sql.DB, r *http.Request) {
	db.QueryRowContext(ctx, fmt.Sprintf("SELECT id FROM users WHERE name = %q", r.Header.Get("X-Name"))) // want "not made of constants"
}

// idiom: Sprint and the command line
func Sprint(db *sql.DB) {
	db.Exec(fmt.Sprint("DROP TABLE ", os.Args[1])) // want "not made of constants"
}

// idiom: an error's text
func ErrorText(db *sql.DB, name string) {
	err := fmt.Errorf("no user %s", name)
	db.Exec("INSERT INTO log VALUES ('" + err.Error() + "')") // want "not made of constants"
}

// idiom: a Stringer's text
func Stringer(db *sql.DB, r *http.Request) {
	db.Exec(fmt.Sprintf("SELECT %s FROM users", column{r.FormValue("col")})) // want "not made of constants"
}

type column struct{ name string }

func (c column) String() string { return `"` + c.name + `"` }
