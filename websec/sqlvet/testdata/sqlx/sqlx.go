// Package sqlx has the names of sqlx that the corpus needs.
package sqlx

import (
	"context"
	"database/sql"
	"reflect"
	"strings"
)

type Rows struct{ *sql.Rows }

type NamedStmt struct{ QueryString string }

type DB struct {
	*sql.DB
	driver string
}

type QueryerContext interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryxContext(ctx context.Context, query string, args ...any) (*Rows, error)
}

type ExecerContext interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

type ExtContext interface {
	QueryerContext
	ExecerContext
}

// compile reads a query byte by byte, as the real one does.
func compile(qs []byte) (query string, names []string) {
	rebound := make([]byte, 0, len(qs))
	inName := false
	var name []byte
	for _, b := range qs {
		switch {
		case b == ':':
			inName, name = true, []byte{}
		case inName && (b >= 'a' && b <= 'z'):
			name = append(name, b)
		case inName:
			inName = false
			names = append(names, string(name))
			rebound = append(rebound, '?', b)
		default:
			rebound = append(rebound, b)
		}
	}
	return string(rebound), names
}

func Named(query string, arg any) (string, []any, error) {
	q, names := compile([]byte(query))
	args := make([]any, len(names))
	for i, n := range names {
		args[i] = reflect.ValueOf(arg).MapIndex(reflect.ValueOf(n)).Interface()
	}
	return q, args, nil
}

func In(query string, args ...any) (string, []any, error) {
	var b strings.Builder
	for i := range query {
		b.WriteByte(query[i])
	}
	return b.String(), args, nil
}

func (db *DB) Rebind(query string) string {
	if db.driver == "postgres" {
		return strings.ReplaceAll(query, "?", "$1")
	}
	return query
}

func (db *DB) NamedExec(query string, arg any) (sql.Result, error) {
	q, args, err := Named(query, arg)
	if err != nil {
		return nil, err
	}
	return db.Exec(q, args...)
}

func (db *DB) NamedQuery(query string, arg any) (*Rows, error) {
	q, args, err := Named(query, arg)
	if err != nil {
		return nil, err
	}
	r, err := db.Query(q, args...)
	return &Rows{r}, err
}

func (db *DB) PrepareNamed(query string) (*NamedStmt, error) {
	q, _ := compile([]byte(query))
	return &NamedStmt{QueryString: q}, nil
}

func (db *DB) Select(dest any, query string, args ...any) error {
	rows, err := db.Query(query, args...)
	if err != nil {
		return err
	}
	return rows.Close()
}
