package orm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Get reads the row with a key: of several columns, their values in the order of the
// fields. A value has the field's type, or for a number any integer type that it fits.
// It is ErrNotFound if there is none, or it is softly deleted.
func (t *Table[T]) Get(ctx context.Context, r Runner, key ...any) (*T, error) {
	var found *T
	err := run(ctx, r, "get", t.m, false, func(o *op) error {
		args, err := o.p.keyArgs(o.c, key)
		if err != nil {
			return err
		}
		rows, err := o.c.query(ctx, o.ev, o.p.getText(), args)
		if err != nil {
			return err
		}
		ok, err := rows.next()
		if ok {
			found = new(T)
			err = o.p.scan(cellOf(found), rows.dest)
		}
		if closed := rows.close(); err == nil {
			err = closed
		}
		if err == nil && !ok {
			err = ErrNotFound
		}
		if err != nil {
			found = nil
			return err
		}
		o.ev.made(found, 1)
		return nil
	})
	return found, err
}

func (p *plan) getText() string {
	return p.text("get", func() string {
		text := p.selCut + " WHERE " + p.keyCondition(1)
		if p.soft != nil {
			text += " AND " + p.cols[p.soft.index].ident + " IS NULL"
		}
		return text
	})
}

// keyCondition compares the key with parameters from the n-th.
func (p *plan) keyCondition(n int) string {
	var b strings.Builder
	for i, k := range p.keys {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(k.ident + " = ")
		b.Write(p.d.Placeholder(nil, n+i))
	}
	return b.String()
}

// keyArgs encodes the values of a key that a caller wrote down.
func (p *plan) keyArgs(c *conn, key []any) ([]driver.NamedValue, error) {
	if len(key) != len(p.keys) {
		return nil, fmt.Errorf("%w: %d values for a key of %d", ErrValue, len(key), len(p.keys))
	}
	args := c.room(len(key))
	for i, k := range p.keys {
		v, err := k.keyValue(key[i])
		if err != nil {
			return nil, err
		}
		args[i].Value = v
	}
	return args, nil
}

// keyValue encodes one.
func (b *binding) keyValue(v any) (driver.Value, error) {
	switch v := v.(type) {
	case int64:
		if b.kind == KindInt && b.bits == 64 {
			return v, nil
		}
	case int:
		if b.kind == KindInt && b.bits == 64 {
			return int64(v), nil
		}
	case string:
		if b.kind == KindText {
			return b.encodeInner(cellOf(&v))
		}
	}
	return b.keyReflected(v)
}

// scan stores a row in an object.
func (p *plan) scan(object cell, row []driver.Value) error {
	if len(row) != len(p.cols) {
		return fmt.Errorf("%w: the database gave %d columns for %d", ErrType, len(row), len(p.cols))
	}
	for i := range p.cols {
		if err := p.cols[i].decode(object, row[i]); err != nil {
			return err
		}
	}
	return nil
}

// selectText writes the query of objects.
func (r *renderer) selectText(q *query) {
	r.write(r.plan.selCut)
	r.where(q)
	r.tail(q)
}

// List reads all rows of the query. They lie one behind the other; a pointer to one
// keeps all of them in memory.
func (q Query[T]) List(ctx context.Context, r Runner) ([]T, error) { return q.list(ctx, r, "list") }

func (q Query[T]) list(ctx context.Context, r Runner, name string) (out []T, err error) {
	if err := q.q.plain(); err != nil {
		return nil, &OpError{Op: name, Table: q.q.table(), Err: err}
	}
	err = run(ctx, r, name, q.q.m, false, func(o *op) error {
		text, args, err := o.statement(func(r *renderer) { r.selectText(&q.q) })
		if err != nil {
			return err
		}
		out, err = collect[T](o, text, args, q.q.room())
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// collect reads the rows of a statement as objects.
func collect[T any](o *op, text string, args []driver.NamedValue, room int) (out []T, err error) {
	rows, err := o.c.query(o.ctx, o.ev, text, args)
	if err != nil {
		return nil, err
	}
	if rows.s != nil {
		room = max(room, min(rows.s.rows, mostExpected))
	}
	out = make([]T, 0, room)
	for {
		ok, err := rows.next()
		if ok {
			var zero T
			out = append(out, zero)
			err = o.p.scan(cellOf(&out[len(out)-1]), rows.dest)
		}
		if err != nil {
			return nil, also(err, rows.close())
		}
		if !ok {
			break
		}
	}
	if rows.s != nil {
		rows.s.rows = len(out)
	}
	if cap(out) > 64 && len(out) < cap(out)/2 {
		out = slices.Clone(out) // there were far fewer than the last time
	}
	o.ev.made(nil, len(out))
	return out, rows.close()
}

// mostExpected is the most rows that room is made for before they come.
const mostExpected = 1 << 14

// room is how many rows to expect.
func (q *query) room() int {
	if q.limited {
		return int(min(q.limit, 1024))
	}
	return 16
}

func (q *query) table() string {
	if q.m == nil {
		return ""
	}
	return q.m.name
}

// One reads the only row of the query: ErrNotFound if there is none, ErrTooMany if
// there are more.
func (q Query[T]) One(ctx context.Context, r Runner) (*T, error) {
	if !q.q.limited {
		q = q.Limit(2)
	}
	return q.pick(ctx, r, "one")
}

// First reads the first row of the query, in its order; ErrNotFound if there is none.
func (q Query[T]) First(ctx context.Context, r Runner) (*T, error) {
	if !q.q.limited || q.q.limit > 1 {
		q = q.Limit(1)
	}
	return q.pick(ctx, r, "first")
}

func (q Query[T]) pick(ctx context.Context, r Runner, name string) (*T, error) {
	all, err := q.list(ctx, r, name)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, &OpError{Op: name, Table: q.q.table(), Err: ErrNotFound}
	case len(all) > 1:
		return nil, &OpError{Op: name, Table: q.q.table(), Err: ErrTooMany}
	}
	return &all[0], nil
}

// Each reads the rows of the query one after the other, holding one connection and one
// row at a time. Every object is a new one. An error is the last pair, with a nil
// object. The rows are closed when the loop ends, however it does; ranging again runs
// the query again.
//
// A loop that asks the same DB for something needs a second connection while it runs.
// Where there is only one, as for a database in memory, do both in a transaction.
func (q Query[T]) Each(ctx context.Context, r Runner) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		if err := q.q.plain(); err != nil {
			yield(nil, &OpError{Op: "each", Table: q.q.table(), Err: err})
			return
		}
		stopped := false
		err := run(ctx, r, "each", q.q.m, false, func(o *op) error {
			text, args, err := o.statement(func(r *renderer) { r.selectText(&q.q) })
			if err != nil {
				return err
			}
			return stream(o, text, args, func(v *T) bool {
				stopped = !yield(v, nil)
				return !stopped
			})
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// stream reads the rows of a statement one by one, until yield says stop.
func stream[T any](o *op, text string, args []driver.NamedValue, yield func(*T) bool) (err error) {
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
	for {
		ok, err := rows.next()
		if err != nil || !ok {
			return err
		}
		v := new(T)
		if err := o.p.scan(cellOf(v), rows.dest); err != nil {
			return err
		}
		n++
		if !yield(v) {
			return nil
		}
	}
}
