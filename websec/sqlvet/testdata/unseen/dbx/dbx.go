// Package dbx is the thin helper layer of the program.
package dbx

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Store wraps a database.
type Store struct {
	*sql.DB
	Prefix string
}

// Select runs a query whole and scans every row.
func Select[T any](ctx context.Context, db *sql.DB, scan func(*sql.Rows) (T, error), q string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// MustExec panics on error.
func (s *Store) MustExec(q string, args ...any) sql.Result {
	r, err := s.DB.Exec(q, args...)
	if err != nil {
		panic(fmt.Errorf("exec %q: %w", q, err))
	}
	return r
}

// InTx runs fn in a transaction.
func (s *Store) InTx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Select builder.
type Builder struct {
	table string
	cols  []string
	where []string
	order string
	limit int
	args  []any
}

func From(table string) *Builder { return &Builder{table: table} }

func (b *Builder) Cols(c ...string) *Builder { b.cols = append(b.cols, c...); return b }
func (b *Builder) Where(expr string, args ...any) *Builder {
	b.where = append(b.where, expr)
	b.args = append(b.args, args...)
	return b
}
func (b *Builder) OrderBy(o string) *Builder { b.order = o; return b }
func (b *Builder) Limit(n int) *Builder      { b.limit = n; return b }

// SQL renders the statement.
func (b *Builder) SQL() (string, []any) {
	var sb strings.Builder
	sb.WriteString("SELECT ")
	if len(b.cols) == 0 {
		sb.WriteByte('*')
	} else {
		sb.WriteString(strings.Join(b.cols, ", "))
	}
	sb.WriteString(" FROM ")
	sb.WriteString(b.table)
	for i, w := range b.where {
		if i == 0 {
			sb.WriteString(" WHERE ")
		} else {
			sb.WriteString(" AND ")
		}
		sb.WriteString(w)
	}
	if b.order != "" {
		sb.WriteString(" ORDER BY " + b.order)
	}
	if b.limit > 0 {
		fmt.Fprintf(&sb, " LIMIT %d", b.limit)
	}
	return sb.String(), b.args
}
