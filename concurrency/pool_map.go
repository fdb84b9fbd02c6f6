package concurrency

import (
	"context"
	"iter"
	"slices"
)

// Map does a task for each of args and gives the results in the same order, each
// as soon as it and those before it are there. It asks args for no more than can
// be done and waited for. An error is that of one task, and the others go on; if
// a task cannot be submitted, that is the last. When the loop is left the tasks
// under way are cancelled.
func (p *ProcessPool[Args, Result]) Map(ctx context.Context, args iter.Seq[Args]) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var window []*Task[Result]
		pop := func() bool {
			t := window[0]
			window = slices.Delete(window, 0, 1)
			<-t.done // which comes, as ctx is the task's
			return yield(t.end.result, t.end.err)
		}
		for a := range args {
			if len(window) == p.conf.workers+p.conf.backlog && !pop() {
				return
			}
			t, err := p.Submit(ctx, a)
			if err != nil {
				for len(window) > 0 {
					if !pop() {
						return
					}
				}
				var none Result
				yield(none, err)
				return
			}
			window = append(window, t)
		}
		for len(window) > 0 && pop() {
		}
	}
}
