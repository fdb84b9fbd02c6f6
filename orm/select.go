package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
)

// An Item is one column of a [Selection]: an expression over T and the field of Out
// that gets its value.
type Item[Out, T any] struct {
	dest *columnRef
	n    exprNode
}

// Into sends the values of an expression to a field of Out, which has the same type. A
// dest made by [CNull] or [CPtr] takes NULL; another one makes NULL an error.
func Into[Out, T, V any](dest Col[Out, V], e Source[T, V]) Item[Out, T] {
	return Item[Out, T]{dest.ref, e.expr(nil, nil)}
}

// A Selection is a query whose rows are another struct than the table's. Like a Query
// it is an immutable value.
type Selection[Out any] struct {
	q     query
	dests []*columnRef
	exprs []exprNode
}

// Select reads expressions over the rows of a query, or over its groups, as Out: any
// struct whose fields have column types. It needs no registration.
func Select[Out, T any](q Query[T], items ...Item[Out, T]) Selection[Out] {
	s := Selection[Out]{q: q.q}
	for _, i := range items {
		s.dests, s.exprs = append(s.dests, i.dest), append(s.exprs, i.n)
	}
	return s
}

// List reads all rows.
func (s Selection[Out]) List(ctx context.Context, r Runner) (out []Out, err error) {
	err = s.read(ctx, r, func(v *Out) bool { out = append(out, *v); return true })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// One reads the only row: ErrNotFound if there is none, ErrTooMany if there are more.
func (s Selection[Out]) One(ctx context.Context, r Runner) (*Out, error) {
	var found *Out
	n := 0
	err := s.read(ctx, r, func(v *Out) bool { found = v; n++; return n < 2 })
	switch {
	case err != nil:
	case n == 0:
		err = &OpError{Op: "select", Table: s.q.table(), Err: ErrNotFound}
	case n > 1:
		err = &OpError{Op: "select", Table: s.q.table(), Err: ErrTooMany}
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// Each reads row by row, as Each of a [Query] does.
func (s Selection[Out]) Each(ctx context.Context, r Runner) iter.Seq2[*Out, error] {
	return func(yield func(*Out, error) bool) {
		stopped := false
		err := s.read(ctx, r, func(v *Out) bool { stopped = !yield(v, nil); return !stopped })
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

func (s Selection[Out]) read(ctx context.Context, r Runner, yield func(*Out) bool) error {
	if err := s.check(); err != nil {
		return &OpError{Op: "select", Table: s.q.table(), Err: err}
	}
	return run(ctx, r, "select", s.q.m, false, func(o *op) error {
		shape, err := r.base().shape(reflect.TypeFor[Out]())
		if err != nil {
			return err
		}
		dests, err := shape.pick(s.dests)
		if err != nil {
			return err
		}
		text, args, err := o.statement(func(r *renderer) {
			r.write("SELECT ")
			// Without names: ORDER BY would take one for a column's.
			r.each(len(s.exprs), ", ", func(i int) { s.exprs[i].sql(r) })
			r.write(" FROM " + r.plan.from)
			r.where(&s.q)
			r.tail(&s.q)
		})
		if err != nil {
			return err
		}
		return readShaped(o, text, args, dests, yield)
	})
}

// check is that of the query, and refuses a column beside an aggregate of all rows: SQLite
// and MySQL would take it from any of them.
func (s *Selection[Out]) check() error {
	if err := s.q.check(); err != nil || len(s.q.group) > 0 {
		return err
	}
	isColumn := func(n exprNode) bool { return !isAggregate(n) }
	if (len(s.q.having) > 0 || slices.ContainsFunc(s.exprs, isAggregate)) && slices.ContainsFunc(s.exprs, isColumn) {
		return fmt.Errorf("%w: a column beside an aggregate needs GroupBy", ErrUnsupported)
	}
	return nil
}

// pick finds the columns that are selected.
func (p *plan) pick(refs []*columnRef) ([]*binding, error) {
	var dests []*binding
	if len(refs) == 0 {
		return nil, fmt.Errorf("%w: nothing is selected", ErrValue)
	}
	for _, ref := range refs {
		c, err := p.find(ref)
		if err != nil {
			return nil, err
		}
		if slices.Contains(dests, &p.cols[c.index]) {
			return nil, fmt.Errorf("%w: into %s twice", ErrValue, c.field)
		}
		dests = append(dests, &p.cols[c.index])
	}
	return dests, nil
}

// readShaped reads the rows of a statement, each column into its own field.
func readShaped[Out any](o *op, text string, args []driver.NamedValue, dests []*binding, yield func(*Out) bool) (err error) {
	rows, err := o.c.query(o.ctx, o.ev, text, args)
	if err != nil {
		return err
	}
	n := 0
	defer func() {
		o.ev.made(nil, n)
		if closed := rows.close(); err == nil {
			err = closed
		}
	}()
	if dests == nil {
		if dests, err = o.byNames(rows, reflect.TypeFor[Out]()); err != nil {
			return err
		}
	}
	for {
		ok, err := rows.next()
		if err != nil || !ok {
			return err
		}
		v := new(Out)
		for i, b := range dests {
			if err := b.decode(cellOf(v), rows.dest[i]); err != nil {
				return err
			}
		}
		n++
		if !yield(v) {
			return nil
		}
	}
}

// shape gives the plan of a struct that is no table, made at its first use. A type with
// a column type of its own is a shape of one column.
func (db *DB) shape(t reflect.Type) (*plan, error) {
	if p, ok := db.shapes.get(t); ok {
		return p, nil
	}
	var p *plan
	if inner, _, _ := unwrap(t); t.Kind() != reflect.Struct || isNull(t) || inner == timeType {
		b, err := builtin(db.d, &db.feat, t, t.String())
		if err != nil {
			return nil, err
		}
		p = &plan{model: b.model, d: db.d, feat: db.feat, cols: []binding{*b}}
	} else {
		m, err := compile(t, "", SnakeCase, false)
		if err != nil {
			return nil, err
		}
		if p, err = newPlan(m, db.d); err != nil {
			return nil, err
		}
	}
	return db.shapes.put(t, p), nil
}

// byNames finds the field of each column of a result.
func (o *op) byNames(rows *rowset, t reflect.Type) ([]*binding, error) {
	p, err := o.r.base().shape(t)
	if err != nil {
		return nil, err
	}
	names := rows.Columns()
	if p.byName == nil {
		if len(names) != 1 {
			return nil, fmt.Errorf("%w: %d columns for one %s", ErrType, len(names), t)
		}
		return []*binding{&p.cols[0]}, nil
	}
	var dests []*binding
	var errs []error
	for _, name := range names {
		c, ok := p.byName[name]
		if !ok {
			errs = append(errs, &MappingError{Type: t.String(), Problem: fmt.Sprintf("no field for column %q of the result", name)})
			continue
		}
		dests = append(dests, &p.cols[c.index])
	}
	return dests, errors.Join(errs...)
}
