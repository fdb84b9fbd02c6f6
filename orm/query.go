package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"
)

// A Query is a choice of rows of T. It is an immutable value: each method gives
// another one, so that a query can be kept, shared between goroutines and refined in
// several ways. The zero Query belongs to no table, and every operation refuses it.
type Query[T any] struct{ q query }

// A query is a Query without its type.
type query struct {
	m       *model
	where   []node
	order   []orderBy
	group   []exprNode
	having  []node
	limit   int64
	offset  int64
	limited bool
	whole   bool // said by All
	deleted deletedRows
	err     error
}

// A deletedRows says which rows of a table with soft delete a query sees.
type deletedRows uint8

const (
	hideDeleted deletedRows = iota
	withDeleted
	onlyDeleted
)

type orderBy struct {
	n    exprNode
	desc bool
}

// Where chooses the rows for which all of the conditions hold.
func (t *Table[T]) Where(p Pred[T], more ...Pred[T]) Query[T] {
	return Query[T]{query{m: t.m}}.Where(p, more...)
}

// All chooses every row: also for Update and Delete, which refuse a query that has no
// condition by chance.
func (t *Table[T]) All() Query[T] { return Query[T]{query{m: t.m, whole: true}} }

// Where adds conditions: those that were there hold as well.
func (q Query[T]) Where(p Pred[T], more ...Pred[T]) Query[T] {
	q.q.where = append(slices.Clip(q.q.where), p.n)
	for _, m := range more {
		q.q.where = append(q.q.where, m.n)
	}
	return q
}

// OrderBy sorts the rows, by the first and among equals by the next, after what the
// query was ordered by already.
func (q Query[T]) OrderBy(orders ...Order[T]) Query[T] {
	q.q.order = slices.Clip(q.q.order)
	for _, o := range orders {
		q.q.order = append(q.q.order, orderBy(o))
	}
	return q
}

// Limit gives n rows at most, 0 being none. A negative n is an error of the query.
func (q Query[T]) Limit(n int64) Query[T] {
	q.q.limit, q.q.limited = n, true
	if n < 0 {
		q.q.err = fmt.Errorf("%w: limit %d is negative", ErrValue, n)
	}
	return q
}

// Offset leaves the first n rows out. A negative n is an error of the query.
func (q Query[T]) Offset(n int64) Query[T] {
	q.q.offset = n
	if n < 0 {
		q.q.err = fmt.Errorf("%w: offset %d is negative", ErrValue, n)
	}
	return q
}

// GroupBy makes one row of those with equal values, for [Select].
func (q Query[T]) GroupBy(cols ...Column[T]) Query[T] {
	q.q.group = slices.Clip(q.q.group)
	for _, c := range cols {
		q.q.group = append(q.q.group, c.column(nil))
	}
	return q
}

// Having chooses among groups.
func (q Query[T]) Having(p Pred[T], more ...Pred[T]) Query[T] {
	q.q.having = append(slices.Clip(q.q.having), p.n)
	for _, m := range more {
		q.q.having = append(q.q.having, m.n)
	}
	return q
}

// WithDeleted sees rows that are softly deleted, too.
func (q Query[T]) WithDeleted() Query[T] { q.q.deleted = withDeleted; return q }

// OnlyDeleted sees nothing else.
func (q Query[T]) OnlyDeleted() Query[T] { q.q.deleted = onlyDeleted; return q }

// scope is the test of the softdelete column, or "".
func (q *query) scope() string {
	switch {
	case q.m.soft == nil || q.deleted == withDeleted:
		return ""
	case q.deleted == onlyDeleted:
		return " IS NOT NULL"
	}
	return " IS NULL"
}

// chooses reports whether the query may write.
func (q *query) chooses() bool { return q.whole || slices.ContainsFunc(q.where, selects) }

// check says what is wrong with the query before anything is sent.
func (q *query) check() error {
	switch {
	case q.m == nil:
		return fmt.Errorf("%w: the zero Query belongs to no table", ErrValue)
	case q.err != nil:
		return q.err
	}
	return nil
}

// plain says what a query of objects cannot have.
func (q *query) plain() error {
	if len(q.group)+len(q.having) > 0 {
		return fmt.Errorf("%w: groups are not objects; say Select", ErrUnsupported)
	}
	return q.check()
}

// narrow says what an update or delete by query cannot have.
func (q *query) narrow() error {
	switch {
	case len(q.order) > 0 || q.limited || q.offset > 0:
		return fmt.Errorf("%w: update and delete take no order, limit or offset", ErrUnsupported)
	case q.m != nil && !q.m.table:
		return fmt.Errorf("%w: a join is only read", ErrUnsupported)
	case !q.chooses():
		return ErrNoCondition
	}
	return q.plain()
}

// statement writes a statement of the query.
func (o *op) statement(write func(r *renderer)) (text string, args []driver.NamedValue, err error) {
	r := renderer{plan: o.p, plans: o.r.base().plan, args: append(o.c.vals[:0], o.p.fromArgs...), buf: make([]byte, 0, len(o.p.selCut)+128)}
	write(&r)
	if r.err != nil {
		return "", nil, r.err
	}
	args = o.c.named(r.args)
	clear(r.args)
	o.c.vals = r.args
	return string(r.buf), args, nil
}

// affect runs a statement that gives no rows and counts those it affected.
func (o *op) affect(write func(r *renderer)) (affected int64, err error) {
	text, args, err := o.statement(write)
	if err != nil {
		return 0, err
	}
	res, err := o.c.exec(o.ctx, o.ev, text, args)
	if err != nil {
		return 0, err
	}
	affected, err = res.RowsAffected()
	o.ev.affected(affected)
	return affected, err
}
