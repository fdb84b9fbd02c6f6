package orm

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// A need is why a row is written after another.
type need struct {
	on   *job
	why  needKind
	r    *reference // of a foreign key or link
	what string     // the columns, for a message
}

type needKind uint8

const (
	refersTo needKind = iota // the row that it refers to has to be there
	lets                     // the row that refers to it has to have stopped
	frees                    // the value of a unique key has to be free
	ownRow                   // a row has to be there before it is changed
)

// reason says it of the row that waits.
func (j need) reason() string {
	switch j.why {
	case refersTo:
		return "refers to it by " + j.what
	case lets:
		return "it refers to this by " + j.what
	case frees:
		return "it frees " + j.what
	}
	return "the same row"
}

// after makes a row wait for another.
func (j *job) after(on *job, why needKind, r *reference, what string) {
	if on == j || slices.ContainsFunc(j.needs, func(o need) bool { return o.on == on && o.why == why && o.r == r }) {
		return
	}
	j.needs = append(j.needs, need{on, why, r, what})
}

// depend finds which rows have to wait for which.
func (w *work) depend() error {
	arriving, err := w.places(func(j *job) bool { return j.op != flushDelete }, func(j *job) []driver.Value { return j.next })
	if err != nil {
		return err
	}
	gone, err := w.gone()
	if err != nil {
		return err
	}
	for _, j := range w.jobs {
		refs, err := w.references(j.e.p.model)
		if err != nil {
			return err
		}
		for _, r := range refs {
			if err := w.refers(j, r, arriving); err != nil {
				return err
			}
			if err := w.leaves(j, r, gone); err != nil {
				return err
			}
		}
	}
	return w.unique()
}

// refers has a row wait for the one that it will refer to.
func (w *work) refers(j *job, r *reference, arriving map[refPlace]*job) error {
	if j.op == flushDelete || j.op == flushUpdate && !slices.ContainsFunc(r.cols, func(c *column) bool { return slices.Contains(j.cols, c) }) {
		return nil
	}
	if i := slices.IndexFunc(j.wishes, func(x wish) bool { return x.r == r }); i >= 0 {
		to := j.wishes[i].to
		on, ok := w.of[to]
		switch {
		case !ok || on.op == flushUpdate && !slices.ContainsFunc(r.refs, func(c *column) bool { return slices.Contains(on.cols, c) }):
			return nil // it is there
		case on != j:
			j.after(on, refersTo, r, r.names())
			return nil
		case j.op == flushInsert && slices.Contains(r.refs, j.e.p.auto):
			// To itself, by a key that the database is to make.
			if len(r.loose()) == 0 {
				return cycle([]*job{j})
			}
			if fix, fresh := j.hold(r); fresh {
				fix.after(j, ownRow, nil, "")
				w.extra = append(w.extra, fix)
			}
		}
		return nil
	}
	at, ok, err := r.leadsTo(j.next)
	if on := arriving[at]; ok && on != nil && (on.op == flushInsert || slices.ContainsFunc(r.refs, func(c *column) bool { return slices.Contains(on.cols, c) })) {
		j.after(on, refersTo, r, r.names())
	}
	return err
}

// leaves has the deletion of a row wait for one that refers to it.
func (w *work) leaves(j *job, r *reference, gone map[refPlace]*job) error {
	if j.op == flushInsert || j.op == flushDelete && !j.hard {
		return nil
	}
	at, ok, err := r.leadsTo(j.e.row)
	d := gone[at]
	switch {
	case err != nil || !ok || d == nil:
		return err
	case d != j:
		d.after(j, lets, r, r.names())
	case r.foreign && (r.onDelete == NoAction || r.onDelete == Restrict) && len(r.loose()) > 0:
		// InnoDB does not delete a row that refers to itself. The plan is the same for all.
		if u, fresh := j.loosen(r); fresh {
			j.after(u, ownRow, nil, "")
			w.extra = append(w.extra, u)
		}
	}
	return nil
}

// unique has a row wait for one that gives up a value which it takes, and refuses an object
// with the key of another one.
func (w *work) unique() error {
	type taken struct {
		m           *model
		key         int
		cols, value string
	}
	freed := map[taken]*job{}
	place := func(j *job, i int, cols []*column, row []driver.Value) (taken, bool, error) {
		text, ok, err := valueKey(of(row, cols))
		return taken{j.e.p.model, i, indexes(cols), text}, ok, err
	}
	for _, j := range w.jobs {
		for i, cols := range j.uniques() {
			if j.op == flushInsert || j.op == flushUpdate && !overlap(cols, j.cols) || j.op == flushDelete && !j.hard && i == 0 {
				continue
			}
			at, ok, err := place(j, i, cols, j.e.row)
			if err != nil {
				return err
			}
			if ok {
				freed[at] = j
			}
		}
	}
	keys := map[taken]*job{}
	for _, j := range w.jobs {
		for i, cols := range j.uniques() {
			if j.op == flushDelete || j.op == flushUpdate && !overlap(cols, j.cols) {
				continue
			}
			at, ok, err := place(j, i, cols, j.next)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if on := freed[at]; on != nil {
				j.after(on, frees, nil, names(cols))
			} else if i == 0 && w.has(j, keys[at]) {
				return fmt.Errorf("%w: %s has the key of another object of the session", ErrUnique, j.e)
			}
			if i == 0 {
				keys[at] = j
			}
		}
	}
	return nil
}

// has reports whether the session has another object for the key of a new one.
func (w *work) has(j, other *job) bool {
	if other != nil {
		return true
	}
	id, err := identityOf(j.e.p.model, of(j.next, j.e.p.model.keys))
	_, ok := w.s.rows[id]
	return err == nil && ok
}

// uniques are the columns that no two rows have alike: the key, then what indexes say.
func (j *job) uniques() [][]*column {
	all := [][]*column{j.e.p.model.keys}
	for _, i := range j.e.p.indexes {
		if i.unique {
			all = append(all, i.cols)
		}
	}
	return all
}

func overlap(a, b []*column) bool {
	return slices.ContainsFunc(a, func(c *column) bool { return slices.Contains(b, c) })
}

func names(cols []*column) string {
	all := make([]string, len(cols))
	for i, c := range cols {
		all[i] = c.name
	}
	return strings.Join(all, ", ")
}
