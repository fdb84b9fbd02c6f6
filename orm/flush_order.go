package orm

import "slices"

// A flushed is rows of one table to which one thing is done, of which none waits for
// another.
type flushed struct {
	op   flushOp
	m    *model
	rows []*job
}

// order sorts the work into steps. It takes the rows that wait for nothing, of one table at
// a time, inserts before updates before deletes and tables that are referred to before those
// that refer, until none are left. Rows that wait for each other in a circle are taken apart
// before, by a column that may be NULL.
func (w *work) order() ([]flushed, error) {
	w.jobs = append(w.jobs, w.extra...)
	if err := w.unwind(); err != nil {
		return nil, err
	}
	rank := w.rank()
	ready := map[stepKind][]*job{}
	add := func(j *job) {
		at := stepKind{j.op, rank[j.e.p.model]}
		if j.op == flushDelete {
			at.rank = -at.rank
		}
		ready[at] = append(ready[at], j)
	}
	for _, j := range w.begin() {
		add(j)
	}
	var steps []flushed
	for len(ready) > 0 {
		at := least(ready)
		rows := ready[at]
		delete(ready, at)
		slices.SortFunc(rows, func(a, b *job) int { return a.number - b.number })
		steps = append(steps, flushed{at.op, rows[0].e.p.model, rows})
		for _, j := range rows {
			for _, next := range j.end() {
				add(next)
			}
		}
	}
	return steps, nil
}

// begin numbers the rows, counts what each waits for, and gives those that wait for nothing.
func (w *work) begin() (ready []*job) {
	for i, j := range w.jobs {
		j.number, j.waits, j.done, j.before = i, len(j.needs), false, nil
	}
	for _, j := range w.jobs {
		for _, d := range j.needs {
			d.on.before = append(d.on.before, j)
		}
		if j.waits == 0 {
			ready = append(ready, j)
		}
	}
	return ready
}

// end has a row wait no more, and gives those that waited for it last.
func (j *job) end() (ready []*job) {
	j.done = true
	for _, next := range j.before {
		if next.waits--; next.waits == 0 {
			ready = append(ready, next)
		}
	}
	return ready
}

// unwind opens all circles. It goes through the rows as they could be written, and each time
// that all of those left wait for another, takes one of their circles apart.
func (w *work) unwind() error {
	ready := w.begin()
	done := 0
	for {
		for len(ready) > 0 {
			j := ready[len(ready)-1]
			ready = append(ready[:len(ready)-1], j.end()...)
			done++
		}
		if done == len(w.jobs) {
			return nil
		}
		j, err := w.open()
		if err != nil {
			return err
		}
		ready = append(ready, j)
	}
}

// A stepKind is what a step is chosen by: the least comes first.
type stepKind struct {
	op   flushOp
	rank int
}

func least(ready map[stepKind][]*job) (kind stepKind) {
	found := false
	for at := range ready {
		if !found || at.op < kind.op || at.op == kind.op && at.rank < kind.rank {
			kind, found = at, true
		}
	}
	return kind
}

// rank numbers the tables, those that are referred to first.
func (w *work) rank() map[*model]int {
	rank := map[*model]int{}
	seen := map[*model]bool{}
	var visit func(m *model)
	visit = func(m *model) {
		if seen[m] {
			return
		}
		seen[m] = true
		for _, r := range w.refs[m] {
			visit(r.target)
		}
		rank[m] = len(rank) + 1
	}
	for _, j := range w.jobs {
		visit(j.e.p.model)
	}
	return rank
}
