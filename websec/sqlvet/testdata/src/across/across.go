// Package across uses another package's layer over database/sql.
package across

import (
	"database/sql"
	"net/http"

	"corpus/src/sqlhelp"
)

// idiom: a wrapper's method in another package gets built text
func badSelect(db *sqlhelp.DB, r *http.Request) error {
	var ids []int
	return db.Select(&ids, "SELECT id FROM users WHERE name = '"+r.FormValue("name")+"'") // want "not made of constants"
}

// idiom: the method of an embedded field is promoted
func badPromoted(db *sqlhelp.DB, r *http.Request) error {
	_, err := db.Exec("DELETE FROM users WHERE id = " + r.FormValue("id")) // want "not made of constants"
	return err
}

// idiom: a wrapper of a wrapper, seen as a method value
func badMust(db *sqlhelp.DB, r *http.Request) {
	run := db.MustExec
	run("DELETE FROM users WHERE id = " + r.PathValue("id")) // want "not made of constants"
}

// idiom: text goes through a function of another package
func badWhere(db *sql.DB, r *http.Request) {
	db.Query(sqlhelp.Where("SELECT 1 FROM users", "id = 1", "name = '"+r.Host+"'")) // want "not made of constants"
}

// idiom: text comes from a function of another package
func badOrder(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM users" + sqlhelp.Order(r)) // want "not made of constants"
}

// idiom: another package keeps the text in an object and runs it later
func badKept(db *sql.DB, r *http.Request) error {
	return sqlhelp.NewQuery("SELECT " + r.FormValue("col")).Run(db) // want "not made of constants"
}

// idiom: a field of another package's type
func badField(db *sql.DB, r *http.Request) *sql.Row {
	l := sqlhelp.Listing{
		Table: r.FormValue("table"), // want "not made of constants"
	}
	return l.Count(db)
}

// safe: the same layer with constants
func goodSelect(db *sqlhelp.DB, name string) error {
	var ids []int
	db.MustExec("DELETE FROM users WHERE name = $1", name)
	return db.Select(&ids, "SELECT id FROM users WHERE name = $1", name)
}

// safe: a function that joins, given constants
func goodWhere(db *sql.DB, deep bool) {
	conds := []string{"id > 0"}
	if deep {
		conds = append(conds, "depth > 3")
	}
	db.Query(sqlhelp.Where("SELECT 1 FROM users", conds...))
}

// safe: an allow-list and placeholders from another package
func goodColumn(db *sql.DB, r *http.Request, ids []any) {
	db.Query("SELECT id FROM users WHERE id IN ("+sqlhelp.Marks(len(ids))+") ORDER BY "+sqlhelp.Column(r.FormValue("order")), ids...)
}

// safe: an object made of a constant, and a field set to one
func goodKept(db *sql.DB) error {
	l := sqlhelp.Listing{Table: "users"}
	l.Count(db)
	return sqlhelp.NewQuery("SELECT 1").Run(db)
}

// idiom: another package copies text byte by byte
func badTrimmed(db *sql.DB, r *http.Request) {
	db.Query(sqlhelp.Trimmed("SELECT " + r.FormValue("col"))) // want "not made of constants"
}

// safe: a function that copies, given a constant
func goodTrimmed(db *sql.DB) { db.Query(sqlhelp.Trimmed("SELECT 1\n")) }
