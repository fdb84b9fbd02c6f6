package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
)

// Objects are a table's objects in a [Session]. It is a value without state of its own.
type Objects[T any] struct {
	s *Session
	t *Table[T]
}

// In is the table in a session.
func (t *Table[T]) In(s *Session) Objects[T] { return Objects[T]{s, t} }

// do runs an operation while nobody else uses the session.
func (o Objects[T]) do(name string, f func(p *plan) error) error {
	if o.s == nil || o.t == nil {
		return &OpError{Op: name, Err: fmt.Errorf("%w: the Objects have no session or no table", ErrValue)}
	}
	if !o.s.enter() {
		return ErrSessionBusy
	}
	defer o.s.leave()
	p, err := o.s.planOf(o.t.m)
	if err == nil {
		err = f(p)
	}
	var named *OpError
	if err == nil || errors.As(err, &named) {
		return err
	}
	return &OpError{Op: name, Table: o.t.m.name, Err: err}
}

// each does something with objects that the session has: with all or, after an error, none.
func (o Objects[T]) each(name string, vs []*T, f func(e *entry)) error {
	return o.do(name, func(*plan) error {
		found := make([]*entry, len(vs))
		for i, v := range vs {
			if v == nil {
				return fmt.Errorf("%w: object %d is nil", ErrValue, i)
			}
			e, ok := o.s.objects[any(v)]
			if !ok {
				return fmt.Errorf("%w: object %d", ErrNotInSession, i)
			}
			found[i] = e
		}
		for _, e := range found {
			f(e)
		}
		o.s.compact()
		return nil
	})
}

