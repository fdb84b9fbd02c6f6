package orm

import "strconv"

// Exists holds where a row of another table does that refers to this one: where inner,
// a column of q's table, has the value of outer. It is a sub-query, so a row counts once
// however many there are.
func Exists[T, U, V any](outer Col[T, V], inner Col[U, V], q Query[U]) Pred[T] {
	return Pred[T]{existsNode{outer.ref, inner.ref, &q.q}}
}

type existsNode struct {
	outer, inner *columnRef
	q            *query
}

func (n existsNode) sql(r *renderer) {
	if err := n.q.plain(); err != nil {
		r.fail(err)
		return
	}
	p, err := r.plans(n.q.m)
	if err != nil {
		r.fail(err)
		return
	}
	outer := r.plan
	outerColumn := n.outer.codec(r)
	if outerColumn == nil {
		return
	}
	qualified := r.alias
	if qualified == "" && outer.join == nil {
		qualified = outer.table + "." // a table's name is its own alias
	}
	r.depth++
	alias, err := p.d.Quote("t" + strconv.Itoa(r.depth))
	if err != nil {
		r.fail(err)
		return
	}
	was := r.alias
	r.plan, r.alias = p, alias+"."
	r.write("EXISTS (SELECT 1 FROM " + p.table + " AS " + alias + " WHERE ")
	n.inner.sql(r)
	r.write(" = " + qualified + outerColumn.ident)
	r.and(n.q)
	r.tail(n.q)
	r.write(")")
	r.plan, r.alias = outer, was
	r.depth--
}
