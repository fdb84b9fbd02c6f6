// Package changedbad has checks of what is written once more, behind them, by a call.
package changedbad

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
)

var sortable = []string{"name", "date"}

// idiom: the body overrides what was checked of the query, into a variable
func Override(db *sql.DB, r *http.Request) {
	sort := r.FormValue("sort")
	switch sort {
	case "name", "date":
	default:
		return
	}
	json.NewDecoder(r.Body).Decode(&sort)
	db.Query("SELECT * FROM users ORDER BY " + sort) // want "not made of constants"
}

type list struct {
	Sort string `json:"sort"`
	page int
}

func (l *list) bind(r *http.Request) { json.NewDecoder(r.Body).Decode(l) }

// idiom: the body overrides what was checked of the query, into a struct
func List(db *sql.DB, r *http.Request) {
	l := list{Sort: r.FormValue("sort")}
	if !slices.Contains(sortable, l.Sort) {
		l.Sort = "name"
	}
	if r.Method == http.MethodPost {
		l.bind(r)
	}
	db.Query("SELECT * FROM users ORDER BY " + l.Sort) // want "not made of constants"
}

// idiom: a second row is scanned into the variable that was checked
func Rows(db *sql.DB, rows *sql.Rows) {
	var name string
	rows.Next()
	rows.Scan(&name)
	if name != "users" {
		return
	}
	rows.Next()
	rows.Scan(&name)
	db.Exec("DROP TABLE " + name) // want "not made of constants"
}

type form struct{ sort string }

func (f *form) load(r *http.Request) { f.sort = r.FormValue("sort") }

// idiom: a method reads the checked field anew
func Again(db *sql.DB, r *http.Request) {
	f := &form{}
	f.load(r)
	if f.sort != "name" {
		return
	}
	f.load(r)
	db.Query("SELECT * FROM users ORDER BY " + f.sort) // want "not made of constants"
}

func refresh(f *form, r *http.Request) { *f = form{sort: r.FormValue("other")} }

// idiom: a function replaces the struct whose field was checked
func Replace(db *sql.DB, r *http.Request) {
	f := &form{}
	f.load(r)
	if f.sort != "name" {
		return
	}
	refresh(f, r)
	db.Query("SELECT * FROM users ORDER BY " + f.sort) // want "not made of constants"
}

func byPointer(s *string, r *http.Request) { *s = r.FormValue("other") }

func twice(s *string, r *http.Request) { byPointer(s, r) }

// idiom: a function of a function gets the address of what was checked
func Pointer(db *sql.DB, r *http.Request) {
	sort := r.FormValue("sort")
	if sort != "name" {
		return
	}
	twice(&sort, r)
	db.Query("SELECT * FROM users ORDER BY " + sort) // want "not made of constants"
}

// idiom: a literal writes the variable that was checked
func Literal(db *sql.DB, r *http.Request) {
	sort := r.FormValue("sort")
	update := func() { sort = r.FormValue("other") }
	if sort != "name" {
		return
	}
	update()
	db.Query("SELECT * FROM users ORDER BY " + sort) // want "not made of constants"
}

// idiom: a goroutine writes the variable that is checked
func Goroutine(db *sql.DB, r *http.Request) {
	sort := r.FormValue("sort")
	go func() { sort = r.FormValue("other") }()
	if sort != "name" {
		return
	}
	db.Query("SELECT * FROM users ORDER BY " + sort) // want "not made of constants"
}

// idiom: the body is read into the checked struct in a loop
func Loop(db *sql.DB, r *http.Request) {
	l := &list{Sort: r.FormValue("sort")}
	for range 2 {
		if l.Sort != "name" {
			return
		}
		l.bind(r)
		db.Query("SELECT * FROM users ORDER BY " + l.Sort) // want "not made of constants"
	}
}

var order string

func setOrder(r *http.Request) { order = r.FormValue("sort") }

// idiom: a function sets the variable of the package that was checked
func Global(db *sql.DB, r *http.Request) {
	if order != "name" {
		return
	}
	setOrder(r)
	db.Query("SELECT * FROM users ORDER BY " + order) // want "not made of constants"
}

// idiom: bytes that are called uint8
func Bytes(db *sql.DB, r *http.Request) {
	var in struct{ Code []uint8 }
	json.NewDecoder(r.Body).Decode(&in)
	db.Query("SELECT " + string(in.Code)) // want "not made of constants"
}

// idiom: scanned bytes that are called uint8
func ScannedBytes(db *sql.DB) {
	var in []uint8
	db.QueryRow("SELECT name FROM users").Scan(&in)
	db.Query("SELECT " + string(in)) // want "not made of constants"
}

// idiom: an address of IPv6 whose zone is text
func Zone(db *sql.DB, r *http.Request) {
	addr, err := netip.ParseAddr(r.FormValue("ip"))
	if err != nil {
		return
	}
	db.Query(fmt.Sprintf("SELECT * FROM hits WHERE ip = '%s'", addr)) // want "not made of constants"
}

// idiom: the text of an address and a port
func ZonedPort(db *sql.DB, r *http.Request) {
	peer := netip.MustParseAddrPort(r.RemoteAddr)
	db.Exec("INSERT INTO hits VALUES ('" + peer.String() + "')") // want "not made of constants"
}
