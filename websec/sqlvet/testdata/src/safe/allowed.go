package safe

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"

	"corpus/src/constq"
)

// safe: a switch that picks
func Switch(db *sql.DB, r *http.Request) {
	order := "id"
	switch r.FormValue("order") {
	case "name":
		order = "name"
	case "age":
		order = "age DESC"
	}
	db.Query("SELECT id FROM users ORDER BY " + order)
}

var orders = map[string]string{"name": "name", "age": "age DESC"}

// safe: a map of constants
func Map(db *sql.DB, r *http.Request) {
	order, ok := orders[r.FormValue("order")]
	if !ok {
		order = "id"
	}
	db.Query("SELECT id FROM users ORDER BY " + order)
}

// safe: a switch lets through what it names
func SwitchNames(db *sql.DB, r *http.Request) {
	switch col := r.FormValue("col"); col {
	case "id", "name", "age":
		db.Query("SELECT " + col + " FROM users")
	}
}

// safe: a set of names is asked
func Set(db *sql.DB, r *http.Request) error {
	allowed := map[string]bool{"id": true, "name": true}
	col := r.FormValue("col")
	if !allowed[col] {
		return errors.New("no such column")
	}
	_, err := db.Query("SELECT " + col + " FROM users")
	return err
}

var columns = []string{"id", "name"}

// safe: slices.Contains
func Contains(db *sql.DB, col string) {
	if !slices.Contains(columns, col) {
		return
	}
	db.Query(fmt.Sprintf("SELECT %s FROM users", col))
}

// safe: equal to one constant or another
func Either(db *sql.DB, dir string) {
	if dir != "ASC" && dir != "DESC" {
		dir = "ASC"
	}
	db.Query("SELECT id FROM users ORDER BY id " + dir)
}

// safe: a function that checks
func Checked(db *sql.DB, r *http.Request) error {
	col := r.FormValue("col")
	if err := check(col); err != nil {
		return err
	}
	_, err := db.Query("SELECT " + col + " FROM users")
	return err
}

func check(col string) error {
	if _, ok := orders[col]; ok {
		return nil
	}
	return fmt.Errorf("no column %q", col)
}

// safe: a function that says yes or no
func Predicate(db *sql.DB, r *http.Request) {
	if col := r.FormValue("col"); known(col) {
		db.Query("SELECT " + col + " FROM users")
	}
}

func known(col string) bool { return col == "id" || col == "name" }

// safe: a function that gives the allowed name or an error
func Resolved(db *sql.DB, r *http.Request) error {
	col, err := resolve(r.FormValue("col"))
	if err != nil {
		return err
	}
	_, err = db.Query("SELECT " + col + " FROM users")
	return err
}

func resolve(name string) (string, error) {
	switch name {
	case "id", "name":
		return name, nil
	}
	return "", errors.New("no such column")
}

// safe: a flag picks one of two constants
func Bool(db *sql.DB, r *http.Request) {
	dir := map[bool]string{true: "DESC", false: "ASC"}[r.FormValue("dir") == "desc"]
	db.Query("SELECT id FROM users ORDER BY id " + dir)
}

// safe: identifiers that are quoted
func Quoted(db *sql.DB, c *pgx.Conn, r *http.Request) {
	db.Query("SELECT id FROM " + constq.Quote(r.FormValue("table")))
	c.Query(ctx, "SELECT id FROM "+pgx.Identifier{r.FormValue("table")}.Sanitize())
}

// safe: text of a constant type
func Typed(db *sql.DB) {
	text := constq.New("SELECT 1")
	db.Query(text.String())
	constq.Run(ctx, db, "SELECT 2")
	const three constq.Source = "SELECT 3"
	constq.Run(ctx, db, three)
}

type status int

const (
	active status = iota
	gone
)

func (s status) String() string { return [...]string{"active", "gone"}[s] }

// safe: an enumeration's name
func Enum(db *sql.DB, s status) {
	db.Query(fmt.Sprintf("SELECT id FROM users_%s", s))
	db.Query("SELECT id FROM users_" + s.String())
}
