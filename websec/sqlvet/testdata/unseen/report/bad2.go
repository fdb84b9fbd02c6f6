// Package report generates reports.
package report

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/template"
)

// 10: text/template.
var tpl = template.Must(template.New("r").Parse(`SELECT {{.Group}}, COUNT(*) FROM events WHERE day >= ? GROUP BY {{.Group}}`))

type Spec struct {
	Group string `json:"group"`
	Since string `json:"since"`
}

func Grouped(db *sql.DB, s Spec) (*sql.Rows, error) {
	var buf bytes.Buffer
	if err := tpl.Execute(&buf, s); err != nil {
		return nil, err
	}
	return db.Query(buf.String(), s.Since) // want "not made of constants"
}

// 11: reflection over db tags and a table name by argument.
func Insert(ctx context.Context, tx *sql.Tx, table string, v any) error {
	rv := reflect.Indirect(reflect.ValueOf(v))
	rt := rv.Type()
	var cols, ph []string
	var args []any
	for i := range rt.NumField() {
		tag := rt.Field(i).Tag.Get("db")
		if tag == "" || tag == "-" {
			continue
		}
		cols = append(cols, tag)
		ph = append(ph, fmt.Sprintf("$%d", len(ph)+1))
		args = append(args, rv.Field(i).Interface())
	}
	q := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(cols, ","), strings.Join(ph, ","))
	_, err := tx.ExecContext(ctx, q, args...) // want "not made of constants"
	return err
}

// 12: bulk insert with the values in the text.
func Bulk(db *sql.DB, src io.Reader) error {
	recs, err := csv.NewReader(src).ReadAll()
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	buf.WriteString("INSERT INTO items (sku, qty) VALUES ")
	for i, r := range recs {
		if i > 0 {
			buf.WriteByte(',')
		}
		fmt.Fprintf(&buf, "('%s', '%s')", r[0], r[1])
	}
	_, err = db.Exec(buf.String()) // want "not made of constants"
	return err
}

// 13: an iterator yields conditions.
func conds(m map[string]string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k, v := range m {
			if !yield(k + "='" + v + "'") {
				return
			}
		}
	}
}

func Find(db *sql.DB, m map[string]string) (*sql.Rows, error) {
	q := "SELECT * FROM parts WHERE "
	first := true
	for c := range conds(m) {
		if !first {
			q += " AND "
		}
		first = false
		q += c
	}
	return db.Query(q) // want "not made of constants"
}

// 14: statements come through a channel.
type job struct {
	query string
	args  []any
}

type Writer struct {
	db   *sql.DB
	jobs chan job
}

func (w *Writer) Loop() {
	for j := range w.jobs {
		w.db.Exec(j.query, j.args...) // want "not made of constants"
	}
}

func (w *Writer) Log(table, msg string) {
	w.jobs <- job{query: "INSERT INTO log_" + table + " (msg) VALUES (?)", args: []any{msg}}
}

// 15: update set list from map keys.
func Patch(db *sql.DB, id int64, fields map[string]any) (sql.Result, error) {
	var set []string
	var args []any
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		set = append(set, fmt.Sprintf("%s = ?", k))
		args = append(args, fields[k])
	}
	args = append(args, id)
	return db.Exec(fmt.Sprintf("UPDATE people SET %s WHERE id = ?", strings.Join(set, ", ")), args...) // want "not made of constants"
}

// 16: os.Args / environment into a prepared statement.
func Purge() error {
	db, err := sql.Open("sqlite", os.Getenv("DSN"))
	if err != nil {
		return err
	}
	defer db.Close()
	st, err := db.Prepare("DELETE FROM " + os.Args[1] + " WHERE created < ?") // want "not made of constants"
	if err != nil {
		return err
	}
	defer st.Close()
	_, err = st.Exec(os.Args[2])
	return err
}

// 17: placeholder text replaced by a Replacer.
func Named(db *sql.DB, user, org string) *sql.Row {
	const q = "SELECT count(*) FROM members WHERE login = ':user' AND org = ':org'"
	return db.QueryRow(strings.NewReplacer(":user", user, ":org", org).Replace(q)) // want "not made of constants"
}

// 18: bytes with append.
func Lookup(ctx context.Context, c *sql.Conn, ids []string) (*sql.Rows, error) {
	b := make([]byte, 0, 128)
	b = append(b, "SELECT id FROM docs WHERE id IN ("...)
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\'')
		b = append(b, id...)
		b = append(b, '\'')
	}
	b = append(b, ')')
	return c.QueryContext(ctx, string(b)) // want "not made of constants"
}
