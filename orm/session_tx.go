package orm

import "context"

// Tx runs a function in a transaction of the session, or a savepoint where it is in one, and
// flushes at its end: committed if f returns nil and the flush succeeds, else rolled back,
// and then the session has the objects that it had before, in the state they had: added
// again what was flushed for the first time, kept again what was deleted. What the database
// made, or the session filled in, is taken back from the objects; what the program wrote
// into their fields stays there, still to be written. So after [ErrRetry] the same function
// can be run again.
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
	before := s.remember()
	s.leave()
	done := false
	defer func() {
		if !done {
			s.r = outer
			s.comeBack(before)
		}
	}()
	err := outer.Tx(ctx, func(tx *Tx) error {
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
	entries []*entry
	were    []entry
	depth   int
	undo    int // how much could be undone by then
}

func (s *Session) remember() memory {
	m := memory{entries: append([]*entry(nil), s.entries...), depth: s.depth, undo: len(s.undo)}
	for _, e := range s.entries {
		m.were = append(m.were, *e)
	}
	return m
}

// comeBack undoes what flushes have written to objects, the last first, and has the session
// as it was.
func (s *Session) comeBack(m memory) {
	for i := len(s.undo) - 1; i >= m.undo; i-- {
		s.undo[i].takeBack()
	}
	s.undo, s.depth = s.undo[:m.undo], m.depth
	s.empty()
	for i, e := range m.entries {
		*e = m.were[i]
		_ = s.join(e) // it was in before
	}
}

// takeBack gives an object what it held before a flush, in the columns that the flush itself
// wrote. Others the program may have changed since.
func (u undo) takeBack() {
	for i := range u.e.p.cols {
		if !sameValue(u.row[i], u.now[i]) {
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
