package orm

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
)

// An Assign is a column and what an update sets it to.
type Assign[T any] struct {
	ref  *columnRef
	v    cell // where the value is, or nil for NULL
	adds bool // to what is there
}

// Set sets the column to a value.
func (c Col[T, V]) Set(v V) Assign[T] { return Assign[T]{ref: c.ref, v: cellOf(&v)} }

// SetNull sets the column to NULL; an error for one that cannot be.
func (c Col[T, V]) SetNull() Assign[T] { return Assign[T]{ref: c.ref} }

// Add sets a column to its value and some more, as one step of the database, so that
// nobody's addition is lost. A negative number takes away. A sum that does not fit the
// column is an error ([ErrRange]), and no row is changed.
func Add[T any, V cmp.Ordered](c Col[T, V], v V) Assign[T] {
	return Assign[T]{ref: c.ref, v: cellOf(&v), adds: true}
}

// Update sets columns in all rows of the query, and returns how many there were. It
// refuses a query without a condition ([ErrNoCondition]); [Table.All] is how to mean
// all. Versions count up; keys, versions and generated columns cannot be set. No hook runs. In a table with soft delete, deleted rows are
// passed over unless the query sees them.
func (q Query[T]) Update(ctx context.Context, r Runner, set ...Assign[T]) (affected int64, err error) {
	if err = q.q.narrow(); err == nil && len(set) == 0 {
		err = fmt.Errorf("%w: nothing to set", ErrValue)
	}
	if err != nil {
		return 0, &OpError{Op: "update", Table: q.q.table(), Err: err}
	}
	return q.q.write(ctx, r, "update", func(r *renderer) {
		r.write("UPDATE " + r.plan.table + " SET ")
		var seen []*column
		r.each(len(set), ", ", func(i int) {
			if b := set[i].sql(r); b != nil {
				if slices.Contains(seen, b.column) {
					r.fail(b.fail("write", fmt.Errorf("%w: set twice", ErrValue)))
				}
				seen = append(seen, b.column)
			}
		})
		if v := r.plan.version; v != nil {
			r.countUp(&r.plan.cols[v.index])
		}
		r.where(&q.q)
	})
}

// countUp adds one to the version.
func (r *renderer) countUp(b *binding) { r.write(", " + b.ident + " = " + b.ident + " + 1") }

func (a Assign[T]) sql(r *renderer) *binding {
	if a.ref == nil {
		r.fail(fmt.Errorf("%w: the zero Assign sets nothing", ErrValue))
		return nil
	}
	b := a.ref.codec(r)
	if b == nil {
		return nil
	}
	if b.opts.key || b.opts.generated || b.opts.version {
		r.fail(b.fail("write", fmt.Errorf("%w: a key, version or generated column is not set by an update", ErrUnsupported)))
		return nil
	}
	r.write(b.ident + " = ")
	if a.v.isNil() {
		if !b.nullable() {
			r.fail(b.fail("write", ErrNull))
		}
		r.arg(nil)
		return b
	}
	v, err := value(b, a.ref, a.v)
	if err == nil && v == nil && !b.nullable() {
		err = b.fail("write", ErrNull)
	}
	if err == nil && a.adds && !b.adds() {
		err = b.fail("write", fmt.Errorf("%w: %s is no number here", ErrUnsupported, b.kind))
	}
	if err != nil {
		r.fail(err)
		return nil
	}
	if a.adds {
		r.add(b, v)
		return b
	}
	r.arg(v)
	return b
}

// add writes a column and some more.
func (r *renderer) add(b *binding, v driver.Value) {
	n, integer := v.(int64)
	if !integer || !b.t.Wide {
		r.write(b.ident + " + ")
		r.argAs(b, v)
		return
	}
	low, high := b.bounds()
	// The test is of the column and not of the sum, which may be no integer any more.
	if n < 0 {
		r.write("CASE WHEN " + b.ident + " >= ")
		r.arg(low - n)
	} else {
		r.write("CASE WHEN " + b.ident + " <= ")
		r.arg(high - n)
	}
	r.write(" THEN " + b.ident + " + ")
	r.arg(n)
	r.write(" ELSE " + fmt.Sprintf(r.plan.feat.SumCheck, b.ident) + " END")
}

// bounds are the least and the greatest value of an integer column.
func (b *binding) bounds() (low, high int64) {
	bits := b.bits
	if b.kind == KindUint {
		return 0, 1<<min(bits, 63) - 1
	}
	return -1 << (bits - 1), 1<<(bits-1) - 1
}

// Delete removes all rows of the query and returns how many there were. It refuses a
// query without a condition, as Update does. In a table with soft delete the rows stay
// and get the time.
func (q Query[T]) Delete(ctx context.Context, r Runner) (affected int64, err error) {
	if err := q.q.narrow(); err != nil {
		return 0, &OpError{Op: "delete", Table: q.q.table(), Err: err}
	}
	if q.q.m.soft == nil {
		return q.HardDelete(ctx, r)
	}
	return q.q.write(ctx, r, "delete", func(w *renderer) {
		b := &w.plan.cols[w.plan.soft.index]
		now, err := b.encodeTime(r.base().now())
		if err != nil {
			w.fail(err)
			return
		}
		w.write("UPDATE " + w.plan.table + " SET " + b.ident + " = ")
		w.arg(now)
		if v := w.plan.version; v != nil {
			w.countUp(&w.plan.cols[v.index])
		}
		w.where(&q.q)
	})
}

// HardDelete removes the rows also in a table with soft delete: those the query sees.
func (q Query[T]) HardDelete(ctx context.Context, r Runner) (affected int64, err error) {
	if err := q.q.narrow(); err != nil {
		return 0, &OpError{Op: "delete", Table: q.q.table(), Err: err}
	}
	return q.q.write(ctx, r, "delete", func(r *renderer) {
		r.write("DELETE FROM " + r.plan.table)
		r.where(&q.q)
	})
}

// write runs an update or delete of the query.
func (q *query) write(ctx context.Context, r Runner, name string, text func(r *renderer)) (affected int64, err error) {
	err = run(ctx, r, name, q.m, true, func(o *op) error {
		affected, err = o.affect(text)
		return err
	})
	return affected, err
}
