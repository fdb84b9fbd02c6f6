package lesson

import (
	"context"
	"errors"
	"time"

	"underhood/concurrency/loop"
)

// epoch is when the virtual clock begins; only what passes since is shown.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// game is the things that the tasks of one run share.
type game struct {
	locks  map[string]*loop.Lock
	queues map[string]*loop.Queue[int]
	tasks  map[string]*loop.Task[int]
}

// playLoop runs the tasks; what the loop traces is the story.
func playLoop(ctx context.Context, tasks []planTask, group bool) ([]Turn, error) {
	g := &game{map[string]*loop.Lock{}, map[string]*loop.Queue[int]{}, map[string]*loop.Task[int]{}}
	var turns []Turn
	l := loop.New(loop.Virtual(epoch), loop.Trace(func(e loop.TraceEvent) {
		t := Turn{Kind: e.Kind.String(), What: e.Kind, At: int(e.At.Sub(epoch).Milliseconds()), Task: e.Task, By: e.By, On: e.On}
		if e.Err != nil {
			t.Err = e.Err.Error()
		}
		turns = append(turns, t)
	}))
	_, err := loop.Run(ctx, l, func(ctx context.Context) (int, error) { return 0, g.main(ctx, tasks, group) }, loop.Name("main"))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	end := Turn{Kind: "end", At: int(l.Now().Sub(epoch).Milliseconds()), last: true}
	if err != nil {
		end.Err = err.Error()
	}
	return append(turns, end), nil
}

func (g *game) main(ctx context.Context, tasks []planTask, group bool) error {
	if group {
		return loop.Group(ctx, func(ctx context.Context, group *loop.TaskGroup) error {
			for _, t := range tasks {
				g.tasks[t.Name] = loop.GoIn(ctx, group, g.run(t), loop.Name(t.Name))
			}
			return nil
		})
	}
	var all []loop.Awaitable[int]
	for _, t := range tasks {
		task := loop.Go(ctx, g.run(t), loop.Name(t.Name))
		g.tasks[t.Name], all = task, append(all, task)
	}
	_, err := loop.GatherResults(ctx, all...)
	return err
}

func (g *game) run(t planTask) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		for _, op := range t.Do {
			if err := g.do(ctx, op); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
}

func (g *game) do(ctx context.Context, op []string) error {
	name := op[1]
	d, _ := time.ParseDuration(name) // checked by parse where it is one
	switch op[0] {
	case "sleep":
		return loop.Sleep(ctx, d)
	case "timeout":
		long, _ := time.ParseDuration(op[2])
		return loop.Timeout(ctx, d, func(ctx context.Context) error { return loop.Sleep(ctx, long) })
	case "lock":
		return g.lock(name).Acquire(ctx)
	case "unlock":
		return g.lock(name).Release()
	case "put":
		return g.queue(name).Put(ctx, 1)
	case "get":
		_, err := g.queue(name).Get(ctx)
		return err
	case "cancel":
		g.tasks[name].Cancel()
		return nil
	}
	return errors.New(name)
}

func (g *game) lock(name string) *loop.Lock {
	if g.locks[name] == nil {
		g.locks[name] = loop.NewLock(name)
	}
	return g.locks[name]
}

func (g *game) queue(name string) *loop.Queue[int] {
	if g.queues[name] == nil {
		g.queues[name] = loop.NewQueue[int](name, 0)
	}
	return g.queues[name]
}
