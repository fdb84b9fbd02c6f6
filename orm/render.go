package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"

	"underhood/internal/constsql"
)

// A renderer writes one statement. The first mistake is kept and ends it.
type renderer struct {
	plan  *plan
	plans func(*model) (*plan, error)
	alias string // what columns are qualified with, dot included
	depth int    // of sub-queries
	buf   []byte
	args  []driver.Value
	err   error
}

func (r *renderer) write(s string) { r.buf = append(r.buf, s...) }

func (r *renderer) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// node writes a condition; the zero Pred is a mistake.
func (r *renderer) node(n node) {
	if n == nil {
		r.fail(fmt.Errorf("%w: the zero Pred is no condition", ErrValue))
		return
	}
	n.sql(r)
}

// column writes a column's name, and the table's where there are several.
func (r *renderer) column(b *binding) {
	r.write(r.alias)
	r.write(b.ident)
}

// arg writes a placeholder and keeps its value.
func (r *renderer) arg(v driver.Value) {
	r.args = append(r.args, v)
	r.buf = r.plan.d.Placeholder(r.buf, len(r.args))
}

// argAs is arg for a value beside a column.
func (r *renderer) argAs(b *binding, v driver.Value) {
	if b.t.Cast == "" {
		r.arg(v)
		return
	}
	r.write("CAST(")
	r.arg(v)
	r.write(" AS " + b.t.Cast + ")")
}

// each writes parts with a separator.
func (r *renderer) each(n int, sep string, part func(i int)) {
	for i := range n {
		if i > 0 {
			r.write(sep)
		}
		part(i)
	}
}

// raw writes constant text with its arguments.
func (r *renderer) raw(text constsql.Text, args []any) {
	if !constsql.Single(text.String()) {
		r.fail(fmt.Errorf("%w: more than one statement in %q", ErrValue, text))
		return
	}
	if constsql.Escapes(text.String()) && string(r.plan.d.Placeholder(nil, 1)) == "?" {
		r.fail(fmt.Errorf("%w: %q has ??, which is for placeholders other than ?", ErrValue, text))
		return
	}
	var n int
	base := len(r.args)
	r.buf, n = constsql.Rebind(r.buf, text.String(), func(dst []byte, i int) []byte {
		return r.plan.d.Placeholder(dst, base+i)
	})
	if n != len(args) {
		r.fail(fmt.Errorf("%w: %d arguments for %d placeholders in %q", ErrValue, len(args), n, text))
		return
	}
	for i, a := range args {
		v, err := argument(r.plan.d, &r.plan.feat, a)
		if err != nil {
			r.fail(fmt.Errorf("argument %d: %w", i+1, err))
			return
		}
		r.args = append(r.args, v)
	}
}

// argument encodes a value as a column of its type would be.
func argument(d Dialect, feat *Features, a any) (driver.Value, error) {
	if a == nil {
		return nil, nil // NULL is a value
	}
	b, err := builtin(d, feat, reflect.TypeOf(a), "argument")
	if err != nil {
		return nil, err
	}
	own := reflect.New(reflect.TypeOf(a))
	own.Elem().Set(reflect.ValueOf(a))
	return b.encodeField(cellOfValue(own))
}

// where writes the conditions of a query.
func (r *renderer) where(q *query) { r.conditions(q, " WHERE ") }

// and writes them behind another.
func (r *renderer) and(q *query) { r.conditions(q, " AND ") }

func (r *renderer) conditions(q *query, word string) {
	if test := q.scope(); test != "" {
		r.write(word)
		r.column(&r.plan.cols[r.plan.soft.index])
		r.write(test)
		word = " AND "
	}
	for _, n := range q.where {
		r.write(word)
		r.node(n)
		word = " AND "
	}
}

// tail writes what follows the conditions of a SELECT. Limits are parameters, so that
// pages of a list share one statement.
func (r *renderer) tail(q *query) {
	if len(q.group) > 0 {
		r.write(" GROUP BY ")
		r.each(len(q.group), ", ", func(i int) { q.group[i].sql(r) })
	}
	for i, n := range q.having {
		r.write([...]string{" HAVING ", " AND "}[min(i, 1)])
		r.node(n)
	}
	if len(q.order) > 0 {
		r.write(" ORDER BY ")
		r.each(len(q.order), ", ", func(i int) { r.order(q.order[i]) })
	}
	switch {
	case q.limited:
		r.write(" LIMIT ")
		r.arg(q.limit)
	case q.offset > 0 && r.plan.feat.OnlyOffset != "":
		r.write(" LIMIT " + r.plan.feat.OnlyOffset)
	}
	if q.offset > 0 {
		r.write(" OFFSET ")
		r.arg(q.offset)
	}
}

func (r *renderer) order(o orderBy) {
	if o.n == nil {
		r.fail(fmt.Errorf("%w: the zero Order is none", ErrValue))
		return
	}
	if b := o.n.codec(r); b == nil || !r.sorts(b) {
		return
	}
	o.n.sql(r)
	if o.desc {
		r.write(" DESC")
	}
}
