package concurrency

import (
	"context"
	"sync"
)

// A claim is on a task that waits in a pool: by the worker that is free, or by the
// end of its context, whichever comes first.
type claim struct {
	mu   sync.Mutex
	made bool
	stop func() bool // ends the watch on the context
}

// until has f called when ctx ends, unless the task is taken first.
func (c *claim) until(ctx context.Context, f func()) {
	if ctx.Done() == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made {
		return
	}
	c.stop = context.AfterFunc(ctx, func() {
		if c.take() {
			f()
		}
	})
}

// take says whether the caller is the first.
func (c *claim) take() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made {
		return false
	}
	c.made = true
	if c.stop != nil {
		c.stop() // or a context that lives long would keep the task
	}
	return true
}
