package orm

import (
	"fmt"
	"slices"
	"strings"
)

// open takes a circle apart, of the rows that are left, all of which wait, until one of them
// does not.
func (w *work) open() (ready *job, err error) {
	for {
		circle := w.circle()
		j, d, ok := weakest(circle)
		if !ok {
			return nil, cycle(circle)
		}
		if d.why == refersTo {
			w.postpone(j, d)
		} else if u, fresh := w.release(j, d); fresh {
			return u, nil
		}
		if j.waits == 0 {
			return j, nil
		}
	}
}

// weakest finds what holds a circle together and can be NULL for a while: the reference of a
// row that is inserted, or of one that is deleted.
func weakest(circle []*job) (j *job, d need, ok bool) {
	for i, j := range circle {
		on := circle[(i+1)%len(circle)]
		for _, d := range j.needs {
			if d.on == on && d.r != nil && len(d.r.loose()) > 0 && (d.why == refersTo && j.op == flushInsert || d.why == lets && on.op == flushDelete) {
				return j, d, true
			}
		}
	}
	return nil, need{}, false
}

// circle finds rows of which each waits for the next, and the last for the first.
func (w *work) circle() []*job {
	j := w.jobs[slices.IndexFunc(w.jobs, func(j *job) bool { return !j.done })]
	at := map[*job]int{}
	var path []*job
	for {
		if start, ok := at[j]; ok {
			return path[start:]
		}
		at[j] = len(path)
		path = append(path, j)
		j = j.needs[slices.IndexFunc(j.needs, func(d need) bool { return !d.on.done })].on
	}
}

// waitFor makes a row wait for another while the rows are being sorted.
func (j *job) waitFor(d need) {
	j.needs = append(j.needs, d)
	if !d.on.done {
		j.waits++
		d.on.before = append(d.on.before, j)
	}
}

// ignore takes a need away.
func (j *job) ignore(d need) {
	j.needs = slices.DeleteFunc(j.needs, func(o need) bool { return o == d })
	i := slices.Index(d.on.before, j)
	d.on.before = slices.Delete(d.on.before, i, i+1)
	j.waits--
}

// hold has a row inserted without a reference, which an update writes later.
func (j *job) hold(r *reference) (fix *job, fresh bool) {
	j.held = append(j.held, r)
	if j.fix == nil {
		j.fix, fresh = &job{e: j.e, op: flushUpdate, next: j.next, fixes: j}, true
	}
	j.fix.writes(r.loose())
	return j.fix, fresh
}

// postpone inserts a row before one that it refers to.
func (w *work) postpone(j *job, d need) {
	fix, fresh := j.hold(d.r)
	if fresh {
		fix.number = len(w.jobs)
		w.jobs = append(w.jobs, fix)
		fix.waitFor(need{on: j, why: ownRow})
	}
	j.ignore(d)
	fix.waitFor(d)
}

// release deletes a row before one that refers to it.
func (w *work) release(j *job, d need) (u *job, fresh bool) {
	u, fresh = d.on.loosen(d.r)
	if fresh {
		u.number = len(w.jobs)
		w.jobs = append(w.jobs, u)
		d.on.waitFor(need{on: u, why: ownRow})
	}
	j.ignore(d)
	j.waitFor(need{u, lets, d.r, d.what})
	return u, fresh
}

// loosen has a reference made NULL before the row is deleted, by an update that waits for
// nothing.
func (j *job) loosen(r *reference) (u *job, fresh bool) {
	if u = j.loosened(); u == nil {
		u, fresh = &job{e: j.e, op: flushUpdate, next: slices.Clone(j.next), loosens: true}, true
	}
	u.writes(r.loose())
	for _, c := range u.cols {
		u.next[c.index] = nil
	}
	return u, fresh
}

// loosened is the update that loosens a row to be deleted, if there is one.
func (j *job) loosened() *job {
	i := slices.IndexFunc(j.needs, func(d need) bool { return d.why == ownRow && d.on.loosens })
	if i < 0 {
		return nil
	}
	return j.needs[i].on
}

// cycle is the error of a circle that cannot be opened.
func cycle(circle []*job) *CycleError {
	err := &CycleError{}
	for i, j := range circle {
		on := circle[(i+1)%len(circle)]
		k := slices.IndexFunc(j.needs, func(d need) bool { return d.on == on })
		why := "its own key, which the database makes"
		if k >= 0 {
			why = j.needs[k].reason()
		}
		err.Rows = append(err.Rows, j.op.String()+" "+j.e.String())
		err.Reasons = append(err.Reasons, why)
	}
	return err
}

// A CycleError says that rows wait for each other in a circle, and that no reference in it
// may be NULL. Nothing was sent.
type CycleError struct {
	Rows    []string // what is to be done to which
	Reasons []string // why each waits for the next, and the last for the first
}

// Error tells the circle.
func (e *CycleError) Error() string {
	var b strings.Builder
	b.WriteString("orm: rows wait for each other in a circle, and no reference in it may be NULL: ")
	for i, row := range e.Rows {
		fmt.Fprintf(&b, "%s waits for ", row)
		if i == len(e.Rows)-1 {
			fmt.Fprintf(&b, "%s (%s)", e.Rows[0], e.Reasons[i])
			continue
		}
		fmt.Fprintf(&b, "%s (%s); ", e.Rows[i+1], e.Reasons[i])
	}
	return b.String()
}
