package asyncio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"underhood/concurrency/loop"
)

// player is a program being played.
type player struct {
	program *program
	loop    *loop.Loop
	start   time.Time
	things  map[string]any // by name: tasks and primitives
	futures []string       // to be made when the loop runs
	groups  map[string]*loop.TaskGroup
	answer  *Answer
	over    bool // the loop is ending the rest by force
}

type (
	task      = loop.Task[any]
	future    = loop.Future[any]
	queue     = loop.Queue[any]
	awaitable = loop.Awaitable[any]
)

func play(ctx context.Context, program *program) (*Answer, error) {
	p := &player{
		program: program, start: time.Unix(0, 0), things: map[string]any{}, groups: map[string]*loop.TaskGroup{},
		answer: &Answer{ID: program.ID, Log: [][4]any{}},
	}
	p.loop = loop.New(loop.Virtual(p.start), loop.Trace(func(e loop.TraceEvent) {
		p.over = p.over || e.Kind == loop.Killing
	}))
	for name, form := range program.Objects {
		if err := p.object(name, form); err != nil {
			return nil, err
		}
	}
	main := p.body("main", "main")
	value, err := loop.Run(ctx, p.loop, func(ctx context.Context) (any, error) {
		self, err := loop.Current(ctx)
		if err != nil {
			return nil, err
		}
		p.things["main"] = self
		for _, name := range p.futures {
			p.things[name] = loop.NewFuture[any](ctx, name)
		}
		return main(ctx)
	}, loop.Name("main"))
	p.answer.Time = p.now()
	p.answer.Stuck = p.over
	p.judge(value, err)
	return p.answer, nil
}

// judge tells a deadlock of the program from one of its end.
func (p *player) judge(value any, err error) {
	var dead *loop.DeadlockError
	if errors.As(err, &dead) && !dead.Closing {
		p.answer.Result = "!Deadlock"
		for _, t := range dead.Tasks {
			p.answer.Blocked = append(p.answer.Blocked, t.Task)
		}
		return
	}
	if dead != nil { // beside it is main's error; a result is in the log
		if all, ok := err.(interface{ Unwrap() []error }); ok && len(all.Unwrap()) == 2 {
			p.answer.Result = outcome(nil, all.Unwrap()[1])
			return
		}
		for _, e := range p.answer.Log {
			if e[1] == "main" && e[2] == "end" {
				p.answer.Result = e[3]
			}
		}
		return
	}
	p.answer.Result = outcome(value, err)
}

func (p *player) object(name string, form []any) error {
	number := func() int {
		if len(form) > 1 {
			if n, ok := form[1].(float64); ok {
				return int(n)
			}
		}
		return 0
	}
	if len(form) == 0 {
		return fmt.Errorf("objects: %s is nothing", name)
	}
	switch form[0] {
	case "queue":
		p.things[name] = loop.NewQueue[any](name, number())
	case "lock":
		p.things[name] = loop.NewLock(name)
	case "semaphore":
		p.things[name] = loop.NewSemaphore(name, max(0, number()))
	case "event":
		p.things[name] = loop.NewEvent(name)
	case "future":
		p.futures = append(p.futures, name)
	default:
		return fmt.Errorf("objects: %s is a %v, which is unknown", name, form[0])
	}
	return nil
}

func (p *player) now() int64 { return int64(p.loop.Now().Sub(p.start) / tick) }

func (p *player) say(who, what string, value any) {
	if !p.over {
		p.answer.Log = append(p.answer.Log, [4]any{p.now(), who, what, value})
	}
}

// body is the function of a task.
func (p *player) body(who, name string) func(context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		p.say(who, "begin", nil)
		r := &run{player: p, who: who}
		_, value, err := r.block(ctx, p.program.Bodies[name])
		p.say(who, "end", outcome(value, err))
		return value, err
	}
}

// run is a task that plays a body.
type run struct {
	*player
	who string
}

// block plays operations until one fails or returns.
func (r *run) block(ctx context.Context, ops []op) (returned bool, value any, err error) {
	for _, o := range ops {
		r.say(r.who, o.kind, "...")
		returned, value, err = r.do(ctx, o)
		r.say(r.who, o.kind, outcome(value, err))
		if err != nil || returned {
			return returned, value, err
		}
	}
	return false, nil, nil
}
