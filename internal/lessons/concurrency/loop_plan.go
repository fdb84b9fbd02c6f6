package lesson

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"underhood/internal/show"
)

// A loopPlan is tasks, and what each does.
type loopPlan struct {
	Kind  string     `json:"kind"`
	Group bool       `json:"group"`
	Tasks []planTask `json:"tasks"`
}

type planTask struct {
	Name string     `json:"name"`
	Do   [][]string `json:"do"`
}

// operations: how many words follow each, and how many of them, from the first,
// are times.
var operations = map[string]struct{ words, times int }{
	"sleep": {1, 1}, "timeout": {2, 2}, "lock": {1, 0}, "unlock": {1, 0},
	"put": {1, 0}, "get": {1, 0}, "cancel": {1, 0}, "fail": {1, 0},
}

func (p *loopPlan) check() error {
	if len(p.Tasks) == 0 {
		return errors.New("there are no tasks")
	}
	var names []string
	for _, t := range p.Tasks {
		names = append(names, t.Name)
	}
	if err := named("tasks", names, []string{"main"}); err != nil {
		return err
	}
	for _, t := range p.Tasks {
		for i, op := range t.Do {
			if err := checkOperation(op, names); err != nil {
				return fmt.Errorf("%s: do[%d]: %w", t.Name, i, err)
			}
		}
	}
	return nil
}

func checkOperation(op, tasks []string) error {
	if len(op) == 0 || operations[op[0]].words == 0 {
		return fmt.Errorf("%q is no operation", op)
	}
	of := operations[op[0]]
	if len(op) != of.words+1 {
		return fmt.Errorf("%s takes %d words", op[0], of.words)
	}
	for _, text := range op[1 : 1+of.times] {
		if d, err := time.ParseDuration(text); err != nil || d < 0 || d > time.Hour {
			return fmt.Errorf("%q is no time from 0 to 1h", text)
		}
	}
	if op[0] == "cancel" && !slices.Contains(tasks, op[1]) {
		return fmt.Errorf("there is no task %q", op[1])
	}
	return nil
}

// record runs the tasks, made in the order of the program, or, by any seed but the
// first, in another.
func (p *loopPlan) record(ctx context.Context, r run) (show.Tape, error) {
	tasks := slices.Clone(p.Tasks)
	if r.seed > 1 {
		rand.New(rand.NewPCG(r.seed, 0)).Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
	}
	turns, err := playLoop(ctx, tasks, p.Group)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Turn, timeline]{
		Title: r.title, Start: func() timeline { return timeline{} }, Apply: timeline.apply,
		Clone: timeline.clone, View: timeline.view, Line: func(_ timeline, t Turn) string { return t.line() },
	}, turns), nil
}
