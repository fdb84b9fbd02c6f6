package orm

import (
	"database/sql/driver"
	"fmt"

	"underhood/internal/constsql"
)

// A Pred is a condition on rows of T. It is a value; queries share it freely.
type Pred[T any] struct{ n node }

// A node writes a part of a statement.
type node interface{ sql(r *renderer) }

func compare[T, V any](e exprNode, op string, v *V) Pred[T] {
	return Pred[T]{compareNode{e, op, cellOf(v)}}
}

type compareNode struct {
	e  exprNode
	op string
	v  cell
}

func (n compareNode) sql(r *renderer) {
	b := n.e.codec(r)
	if b == nil {
		return
	}
	v, err := value(b, n.e, n.v)
	if err != nil {
		r.fail(err)
		return
	}
	equal := n.op == "=" || n.op == "<>"
	n.e.sql(r)
	switch {
	case v == nil && n.op == "=":
		r.write(" IS NULL")
	case v == nil && n.op == "<>":
		r.write(" IS NOT NULL")
	case v == nil:
		r.fail(b.fail("compare", fmt.Errorf("%w: nothing is less or greater than NULL", ErrValue)))
	case !equal && !r.sorts(b):
	default:
		r.write(" " + n.op + " ")
		r.argAs(b, v)
	}
}

// sorts fails unless less and greater mean for a column what they mean for its values.
func (r *renderer) sorts(b *binding) bool {
	if !b.kind.ordered() || b.kind == KindDecimal && r.plan.feat.TextDecimals {
		r.fail(b.fail("compare", fmt.Errorf("%w: %s does not sort here", ErrUnsupported, b.kind)))
		return false
	}
	return true
}

func pair[T any](a exprNode, op string, b exprNode) Pred[T] { return Pred[T]{pairNode{a, op, b}} }

type pairNode struct {
	a  exprNode
	op string
	b  exprNode
}

func (n pairNode) sql(r *renderer) {
	n.a.sql(r)
	r.write(" " + n.op + " ")
	n.b.sql(r)
	if b := n.a.codec(r); b != nil && n.op[0] == '<' && n.op != "<>" {
		r.sorts(b)
	}
}

type nullNode struct {
	e    exprNode
	test string
}

func (n nullNode) sql(r *renderer) {
	n.e.sql(r)
	r.write(n.test)
}

type inNode struct {
	e   exprNode
	vs  []cell
	not bool
}

func (n inNode) sql(r *renderer) {
	if len(n.vs) == 0 {
		// IN () is no SQL; its meaning is a constant.
		if n.not {
			r.write("1 = 1")
		} else {
			r.write("1 = 0")
		}
		return
	}
	b := n.e.codec(r)
	if b == nil {
		return
	}
	values := make([]driver.Value, len(n.vs))
	for i, c := range n.vs {
		v, err := value(b, n.e, c)
		if err == nil && v == nil {
			err = b.fail("compare", fmt.Errorf("%w: NULL is in no set; say IsNull", ErrValue))
		}
		if err != nil {
			r.fail(err)
			return
		}
		values[i] = v
	}
	n.e.sql(r)
	text, args, err := r.plan.d.Set(Set{b.t, values, n.not, len(r.args) + 1})
	if err != nil {
		r.fail(b.fail("compare", err))
		return
	}
	r.write(text)
	r.args = append(r.args, args...)
}

// And holds where all of the conditions do; of none, everywhere.
func And[T any](ps ...Pred[T]) Pred[T] { return Pred[T]{logic(ps, " AND ", "1 = 1")} }

// Or holds where one of the conditions does; of none, nowhere.
func Or[T any](ps ...Pred[T]) Pred[T] { return Pred[T]{logic(ps, " OR ", "1 = 0")} }

// Not holds where the condition does not; where it is unknown because of NULL, neither
// does.
func Not[T any](p Pred[T]) Pred[T] { return Pred[T]{notNode{p.n}} }

func logic[T any](ps []Pred[T], word, none string) node {
	nodes := make([]node, 0, len(ps))
	for _, p := range ps {
		nodes = append(nodes, p.n)
	}
	return logicNode{nodes, word, none}
}

type logicNode struct {
	parts []node
	word  string
	none  string
}

func (n logicNode) sql(r *renderer) {
	if len(n.parts) == 0 {
		r.write(n.none)
		return
	}
	r.write("(")
	for i, p := range n.parts {
		if i > 0 {
			r.write(n.word)
		}
		r.node(p)
	}
	r.write(")")
}

type notNode struct{ p node }

func (n notNode) sql(r *renderer) {
	r.write("NOT (")
	r.node(n.p)
	r.write(")")
}

// selects reports whether a condition can leave rows out: not if it holds everywhere,
// whatever is in the rows. The zero Pred selects nothing.
func selects(n node) bool {
	holds, constant := truth(n)
	return !holds || !constant
}

// truth gives the value of a condition that has the same for every row.
func truth(n node) (holds, constant bool) {
	switch n := n.(type) {
	case nil:
		return true, true
	case inNode:
		return n.not, len(n.vs) == 0
	case notNode:
		holds, constant = truth(n.p)
		return !holds, constant
	case logicNode:
		// One part decides an Or that holds, and an And that does not.
		decides := n.word == " OR "
		constant = true
		for _, p := range n.parts {
			h, c := truth(p)
			if c && h == decides {
				return decides, true
			}
			constant = constant && c
		}
		return !decides, constant
	}
	return false, false
}

// Like holds where a string matches a pattern, in which % is any text, _ any one
// character, and \ takes the next literally. Whether case counts is the engine's
// habit: in SQLite it does not, for A to Z.
func Like[T any, V ~string](e Source[T, V], pattern string) Pred[T] {
	return Pred[T]{likeNode{e.expr(nil, nil), pattern}}
}

// Contains holds where the text occurs in a string, by the case rules of [Like].
func Contains[T any, V ~string](e Source[T, V], text string) Pred[T] {
	return Like(e, "%"+constsql.EscapeLike(text)+"%")
}

// HasPrefix holds where a string begins with the text, by the case rules of [Like].
func HasPrefix[T any, V ~string](e Source[T, V], text string) Pred[T] {
	return Like(e, constsql.EscapeLike(text)+"%")
}

// HasSuffix holds where a string ends with the text, by the case rules of [Like].
func HasSuffix[T any, V ~string](e Source[T, V], text string) Pred[T] {
	return Like(e, "%"+constsql.EscapeLike(text))
}

type likeNode struct {
	e       exprNode
	pattern string
}

func (n likeNode) sql(r *renderer) {
	n.e.sql(r)
	r.write(" LIKE ")
	r.arg(n.pattern)
	r.write(r.plan.feat.LikeEscape)
}
