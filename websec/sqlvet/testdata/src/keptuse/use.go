// Package keptuse makes SQL of what another package keeps.
package keptuse

import (
	"database/sql"
	"net/http"
	"os"

	"corpus/src/kept"
)

// idiom: a constructor of another package fills a field
func badNew(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM users ORDER BY " + kept.NewFilter(r.FormValue("sort")).Sort) // want "not made of constants"
}

// idiom: a value from another package, filled by assignment
func badValue(db *sql.DB, r *http.Request) {
	f := kept.OfValue(r.FormValue("sort"))
	db.Query("SELECT id FROM users ORDER BY " + f.Sort) // want "not made of constants"
}

// idiom: a setter of another package
func badSetter(db *sql.DB, r *http.Request) {
	f := &kept.Filter{}
	f.SetSort(r.FormValue("sort"))
	db.Query("SELECT id FROM users ORDER BY " + f.Sort) // want "not made of constants"
}

// idiom: the named result of another package's function
func badNamed(db *sql.DB, r *http.Request) {
	db.Query("SELECT id FROM users WHERE " + kept.Split(r.FormValue("x")).Where) // want "not made of constants"
}

// idiom: the field of a type that cannot be named
func badHidden(db *sql.DB, r *http.Request) {
	db.Exec(kept.Hidden(r.FormValue("x")).Text) // want "not made of constants"
}

type repo struct{ kept.Base }

func newRepo(r *http.Request) repo { return repo{kept.MakeBase(r.FormValue("table"))} }

// idiom: an embedded struct that another package made
func badEmbedded(db *sql.DB, r *http.Request) {
	x := newRepo(r)
	db.Query("SELECT count(*) FROM " + x.Table) // want "not made of constants"
}

// idiom: a file that another package reads into statements
func badScript(db *sql.DB, f *os.File) error {
	s, err := kept.Parse(f)
	if err != nil {
		return err
	}
	for _, up := range s.Up {
		db.Exec(up) // want "not made of constants"
	}
	return nil
}

type planned struct {
	*kept.Script
	id int
}

// idiom: a script is passed on to a function that runs it
func badPlanned(db *sql.DB, f *os.File) {
	s, _ := kept.Parse(f)
	runPlanned(db, planned{s, 1})
}

func runPlanned(db *sql.DB, p planned) {
	db.Exec(p.Up[0]) // want "not made of constants"
}

// idiom: an object from anybody has a field that anybody fills
func Run(db *sql.DB, f *kept.Filter) {
	db.Query("SELECT id FROM users ORDER BY " + f.Sort) // want "not made of constants"
}

// idiom: a variable of another package, set by a function of it
func badVariable(db *sql.DB) {
	db.Query("SELECT id FROM users ORDER BY " + kept.Order) // want "not made of constants"
}

// idiom: what was registered with another package
func badRegistered(db *sql.DB, r *http.Request) {
	kept.Register(r.FormValue("x"))
	db.Exec(kept.All()[0]) // want "not made of constants"
}

// idiom: an iterator of another package
func badIterator(db *sql.DB, r *http.Request) {
	for s := range kept.Each(r.FormValue("x")) {
		db.Exec(s) // want "not made of constants"
	}
}
