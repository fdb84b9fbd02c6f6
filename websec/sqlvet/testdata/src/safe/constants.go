// Package safe has idioms whose text no user can change. None may be reported.
package safe

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var ctx = context.Background()

// safe: a constant
func Constant(db *sql.DB, name string) {
	db.Query("SELECT id FROM users WHERE name = ?", name)
}

const users = "users"

// safe: constants joined
func Joined(db *sql.DB) {
	const cols = "id, name"
	db.QueryContext(ctx, "SELECT "+cols+" FROM "+users+" WHERE id > 0")
}

// safe: a variable that only ever holds constants
func Variable(db *sql.DB, deep bool) {
	text := "SELECT id FROM users"
	if deep {
		text += " WHERE depth > 3"
	}
	db.Query(text)
}

var byID = "SELECT id FROM users WHERE id = ?"

// safe: a package's variable that nobody sets
func Global(db *sql.DB, id int) { db.QueryRow(byID, id) }

//go:embed users.sql
var fromFile string

//go:embed users.sql
var files embed.FS

// safe: text from an embedded file
func Embedded(db *sql.DB) error {
	db.Query(fromFile)
	text, err := files.ReadFile("users.sql")
	if err != nil {
		return err
	}
	_, err = db.Query(string(text))
	return err
}

// safe: Sprintf of constants and numbers
func Numbers(db *sql.DB, r *http.Request, limit int) error {
	offset, err := strconv.Atoi(r.FormValue("offset"))
	if err != nil {
		return err
	}
	_, err = db.Query(fmt.Sprintf("SELECT id FROM %s LIMIT %d OFFSET %d", users, limit, offset))
	return err
}

// safe: a number in text
func NumberText(db *sql.DB, id int64, ok bool) {
	db.Query("SELECT id FROM users WHERE id = " + strconv.FormatInt(id, 10) + " AND ok = " + strconv.FormatBool(ok))
}

// safe: a date in a constant layout
func Date(db *sql.DB, day time.Time) {
	db.Exec("CREATE TABLE log_" + day.Format("20060102") + " (id int)")
}

// safe: placeholders by Repeat
func Repeat(db *sql.DB, ids []any) {
	db.Query("SELECT id FROM users WHERE id IN ("+strings.TrimSuffix(strings.Repeat("?,", len(ids)), ",")+")", ids...)
}

// safe: placeholders by a loop
func Dollars(db *sql.DB, ids []int) {
	var b strings.Builder
	b.WriteString("SELECT id FROM users WHERE id IN (")
	args := make([]any, 0, len(ids))
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", i+1)
		args = append(args, id)
	}
	b.WriteByte(')')
	db.Query(b.String(), args...)
}

// safe: placeholders in a slice, joined
func Marks(db *sql.DB, names []string) {
	marks := make([]string, len(names))
	args := make([]any, len(names))
	for i, name := range names {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), name
	}
	db.Query("SELECT id FROM users WHERE name IN ("+strings.Join(marks, ", ")+")", args...)
}

// safe: conditions are constants, values are arguments
func Conditions(db *sql.DB, r *http.Request) {
	var conds []string
	var args []any
	if name := r.FormValue("name"); name != "" {
		conds = append(conds, "name = ?")
		args = append(args, name)
	}
	if age := r.FormValue("age"); age != "" {
		conds = append(conds, "age > ?")
		args = append(args, age)
	}
	text := "SELECT id FROM users"
	if len(conds) > 0 {
		text += " WHERE " + strings.Join(conds, " AND ")
	}
	db.Query(text, args...)
}

// safe: statements in a list
func List(db *sql.DB) error {
	for _, text := range []string{"CREATE TABLE a (id int)", "CREATE TABLE b (id int)"} {
		if _, err := db.Exec(text); err != nil {
			return err
		}
	}
	return nil
}

// safe: migrations in a list of structs
func Migrations(tx *sql.Tx) error {
	for _, m := range []struct {
		version int
		up      string
	}{{1, "CREATE TABLE a (id int)"}, {2, "CREATE TABLE b (id int)"}} {
		if _, err := tx.ExecContext(ctx, m.up); err != nil {
			return fmt.Errorf("%d: %s: %w", m.version, m.up, err)
		}
	}
	return nil
}
