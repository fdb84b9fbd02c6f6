package websec

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"underhood/internal/constsql"
)

// ErrQuery says that a [Query] cannot be given to a database. Nothing was run.
var ErrQuery = errors.New("websec: bad query")

// A Query is SQL that no value of a running program can get into, and the values that
// travel beside it. Its text is made of constants: a parameter for text takes a literal
// or another untyped constant, and a string variable does not compile. What depends on
// data is made by three functions, each with its rule: [Names.Pick] for what a user may
// choose among, [In] for lists, [Contains] and its kin for patterns.
//
// (Generic code and reflection can get around the compiler. The vet pass in
// websec/sqlvet reports that, and text that goes to a database without a Query.)
//
// A Query is a value: its methods give another one. A mistake is kept and told by
// [Query.For]. The zero Query is empty. It is safe for concurrent use.
//
//sqlvet:trusted its text is made of constants and placeholders
type Query struct {
	text string
	args []any
	err  error
}

// SQL makes a Query. Each ? outside of literals, quoted names and comments stands for
// the next argument. Two of them stand for a question mark: PostgreSQL's jsonb operators
// ?, ?| and ?& are written ??, ??| and ??&, which [Dollar] makes single. SQLite's [a?b] is
// not taken for a quoted name; write "a?b".
//
// A piece is refused when what comes behind it could be read as a part of it: when it ends
// in an open quote or in a comment, "a = ? -- note" without its line's end included. It is
// refused also with a comment in a comment, and with placeholders that have numbers ($1,
// ?1). A backslash is a character, except in PostgreSQL's E'…'; write a quote in a literal
// as two. MySQL's # does not begin a comment here: it is an operator elsewhere.
func SQL(text constsql.Constant, args ...any) Query {
	return Query{}.Add(text, args...)
}

// Add appends text and its arguments, with a blank between.
func (q Query) Add(text constsql.Constant, args ...any) Query {
	piece := Query{text: string(text), args: args}
	if err := constsql.Whole(piece.text); err != nil {
		piece.err = fmt.Errorf("%w: %w", ErrQuery, err)
	} else if _, n := constsql.Rebind(nil, piece.text, question); n != len(args) {
		piece.err = fmt.Errorf("%w: %q has %d placeholders and %d arguments", ErrQuery, piece.text, n, len(args))
	}
	return q.Join(piece)
}

// Join appends another query, with a blank between. The arguments follow its text.
func (q Query) Join(more Query) Query {
	between := " "
	if q.text == "" || more.text == "" {
		between = ""
	}
	err := q.err
	if err == nil {
		err = more.err
	}
	return Query{q.text + between + more.text, slices.Concat(q.args, more.args), err}
}

// A Placeholder is how a database wants arguments marked.
type Placeholder uint8

const (
	// Question is ?, as SQLite, MySQL and MariaDB have it.
	Question Placeholder = iota
	// Dollar is $1, $2 and so on, as PostgreSQL has it.
	Dollar
)

// For gives the text and the arguments for a database, to be passed on as they are:
//
//	text, args, err := q.For(websec.Dollar)
//	rows, err := db.QueryContext(ctx, text, args...)
//
// It returns an error with [ErrQuery] when a part was refused, when the query is empty
// or has two statements, of which drivers would run both or one in silence, and when it
// has a ?? that is for another database. The arguments are the caller's own copy.
func (q Query) For(p Placeholder) (text string, args []any, err error) {
	place := question
	switch {
	case q.err != nil:
		return "", nil, q.err
	case q.text == "":
		return "", nil, fmt.Errorf("%w: it is empty", ErrQuery)
	case !constsql.Single(q.text):
		return "", nil, fmt.Errorf("%w: %q is more than one statement", ErrQuery, q.text)
	case p == Dollar:
		place = dollar
	case p == Question && constsql.Escapes(q.text):
		return "", nil, fmt.Errorf("%w: %q has ??, which is for placeholders other than ?", ErrQuery, q.text)
	case p != Question:
		return "", nil, fmt.Errorf("%w: placeholder %d is not known", ErrQuery, p)
	}
	bound, n := constsql.Rebind(nil, q.text, place)
	if n != len(q.args) {
		return "", nil, fmt.Errorf("%w: %q has %d placeholders and %d arguments", ErrQuery, q.text, n, len(q.args))
	}
	return string(bound), slices.Clone(q.args), nil
}

func question(dst []byte, _ int) []byte { return append(dst, '?') }

func dollar(dst []byte, n int) []byte { return strconv.AppendInt(append(dst, '$'), int64(n), 10) }
