package lesson

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A poolPlan is tasks for a pool of workers, one of which is killed.
type poolPlan struct {
	Kind    string   `json:"kind"`
	Workers int      `json:"workers"`
	Retry   int      `json:"retry"` // how often a task is begun again
	Tasks   []string `json:"tasks"`
}

// maxWorkers and maxPoolTasks are how large a pool may be here.
const maxWorkers, maxPoolTasks = 8, 40

func (p *poolPlan) check() error {
	switch {
	case p.Workers < 1 || p.Workers > maxWorkers:
		return fmt.Errorf("%d workers, 1 to %d are possible", p.Workers, maxWorkers)
	case p.Retry < 0:
		return fmt.Errorf("%d retries", p.Retry)
	case len(p.Tasks) == 0 || len(p.Tasks) > maxPoolTasks:
		return fmt.Errorf("%d tasks, 1 to %d are possible", len(p.Tasks), maxPoolTasks)
	}
	return named("tasks", p.Tasks, nil)
}

// A Shift is one step of a pool: a task that is submitted, begun, done or lost, or a
// worker that is killed.
type Shift struct {
	Kind   string               `json:"kind"` // "submit", "begin", "again", "done", "kill", "lost" or "close"
	Task   string               `json:"task,omitempty"`
	Worker string               `json:"worker,omitempty"` // w1, w2 … by first task
	Result string               `json:"result,omitempty"` // or the error
	Now    concurrency.Progress `json:"progress"`
}

const (
	shiftSubmit = "submit"
	shiftBegin  = "begin"
	shiftAgain  = "again"
	shiftDone   = "done"
	shiftKill   = "kill"
	shiftLost   = "lost"
	shiftClose  = "close"
)

// A boss leads a pool a step at a time, so that the same plan gives the same story,
// whichever process is quicker.
type boss struct {
	gate    *gate
	pool    *concurrency.ProcessPool[order, string]
	now     chan concurrency.Progress // holds the last
	tasks   map[string]*concurrency.Task[string]
	waiting []string // tasks without a worker, in order
	busy    []caller // workers at a task, by its beginning
	names   map[int]string
	tell    func(Shift)
}

// record has the pool do the tasks, kills the worker of the one that the seed gives,
// and lets the others go on in the order in which they began.
func (p *poolPlan) record(ctx context.Context, r run) (show.Tape, error) {
	var shifts []Shift
	victim := p.Tasks[rand.New(rand.NewPCG(r.seed, 0)).IntN(len(p.Tasks))]
	err := p.play(ctx, victim, func(s Shift) { shifts = append(shifts, s) })
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // whatever else came of it
	}
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Shift, roster]{
		Title: r.title, Start: func() roster { return roster{} }, Apply: roster.apply, Clone: roster.clone,
		View: roster.view, Line: func(_ roster, s Shift) string { return s.line() },
		Caption: func(_ roster, s Shift) string { return s.caption() },
	}, shifts), nil
}

func (p *poolPlan) play(ctx context.Context, victim string, tell func(Shift)) (err error) {
	b := &boss{
		tell: tell, now: make(chan concurrency.Progress, 1),
		tasks: map[string]*concurrency.Task[string]{}, names: map[int]string{},
	}
	b.now <- concurrency.Progress{}
	if b.gate, err = openGate(ctx); err != nil {
		return err
	}
	defer b.gate.close()
	b.pool, err = concurrency.NewProcessPool(obeys,
		concurrency.Workers(p.Workers), concurrency.Backlog(len(p.Tasks)), concurrency.Retry(p.Retry),
		concurrency.OnProgress(func(now concurrency.Progress) { <-b.now; b.now <- now }))
	if err != nil {
		return err
	}
	defer b.pool.Close()
	defer b.pool.Kill() // unless it is closed by then
	defer func() {
		for _, c := range b.busy {
			_ = c.conn.Close() // something else went wrong
		}
	}()
	for i, task := range p.Tasks {
		if err := b.submit(ctx, task); err != nil {
			return err
		}
		if i < p.Workers {
			if err := b.begin(ctx, shiftBegin); err != nil {
				return err
			}
		}
	}
	for len(b.busy) > 0 {
		i := slices.IndexFunc(b.busy, func(c caller) bool { return c.Task == victim })
		switch {
		case ctx.Err() != nil:
			err = context.Cause(ctx)
		case i >= 0:
			victim = ""
			err = b.kill(ctx, i, p.Retry > 0)
		default:
			err = b.release(ctx)
		}
		if err != nil {
			return err
		}
	}
	b.pool.Close()
	b.say(Shift{Kind: shiftClose})
	return nil
}

