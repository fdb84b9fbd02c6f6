// Package changedsafe has checks with calls around them that write something else, or write
// it before.
package changedsafe

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/netip"
	"slices"
)

var sortable = []string{"name", "date"}

type list struct {
	Sort string `json:"sort"`
	Page int
	hits int
}

func (l *list) bind(r *http.Request) { json.NewDecoder(r.Body).Decode(l) }

func (l *list) count() { l.hits++ }

func (l *list) allowed() bool { return slices.Contains(sortable, l.Sort) }

// safe: the body is read before the check, in some cases
func List(db *sql.DB, r *http.Request) {
	l := list{Sort: r.FormValue("sort")}
	if r.Method == http.MethodPost {
		l.bind(r)
	}
	if !slices.Contains(sortable, l.Sort) {
		return
	}
	l.count()
	log.Println("sorted by", l.Sort, &l)
	db.Query("SELECT * FROM users ORDER BY " + l.Sort)
}

// safe: several calls write before the check
func Twice(db *sql.DB, r *http.Request) {
	l := &list{}
	l.bind(r)
	l.bind(r)
	if l.Sort != "name" && l.Sort != "date" {
		return
	}
	db.Query("SELECT * FROM users ORDER BY " + l.Sort)
}

// safe: a call behind the statement writes
func Behind(db *sql.DB, r *http.Request) {
	l := &list{}
	for range 3 {
		l.bind(r)
		if l.Sort != "name" {
			return
		}
		db.Query("SELECT * FROM users ORDER BY " + l.Sort)
		l.bind(r)
	}
}

// safe: the variable is scanned before each check
func Rows(db *sql.DB, rows *sql.Rows) {
	var name string
	for rows.Next() {
		if err := rows.Scan(&name); err != nil {
			return
		}
		if name != "users" && name != "orders" {
			continue
		}
		db.Exec("DROP TABLE " + name)
	}
}

// safe: another field and another variable are written
func Other(db *sql.DB, r *http.Request) {
	l, other := &list{Sort: r.FormValue("sort")}, ""
	if l.Sort != "name" {
		return
	}
	json.NewDecoder(r.Body).Decode(&other)
	json.NewDecoder(r.Body).Decode(&l.Page)
	db.Query("SELECT * FROM users ORDER BY "+l.Sort+" LIMIT ?", len(other))
}

// made has a struct of its own.
func made(r *http.Request) *list {
	l := &list{Sort: r.FormValue("other")}
	return l
}

// safe: a function makes another struct of the type
func Made(db *sql.DB, r *http.Request) {
	l := &list{Sort: r.FormValue("sort")}
	if l.Sort != "name" {
		return
	}
	m := made(r)
	db.Query("SELECT * FROM users ORDER BY "+l.Sort+" LIMIT ?", m.Page)
}

// safe: a literal writes the variable before the check, and another only reads it
func Literal(db *sql.DB, r *http.Request, do func(func() error) error) {
	var sort string
	err := do(func() error {
		sort = r.FormValue("sort")
		return nil
	})
	if err != nil || sort != "name" {
		return
	}
	show := func() { log.Println(sort) }
	show()
	db.Query("SELECT * FROM users ORDER BY " + sort)
}

// safe: a prefix of addresses has no zone
func Prefix(db *sql.DB, r *http.Request) {
	prefix, err := netip.ParsePrefix(r.FormValue("net"))
	if err != nil {
		return
	}
	db.Query(fmt.Sprintf("SELECT * FROM hits WHERE ip << '%s'", prefix))
}

// safe: the digits of an array of bytes
func Digest(db *sql.DB, r *http.Request) {
	db.Query(fmt.Sprintf("SELECT * FROM files WHERE digest = '%x'", sha256.Sum256([]byte(r.FormValue("text")))))
}
