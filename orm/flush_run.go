package orm

import (
	"context"
	"database/sql/driver"
)

// An inFlush is a transaction for the statements of a flush, all of which are undone
// together, so that none needs a savepoint of its own.
type inFlush struct{ *Tx }

func (inFlush) atomic(_ context.Context, _ *conn, _ *Event, f func() error) error { return f() }

// run does the steps.
func (w *work) run(ctx context.Context, tx *Tx, steps []flushed) error {
	r := inFlush{tx}
	for _, j := range w.jobs {
		if j.op == flushInsert {
			if err := j.e.p.makeKeys(tx.db, j.e.at); err != nil {
				return err
			}
		}
	}
	for _, s := range steps {
		for _, j := range s.rows {
			if err := j.fill(); err != nil {
				return err
			}
		}
		if err := s.run(ctx, r); err != nil {
			return err
		}
	}
	after := [...]hookSet{afterInsert, afterUpdate, afterDelete}
	for _, s := range steps {
		for _, j := range s.rows {
			if j.fixes != nil || j.loosens {
				continue
			}
			if err := j.e.p.hooks.call(ctx, after[j.op], j.e.v); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill writes into the object what its row gets from others: keys that were unknown when
// the work was found, and NULL where a reference is held or let go.
func (j *job) fill() error {
	p := j.e.p
	from := j
	if j.fixes != nil {
		from = j.fixes
	}
	for _, x := range from.wishes {
		values := of(j.next, x.r.cols)
		if x.to != nil {
			for i, c := range x.r.refs {
				var err error
				if values[i], err = x.to.p.cols[c.index].encode(x.to.at); err != nil {
					return err
				}
			}
		}
		if err := p.put(j.e.at, x.r.cols, values); err != nil {
			return err
		}
	}
	switch {
	case j.loosens:
		return p.put(j.e.at, j.cols, of(j.next, j.cols))
	case j.fixes != nil:
		for _, c := range j.cols {
			if v := j.next[c.index]; v != (unknown{}) {
				if err := p.put(j.e.at, []*column{c}, []driver.Value{v}); err != nil {
					return err
				}
			}
		}
	}
	for _, r := range j.held {
		loose := r.loose()
		if err := p.put(j.e.at, loose, make([]driver.Value, len(loose))); err != nil {
			return err
		}
	}
	return nil
}

// run does one step.
func (s flushed) run(ctx context.Context, r Runner) error {
	if s.op == flushInsert {
		objects := make([]object, len(s.rows))
		for i, j := range s.rows {
			objects[i] = object{j.e.v, j.e.at}
		}
		return run(ctx, r, "insert", s.m, true, func(o *op) error {
			if len(objects) == 1 {
				return o.insertRow(objects[0].v, objects[0].at)
			}
			return o.insertMany(objects)
		})
	}
	for _, j := range s.rows {
		if err := run(ctx, r, s.op.String(), s.m, true, j.write); err != nil {
			return err
		}
	}
	return nil
}

// write updates or deletes a row.
func (j *job) write(o *op) error {
	var err error
	switch {
	case j.op == flushUpdate:
		var u *change
		if u, err = o.p.update(j.cols); err == nil {
			err = o.change(u, j.e.v, j.e.at)
		}
	case j.hard:
		err = o.hardDelete(j.e.v, j.e.at)
	default:
		err = o.softDelete(j.e.v, j.e.at)
	}
	if err == nil {
		return nil
	}
	return &FlushError{Op: j.op.String(), Table: o.p.name, Key: j.e.key(), Err: err}
}
