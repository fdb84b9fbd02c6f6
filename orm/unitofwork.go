package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"
)

// A work is what a flush has to do: a job for each row to be written, and how they depend
// on each other. It is made anew for each flush, and sends nothing.
type work struct {
	s       *Session
	jobs    []*job // in the order of the session's objects
	extra   []*job // that write a row a second time
	of      map[*entry]*job
	refs    map[*model][]*reference
	decided map[*entry]bool
	at      map[*entry]int // the order of the session's objects
	settled []settling
}

// A job is one row to be written.
type job struct {
	e       *entry
	op      flushOp
	next    []driver.Value // by column, what the row will be; unknown where others say so
	cols    []*column      // an update's
	wishes  []wish
	hard    bool         // a delete that is not soft
	held    []*reference // an insert's, that are NULL at first
	needs   []need
	before  []*job // that need this one
	waits   int    // needs that are not met
	done    bool
	fix     *job // the update that writes what is held
	fixes   *job // the insert whose held references this update writes
	loosens bool // an update that makes references NULL before rows are deleted
	number  int
}

type flushOp uint8

const (
	flushInsert flushOp = iota
	flushUpdate
	flushDelete
)

func (op flushOp) String() string { return [...]string{"insert", "update", "delete"}[op] }

// A wish is a reference that a Rel says: to an object, or to none.
type wish struct {
	r  *reference
	to *entry // nil for NULL
}

// A settling is a Rel that will say what its columns do.
type settling struct {
	e  *entry
	l  *link
	to linked
}

// work finds out what there is to do.
func (s *Session) work() (*work, error) {
	w := &work{s: s, of: map[*entry]*job{}, refs: map[*model][]*reference{}, decided: map[*entry]bool{}, at: map[*entry]int{}}
	for _, e := range s.entries {
		if err := w.note(e); err != nil {
			return nil, err
		}
	}
	for _, e := range s.entries {
		if err := w.decide(e); err != nil {
			return nil, err
		}
	}
	if err := w.spread(); err != nil {
		return nil, err
	}
	// Only now are they all there, and in the session's order.
	for _, e := range s.entries {
		if j, ok := w.of[e]; ok {
			w.jobs = append(w.jobs, j)
		}
	}
	return w, w.depend()
}

// note makes the job of an object by its own columns.
func (w *work) note(e *entry) error {
	j := &job{e: e}
	var err error
	switch e.state {
	case pending:
		j.op = flushInsert
	case leaving:
		j.op, j.hard = flushDelete, e.hard
		j.next = slices.Clone(e.row)
		w.of[e] = j
		return nil
	default:
		j.op = flushUpdate
		if j.cols, err = e.changed(); err != nil || len(j.cols) == 0 {
			return err
		}
	}
	if j.next, err = e.p.values(e.at); err != nil {
		return err
	}
	if j.op == flushInsert {
		e.p.makeUnknown(e.at, j.next)
	}
	w.of[e] = j
	return nil
}

// makeUnknown marks the keys of a new row that are still to be made.
func (p *plan) makeUnknown(at cell, row []driver.Value) {
	if p.auto != nil && p.cols[p.auto.index].unset(at) {
		row[p.auto.index] = unknown{}
	}
	for _, b := range p.inserts.uuids {
		if b.unset(at) {
			row[b.index] = unknown{}
		}
	}
}

// row is what an object's row will be.
func (w *work) row(e *entry) []driver.Value {
	if j, ok := w.of[e]; ok {
		return j.next
	}
	return e.row
}

// update gives the job of an object that has to be written, which may have had none.
func (w *work) update(e *entry) *job {
	j, ok := w.of[e]
	if !ok {
		j = &job{e: e, op: flushUpdate, next: slices.Clone(e.row)}
		w.of[e] = j
	}
	return j
}

// writes adds columns to an update.
func (j *job) writes(cols []*column) {
	if j.op != flushUpdate {
		return
	}
	for _, c := range cols {
		if !slices.Contains(j.cols, c) {
			j.cols = append(j.cols, c)
		}
	}
	slices.SortFunc(j.cols, func(a, b *column) int { return a.index - b.index })
}

