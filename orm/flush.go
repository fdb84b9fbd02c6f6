package orm

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// A FlushError says which row a flush failed at: one that it was to update or delete.
type FlushError struct {
	Op    string // "update" or "delete"
	Table string
	Key   []any
	Err   error
}

// Error names the row.
func (e *FlushError) Error() string {
	return fmt.Sprintf("row %v: %s", e.Key, strings.TrimPrefix(e.Err.Error(), "orm: "))
}

// Unwrap gives the cause.
func (e *FlushError) Unwrap() error { return e.Err }

// An undo is what an object held before a flush wrote to it.
type undo struct {
	e     *entry
	row   []driver.Value
	now   []driver.Value // what it holds after it
	links []linked
}

// flush does the session's work.
func (s *Session) flush(ctx context.Context) error {
	w, err := s.work()
	if err == nil {
		w, err = w.prepared(ctx)
	}
	var steps []flushed
	if err == nil {
		steps, err = w.order()
	}
	if err != nil {
		return &OpError{Op: "flush", Err: err}
	}
	before, err := w.held()
	if err != nil {
		return &OpError{Op: "flush", Err: err}
	}
	done := false
	defer func() {
		if !done {
			for _, u := range before {
				u.e.restore(u)
			}
		}
	}()
	if len(steps) > 0 {
		if err := s.r.Tx(ctx, func(tx *Tx) error {
			if err := w.run(ctx, tx, steps); err != nil {
				return err
			}
			return w.seen(before)
		}); err != nil {
			return err
		}
	}
	done = true
	w.finish(before)
	return nil
}

// prepared calls the hooks of what is to be written. They may change their objects, so the
// work is found again.
func (w *work) prepared(ctx context.Context) (*work, error) {
	hooks := [...]hookSet{beforeInsert, beforeUpdate, beforeDelete}
	called := false
	for _, j := range w.jobs {
		which := hooks[j.op]
		if j.e.p.hooks&which == 0 {
			continue
		}
		called = true
		if err := j.e.p.hooks.call(ctx, which, j.e.v); err != nil {
			return nil, err
		}
	}
	if !called {
		return w, nil
	}
	return w.s.work()
}

// held notes what the objects hold that are about to be written to.
func (w *work) held() ([]undo, error) {
	var all []undo
	seen := map[*entry]bool{}
	note := func(e *entry) error {
		if seen[e] {
			return nil
		}
		seen[e] = true
		row, err := e.p.values(e.at)
		all = append(all, undo{e: e, row: row, links: e.links()})
		return err
	}
	for _, j := range w.jobs {
		if err := note(j.e); err != nil {
			return nil, err
		}
	}
	for _, s := range w.settled {
		if err := note(s.e); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// restore gives an object back what it held.
func (e *entry) restore(u undo) {
	e.back(u.row)
	for i, l := range e.p.links {
		l.set(e.at, u.links[i])
	}
}

// seen reads from the objects what their rows are now. It is done before the commit, while
// an error still undoes all.
func (w *work) seen(before []undo) error {
	for i, u := range before {
		row, err := u.e.p.values(u.e.at)
		if err != nil {
			return err
		}
		if _, err := identityOf(u.e.p.model, of(row, u.e.p.model.keys)); err != nil {
			return err
		}
		before[i].now = row
	}
	return nil
}

// finish takes over what has been written.
func (w *work) finish(before []undo) {
	s := w.s
	for _, u := range before {
		e := u.e
		j, ok := w.of[e]
		switch {
		case !ok:
		case j.op == flushDelete:
			if j.hard {
				e.back(u.row) // what was NULL for a while
			}
			s.drop(e)
		default:
			e.row, e.state = u.now, stored
			if id, err := identityOf(e.p.model, of(e.row, e.p.model.keys)); err == nil {
				s.rows[id] = e
			}
		}
	}
	for _, x := range w.settled {
		x.l.set(x.e.at, x.to)
	}
	s.compact()
	if s.depth > 0 {
		s.undo = append(s.undo, before...)
	}
}
