package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// Update writes an object's row, found by its key: the columns that are named, or all
// but the key. Zero is a value like any other. It is ErrNotFound if there is no such
// row, or it is softly deleted.
//
// With a version column, the row must still have the object's version, else it is a
// [StaleError]; the new version is set in row and object. The column of a soft delete is
// written only if it is named, which also finds rows that are deleted: so one restores
// them.
func (t *Table[T]) Update(ctx context.Context, r Runner, v *T, cols ...Column[T]) error {
	if v == nil {
		return &OpError{Op: "update", Table: t.m.name, Err: fmt.Errorf("%w: the object is nil", ErrValue)}
	}
	p, err := planOn(r, t.m)
	if err != nil {
		return &OpError{Op: "update", Table: t.m.name, Err: err}
	}
	var few [8]*column // which are not allocated
	named, err := appendColumns(few[:0], t.m, cols)
	if err != nil {
		return &OpError{Op: "update", Table: t.m.name, Err: err}
	}
	u, wrong := p.update(named)
	return runPlan(ctx, r, "update", p, task{
		before: t.m.hooks.of(beforeUpdate, v),
		do: func(o *op) error {
			if wrong != nil {
				return wrong
			}
			return o.change(u, v, cellOf(v))
		},
		after: t.m.hooks.of(afterUpdate, v),
		write: true,
	})
}

// A change is the statement that writes some columns of a row found by its key.
type change struct {
	set  []*binding // with the version, if there is one, at the end
	text string
	back []*binding
}

// update gives the change of columns, made once for a set of them.
func (p *plan) update(named []*column) (*change, error) {
	var room [64]byte
	name := append(room[:0], 'u')
	for _, c := range named {
		name = append(name, byte(c.index), byte(c.index>>8))
	}
	if u, ok := p.updates.get(name); ok {
		return u, nil
	}
	u, err := p.newUpdate(named)
	if err != nil || p.sets.Add(1) > mostSets {
		return u, err
	}
	return p.updates.put(string(name), u), nil
}

// mostSets is how many sets of columns have their update kept: there are more sets of a wide
// table's columns than room for them.
const mostSets = 1 << 10

func (p *plan) newUpdate(named []*column) (*change, error) {
	u := &change{back: p.inserts.back}
	restores := false
	seen := map[*column]bool{}
	for _, c := range named {
		switch {
		case c.opts.key || c.opts.generated || c.opts.version:
			return nil, p.cols[c.index].fail("write", fmt.Errorf("%w: a key, version or generated column is not named in an update", ErrUnsupported))
		case seen[c]:
			return nil, p.cols[c.index].fail("write", fmt.Errorf("%w: named twice", ErrValue))
		}
		seen[c] = true
		restores = restores || c == p.soft
		u.set = append(u.set, &p.cols[c.index])
	}
	if len(named) == 0 {
		for i := range p.cols {
			if b := &p.cols[i]; !b.opts.key && b.written() && b.column != p.version && b.column != p.soft {
				u.set = append(u.set, b)
			}
		}
	}
	if len(u.set) == 0 {
		return nil, fmt.Errorf("%w: there is no column to write beside the key", ErrUnsupported)
	}
	p.finish(u, restores)
	return u, nil
}

// finish writes the text of a change.
func (p *plan) finish(u *change, restores bool) {
	if p.version != nil {
		u.set = append(u.set, &p.cols[p.version.index])
	}
	var b strings.Builder
	b.WriteString("UPDATE " + p.table + " SET ")
	for i, c := range u.set {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.ident + " = ")
		b.Write(p.d.Placeholder(nil, i+1))
	}
	b.WriteString(" WHERE " + p.ofRow(len(u.set)+1, restores))
	u.text = b.String()
}

// ofRow finds the row of an object by key, version and scope.
func (p *plan) ofRow(n int, restores bool) string {
	text := p.keyCondition(n)
	if p.version != nil {
		text += " AND " + p.cols[p.version.index].ident + " = " + string(p.d.Placeholder(nil, n+len(p.keys)))
	}
	if p.soft != nil && !restores {
		text += " AND " + p.cols[p.soft.index].ident + " IS NULL"
	}
	return text
}

// change runs an update of one object.
func (o *op) change(u *change, v any, at cell) error {
	p := o.p
	args := o.c.room(len(u.set) + len(p.keys) + 1)[:len(u.set)+len(p.keys)]
	if err := encodeAll(u.set, at, args); err != nil {
		return err
	}
	if err := p.keyOf(at, args[len(u.set):]); err != nil {
		return err
	}
	version := int64(0)
	if p.version != nil {
		version = loadInt(at.at(p.version.offset), p.version.mem)
		next := &args[len(u.set)-1]
		next.Value = version + 1
		args = args[:len(args)+1]
		args[len(args)-1].Value = version
	}
	if o.ev != nil {
		o.ev.changes(u.set, args)
		o.ev.made(v, 1)
	}
	n, err := o.affectOne(u, args, at)
	if err != nil {
		return err
	}
	if n == 0 {
		return o.missing(at)
	}
	if p.version != nil {
		return p.cols[p.version.index].storeInt(at.at(p.version.offset), version+1)
	}
	return nil
}

// affectOne runs the statement and says how many rows it met.
func (o *op) affectOne(u *change, args []driver.NamedValue, at cell) (int64, error) {
	if len(u.back) > 0 && o.p.feat.ReturningUpdate {
		err := o.returning(u.text, args, u.back, at)
		if errors.Is(err, errNoRow) {
			return 0, nil
		}
		return 1, err
	}
	res, err := o.c.exec(o.ctx, o.ev, u.text, args)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	o.ev.affected(n)
	if err != nil || n == 0 || len(u.back) == 0 {
		return n, err
	}
	return n, o.readAgain(u.back, at)
}

// readAgain asks for generated columns of a row whose update could not return them.
func (o *op) readAgain(back []*binding, at cell) error {
	names := make([]string, len(back))
	for i, b := range back {
		names[i] = b.ident
	}
	args := o.c.room(len(o.p.keys))
	if err := o.p.keyOf(at, args); err != nil {
		return err
	}
	return o.single("SELECT "+strings.Join(names, ", ")+" FROM "+o.p.table+" WHERE "+o.p.keyCondition(1), args, func(rows *rowset) error {
		for i, b := range back {
			if err := b.decode(at, rows.dest[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// missing says why a row was not met: it is not there, or has another version.
func (o *op) missing(at cell) error {
	p := o.p
	if p.version == nil {
		return ErrNotFound
	}
	args := o.c.room(len(p.keys))
	if err := p.keyOf(at, args); err != nil {
		return err
	}
	text := p.text("there", func() string {
		text := "SELECT 1 FROM " + p.table + " WHERE " + p.keyCondition(1)
		if p.soft != nil {
			text += " AND " + p.cols[p.soft.index].ident + " IS NULL"
		}
		return text
	})
	if err := o.single(text, args, func(*rowset) error { return nil }); err != nil {
		return err // ErrNotFound among them
	}
	return &StaleError{Table: p.name, Key: p.keyValues(at)}
}
