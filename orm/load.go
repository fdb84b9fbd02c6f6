package orm

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"
)

// Load brings the related objects of rows into their fields: one statement for each
// relation, however many rows there are. Rows that are related to the same object share
// it. After an error some relations may be loaded and others not.
func Load[T any](ctx context.Context, r Runner, rows []T, edges ...Edge[T]) error {
	all := make([]*T, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return LoadAll(ctx, r, all, edges...)
}

// LoadAll is Load for pointers, of which none is nil.
func LoadAll[T any](ctx context.Context, r Runner, rows []*T, edges ...Edge[T]) error {
	for i, v := range rows {
		if v == nil {
			return &OpError{Op: "load", Err: fmt.Errorf("%w: row %d is nil", ErrValue, i)}
		}
	}
	return loadEdges(loader{ctx: ctx, r: r}, rows, edges)
}

func loadEdges[T any](with loader, rows []*T, edges []Edge[T]) error {
	for _, e := range edges {
		if e == nil {
			return &OpError{Op: "load", Err: fmt.Errorf("%w: a nil Edge", ErrValue)}
		}
		if err := e.load(with, rows); err != nil {
			return err
		}
	}
	return nil
}

// A loader is what a relation is loaded with.
type loader struct {
	ctx context.Context
	r   Runner
	s   *Session // that gives each row its object, or nil
}

// load reads the related objects, deals them out, and goes on with their own relations.
func (l Relation[T, U]) load(with loader, rows []*T) error {
	if err := l.check(); err != nil {
		return &OpError{Op: "load", Table: l.q.q.table(), Err: err}
	}
	var found []U
	g := groups{ints: map[int64]int{}}
	owners := make([]int, len(rows)) // the group of each row, -1 for none
	err := run(with.ctx, with.r, "load", l.q.q.m, false, func(o *op) error {
		g.reset()
		own, other, err := l.columns(o)
		if err != nil {
			return err
		}
		sets := make([][]driver.Value, len(own))
		for i, v := range rows {
			if owners[i], err = g.add(own, cellOf(v), sets); err != nil {
				return err
			}
		}
		g.members = make([][]int, g.n)
		if g.n == 0 {
			return nil
		}
		text, args, err := o.statement(func(r *renderer) { r.related(&l.q.q, other, sets) })
		if err != nil {
			return err
		}
		if found, err = collect[U](o, text, args, g.n); err != nil {
			return err
		}
		return g.deal(other, len(found), func(i int) cell { return cellOf(&found[i]) }, l.one != nil)
	})
	if err != nil {
		return err
	}
	var own []*U
	if with.s != nil {
		if own, err = identified(with.s, l.q.q.m, found); err != nil {
			return err
		}
	}
	l.set(rows, owners, &g, found, own)
	switch {
	case len(l.inner) == 0 || len(found) == 0:
		return nil
	case own != nil:
		return loadEdges(with, own, l.inner)
	}
	return Load(with.ctx, with.r, found, l.inner...)
}

// columns finds both sides of the pairs.
func (l Relation[T, U]) columns(o *op) (own, other []*binding, err error) {
	from := l.pairs[0].own
	if from == nil {
		return nil, nil, fmt.Errorf("%w: the zero Pair", ErrValue)
	}
	shape, err := o.r.base().shape(from.owner)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range l.pairs {
		a, err := shape.find(p.own)
		if err != nil {
			return nil, nil, err
		}
		b, err := o.p.find(p.other)
		if err != nil {
			return nil, nil, err
		}
		mine, theirs := &shape.cols[a.index], &o.p.cols[b.index]
		if mine.t.Store != theirs.t.Store {
			return nil, nil, theirs.fail("compare", fmt.Errorf("%w: the column it is paired with is kept in another way", ErrUnsupported))
		}
		own, other = append(own, mine), append(other, theirs)
	}
	return own, other, nil
}

// set writes the fields of the rows. own are the objects that stand for those found, if a
// session has its own.
func (l Relation[T, U]) set(rows []*T, owners []int, g *groups, found []U, own []*U) {
	shared := make([][]*U, g.n)
	for i, members := range g.members {
		shared[i] = make([]*U, len(members))
		for j, m := range members {
			if shared[i][j] = &found[m]; own != nil {
				shared[i][j] = own[m]
			}
		}
	}
	for i, v := range rows {
		var all []*U
		if owners[i] >= 0 {
			all = shared[owners[i]]
		}
		switch {
		case l.many != nil:
			// Clipped, since rows with one key share it.
			*l.many(v) = RelMany[U]{slices.Clip(all), true}
		case len(all) > 0:
			*l.one(v) = Rel[U]{v: all[0], loaded: true}
		default:
			*l.one(v) = Rel[U]{loaded: true}
		}
	}
}

// related writes the query of objects whose columns have values of the sets. Of a key of
// several columns each is tested alone: that brings combinations nobody asked for, which
// are left out when the rows are dealt.
func (r *renderer) related(q *query, cols []*binding, sets [][]driver.Value) {
	plain := *q
	plain.limited, plain.limit, plain.order = false, 0, nil
	from := func() {
		r.write(" FROM " + r.plan.from + " WHERE ")
		r.each(len(cols), " AND ", func(i int) {
			r.column(cols[i])
			text, args, err := r.plan.d.Set(Set{cols[i].t, sets[i], false, len(r.args) + 1})
			if err != nil {
				r.fail(err)
			}
			r.write(text)
			r.args = append(r.args, args...)
		})
		r.and(&plain)
	}
	if !q.limited {
		r.write("SELECT " + r.plan.list)
		from()
		r.tail(&query{m: q.m, order: q.order})
		return
	}
	r.write("SELECT " + r.plan.list + " FROM (SELECT " + r.plan.list + ", row_number() OVER (PARTITION BY ")
	r.each(len(cols), ", ", func(i int) { r.column(cols[i]) })
	r.write(" ORDER BY ")
	for _, by := range q.order {
		r.order(by)
		r.write(", ")
	}
	r.each(len(r.plan.keys), ", ", func(i int) { r.column(r.plan.keys[i]) })
	r.write(") AS orm_n")
	from()
	r.write(") AS t WHERE orm_n <= ")
	r.arg(q.limit)
	r.write(" ORDER BY orm_n")
}

// groups are the different keys of rows, numbered, and the related objects of each.
type groups struct {
	n       int
	ints    map[int64]int
	others  map[string]int
	members [][]int
	buf     []byte
}

func (g *groups) reset() { *g = groups{ints: map[int64]int{}, others: map[string]int{}} }

// add numbers the key of a row, and adds it to the sets if it is a new one; -1 is NULL.
func (g *groups) add(cols []*binding, at cell, sets [][]driver.Value) (int, error) {
	n, fresh, err := g.find(cols, at, true)
	if err != nil || !fresh {
		return n, err
	}
	for i, b := range cols {
		v, err := b.encode(at)
		if err != nil {
			return -1, err
		}
		sets[i] = append(sets[i], v)
	}
	return n, nil
}

// deal sorts the objects that were found into the groups.
func (g *groups) deal(cols []*binding, n int, at func(i int) cell, one bool) error {
	for i := range n {
		group, _, err := g.find(cols, at(i), false)
		if err != nil {
			return err
		}
		if group < 0 {
			continue
		}
		if one && len(g.members[group]) > 0 {
			return ErrTooMany
		}
		g.members[group] = append(g.members[group], i)
	}
	return nil
}

// find gives the number of a key, a new one if it may.
func (g *groups) find(cols []*binding, at cell, add bool) (n int, fresh bool, err error) {
	g.buf = g.buf[:0]
	for _, b := range cols {
		v, err := b.encode(at)
		if err != nil || v == nil {
			return -1, false, err
		}
		if i, ok := v.(int64); ok && len(cols) == 1 {
			n, ok := g.ints[i]
			if ok || !add {
				return orNone(n, ok), false, nil
			}
			g.ints[i], g.n = g.n, g.n+1
			return g.n - 1, true, nil
		}
		if g.buf, err = appendKey(g.buf, v); err != nil {
			return -1, false, b.fail("compare", err)
		}
	}
	n, ok := g.others[string(g.buf)]
	if ok || !add {
		return orNone(n, ok), false, nil
	}
	g.others[string(g.buf)], g.n = g.n, g.n+1
	return g.n - 1, true, nil
}

func orNone(n int, ok bool) int {
	if !ok {
		return -1
	}
	return n
}

// appendKey writes a value so that different ones differ, whatever follows.
func appendKey(buf []byte, v driver.Value) ([]byte, error) {
	switch v := v.(type) {
	case int64:
		return binary.BigEndian.AppendUint64(buf, uint64(v)), nil
	case uint64:
		return binary.BigEndian.AppendUint64(buf, v), nil
	case float64:
		return binary.BigEndian.AppendUint64(buf, math.Float64bits(v)), nil
	case bool:
		return append(buf, map[bool]byte{true: 1}[v]), nil
	case time.Time:
		return binary.BigEndian.AppendUint64(buf, uint64(v.UnixMicro())), nil
	case string:
		return append(binary.AppendUvarint(buf, uint64(len(v))), v...), nil
	case []byte:
		return append(binary.AppendUvarint(buf, uint64(len(v))), v...), nil
	}
	return nil, fmt.Errorf("%w: %T relates nothing", ErrType, v)
}
