package web

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"sync"

	"corpus/unseen/dbx"
)

// API serves requests; the store is embedded the way it often is.
type API struct {
	*dbx.Store
}

// 1: pagination, order-by from the query string, page size string.
func (a *API) ListUsers(w http.ResponseWriter, r *http.Request) {
	sortBy := r.URL.Query().Get("sort")
	if sortBy == "" {
		sortBy = "id"
	}
	q := fmt.Sprintf("SELECT id, name FROM users ORDER BY %s LIMIT 20", sortBy)
	rows, err := a.QueryContext(r.Context(), q) // want "not made of constants"
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	defer rows.Close()
}

// 2: a generic helper with a concatenated WHERE.
func (a *API) Names(ctx context.Context, email string) ([]string, error) {
	return dbx.Select(ctx, a.DB, func(r *sql.Rows) (string, error) {
		var s string
		return s, r.Scan(&s)
	}, "SELECT name FROM users WHERE email = '"+email+"'") // want "not made of constants"
}

// 3: JSON filter decoded into a map, keys become columns.
func (a *API) Filter(ctx context.Context, body io.Reader) (*sql.Rows, error) {
	var f map[string]any
	if err := json.NewDecoder(body).Decode(&f); err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(f))
	for k := range f {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var conds []string
	var args []any
	for _, k := range keys {
		conds = append(conds, k+" = ?")
		args = append(args, f[k])
	}
	q := "SELECT * FROM orders"
	if len(conds) > 0 {
		q += " WHERE " + strings.Join(conds, " AND ")
	}
	return a.DB.QueryContext(ctx, q, args...) // want "not made of constants"
}

// 4: functional options.
type listOpts struct {
	where string
	dir   string
}
type ListOption func(*listOpts)

func WithStatus(s string) ListOption {
	return func(o *listOpts) { o.where = "status = '" + s + "'" }
}
func Descending() ListOption { return func(o *listOpts) { o.dir = "DESC" } }

func (a *API) Orders(opts ...ListOption) (*sql.Rows, error) {
	o := listOpts{where: "1=1", dir: "ASC"}
	for _, f := range opts {
		f(&o)
	}
	return a.DB.Query("SELECT id FROM orders WHERE " + o.where + " ORDER BY id " + o.dir) // want "not made of constants"
}

// 5: sync.Pool of strings.Builder.
var sbPool = sync.Pool{New: func() any { return new(strings.Builder) }}

func (a *API) Search(terms []string) (*sql.Rows, error) {
	sb := sbPool.Get().(*strings.Builder)
	defer sbPool.Put(sb)
	sb.Reset()
	sb.WriteString("SELECT id, title FROM posts WHERE 1=1")
	for _, t := range terms {
		sb.WriteString(" AND title LIKE '%")
		sb.WriteString(t)
		sb.WriteString("%'")
	}
	return a.DB.Query(sb.String()) // want "not made of constants"
}

// 6: home-grown escaping.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (a *API) Login(user, pass string) (id int, err error) {
	err = a.DB.QueryRow("SELECT id FROM users WHERE login = " + quote(user) + " AND pass = " + quote(pass)).Scan(&id) // want "not made of constants"
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("user %s: %w", user, err)
	}
	return id, err
}

// 7: the builder of dbx fed from a form.
func (a *API) Report(form url.Values) (*sql.Rows, error) {
	b := dbx.From("sales").Cols("day", "total")
	for k, v := range form {
		if strings.HasPrefix(k, "f_") {
			b.Where(strings.TrimPrefix(k, "f_")+" = ?", v[0])
		}
	}
	b.OrderBy(form.Get("order")).Limit(50)
	q, args := b.SQL()
	return a.DB.Query(q, args...) // want "not made of constants"
}

// 8: closure captures the statement; runs in a transaction.
func (a *API) Rename(ctx context.Context, table, from, to string) error {
	stmt := "ALTER TABLE " + table + " RENAME COLUMN " + from + " TO " + to
	return a.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, stmt) // want "not made of constants"
		return err
	})
}

// 9: method promoted through the embedding.
func (a *API) DropIndex(r *http.Request) {
	a.MustExec("DROP INDEX IF EXISTS " + r.PathValue("name")) // want "not made of constants"
}
