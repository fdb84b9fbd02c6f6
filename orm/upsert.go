package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Conflict says what [Table.Upsert] does with a row that is there. It is a value.
type Conflict[T any] struct {
	target []Column[T]
	set    []Column[T]
	all    bool
	said   bool
}

// OnConflict is about rows that have the same values in the columns of a unique index
// or key. (MySQL does not listen: there every unique index counts.)
func OnConflict[T any](target ...Column[T]) Conflict[T] {
	return Conflict[T]{target: slices.Clone(target)}
}

// Nothing leaves the row that is there as it is.
func (c Conflict[T]) Nothing() Conflict[T] { c.set, c.all, c.said = nil, false, true; return c }

// Update writes the named columns of the row that is there.
func (c Conflict[T]) Update(cols ...Column[T]) Conflict[T] {
	c.set, c.all, c.said = slices.Clone(cols), false, len(cols) > 0
	return c
}

// UpdateAll writes every column but the key, the target and what the database makes.
func (c Conflict[T]) UpdateAll() Conflict[T] { c.set, c.all, c.said = nil, true, true; return c }

// Upsert inserts rows, or does with those that are there what the conflict says, all or
// none, and returns how many were inserted or updated. A row that is updated counts its
// version up. Hooks are those of an insert. Automatic keys and generated columns are set
// in the objects, save for rows that were left as they are.
func (t *Table[T]) Upsert(ctx context.Context, r Runner, c Conflict[T], rows ...*T) (affected int64, err error) {
	fail := func(err error) (int64, error) {
		return 0, &OpError{Op: "upsert", Table: t.m.name, Err: err}
	}
	if !c.said || len(c.target) == 0 {
		return fail(fmt.Errorf("%w: a Conflict needs a target, and one of Nothing, Update and UpdateAll", ErrValue))
	}
	target, err := columnsOf(t.m, c.target)
	if err != nil {
		return fail(err)
	}
	set, err := columnsOf(t.m, c.set)
	if err != nil {
		return fail(err)
	}
	for i, v := range rows {
		if v == nil {
			return fail(fmt.Errorf("%w: row %d is nil", ErrValue, i))
		}
	}
	if len(rows) == 0 {
		return 0, nil
	}
	objects := objectsOf(rows)
	err = runTask(ctx, r, "upsert", t.m, task{
		before: func(o *op) error { return o.prepareInserts(objects) },
		do: func(o *op) (err error) {
			affected, err = o.upsertMany(objects, target, set, c.all)
			return err
		},
		after: func(o *op) error { return o.inserted(objects) },
		write: true,
	})
	return affected, err
}

// upsertMany sends one statement a row, in which the engine says what became of it.
func (o *op) upsertMany(objects []object, target, set []*column, all bool) (affected int64, err error) {
	suffix, err := o.p.conflict(target, set, all)
	if err != nil {
		return 0, err
	}
	each := func() error {
		for _, v := range objects {
			n, err := o.upsertRow(suffix, v.v, v.at)
			if err != nil {
				return err
			}
			affected += n
		}
		return nil
	}
	if len(objects) == 1 {
		err = each()
	} else {
		err = o.r.atomic(o.ctx, o.c, o.ev, each)
	}
	if err != nil {
		return 0, err
	}
	o.ev.affected(affected)
	return affected, nil
}

// conflict gives what follows VALUES, made once for its columns.
func (p *plan) conflict(target, set []*column, all bool) (string, error) {
	var name strings.Builder
	name.WriteString("conflict" + strconv.FormatBool(all))
	for _, c := range target {
		name.WriteString("," + strconv.Itoa(c.index))
	}
	name.WriteString(":")
	for _, c := range set {
		name.WriteString("," + strconv.Itoa(c.index))
	}
	if t, ok := p.texts.get(name.String()); ok {
		return t, nil
	}
	u := Upsert{Table: p.table, Nothing: len(set) == 0 && !all}
	for _, c := range target {
		u.Target = append(u.Target, p.cols[c.index].ident)
	}
	if p.soft != nil && p.feat.PartialIndexes && !slices.Equal(target, p.model.keys) {
		u.Where = p.cols[p.soft.index].ident + " IS NULL" // as createIndex has it
	}
	if all {
		for _, c := range p.cols {
			if !c.opts.key && c.written() && !slices.Contains(target, c.column) && c.column != p.version {
				u.Set = append(u.Set, c.ident)
			}
		}
		u.Nothing = len(u.Set) == 0
	}
	for _, c := range set {
		if c.opts.key || c.opts.generated || c.opts.version {
			return "", p.cols[c.index].fail("write", fmt.Errorf("%w: a key, version or generated column is not named in an update", ErrUnsupported))
		}
		u.Set = append(u.Set, p.cols[c.index].ident)
	}
	if p.version != nil && !u.Nothing {
		u.Version = p.cols[p.version.index].ident
	}
	text, err := p.d.Upsert(u)
	if err != nil {
		return "", err
	}
	if text = strings.TrimSpace(text); text != "" {
		text = " " + text
	}
	return p.texts.put(name.String(), text), nil
}

func (o *op) upsertRow(suffix string, v any, at cell) (int64, error) {
	in := &o.p.inserts
	cols, text, keyed := in.all, in.text, false
	if in.auto != nil && in.auto.unset(at) {
		cols, text, keyed = in.keyless, in.noKey, true
	}
	args := o.c.room(len(cols))
	if err := encodeAll(cols, at, args); err != nil {
		return 0, err
	}
	if o.ev != nil {
		o.ev.changes(cols, args)
		o.ev.made(v, 1)
	}
	back := slices.Clone(in.back)
	if keyed {
		back = append(back, in.auto) // the id of the last insert is not that of a row that was there
	}
	if o.p.version != nil {
		back = append(back, &o.p.cols[o.p.version.index])
	}
	if len(back) > 0 && o.p.feat.Returning {
		err := o.returning(text+suffix, args, back, at)
		if errors.Is(err, errNoRow) || suffix == "" && errors.Is(err, ErrUnique) {
			return 0, nil
		}
		return 1, err
	}
	res, err := o.c.exec(o.ctx, o.ev, text+suffix, args)
	if err != nil {
		if suffix == "" && errors.Is(err, ErrUnique) {
			err = nil
		}
		return 0, err
	}
	n, err := res.RowsAffected()
	return min(n, 1), err // MySQL says 2 for an update
}
