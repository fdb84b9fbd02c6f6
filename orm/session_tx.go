package orm

import (
	"context"
	"database/sql/driver"
)

// Tx runs a function in a transaction of the session, or a savepoint where it is in one, and
// flushes at its end: committed if f returns nil and the flush succeeds, else rolled back.
// Then the session has the objects that it had before, and their columns, and the fields that
// [Link] declared, hold what they held before: as if f had not been run. So it can be run
// again, as after [ErrRetry]. Objects that came in f are the session's no more; of what they
// hold only what the database made, or a flush filled in, is taken back.
//
// Until f returns, whatever the session does is in tx, which f may use as well.
//
// It panics if f is nil.
func (s *Session) Tx(ctx context.Context, f func(tx *Tx) error, opts ...TxOption) error {
	if f == nil {
		panic("orm: Tx: the function is nil")
	}
	if !s.enter() {
		return ErrSessionBusy
	}
	outer := s.r
	before, err := s.remember()
	s.leave()
	if err != nil {
		return &OpError{Op: "begin", Err: err}
	}
	done := false
	defer func() {
		if !done {
			s.r = outer
			s.comeBack(before)
		}
	}()
	err = outer.Tx(ctx, func(tx *Tx) error {
		s.r, s.depth = tx, before.depth+1
		if err := f(tx); err != nil {
			return err
		}
		return s.Flush(ctx)
	}, opts...)
	if err != nil {
		return err
	}
	done = true
	s.r, s.depth = outer, before.depth
	if s.depth == 0 {
		s.undo = nil
	}
	return nil
}

// A memory is a session at the beginning of a transaction.
type memory struct {
	were  []remembered
	depth int
	undo  int // how much could be undone by then
}

// A remembered is one of its objects.
type remembered struct {
	e     *entry
	was   entry
	row   []driver.Value // what the object held, nil for what its row does
	links []linked
}

func (s *Session) remember() (memory, error) {
	m := memory{depth: s.depth, undo: len(s.undo)}
	for _, e := range s.entries {
		r := remembered{e: e, was: *e, links: e.links()}
		same, err := e.unchanged()
		if err == nil && !same {
			r.row, err = e.p.values(e.at)
		}
		if err != nil {
			return m, err
		}
		m.were = append(m.were, r)
	}
	return m, nil
}

// unchanged reports whether an object holds what its row does.
func (e *entry) unchanged() (bool, error) {
	if e.row == nil {
		return false, nil
	}
	for i := range e.p.cols {
		v, err := e.p.cols[i].encode(e.at)
		if err != nil || !sameValue(v, e.row[i]) {
			return false, err
		}
	}
	return true, nil
}

// comeBack undoes what flushes have written to objects, the last first, and has the session
// and its objects as they were.
func (s *Session) comeBack(m memory) {
	for i := len(s.undo) - 1; i >= m.undo; i-- {
		s.undo[i].takeBack()
	}
	s.undo, s.depth = s.undo[:m.undo], m.depth
	s.empty()
	for _, r := range m.were {
		*r.e = r.was
		_ = s.join(r.e) // it was in before
		if r.row == nil {
			r.row = r.e.row
		}
		r.e.restore(undo{row: r.row, links: r.links})
	}
}

// takeBack gives an object what it held before a flush, in the columns that the flush itself
// wrote. Others the program may have changed since.
func (u undo) takeBack() {
	for i := range u.e.p.cols {
		if u.now != nil && !sameValue(u.row[i], u.now[i]) {
			_ = u.e.p.cols[i].decode(u.e.at, keep(u.row[i])) // it was there before
		}
	}
	for i, l := range u.e.p.links {
		was, is := u.links[i], l.get(u.e.at)
		if was.chosen && is.v == was.v || was.loaded && !is.loaded {
			l.set(u.e.at, was)
		}
	}
}
