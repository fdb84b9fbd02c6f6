package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
)

// An Expr is an SQL expression over the columns of T with values of V: a column, or an
// aggregate of one. Its comparisons are SQL's: with NULL they hold for no row, except
// that Eq and Ne with a V that is NULL itself are IS NULL and IS NOT NULL.
type Expr[T, V any] struct{ n exprNode }

// A Source is a Col or an Expr of T with values of V.
type Source[T, V any] interface{ expr(*T, *V) exprNode }

func (e Expr[T, V]) expr(*T, *V) exprNode { return e.node() }

// node is the expression; that of the zero Expr is a column that no table has.
func (e Expr[T, V]) node() exprNode {
	if e.n == nil {
		return (*columnRef)(nil)
	}
	return e.n
}

// An exprNode writes an expression and knows how its values travel.
type exprNode interface {
	sql(r *renderer)
	codec(r *renderer) *binding
	naked() bool // whether values come without the NULL that the codec's field has
}

func (ref *columnRef) sql(r *renderer) {
	if b := ref.codec(r); b != nil {
		r.column(b)
	}
}

func (ref *columnRef) codec(r *renderer) *binding {
	c, err := r.plan.find(ref)
	if err != nil {
		r.fail(err)
		return nil
	}
	return &r.plan.cols[c.index]
}

func (ref *columnRef) naked() bool { return ref == nil || ref.inner }

// Eq holds where the expression is v.
func (e Expr[T, V]) Eq(v V) Pred[T] { return compare[T](e.node(), "=", &v) }

// Ne holds where it is another value; not where it is NULL.
func (e Expr[T, V]) Ne(v V) Pred[T] { return compare[T](e.node(), "<>", &v) }

// Lt holds where it is less than v.
func (e Expr[T, V]) Lt(v V) Pred[T] { return compare[T](e.node(), "<", &v) }

// Le holds where it is v or less.
func (e Expr[T, V]) Le(v V) Pred[T] { return compare[T](e.node(), "<=", &v) }

// Gt holds where it is greater than v.
func (e Expr[T, V]) Gt(v V) Pred[T] { return compare[T](e.node(), ">", &v) }

// Ge holds where it is v or greater.
func (e Expr[T, V]) Ge(v V) Pred[T] { return compare[T](e.node(), ">=", &v) }

// Between holds where it is neither less than low nor greater than high.
func (e Expr[T, V]) Between(low, high V) Pred[T] { return And(e.Ge(low), e.Le(high)) }

// In holds where it is one of the values; of none, nowhere. All of them travel as one
// parameter, however many they are.
func (e Expr[T, V]) In(vs ...V) Pred[T] { return Pred[T]{inNode{e.node(), cellsOf(vs), false}} }

// NotIn holds where it is none of the values; of none, everywhere, also where it is
// NULL.
func (e Expr[T, V]) NotIn(vs ...V) Pred[T] { return Pred[T]{inNode{e.node(), cellsOf(vs), true}} }

// IsNull holds where it is NULL.
func (e Expr[T, V]) IsNull() Pred[T] { return Pred[T]{nullNode{e.node(), " IS NULL"}} }

// IsNotNull holds where it is not.
func (e Expr[T, V]) IsNotNull() Pred[T] { return Pred[T]{nullNode{e.node(), " IS NOT NULL"}} }

// EqExpr holds where two expressions have the same value.
func (e Expr[T, V]) EqExpr(o Source[T, V]) Pred[T] { return pair[T](e.node(), "=", o.expr(nil, nil)) }

// NeExpr holds where they have different values.
func (e Expr[T, V]) NeExpr(o Source[T, V]) Pred[T] { return pair[T](e.node(), "<>", o.expr(nil, nil)) }

// LtExpr holds where it is less than the other.
func (e Expr[T, V]) LtExpr(o Source[T, V]) Pred[T] { return pair[T](e.node(), "<", o.expr(nil, nil)) }

// LeExpr holds where it is not greater than the other.
func (e Expr[T, V]) LeExpr(o Source[T, V]) Pred[T] { return pair[T](e.node(), "<=", o.expr(nil, nil)) }

// Asc orders by it, smallest first.
func (e Expr[T, V]) Asc() Order[T] { return Order[T]{e.node(), false} }

// Desc orders by it, greatest first.
func (e Expr[T, V]) Desc() Order[T] { return Order[T]{e.node(), true} }

// An Order is what rows are sorted by. Where NULL goes is the engine's habit.
type Order[T any] struct {
	n    exprNode
	desc bool
}

func cellsOf[V any](vs []V) []cell {
	own := append([]V(nil), vs...) // the caller may change theirs before the query runs
	cells := make([]cell, len(own))
	for i := range own {
		cells[i] = cellOf(&own[i])
	}
	return cells
}

// value encodes a caller's V as the expression's column would.
func value(b *binding, n exprNode, c cell) (driver.Value, error) {
	if n.naked() {
		return b.encodeInner(c)
	}
	return b.encodeField(c)
}

// builtin is a codec for what belongs to no column: counts, averages, arguments of raw
// SQL. Its names are for messages.
func builtin(d Dialect, feat *Features, t reflect.Type, name string) (*binding, error) {
	c := &column{name: name, field: name, typ: t, model: &model{typ: t}}
	c.inner, c.null, c.valid = unwrap(t)
	var why string
	if c.kind, c.bits, why = kindOf(c.inner, tag{}); why != "" {
		return nil, fmt.Errorf("%w: %s", ErrType, why)
	}
	c.mem = c.inner.Kind()
	if c.null == never && (c.kind == KindBytes || c.kind == KindValuer) {
		c.null = byValue
	}
	if c.kind == KindEnum {
		c.kind = KindText
	}
	ct, err := d.Column(c.model.info(c))
	if err != nil {
		return nil, err
	}
	return &binding{column: c, feat: feat, t: ct, plain: c.null == never}, nil
}
