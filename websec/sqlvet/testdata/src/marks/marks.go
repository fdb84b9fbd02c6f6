// Package marks has the directives and their mistakes.
package marks

import (
	"database/sql"
	"net/http"
)

// A dialect's implementations are not looked at.
type dialect interface {
	// quote makes an identifier.
	//
	//sqlvet:trusted no name can end the quoting
	quote(name string) string
	name() string
}

type checked string

//sqlvet:constant
type source string

func directives(db *sql.DB, d dialect, r *http.Request) {
	db.Query("SELECT id FROM " + d.quote(r.FormValue("table")))
	db.Query("SELECT id FROM " + d.name()) // want `not made of constants: the result of \(marks.dialect\).name`
	db.Query("SELECT " + trusted(r))
	db.Query("SELECT " + untrusted(r)) // want "not made of constants"
	db.Query(string(source(r.Host)))   // want "not made of constants"
	db.Query(string(source("SELECT 1")))
	db.Query(r.Host) //sqlvet:ignore the console of the administrators
	//sqlvet:ignore // want "sqlvet:ignore has to say why"
	db.Query(r.Host) // want "not made of constants: field Host of another package's"
}

// trusted is looked at by people.
//
//sqlvet:trusted a number in words
func trusted(r *http.Request) string { return r.FormValue("n") }

//sqlvet:trusted // want "sqlvet:trusted has to say why"
func untrusted(r *http.Request) string { return r.FormValue("n") }
