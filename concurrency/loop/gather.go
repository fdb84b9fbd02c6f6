package loop

import (
	"context"
	"strings"
)

// Gather waits for all and returns their results in the order of the arguments.
// The first error, also a cancellation of one of them, is returned at once, and
// the others go on. If the waiting task is cancelled, so are all that are not
// done. (asyncio.gather)
func Gather[T any](ctx context.Context, all ...Awaitable[T]) ([]T, error) {
	if err := gather(ctx, false, all); err != nil {
		return nil, err
	}
	values := make([]T, len(all))
	for i, a := range all {
		values[i], _ = a.outcome()
	}
	return values, nil
}

// A Result is what became of a task or future: a value or an error.
type Result[T any] struct {
	Value T
	Err   error
}

// GatherResults is [Gather] with errors as results: it waits for all, whatever
// becomes of them (return_exceptions=True). Its own error is that the waiting task
// was cancelled.
func GatherResults[T any](ctx context.Context, all ...Awaitable[T]) ([]Result[T], error) {
	if err := gather(ctx, true, all); err != nil {
		return nil, err
	}
	results := make([]Result[T], len(all))
	for i, a := range all {
		results[i].Value, results[i].Err = a.outcome()
	}
	return results, nil
}

// gathering is the future of all of several.
type gathering struct {
	future
	children  []awaited
	left      int
	results   bool // errors are results
	requested bool // it was asked to cancel
}

func gather[T any](ctx context.Context, results bool, all []Awaitable[T]) error {
	t, err := enter(ctx)
	if err != nil {
		return err
	}
	g := &gathering{results: results, children: make([]awaited, len(all))}
	g.loop = t.loop
	for i, a := range all {
		g.children[i] = a
		if b := a.base(); b.loop != t.loop && b.state == pending {
			return ErrOtherLoop
		}
	}
	if len(all) == 0 {
		return nil
	}
	known := make(map[*future]bool, len(all))
	for _, c := range g.children {
		b := c.base()
		if known[b] {
			continue
		}
		known[b] = true
		g.left++
		b.loop = t.loop // of one that failed before it had a loop
		b.then(&child{g, b})
	}
	if err := t.await(g); err != nil {
		return err
	}
	return g.err
}

// cancel asks the children. The gathering ends by it when they have.
func (g *gathering) cancel() bool {
	if g.state != pending {
		return false
	}
	asked := false
	for _, c := range g.children {
		if c.cancel() {
			asked = true
		}
	}
	g.requested = g.requested || asked
	return asked
}

func (g *gathering) describe() string {
	words := make([]string, len(g.children))
	for i, c := range g.children {
		words[i] = c.describe()
	}
	return "all of " + strings.Join(words, ", ")
}

// child is the callback of one of those who are gathered.
type child struct {
	g *gathering
	f *future
}

func (c *child) run() {
	g := c.g
	g.left--
	c.f.seen = true
	switch {
	case g.state != pending:
	case !g.results && c.f.err != nil:
		g.finish(finished, c.f.err)
	case g.left > 0:
	case g.requested:
		g.finish(finished, ErrCancelled)
	default:
		g.finish(finished, nil)
	}
}
