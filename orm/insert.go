package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// Insert writes rows that are not there yet: one in a statement of its own, several in
// the engine's best way, of which all are inserted or none.
//
// What the fields hold is written, zero or not, whatever default the column has. Two
// kinds of fields are filled in, and set in the object when the row is there: a key with
// the option auto that is zero, and those with the option generated. Batches number
// their keys one after the other.
func (t *Table[T]) Insert(ctx context.Context, r Runner, rows ...*T) error {
	for i, v := range rows {
		if v == nil {
			return &OpError{Op: "insert", Table: t.m.name, Err: fmt.Errorf("%w: row %d is nil", ErrValue, i)}
		}
	}
	switch len(rows) {
	case 0:
		return nil
	case 1:
		v := rows[0]
		return runTask(ctx, r, "insert", t.m, task{
			before: prepares(t.m, v),
			do:     func(o *op) error { return o.insertRow(v, cellOf(v)) },
			after:  t.m.hooks.of(afterInsert, v),
			write:  true,
		})
	}
	objects := objectsOf(rows)
	return runTask(ctx, r, "insert", t.m, task{
		before: func(o *op) error { return o.prepareInserts(objects) },
		do:     func(o *op) error { return o.insertMany(objects) },
		after:  func(o *op) error { return o.inserted(objects) },
		write:  true,
	})
}

// An object is one of the caller's, for its hooks and for its fields.
type object struct {
	v  any // *T
	at cell
}

func objectsOf[T any](rows []*T) []object {
	objects := make([]object, len(rows))
	for i, v := range rows {
		objects[i] = object{v, cellOf(v)}
	}
	return objects
}

// An insertPlan is which columns an insert writes.
type insertPlan struct {
	all     []*binding // with the key
	keyless []*binding // without an automatic one
	auto    *binding
	uuids   []*binding // keys made here
	back    []*binding // generated columns, to be read back
	text    string
	noKey   string
}

func (p *plan) planInserts() insertPlan {
	var in insertPlan
	for i := range p.cols {
		b := &p.cols[i]
		switch {
		case !b.written():
			in.back = append(in.back, b)
			continue
		case p.auto == b.column:
			in.auto = b
		case b.opts.auto:
			in.uuids = append(in.uuids, b)
		}
		in.all = append(in.all, b)
		if p.auto != b.column {
			in.keyless = append(in.keyless, b)
		}
	}
	in.text = p.insertText(in.all, 1)
	in.noKey = p.insertText(in.keyless, 1)
	if len(in.keyless) == 0 {
		in.noKey = "INSERT INTO " + p.table + " " + p.feat.EmptyInsert
	}
	return in
}

// insertText inserts some rows by one statement.
func (p *plan) insertText(cols []*binding, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + p.table + " (")
	for i, c := range cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.ident)
	}
	b.WriteString(") VALUES ")
	for n := range rows {
		if n > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for i := range cols {
			if i > 0 {
				b.WriteString(", ")
			}
			b.Write(p.d.Placeholder(nil, n*len(cols)+i+1))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// encodeAll encodes columns of an object into arguments.
func encodeAll(cols []*binding, object cell, args []driver.NamedValue) error {
	for i, b := range cols {
		v, err := b.encode(object)
		if err != nil {
			return err
		}
		args[i].Value = v
	}
	return nil
}

// unset reports whether a column of an object that is never NULL holds zero.
func (b *binding) unset(object cell) bool {
	at := object.at(b.offset)
	switch b.kind {
	case KindInt:
		return loadInt(at, b.mem) == 0
	case KindUint:
		return loadUint(at, b.mem) == 0
	case KindUUID:
		return *as[[16]byte](at) == [16]byte{}
	}
	return false
}

// setKey stores a key that the database made.
func (b *binding) setKey(object cell, n int64) error {
	if b.kind == KindUint {
		return b.storeUint(object.at(b.offset), uint64(n))
	}
	return b.storeInt(object.at(b.offset), n)
}

// prepares gives what has to happen to an object before it is inserted, or nil.
func prepares[T any](m *model, v *T) func(o *op) error {
	if m.hooks&beforeInsert == 0 && !m.keysHere {
		return nil
	}
	return func(o *op) error { return o.prepareInsert(v, cellOf(v)) }
}

// prepareInsert calls the hook and makes the keys that are made here.
func (o *op) prepareInsert(v any, at cell) error {
	if err := o.p.hooks.call(o.ctx, beforeInsert, v); err != nil {
		return err
	}
	return o.p.makeKeys(o.r.base(), at)
}

// makeKeys makes the keys of an object that are not made by the database.
func (p *plan) makeKeys(db *DB, at cell) error {
	for _, b := range p.inserts.uuids {
		if b.unset(at) {
			id, err := newUUID(db.now(), db.rand)
			if err != nil {
				return err
			}
			*as[[16]byte](at.at(b.offset)) = id
		}
	}
	return nil
}

// insertRow inserts one row and sets what the database made.
func (o *op) insertRow(v any, at cell) error {
	in := &o.p.inserts
	cols, text, keyed := in.all, in.text, false
	if in.auto != nil && in.auto.unset(at) {
		cols, text, keyed = in.keyless, in.noKey, true
	}
	args := o.c.room(len(cols))
	if err := encodeAll(cols, at, args); err != nil {
		return err
	}
	if o.ev != nil {
		o.ev.changes(cols, args)
		o.ev.made(v, 1)
	}
	if back := o.p.readBack(keyed); len(back) > 0 {
		return o.returning(text, args, back, at)
	}
	res, err := o.c.exec(o.ctx, o.ev, text, args)
	if err != nil {
		return err
	}
	o.ev.affected(1)
	if !keyed {
		return nil
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	return in.auto.setKey(at, id)
}

// readBack is what an insert has to ask for: generated columns, and the key where the
// driver does not tell it.
func (p *plan) readBack(keyed bool) []*binding {
	back := p.inserts.back
	if keyed && (!p.feat.LastInsertID || len(back) > 0) {
		back = append([]*binding{p.inserts.auto}, back...)
	}
	return back
}

// returning runs a write that gives columns of its one row back.
func (o *op) returning(text string, args []driver.NamedValue, back []*binding, at cell) error {
	if !o.p.feat.Returning {
		return fmt.Errorf("%w: generated columns", ErrUnsupported)
	}
	names := make([]string, len(back))
	for i, b := range back {
		names[i] = b.ident
	}
	rows, err := o.c.query(o.ctx, o.ev, text+" RETURNING "+strings.Join(names, ", "), args)
	if err != nil {
		return err
	}
	ok, err := rows.next()
	for i, b := range back {
		if ok && err == nil {
			err = b.decode(at, rows.dest[i])
		}
	}
	// To the end, where the engine finishes the write.
	for more := ok; more && err == nil; {
		more, err = rows.next()
	}
	if closed := rows.close(); err == nil {
		err = closed
	}
	if o.ev != nil {
		o.ev.Rows = rows.n
	}
	if err == nil && !ok {
		return errNoRow
	}
	return err
}

// errNoRow says that a write with RETURNING touched nothing.
var errNoRow = errors.New("no row")
