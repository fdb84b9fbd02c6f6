package orm

import (
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A reference is a foreign key, or a link that is none, with both of its sides found.
type reference struct {
	cols     []*column
	target   *model
	refs     []*column
	foreign  bool
	onDelete OnDelete
	link     *link // that says the same, if any
}

// names are its columns, for a message.
func (r *reference) names() string {
	names := make([]string, len(r.cols))
	for i, c := range r.cols {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// loose are its columns that can be NULL for a while, and then it refers to nothing.
func (r *reference) loose() []*column {
	var cols []*column
	for _, c := range r.cols {
		if c.nullable() && !c.opts.key {
			cols = append(cols, c)
		}
	}
	return cols
}

// references are those of a model to tables of its schema.
func (w *work) references(m *model) ([]*reference, error) {
	if refs, ok := w.refs[m]; ok {
		return refs, nil
	}
	var refs []*reference
	for _, f := range m.foreign {
		target, ok := m.schema.model(f.target)
		if !ok {
			continue
		}
		r := &reference{cols: f.cols, target: target, foreign: true, onDelete: OnDelete(f.onDelete)}
		if err := r.find(w, m, f.refs); err != nil {
			return nil, err
		}
		refs = append(refs, r)
	}
	for i := range m.links {
		l := &m.links[i]
		target, ok := m.schema.model(l.target)
		if !ok {
			continue
		}
		r := &reference{cols: l.cols, target: target, link: l}
		if err := r.find(w, m, l.refs); err != nil {
			return nil, err
		}
		same := slices.IndexFunc(refs, func(o *reference) bool {
			return o.link == nil && o.target == r.target && slices.Equal(o.cols, r.cols) && slices.Equal(o.refs, r.refs)
		})
		if same >= 0 {
			refs[same].link = l
			continue
		}
		refs = append(refs, r)
	}
	w.refs[m] = refs
	return refs, nil
}

func (r *reference) find(w *work, m *model, refs []*columnRef) error {
	db := w.s.r.base()
	own, err := db.plan(m)
	if err != nil {
		return err
	}
	other, err := db.plan(r.target)
	if err != nil {
		return err
	}
	for i, ref := range refs {
		c, err := r.target.find(ref)
		if err != nil {
			return err
		}
		if own.cols[r.cols[i].index].t.Store != other.cols[c.index].t.Store {
			return own.cols[r.cols[i].index].fail("write", fmt.Errorf("%w: the column it refers to is kept in another way", ErrUnsupported))
		}
		r.refs = append(r.refs, c)
	}
	return nil
}

// spread has the removal of rows do to the session's objects what the foreign keys will do
// to their rows: removed as well, or NULL. Where neither is declared, it is refused.
//
// Each row is looked at once for each row that it refers to and that goes, however long a
// chain of cascades is.
func (w *work) spread() error {
	gone, err := w.gone()
	if err != nil || len(gone) == 0 {
		return err
	}
	holders, err := w.holders()
	if err != nil {
		return err
	}
	fresh := slices.Collect(maps.Values(gone))
	slices.SortFunc(fresh, func(a, b *job) int { return w.at[a.e] - w.at[b.e] })
	for len(fresh) > 0 {
		j := fresh[0]
		fresh = fresh[1:]
		for _, r := range holders.ways[j.e.p.model] {
			at, ok, err := r.leadsHere(j.e.row)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			gone[at] = j
			for _, e := range holders.of[at] {
				more, err := w.lose(e, gone)
				if err != nil {
					return err
				}
				if more {
					fresh = append(fresh, w.of[e])
				}
			}
		}
	}
	return nil
}

// holders are the objects that refer to a row by a foreign key, by where that leads, and the
// references that lead to a table.
type holders struct {
	of   map[refPlace][]*entry
	ways map[*model][]*reference
}

func (w *work) holders() (holders, error) {
	h := holders{map[refPlace][]*entry{}, map[*model][]*reference{}}
	met := map[*model]bool{}
	for i, e := range w.s.entries {
		w.at[e] = i
		refs, err := w.references(e.p.model)
		if err != nil {
			return h, err
		}
		for _, r := range refs {
			if !r.foreign {
				continue
			}
			if !met[e.p.model] {
				h.ways[r.target] = append(h.ways[r.target], r)
			}
			at, ok, err := r.leadsTo(w.row(e))
			if err != nil {
				return h, err
			}
			if ok {
				h.of[at] = append(h.of[at], e)
			}
		}
		met[e.p.model] = true
	}
	return h, nil
}

// A place is where a reference leads: a table, some of its columns, and their values.
type refPlace struct {
	m      *model
	cols   string
	values string
}

// leadsTo is where a reference of a row leads, if it leads anywhere that is known.
func (r *reference) leadsTo(row []driver.Value) (at refPlace, ok bool, err error) {
	text, ok, err := valueKey(of(row, r.cols))
	return refPlace{r.target, indexes(r.refs), text}, ok, err
}

// leadsHere is where a reference leads that finds this row.
func (r *reference) leadsHere(row []driver.Value) (at refPlace, ok bool, err error) {
	text, ok, err := valueKey(of(row, r.refs))
	return refPlace{r.target, indexes(r.refs), text}, ok, err
}

func indexes(cols []*column) string {
	var b []byte
	for _, c := range cols {
		b = append(b, byte(c.index), byte(c.index>>8))
	}
	return string(b)
}

// gone are the rows that are to be deleted, by every way in which they are referred to.
func (w *work) gone() (map[refPlace]*job, error) {
	return w.places(func(j *job) bool { return j.op == flushDelete && j.hard }, func(j *job) []driver.Value { return j.e.row })
}

// places are rows by every way in which they are referred to.
func (w *work) places(which func(j *job) bool, row func(j *job) []driver.Value) (map[refPlace]*job, error) {
	out := map[refPlace]*job{}
	for _, m := range w.s.models {
		refs, err := w.references(m)
		if err != nil {
			return nil, err
		}
		for _, r := range refs {
			for _, j := range w.of {
				if j.e.p.model != r.target || !which(j) {
					continue
				}
				at, ok, err := r.leadsHere(row(j))
				if err != nil {
					return nil, err
				}
				if ok {
					out[at] = j
				}
			}
		}
	}
	return out, nil
}

// lose is what becomes of an object when rows it refers to are deleted.
func (w *work) lose(e *entry, gone map[refPlace]*job) (more bool, err error) {
	j := w.of[e]
	leaves := j != nil && j.op == flushDelete
	if leaves && j.hard {
		return false, nil
	}
	refs, err := w.references(e.p.model)
	if err != nil {
		return false, err
	}
	for _, r := range refs {
		row := w.row(e)
		at, ok, err := r.leadsTo(row)
		if err != nil {
			return false, err
		}
		d := gone[at]
		if !ok || !r.foreign || d == nil || d.e == e || j != nil && w.renewed(j, r) {
			continue
		}
		kept := e.row != nil && slices.EqualFunc(of(e.row, r.cols), of(row, r.cols), sameValue)
		switch loose := r.loose(); {
		case kept && r.onDelete == Cascade:
			w.of[e] = &job{e: e, op: flushDelete, hard: true, next: slices.Clone(e.row)}
			return true, nil
		case kept && leaves && r.onDelete == SetNull:
			// The row stays, softly deleted, and the database makes the column NULL.
		case kept && r.onDelete == SetNull && len(loose) > 0:
			values := of(row, r.cols)
			for i, c := range r.cols {
				if slices.Contains(loose, c) {
					values[i] = nil
				}
			}
			if err := w.wish(e, wish{r, nil}, values, linked{loaded: true}); err != nil {
				return false, err
			}
		default:
			return false, fmt.Errorf("%w: %s refers to %s by %s, which is to be deleted", ErrForeignKey, e, d.e, r.names())
		}
	}
	return false, nil
}

// renewed reports whether a reference is to a row that is inserted in this flush: one that
// may have the key of one that goes.
func (w *work) renewed(j *job, r *reference) bool {
	i := slices.IndexFunc(j.wishes, func(x wish) bool { return x.r == r && x.to != nil })
	if i < 0 {
		return false
	}
	t, ok := w.of[j.wishes[i].to]
	return ok && t.op == flushInsert
}
