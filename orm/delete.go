package orm

import (
	"context"
	"fmt"
)

// Delete removes an object's row, found by its key: ErrNotFound if it is not there,
// [StaleError] if its version is another. In a table with soft delete the row stays, its
// softdelete column gets the time, in the object too, and queries pass it over.
func (t *Table[T]) Delete(ctx context.Context, r Runner, v *T) error {
	return t.remove(ctx, r, v, t.m.soft != nil)
}

// HardDelete removes the row also in a table with soft delete, deleted or not.
func (t *Table[T]) HardDelete(ctx context.Context, r Runner, v *T) error {
	return t.remove(ctx, r, v, false)
}

func (t *Table[T]) remove(ctx context.Context, r Runner, v *T, soft bool) error {
	if v == nil {
		return &OpError{Op: "delete", Table: t.m.name, Err: fmt.Errorf("%w: the object is nil", ErrValue)}
	}
	return runTask(ctx, r, "delete", t.m, task{
		before: t.m.hooks.of(beforeDelete, v),
		do: func(o *op) error {
			if soft {
				return o.softDelete(v, cellOf(v))
			}
			return o.hardDelete(v, cellOf(v))
		},
		after: t.m.hooks.of(afterDelete, v),
		write: true,
	})
}

func (o *op) hardDelete(v any, at cell) error {
	p := o.p
	text := p.text("delete", func() string {
		return "DELETE FROM " + p.table + " WHERE " + p.ofRow(1, true)
	})
	args := o.c.room(len(p.keys) + 1)[:len(p.keys)]
	if err := p.keyOf(at, args); err != nil {
		return err
	}
	if p.version != nil {
		args = args[:len(args)+1]
		args[len(args)-1].Value = loadInt(at.at(p.version.offset), p.version.mem)
	}
	if o.ev != nil {
		o.ev.made(v, 1)
	}
	res, err := o.c.exec(o.ctx, o.ev, text, args)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	o.ev.affected(n)
	if err == nil && n == 0 {
		err = o.missing(at)
	}
	return err
}

// softDelete is an update of the softdelete column, which is set back in the object
// when it fails.
func (o *op) softDelete(v any, at cell) error {
	p := o.p
	b := &p.cols[p.soft.index]
	u, ok := p.updates.get([]byte("softdelete"))
	if !ok {
		u = &change{set: []*binding{b}}
		p.finish(u, false)
		u = p.updates.put("softdelete", u)
	}
	before, err := b.encode(at) // a time is copied by being encoded
	if err != nil {
		return err
	}
	now, err := b.encodeTime(o.r.base().now())
	if err != nil {
		return err
	}
	if err := b.decode(at, now); err != nil {
		return err
	}
	if err := o.change(u, v, at); err != nil {
		_ = b.decode(at, before) // it was there before
		return err
	}
	return nil
}
