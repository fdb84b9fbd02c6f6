package asyncio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"underhood/concurrency/loop"
)

// nothing is the outcome of an operation on what is not there.
const nothing = "nothing"

// do plays one operation.
func (r *run) do(ctx context.Context, o op) (returned bool, value any, err error) {
	switch o.kind {
	case "return":
		return true, o.value, nil
	case "timeout":
		err = loop.Timeout(ctx, ticks(o.ticks), func(ctx context.Context) (err error) {
			returned, value, err = r.block(ctx, o.blocks[0])
			return err
		})
		return returned, valueUnless(err, value), err
	case "group":
		err = loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) (err error) {
			r.groups[o.texts[0]] = g
			returned, value, err = r.block(ctx, o.blocks[0])
			return err
		})
		return returned, valueUnless(err, value), err
	case "try":
		returned, value, err = r.block(ctx, o.blocks[0])
		if err != nil && catches(o.texts[0], err) {
			return r.block(ctx, o.blocks[1])
		}
		return returned, value, err
	case "finally":
		returned, value, err = r.block(ctx, o.blocks[0])
		if _, _, failed := r.block(ctx, o.blocks[1]); failed != nil {
			return false, nil, failed
		}
		return returned, value, err
	}
	value, err = r.simple(ctx, o)
	return false, value, err
}

func valueUnless(err error, value any) any {
	if err != nil {
		return nil
	}
	return value
}

func ticks(n float64) time.Duration { return time.Duration(n) * tick }

func catches(kind string, err error) bool {
	switch kind {
	case "cancelled":
		return errors.Is(err, loop.ErrCancelled)
	case "error":
		return !errors.Is(err, loop.ErrCancelled)
	}
	return true
}

// simple plays an operation without operations in it.
func (r *run) simple(ctx context.Context, o op) (any, error) {
	text := func(i int) string { return o.texts[i] }
	switch o.kind {
	case "sleep":
		return nil, loop.Sleep(ctx, ticks(o.ticks))
	case "yield":
		return nil, loop.Yield(ctx)
	case "log":
		return o.value, nil
	case "raise":
		return nil, raisedError(text(0))
	case "soon":
		r.loop.CallSoon(func() { r.say("", "called", o.value) })
		return nil, nil
	case "spawn":
		r.things[text(1)] = loop.Go(ctx, r.body(text(1), text(0)), loop.Name(text(1)))
		return nil, nil
	case "gspawn":
		g := r.groups[text(0)]
		if g == nil {
			return nothing, nil
		}
		t := loop.GoIn(ctx, g, r.body(text(2), text(1)), loop.Name(text(2)))
		if _, err := t.Result(); errors.Is(err, loop.ErrGroupOver) {
			return nil, err
		}
		r.things[text(2)] = t
		return nil, nil
	case "cancelling", "uncancel":
		self, err := loop.Current(ctx)
		if err != nil {
			return nil, err
		}
		if o.kind == "uncancel" {
			return float64(self.Uncancel()), nil
		}
		return float64(self.Cancelling()), nil
	case "gather":
		return r.gather(ctx, o.list, o.flag)
	}
	return r.use(ctx, o, r.things[text(0)])
}

func (r *run) gather(ctx context.Context, names []string, results bool) (any, error) {
	var all []awaitable
	for _, name := range names {
		if a := r.awaitable(ctx, r.things[name]); a != nil {
			all = append(all, a)
		}
	}
	if results {
		return values(loop.GatherResults(ctx, all...))
	}
	return values(loop.Gather(ctx, all...))
}

// values keeps a list that came with an error from being an outcome.
func values[T any](list []T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if list == nil {
		return []any{}, nil
	}
	return list, nil
}

// awaitable is what x is, nil if it is nothing or the task itself.
func (r *run) awaitable(ctx context.Context, x any) awaitable {
	switch x := x.(type) {
	case *task:
		if self, err := loop.Current(ctx); err == nil && self == &x.Handle {
			return nil
		}
		return x
	case *future:
		return x
	}
	return nil
}

// use plays an operation on a thing.
func (r *run) use(ctx context.Context, o op, thing any) (any, error) {
	switch o.kind {
	case "await", "shield":
		a := r.awaitable(ctx, thing)
		if a == nil {
			return nothing, nil
		}
		if o.kind == "shield" {
			return loop.Shield(ctx, a)
		}
		return a.Await(ctx)
	case "cancel":
		if c, ok := thing.(interface{ Cancel() bool }); ok {
			return c.Cancel(), nil
		}
		return nothing, nil
	}
	switch x := thing.(type) {
	case *queue:
		return useQueue(ctx, o, x)
	case *loop.Event:
		switch o.kind {
		case "wait":
			return nil, x.Wait(ctx)
		case "set":
			x.Set()
			return nil, nil
		case "clear":
			x.Clear()
			return nil, nil
		}
	case *future:
		switch o.kind {
		case "fset":
			return nil, x.Set(o.value)
		case "ffail":
			return nil, x.Fail(raisedError(o.texts[1]))
		}
	case interface {
		Acquire(context.Context) error
		Release() error
	}:
		switch o.kind {
		case "acquire":
			return nil, x.Acquire(ctx)
		case "release":
			return nil, x.Release()
		}
	}
	return nil, fmt.Errorf("%s of %T", o.kind, thing)
}

func useQueue(ctx context.Context, o op, q *queue) (any, error) {
	switch o.kind {
	case "put":
		return nil, q.Put(ctx, o.value)
	case "get":
		return q.Get(ctx)
	case "tryput":
		return nil, q.TryPut(o.value)
	case "tryget":
		return q.TryGet()
	case "taskdone":
		return nil, q.TaskDone()
	case "join":
		return nil, q.Join(ctx)
	}
	return nil, fmt.Errorf("%s of a queue", o.kind)
}
