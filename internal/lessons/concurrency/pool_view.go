package lesson

import (
	"fmt"
	"slices"
	"strconv"

	"underhood/concurrency"
	"underhood/internal/show"
)

// A roster is the tasks and the workers of a pool, as its shifts tell them.
type roster struct {
	tasks   []show.Cell // in order
	workers []show.Row
	now     concurrency.Progress
}

func (s roster) clone() roster {
	s.tasks = slices.Clone(s.tasks)
	s.workers = slices.Clone(s.workers)
	for i := range s.workers {
		s.workers[i].Cells = slices.Clone(s.workers[i].Cells)
	}
	return s
}

func (s roster) apply(b Shift) roster {
	s.now = b.Now
	switch b.Kind {
	case shiftSubmit:
		s.tasks = append(s.tasks, show.Cell{ID: b.Task, Label: b.Task, Class: show.Waiting})
	case shiftBegin, shiftAgain:
		s.task(b, show.Active, b.Worker)
		s.worker(b.Worker, show.Active, "at "+b.Task)
	case shiftDone:
		s.task(b, show.Good, "")
		s.worker(b.Worker, show.Normal, "free")
	case shiftKill:
		s.task(b, show.Doomed, "")
		s.worker(b.Worker, show.Dead, "killed, at "+b.Task)
	case shiftLost:
		s.task(b, show.Dead, "lost")
	case shiftClose:
		for _, w := range s.workers {
			if w.Class != show.Dead {
				s.worker(w.ID, show.Muted, "let go")
			}
		}
	}
	return s
}

func (s roster) task(b Shift, class show.Class, mark string) {
	i := slices.IndexFunc(s.tasks, func(c show.Cell) bool { return c.ID == b.Task })
	s.tasks[i].Class, s.tasks[i].Mark = class, mark
	if b.Kind == shiftDone {
		s.tasks[i].Label = b.Result
	}
}

func (s *roster) worker(name string, class show.Class, does string) {
	i := slices.IndexFunc(s.workers, func(r show.Row) bool { return r.ID == name })
	if i < 0 {
		i = len(s.workers)
		s.workers = append(s.workers, show.Row{ID: name})
	}
	s.workers[i].Class, s.workers[i].Cells = class, []string{name, does}
}

func (s roster) view() show.Scene {
	n := s.now
	progress := show.Table{Title: "progress", Columns: []string{"submitted", "done", "failed", "lost", "retried", "replaced"}}
	row := show.Row{ID: "now"}
	for _, count := range []int{n.Submitted, n.Done, n.Failed, n.Lost, n.Retried, n.Replaced} {
		row.Cells = append(row.Cells, strconv.Itoa(count))
	}
	progress.Rows = []show.Row{row}
	return show.Scene{Panels: []show.Panel{
		show.Cells{Title: "tasks: ? waits, * at a worker, + done, x lost", Cells: s.tasks},
		show.Table{Title: "workers, each a process", Columns: []string{"worker", "does"}, Rows: s.workers},
		progress,
	}}
}

// line says a shift in words.
func (b Shift) line() string {
	switch b.Kind {
	case shiftSubmit:
		return fmt.Sprintf("task %s is submitted", b.Task)
	case shiftBegin:
		return fmt.Sprintf("%s begins task %s", b.Worker, b.Task)
	case shiftAgain:
		return fmt.Sprintf("%s, a new one, begins task %s again: %d retried", b.Worker, b.Task, b.Now.Retried)
	case shiftDone:
		return fmt.Sprintf("%s has done task %s: %s; %d of %d done", b.Worker, b.Task, b.Result, b.Now.Done, b.Now.Submitted)
	case shiftKill:
		return fmt.Sprintf("%s is killed, at task %s", b.Worker, b.Task)
	case shiftLost:
		return fmt.Sprintf("task %s is reported: %s; %d lost, %d of %d done", b.Task, b.Result, b.Now.Lost, b.Now.Done, b.Now.Submitted)
	}
	return fmt.Sprintf("the pool is closed: %d of %d done, %d of them lost", b.Now.Done, b.Now.Submitted, b.Now.Lost)
}

// caption says the rule behind a shift too.
func (b Shift) caption() string {
	why := map[string]string{
		shiftKill:  "The other workers are processes of their own: they do not notice.",
		shiftLost:  "It may have been done in part, or wholly and not been told: only who submitted it knows whether it may be done twice.",
		shiftAgain: "With Retry, for work that may be done twice.",
		shiftClose: "No process is left.",
	}[b.Kind]
	if why == "" {
		return b.line()
	}
	return b.line() + ". " + why
}