// decide takes in what an object's links say, those of the objects they lead to first: a key
// may itself come from a link.
func (w *work) decide(e *entry) error {
	if w.decided[e] || e.state == leaving {
		return nil
	}
	w.decided[e] = true
	refs, err := w.references(e.p.model)
	if err != nil {
		return err
	}
	for _, r := range refs {
		if r.link == nil {
			continue
		}
		to := r.link.get(e.at)
		if t, ok := w.s.objects[to.v]; ok {
			if err := w.decide(t); err != nil {
				return err
			}
		}
		switch {
		case to.v != nil:
			err = w.refer(e, r, to)
		case to.chosen:
			err = w.none(e, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refer decides between what a Rel holds and what the columns do.
func (w *work) refer(e *entry, r *reference, to linked) error {
	t, ok := w.s.objects[to.v]
	var there []driver.Value
	if ok {
		there = of(w.row(t), r.refs)
	} else {
		p, err := w.s.r.base().plan(r.target)
		if err != nil {
			return err
		}
		if there, err = p.values(to.at); err != nil {
			return err
		}
		p.makeUnknown(to.at, there)
		there = of(there, r.refs)
	}
	here := of(w.row(e), r.cols)
	agree, touched := true, false
	for i, v := range here {
		same := sameValue(v, there[i]) && v != unknown{}
		agree = agree && same
		touched = touched || !same && w.touched(e, r.cols[i])
	}
	switch {
	case agree:
		if to.chosen {
			w.settle(e, r.link, linked{v: to.v, at: to.at, loaded: true})
		}
		return nil
	case touched && !to.chosen && e.state == stored:
		w.settle(e, r.link, linked{}) // the program has changed the columns since it was loaded
		return nil
	case touched:
		return fmt.Errorf("%w: %s: its field says one row and %s another", ErrContradiction, e, r.names())
	case !ok:
		return fmt.Errorf("%w: %s refers to it by %s; Add it", ErrNotInSession, e, r.names())
	}
	return w.wish(e, wish{r, t}, there, linked{v: to.v, at: to.at, loaded: true})
}

// none is a Rel that was set to nothing.
func (w *work) none(e *entry, r *reference) error {
	here := of(w.row(e), r.cols)
	to := linked{loaded: true}
	if slices.Contains(here, nil) {
		w.settle(e, r.link, to)
		return nil
	}
	for _, c := range r.cols {
		if w.touched(e, c) {
			return fmt.Errorf("%w: %s: its field says no row and %s one", ErrContradiction, e, r.names())
		}
	}
	if len(r.loose()) == 0 {
		return e.p.cols[r.cols[0].index].fail("write", ErrNull)
	}
	for i, c := range r.cols {
		if c.nullable() && !c.opts.key {
			here[i] = nil
		}
	}
	return w.wish(e, wish{r, nil}, here, to)
}

// wish has columns of a row say what a link does.
func (w *work) wish(e *entry, x wish, values []driver.Value, to linked) error {
	j := w.update(e)
	for i, c := range x.r.cols {
		if c.opts.key && j.op == flushUpdate && !sameValue(values[i], j.next[c.index]) {
			return fmt.Errorf("%w: %s: its key would be changed by what %s refers to", ErrContradiction, e, x.r.names())
		}
		j.next[c.index] = values[i]
	}
	j.writes(x.r.cols)
	j.wishes = append(j.wishes, x)
	w.settle(e, x.r.link, to)
	return nil
}

func (w *work) settle(e *entry, l *link, to linked) {
	if l != nil {
		w.settled = append(w.settled, settling{e, l, to})
	}
}

// touched reports whether the program has written a column itself.
func (w *work) touched(e *entry, c *column) bool {
	v := w.row(e)[c.index]
	switch {
	case e.row != nil:
		return !sameValue(v, e.row[c.index])
	case v == nil || v == unknown{}:
		return false
	case c.null != never || len(c.path) > 0:
		return true
	}
	return !e.at.at(c.offset).value(c.typ).Elem().IsZero()
}
