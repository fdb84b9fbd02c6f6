// Package gorm has the names of gorm that the corpus needs. Clauses are kept in a map and
// written by a connection that only an interface knows, as in the real one.
package gorm

import (
	"database/sql"
	"strings"

	"gorm.io/gorm/clause"
)

type ConnPool interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

type DB struct {
	Pool    ConnPool
	clauses map[string]any
}

func (db *DB) add(name string, v any) *DB {
	next := &DB{db.Pool, map[string]any{name: v}}
	for k, v := range db.clauses {
		next.clauses[k] = v
	}
	return next
}

func (db *DB) Where(query any, args ...any) (tx *DB)       { return db.add("WHERE", query).add("ARGS", args) }
func (db *DB) Or(query any, args ...any) (tx *DB)          { return db.add("OR", query) }
func (db *DB) Order(value any) (tx *DB)                    { return db.add("ORDER BY", value) }
func (db *DB) Group(name string) (tx *DB)                  { return db.add("GROUP BY", name) }
func (db *DB) Raw(sql string, values ...any) (tx *DB)      { return db.add("RAW", sql) }
func (db *DB) Exec(sql string, values ...any) (tx *DB)     { return db.Raw(sql, values...).run() }
func (db *DB) Clauses(conds ...clause.Expression) (tx *DB) { return db.add("CLAUSES", conds) }
func (db *DB) Model(value any) (tx *DB)                    { return db.add("MODEL", value) }
func (db *DB) Update(column string, value any) (tx *DB)    { return db.add("SET", value).run() }
func (db *DB) Find(dest any, conds ...any) (tx *DB)        { return db.add("CONDS", conds).run() }
func (db *DB) First(dest any, conds ...any) (tx *DB)       { return db.add("CONDS", conds).run() }
func (db *DB) Delete(value any, conds ...any) (tx *DB)     { return db.add("CONDS", conds).run() }

func (db *DB) run() *DB {
	var b strings.Builder
	for name, v := range db.clauses {
		b.WriteString(name)
		if s, ok := v.(string); ok {
			b.WriteString(s)
		}
	}
	db.Pool.Query(b.String())
	return db
}

func Expr(expr string, args ...any) clause.Expr { return clause.Expr{SQL: expr, Vars: args} }
