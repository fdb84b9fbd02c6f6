// Package safe holds statements that reviewers accept.
package safe

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"corpus/unseen/dbx"
)

//go:embed count.sql
var countSQL string

// 1: embedded text.
func Count(db *sql.DB, active bool) *sql.Row { return db.QueryRow(countSQL, active) }

// 2: constants joined.
const (
	cols   = "id, name, email"
	table  = "users"
	byID   = "SELECT " + cols + " FROM " + table + " WHERE id = ?"
	maxRow = 100
)

func ByID(db *sql.DB, id string) *sql.Row { return db.QueryRow(byID, id) }

// 3: placeholders by count.
func In(db *sql.DB, ids []string) (*sql.Rows, error) {
	if len(ids) == 0 {
		return nil, sql.ErrNoRows
	}
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = ids[i]
	}
	return db.Query("SELECT id FROM users WHERE id IN (?"+strings.Repeat(",?", len(ids)-1)+")", args...)
}

// 4: numbered placeholders in a slice.
func InPg(db *sql.DB, ids []string) (*sql.Rows, error) {
	ph := make([]string, len(ids))
	args := make([]any, 0, len(ids))
	for i, id := range ids {
		ph[i] = "$" + strconv.Itoa(i+1)
		args = append(args, id)
	}
	return db.Query(fmt.Sprintf("SELECT id FROM users WHERE id IN (%s)", strings.Join(ph, ", ")), args...)
}

// 5: allow-list by switch.
func Sorted(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	var by string
	switch r.FormValue("sort") {
	case "name":
		by = "name"
	case "date":
		by = "created_at"
	default:
		by = "id"
	}
	dir := "ASC"
	if r.FormValue("dir") == "desc" {
		dir = "DESC"
	}
	return db.Query("SELECT id FROM users ORDER BY " + by + " " + dir)
}

// 6: allow-list by map of constants.
var sortCols = map[string]string{"name": "name", "date": "created_at"}

func SortedMap(db *sql.DB, key string) (*sql.Rows, error) {
	col, ok := sortCols[key]
	if !ok {
		return nil, errors.New("bad sort")
	}
	return db.Query("SELECT id FROM users ORDER BY " + col)
}

// 7: membership check that returns.
func SortedSet(db *sql.DB, col string) (*sql.Rows, error) {
	switch col {
	case "id", "name", "email":
	default:
		return nil, fmt.Errorf("bad column %q", col)
	}
	return db.Query("SELECT id FROM users ORDER BY " + col)
}

// 8: integers in the text.
func Page(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	page, err := strconv.Atoi(r.FormValue("page"))
	if err != nil || page < 1 {
		page = 1
	}
	size := min(maxRow, 25)
	return db.Query(fmt.Sprintf("SELECT id FROM users LIMIT %d OFFSET %d", size, (page-1)*size))
}

// 9: conditional constant fragments with arguments.
func Search(ctx context.Context, db *sql.DB, name, mail string, active *bool) (*sql.Rows, error) {
	var where []string
	var args []any
	add := func(c string, v any) {
		where = append(where, c)
		args = append(args, v)
	}
	if name != "" {
		add("name LIKE ?", "%"+name+"%")
	}
	if mail != "" {
		add("mail = ?", mail)
	}
	if active != nil {
		add("active = ?", *active)
	}
	q := "SELECT id FROM users"
	if len(where) > 0 {
		q += " WHERE " + strings.Join(where, " AND ")
	}
	return db.QueryContext(ctx, q, args...)
}

// 10: the helper with a constant.
func Names(ctx context.Context, db *sql.DB) ([]string, error) {
	return dbx.Select(ctx, db, func(r *sql.Rows) (s string, err error) {
		err = r.Scan(&s)
		return
	}, "SELECT name FROM users WHERE active = ?", true)
}

// 11: own enum with String method.
type Order int

const (
	Asc Order = iota
	Desc
)

func (o Order) String() string {
	if o == Desc {
		return "DESC"
	}
	return "ASC"
}

func Ordered(db *sql.DB, o Order) (*sql.Rows, error) {
	return db.Query(fmt.Sprintf("SELECT id FROM users ORDER BY id %s", o))
}
