package orm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
)

// Count counts rows.
func Count[T any]() Expr[T, int64] { return Expr[T, int64]{&aggregate{name: "count"}} }

// CountOf counts the rows in which the expression is not NULL.
func CountOf[T, V any](e Source[T, V]) Expr[T, int64] {
	return Expr[T, int64]{&aggregate{name: "count", of: e.expr(nil, nil)}}
}

// CountDistinct counts the values that are not NULL.
func CountDistinct[T, V any](e Source[T, V]) Expr[T, int64] {
	return Expr[T, int64]{&aggregate{name: "count", of: e.expr(nil, nil), distinct: true}}
}

// Sum adds numbers; of no rows it is NULL. An integer that grows past 64 bits is an
// error of the engine.
func Sum[T, V any](e Source[T, V]) Expr[T, V] {
	return Expr[T, V]{&aggregate{name: "sum", of: e.expr(nil, nil), same: true, numeric: true}}
}

// Avg is the mean of numbers; of no rows it is NULL.
func Avg[T, V any](e Source[T, V]) Expr[T, float64] {
	return Expr[T, float64]{&aggregate{name: "avg", of: e.expr(nil, nil), numeric: true, float: true}}
}

// Min is the least value; of no rows it is NULL.
func Min[T, V any](e Source[T, V]) Expr[T, V] {
	return Expr[T, V]{&aggregate{name: "min", of: e.expr(nil, nil), same: true, sorts: true}}
}

// Max is the greatest value; of no rows it is NULL.
func Max[T, V any](e Source[T, V]) Expr[T, V] {
	return Expr[T, V]{&aggregate{name: "max", of: e.expr(nil, nil), same: true, sorts: true}}
}

type aggregate struct {
	name     string
	of       exprNode // nil for rows
	distinct bool
	same     bool // values are those of the column
	numeric  bool
	sorts    bool
	float    bool
}

func (a *aggregate) sql(r *renderer) {
	if a.of == nil {
		r.write("count(*)")
		return
	}
	b := a.of.codec(r)
	if b == nil {
		return
	}
	if a.sorts && !r.sorts(b) {
		return
	}
	if a.numeric && !b.adds() {
		r.fail(b.fail("add up", fmt.Errorf("%w: %s is no number here", ErrUnsupported, b.kind)))
		return
	}
	r.write(a.name + "(")
	if a.distinct {
		r.write("DISTINCT ")
	}
	a.of.sql(r)
	r.write(")")
}

// isAggregate reports whether an expression makes one value of many rows.
func isAggregate(n exprNode) bool {
	_, ok := n.(*aggregate)
	return ok
}

// adds reports whether the engine can add values of a column up.
func (b *binding) adds() bool {
	switch b.kind {
	case KindInt, KindFloat, KindDuration:
		return true
	case KindUint:
		return b.t.Store != StoreText
	case KindDecimal:
		return !b.feat.TextDecimals
	}
	return false
}

func (a *aggregate) codec(r *renderer) *binding {
	if a.same {
		return a.of.codec(r)
	}
	t := reflect.TypeFor[int64]()
	if a.float {
		t = reflect.TypeFor[float64]()
	}
	b, err := builtin(r.plan.d, &r.plan.feat, t, a.name)
	if err != nil {
		r.fail(err)
	}
	return b
}

// naked: an aggregate of a nullable column is compared with what the column's values are.
func (a *aggregate) naked() bool { return !a.same || a.of.naked() }

// Value reads one expression over the rows of a query: NULL as an sql.Null that is not
// valid. It refuses groups, and an aggregate of a query with a limit or an offset, which
// would cut the one row of the result and not what is counted or added up.
func Value[T, V any](ctx context.Context, r Runner, q Query[T], e Source[T, V]) (v sql.Null[V], err error) {
	n := e.expr(nil, nil)
	if err = q.q.plain(); err == nil && isAggregate(n) && (q.q.limited || q.q.offset > 0) {
		err = fmt.Errorf("%w: an aggregate takes no limit or offset", ErrUnsupported)
	}
	if err != nil {
		return v, &OpError{Op: "value", Table: q.q.table(), Err: err}
	}
	err = run(ctx, r, "value", q.q.m, false, func(o *op) error {
		var codec *binding
		text, args, err := o.statement(func(r *renderer) {
			r.write("SELECT ")
			n.sql(r)
			codec = n.codec(r)
			r.write(" FROM " + r.plan.from)
			r.where(&q.q)
			r.tail(&q.q)
		})
		if err != nil {
			return err
		}
		return o.single(text, args, func(rows *rowset) error {
			if rows.dest[0] == nil {
				return nil
			}
			v.Valid = true
			if n.naked() {
				return codec.decodeInner(cellOf(&v.V), rows.dest[0])
			}
			return codec.decodeField(cellOf(&v.V), rows.dest[0])
		})
	})
	return v, err
}

// Count counts the rows of the query, its limit and offset included.
func (q Query[T]) Count(ctx context.Context, r Runner) (n int64, err error) {
	if err := q.q.plain(); err != nil {
		return 0, &OpError{Op: "count", Table: q.q.table(), Err: err}
	}
	err = run(ctx, r, "count", q.q.m, false, func(o *op) error {
		text, args, err := o.statement(func(r *renderer) {
			wrap := q.q.limited || q.q.offset > 0
			if wrap {
				r.write("SELECT count(*) FROM (SELECT 1 FROM " + r.plan.from)
				r.where(&q.q)
				r.tail(&q.q)
				r.write(") AS t")
				return
			}
			r.write("SELECT count(*) FROM " + r.plan.from)
			r.where(&q.q)
		})
		if err != nil {
			return err
		}
		return o.single(text, args, func(rows *rowset) (err error) {
			n, err = toInt(rows.dest[0])
			return err
		})
	})
	return n, err
}

// Exists reports whether the query has a row.
func (q Query[T]) Exists(ctx context.Context, r Runner) (found bool, err error) {
	if err := q.q.plain(); err != nil {
		return false, &OpError{Op: "exists", Table: q.q.table(), Err: err}
	}
	err = run(ctx, r, "exists", q.q.m, false, func(o *op) error {
		text, args, err := o.statement(func(r *renderer) {
			r.write("SELECT EXISTS (SELECT 1 FROM " + r.plan.from)
			r.where(&q.q)
			r.tail(&q.q)
			r.write(")")
		})
		if err != nil {
			return err
		}
		return o.single(text, args, func(rows *rowset) error {
			n, err := toInt(rows.dest[0])
			found = n != 0
			return err
		})
	})
	return found, err
}

// single reads the first row of a statement that gives one column.
func (o *op) single(text string, args []driver.NamedValue, read func(rows *rowset) error) error {
	rows, err := o.c.query(o.ctx, o.ev, text, args)
	if err != nil {
		return err
	}
	ok, err := rows.next()
	switch {
	case err != nil:
	case !ok:
		err = ErrNotFound
	default:
		err = read(rows)
	}
	if closed := rows.close(); err == nil {
		err = closed
	}
	return err
}