// Add takes objects in whose rows are to be inserted. One that the session has stays as it
// is, and is kept if it was to be removed.
func (o Objects[T]) Add(vs ...*T) error {
	return o.do("add", func(p *plan) error {
		for i, v := range vs {
			if v == nil {
				return fmt.Errorf("%w: object %d is nil", ErrValue, i)
			}
		}
		for _, v := range vs {
			if e, ok := o.s.objects[any(v)]; ok {
				if e.state == leaving {
					e.state, e.hard = stored, false
				}
				continue
			}
			if err := o.s.join(&entry{v: v, at: cellOf(v), p: p}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Remove has the rows of objects deleted by the next flush, softly where the table has soft
// delete; the objects then leave the session. Until then [Objects.Get] and queries still
// find them. One that was added and not flushed leaves at once.
//
// What the foreign keys of this session's other objects say happens to those as well: they
// are removed, or their columns NULL, and where neither is declared, Flush refuses. Objects
// that the session does not have are left to the database.
func (o Objects[T]) Remove(vs ...*T) error { return o.remove("remove", vs, false) }

// HardRemove is Remove where a row goes also in a table with soft delete.
func (o Objects[T]) HardRemove(vs ...*T) error { return o.remove("hard remove", vs, true) }

func (o Objects[T]) remove(name string, vs []*T, hard bool) error {
	return o.each(name, vs, func(e *entry) {
		if e.state == pending {
			o.s.drop(e)
			return
		}
		e.state, e.hard = leaving, hard || e.p.soft == nil
	})
}

// Detach lets objects go. What was not flushed of them is not written.
func (o Objects[T]) Detach(vs ...*T) error {
	return o.each("detach", vs, o.s.drop)
}

// compact cleans the list of entries of those that were dropped.
func (s *Session) compact() {
	if len(s.entries) > len(s.objects) {
		s.entries = slices.DeleteFunc(s.entries, func(e *entry) bool { return s.objects[e.v] != e })
	}
}

// Has reports whether the session has the object, to be inserted, or read or written before.
func (o Objects[T]) Has(v *T) bool {
	_, ok := o.s.objects[any(v)]
	return ok
}

// Get gives the object of a key, as [Table.Get] does: without asking the database if the
// session has it.
func (o Objects[T]) Get(ctx context.Context, key ...any) (v *T, err error) {
	err = o.do("get", func(p *plan) error {
		if len(key) != len(p.keys) {
			return fmt.Errorf("%w: %d values for a key of %d", ErrValue, len(key), len(p.keys))
		}
		values := make([]driver.Value, len(key))
		for i, k := range p.keys {
			if values[i], err = k.keyValue(key[i]); err != nil {
				return err
			}
		}
		id, err := identityOf(p.model, values)
		if err != nil {
			return err
		}
		there := func() bool {
			e, ok := o.s.rows[id]
			if ok && !e.expired {
				v, _ = e.v.(*T)
			}
			return v != nil
		}
		if there() {
			return nil
		}
		if err := o.s.autoFlush(ctx); err != nil || there() {
			return err
		}
		found, err := o.t.Get(ctx, o.s.r, key...)
		if err == nil {
			v, err = meet(o.s, p, found)
		}
		return err
	})
	return v, err
}

// List reads the rows of a query and gives their objects. A row whose object the session has
// leaves that as it is, changed or not, unless it has expired.
func (o Objects[T]) List(ctx context.Context, q Query[T]) (vs []*T, err error) {
	err = o.do("list", func(*plan) error {
		if err := o.s.autoFlush(ctx); err != nil {
			return err
		}
		rows, err := q.List(ctx, o.s.r)
		if err == nil {
			vs, err = identified(o.s, o.t.m, rows)
		}
		return err
	})
	return vs, err
}

// One is [Query.One] with the session's object.
func (o Objects[T]) One(ctx context.Context, q Query[T]) (*T, error) {
	return o.pick(ctx, "one", q.One)
}

// First is [Query.First] with the session's object.
func (o Objects[T]) First(ctx context.Context, q Query[T]) (*T, error) {
	return o.pick(ctx, "first", q.First)
}

func (o Objects[T]) pick(ctx context.Context, name string, read func(context.Context, Runner) (*T, error)) (v *T, err error) {
	err = o.do(name, func(p *plan) error {
		if err := o.s.autoFlush(ctx); err != nil {
			return err
		}
		found, err := read(ctx, o.s.r)
		if err == nil {
			v, err = meet(o.s, p, found)
		}
		return err
	})
	return v, err
}

// Load is [LoadAll] with the session's objects.
func (o Objects[T]) Load(ctx context.Context, rows []*T, edges ...Edge[T]) error {
	return o.do("load", func(*plan) error {
		for i, v := range rows {
			if v == nil {
				return fmt.Errorf("%w: row %d is nil", ErrValue, i)
			}
		}
		if err := o.s.autoFlush(ctx); err != nil {
			return err
		}
		return loadEdges(loader{ctx, o.s.r, o.s}, rows, edges)
	})
}

// Expire says that rows may have been changed by others: the next Get or query that meets
// one writes it into the object, over whatever is there.
func (o Objects[T]) Expire(vs ...*T) error {
	return o.each("expire", vs, func(e *entry) { e.expired = e.state != pending })
}

// Refresh reads rows again, over whatever the objects hold. It is [ErrNotFound] for one that
// is not there any more, or not yet, and leaves that as it is.
func (o Objects[T]) Refresh(ctx context.Context, vs ...*T) error {
	var entries []*entry
	if err := o.each("refresh", vs, func(e *entry) { entries = append(entries, e) }); err != nil {
		return err
	}
	return o.do("refresh", func(p *plan) error {
		for _, e := range entries {
			if e.state == pending {
				return fmt.Errorf("%w: %s", ErrNotFound, e)
			}
			found, err := o.t.Get(ctx, o.s.r, e.key()...)
			if err != nil {
				return err
			}
			if err := e.renew(p, cellOf(found)); err != nil {
				return err
			}
		}
		return nil
	})
}

// renew writes a row that was read into the object that stands for it. A Rel whose columns
// have changed is not loaded any more.
func (e *entry) renew(p *plan, found cell) error {
	row, err := p.values(found)
	if err != nil {
		return err
	}
	for _, l := range p.links {
		for _, c := range l.cols {
			if !sameValue(row[c.index], e.row[c.index]) || l.get(e.at).chosen {
				l.set(e.at, linked{})
			}
		}
	}
	e.back(row)
	e.row, e.expired = row, false
	return nil
}

// meet gives the object for a row that was read: the session's, or this one from now on.
func meet[T any](s *Session, p *plan, found *T) (*T, error) {
	row, err := p.values(cellOf(found))
	if err != nil {
		return nil, err
	}
	id, err := identityOf(p.model, of(row, p.model.keys))
	if err != nil {
		return nil, err
	}
	if e, ok := s.rows[id]; ok {
		if e.expired {
			err = e.renew(p, cellOf(found))
		}
		v, _ := e.v.(*T)
		return v, err
	}
	return found, s.join(&entry{v: found, at: cellOf(found), p: p, state: stored, row: row})
}

// identified gives the objects for rows.
func identified[T any](s *Session, m *model, found []T) ([]*T, error) {
	p, err := s.planOf(m)
	if err != nil {
		return nil, err
	}
	own := make([]*T, len(found))
	for i := range found {
		if own[i], err = meet(s, p, &found[i]); err != nil {
			return nil, err
		}
	}
	return own, nil
}
