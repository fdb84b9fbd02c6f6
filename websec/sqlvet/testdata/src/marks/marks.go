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

// reach: how far an ignore goes.
func reach(db *sql.DB, r *http.Request) {
	//sqlvet:ignore the argument is on another line
	db.Query(
		"SELECT " + r.Host,
	)
	//sqlvet:ignore the reason is long,
	// and goes on here
	db.Query("SELECT " + r.Host)
	//sqlvet:ignore the head of an if
	if _, err := db.Query("SELECT " + r.Host); err != nil {
		db.Query("SELECT " + r.Host) // want "not made of constants"
	}
	//sqlvet:ignore a function is not a part of what it is given to
	http.HandleFunc(query(db, r.Host), func(_ http.ResponseWriter, r *http.Request) {
		db.Query("SELECT " + r.Host) // want "not made of constants"
	})
	db.Query("SELECT " + r.Host) //sqlvet:ignore behind code it is for its line
	db.Query("SELECT " + r.Host) // want "not made of constants"
}

func query(db *sql.DB, text string) string { db.Query(text); return text }

func mistakes(db *sql.DB, r *http.Request) {
	//sqlvet:ignore nothing is the matter // want "sqlvet:ignore is for nothing"
	db.Query("SELECT 1")
	//sqlvet:ingore it is misspelt // want "sqlvet:ingore is not known: there are ignore, trusted and constant"
	db.Query("SELECT " + r.Host) // want "not made of constants"
	// sqlvet:ignore it has a blank // want "a directive has no blank behind the slashes"
	db.Query("SELECT " + r.Host) // want "not made of constants"
	//sqlvet:trusted a call is nothing to stand above // want "sqlvet:trusted is for nothing"
	db.Query("SELECT " + r.Host) // want "not made of constants"
}

// number is no string type.
//
//sqlvet:constant // want "sqlvet:constant is for nothing"
type number int

// trusted is looked at by people.
//
//sqlvet:trusted a number in words
func trusted(r *http.Request) string { return r.FormValue("n") }

//sqlvet:trusted // want "sqlvet:trusted has to say why"
func untrusted(r *http.Request) string { return r.FormValue("n") }
