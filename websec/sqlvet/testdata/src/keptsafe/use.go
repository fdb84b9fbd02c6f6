// Package keptsafe makes SQL of what another package keeps of constants.
package keptsafe

import (
	"database/sql"
	"net/http"
	"strings"

	"corpus/src/kept"
)

// safe: a constructor of another package, given constants
func goodNew(db *sql.DB) {
	db.Query("SELECT id FROM users ORDER BY " + kept.NewFilter("name").Sort)
	f := &kept.Filter{}
	f.SetSort("id")
	db.Query("SELECT id FROM users ORDER BY " + f.Sort)
}

// safe: one field is data and the other is SQL
func goodWith(db *sql.DB, r *http.Request) {
	f := kept.With("name = ?", r.FormValue("name"))
	db.Query("SELECT id FROM users WHERE "+f.Where, f.Args...)
}

type repo struct{ kept.Base }

// safe: an embedded struct that another package made of a constant
func goodEmbedded(db *sql.DB) {
	x := repo{kept.MakeBase("users")}
	db.Query("SELECT count(*) FROM " + x.Table)
}

// safe: a script of constants
func goodScript(db *sql.DB) {
	s, _ := kept.Parse(strings.NewReader("SELECT 1"))
	db.Exec(s.Up[0])
}

// safe: variables that their package sets to constants
func goodVariable(db *sql.DB) {
	kept.Many()
	kept.More()
	db.Query("SELECT id FROM " + kept.Tables()[0] + " LIMIT " + kept.Limit)
}

// safe: an iterator of another package over constants
func goodIterator(db *sql.DB) {
	for s := range kept.Each("SELECT 1,SELECT 2") {
		db.Exec(s)
	}
}