func (b *boss) say(s Shift) {
	s.Now = <-b.now
	b.now <- s.Now
	b.tell(s)
}

func (b *boss) submit(ctx context.Context, task string) (err error) {
	b.tasks[task], err = b.pool.Submit(ctx, order{task, b.gate.listener.Addr().String()})
	if err == nil {
		b.waiting = append(b.waiting, task)
		b.say(Shift{Kind: shiftSubmit, Task: task})
	}
	return err
}

// begin waits until the next task has been begun.
func (b *boss) begin(ctx context.Context, kind string) error {
	next := b.waiting[0]
	select {
	case c := <-b.gate.callers:
		if c.Task != next {
			return errors.Join(fmt.Errorf("lesson: task %s was begun before %s", c.Task, next), c.conn.Close())
		}
		b.waiting = b.waiting[1:]
		b.busy = append(b.busy, c)
		if b.names[c.Pid] == "" {
			b.names[c.Pid] = fmt.Sprintf("w%d", len(b.names)+1)
		}
		b.say(Shift{Kind: kind, Task: next, Worker: b.names[c.Pid]})
		return nil
	case <-b.tasks[next].Done():
		_, err := b.tasks[next].Join(ctx)
		return fmt.Errorf("lesson: task %s has ended before it was begun: %w", next, err)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// release lets the task go on that was begun first, and its worker take the next.
func (b *boss) release(ctx context.Context) error {
	c := b.busy[0]
	b.busy = b.busy[1:]
	_, err := c.conn.Write([]byte{1})
	if err = errors.Join(err, c.conn.Close()); err != nil {
		return err
	}
	result, err := b.tasks[c.Task].Join(ctx)
	if err != nil {
		return err
	}
	b.say(Shift{Kind: shiftDone, Task: c.Task, Worker: b.names[c.Pid], Result: result})
	return b.next(ctx)
}

// kill kills the worker of a task, from outside, as anybody could.
func (b *boss) kill(ctx context.Context, i int, again bool) error {
	c := b.busy[i]
	b.busy = slices.Delete(b.busy, i, i+1)
	b.say(Shift{Kind: shiftKill, Task: c.Task, Worker: b.names[c.Pid]})
	worker, err := os.FindProcess(c.Pid)
	if err != nil {
		return err
	}
	if err := errors.Join(worker.Kill(), worker.Release(), c.conn.Close()); err != nil {
		return err
	}
	if again {
		b.waiting = append([]string{c.Task}, b.waiting...)
		return b.begin(ctx, shiftAgain)
	}
	_, err = b.tasks[c.Task].Join(ctx)
	lost, ok := errors.AsType[*concurrency.LostError](err)
	if !ok {
		return fmt.Errorf("lesson: task %s was not lost with its worker: %w", c.Task, err)
	}
	b.say(Shift{Kind: shiftLost, Task: c.Task, Worker: b.names[c.Pid], Result: fmt.Sprintf("LostError, attempt %d", lost.Attempts)})
	return b.next(ctx)
}

func (b *boss) next(ctx context.Context) error {
	if len(b.waiting) == 0 {
		return nil
	}
	return b.begin(ctx, shiftBegin)
}
