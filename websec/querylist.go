package websec

import (
	"fmt"
	"strings"

	"underhood/internal/constsql"
)

// In is the condition that an expression is one of some values: a placeholder for each.
// SQL has no empty list; no value is one of none, so the condition is then 1 = 0. The
// expression and its arguments are left out with it. A []byte is one value and no list:
// it is refused.
func In[T any](expr Query, values []T) Query { return list(expr, " IN (", "1 = 0", values) }

// NotIn is the condition that an expression is none of some values, which is 1 = 1 when
// there are none. As always in SQL, it does not hold for NULL, nor with a NULL in the list.
func NotIn[T any](expr Query, values []T) Query { return list(expr, " NOT IN (", "1 = 1", values) }

func list[T any](expr Query, op, empty string, values []T) Query {
	if _, ok := any(values).([]byte); ok {
		return Query{err: fmt.Errorf("%w: a []byte is not a list of values: compare with = ?", ErrQuery)}
	}
	if expr = expr.expression(op); expr.err != nil {
		return expr
	}
	if len(values) == 0 {
		return Query{text: empty, err: expr.err}
	}
	args := make([]any, 0, len(expr.args)+len(values))
	args = append(args, expr.args...)
	for _, v := range values {
		args = append(args, v)
	}
	marks := strings.Repeat("?, ", len(values)-1) + "?)"
	return Query{expr.text + op + marks, args, expr.err}
}

// expression returns what a condition is about, with an error when it is nothing.
func (q Query) expression(op string) Query {
	if q.text == "" && q.err == nil {
		q.err = fmt.Errorf("%w: there is no expression in front of%s", ErrQuery, strings.TrimRight(op, "("))
	}
	return q
}

// likeEscape is the escape character of patterns: one that is nothing else in SQL.
const likeEscape = '!'

// Contains is the condition that an expression has a text in it, read literally: % and _
// in it are themselves. Whether case counts is the database's affair.
func Contains(expr Query, text string) Query { return like(expr, "%", text, "%") }

// HasPrefix is the condition that an expression begins with a text, read literally.
func HasPrefix(expr Query, text string) Query { return like(expr, "", text, "%") }

// HasSuffix is the condition that an expression ends with a text, read literally.
func HasSuffix(expr Query, text string) Query { return like(expr, "%", text, "") }

func like(expr Query, before, text, after string) Query {
	if expr = expr.expression(" LIKE"); expr.err != nil {
		return expr
	}
	pattern := before + constsql.EscapeLikeBy(text, likeEscape) + after
	return Query{expr.text + " LIKE ? ESCAPE '!'", append(expr.args[:len(expr.args):len(expr.args)], pattern), expr.err}
}
