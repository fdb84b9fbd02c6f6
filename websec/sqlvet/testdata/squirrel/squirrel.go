// Package squirrel has the names of squirrel that the corpus needs. What a builder was given
// is in a map of anything, as in the real one.
package squirrel

import (
	"bytes"
	"database/sql"
	"fmt"
	"strings"
)

type Sqlizer interface {
	ToSql() (string, []any, error)
}

type BaseRunner interface {
	Exec(query string, args ...any) (sql.Result, error)
	Query(query string, args ...any) (*sql.Rows, error)
}

type expr struct {
	sql  string
	args []any
}

func (e expr) ToSql() (string, []any, error) { return e.sql, e.args, nil }

func Expr(sql string, args ...any) Sqlizer { return expr{sql, args} }

type Eq map[string]any

func (eq Eq) ToSql() (string, []any, error) {
	var parts []string
	var args []any
	for k, v := range eq {
		parts, args = append(parts, k+" = ?"), append(args, v)
	}
	return strings.Join(parts, " AND "), args, nil
}

type SelectBuilder struct{ parts map[string][]any }

func (b SelectBuilder) with(name string, v any) SelectBuilder {
	parts := map[string][]any{name: {v}}
	for k, vs := range b.parts {
		parts[k] = append(parts[k], vs...)
	}
	return SelectBuilder{parts}
}

func Select(columns ...string) SelectBuilder { return SelectBuilder{}.Columns(columns...) }

func (b SelectBuilder) Columns(columns ...string) SelectBuilder {
	for _, c := range columns {
		b = b.with("Columns", c)
	}
	return b
}

func (b SelectBuilder) Column(column any, args ...any) SelectBuilder {
	return b.with("Columns", column)
}
func (b SelectBuilder) From(from string) SelectBuilder { return b.with("From", from) }
func (b SelectBuilder) Where(pred any, args ...any) SelectBuilder {
	return b.with("Where", pred).with("Args", args)
}
func (b SelectBuilder) OrderBy(orderBys ...string) SelectBuilder {
	for _, o := range orderBys {
		b = b.with("OrderBy", o)
	}
	return b
}
func (b SelectBuilder) Limit(limit uint64) SelectBuilder { return b.with("Limit", limit) }

func (b SelectBuilder) RunWith(runner BaseRunner) SelectBuilder { return b.with("Runner", runner) }

func (b SelectBuilder) ToSql() (string, []any, error) {
	var buf bytes.Buffer
	var args []any
	for name, vs := range b.parts {
		buf.WriteString(name)
		for _, v := range vs {
			if s, ok := v.(Sqlizer); ok {
				text, more, err := s.ToSql()
				if err != nil {
					return "", nil, err
				}
				buf.WriteString(text)
				args = append(args, more...)
				continue
			}
			fmt.Fprint(&buf, v)
		}
	}
	return buf.String(), args, nil
}

func (b SelectBuilder) Query() (*sql.Rows, error) {
	text, args, err := b.ToSql()
	if err != nil {
		return nil, err
	}
	return b.parts["Runner"][0].(BaseRunner).Query(text, args...)
}

type InsertBuilder struct{ SelectBuilder }

func Insert(into string) InsertBuilder { return InsertBuilder{Select().From(into)} }

func (b InsertBuilder) Values(values ...any) InsertBuilder {
	return InsertBuilder{b.with("Values", values)}
}
func (b InsertBuilder) SetMap(clauses map[string]any) InsertBuilder {
	return InsertBuilder{b.with("Set", clauses)}
}
