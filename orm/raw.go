package orm

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"underhood/internal/constsql"
)

// A Statement is SQL that was written by hand, with arguments. Its text is a constant
// of the program.
type Statement struct {
	text constsql.Text
	args []any
}

// SQL makes a Statement. The text must be a constant: a string that was put together
// at run time does not compile. Each ? outside of literals, quoted names and comments
// stands for the next argument, which is of any type that a column can have; for
// PostgreSQL, ?? stands for a question mark, as its jsonb operators have it. A second
// statement behind a semicolon is refused before anything runs: drivers would run it, or
// not, in silence.
func SQL(text constsql.Constant, args ...any) Statement {
	return Statement{constsql.New(text), slices.Clone(args)}
}

// Raw is a condition written by hand; its columns are named as in the database. What is
// said of [SQL] holds for it. One that ends in an open quote or comment is refused, since it
// would take other conditions into it.
func Raw[T any](text constsql.Constant, args ...any) Pred[T] {
	return Pred[T]{rawNode{constsql.New(text), slices.Clone(args)}}
}

type rawNode struct {
	text constsql.Text
	args []any
}

func (n rawNode) sql(r *renderer) {
	if err := constsql.Whole(n.text.String()); err != nil {
		r.fail(fmt.Errorf("%w: %w", ErrValue, err))
		return
	}
	r.write("(")
	r.raw(n.text, n.args)
	r.write(")")
}

// noModel is what statements without a table run on.
func noModel() *model { return &model{} }

// Exec runs a statement that gives no rows and returns how many it affected.
func Exec(ctx context.Context, r Runner, s Statement) (affected int64, err error) {
	err = runRaw(ctx, r, "exec", true, func(o *op) error {
		affected, err = o.affect(func(r *renderer) { r.raw(s.text, s.args) })
		return err
	})
	return affected, err
}

// List reads all rows of a statement. Out is a struct, whose columns are found by the
// names in the result, all of which must be there; or a type that a column can have, for
// a result of one.
func List[Out any](ctx context.Context, r Runner, s Statement) (out []Out, err error) {
	for v, err := range Each[Out](ctx, r, s) {
		if err != nil {
			return nil, err
		}
		out = append(out, *v)
	}
	return out, nil
}

// Each reads row by row; see Each of [Query]. A statement that changes something has to
// be read to its end, or it may not all happen; so run it by Exec, or in a transaction.
func Each[Out any](ctx context.Context, r Runner, s Statement) iter.Seq2[*Out, error] {
	return func(yield func(*Out, error) bool) {
		stopped := false
		err := runRaw(ctx, r, "query", false, func(o *op) error {
			text, args, err := o.statement(func(r *renderer) { r.raw(s.text, s.args) })
			if err != nil {
				return err
			}
			return readShaped(o, text, args, nil, func(v *Out) bool { stopped = !yield(v, nil); return !stopped })
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// runRaw is run without a table.
func runRaw(ctx context.Context, r Runner, name string, write bool, do func(o *op) error) error {
	db, err := baseOf(r)
	if err != nil {
		return &OpError{Op: name, Err: err}
	}
	return runPlan(ctx, r, name, &plan{model: noModel(), d: db.d, feat: db.feat}, task{do: do, write: write})
}
