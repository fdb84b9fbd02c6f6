package concurrency

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

var (
	// ErrPoolClosed is what Submit gives once a pool was closed or killed.
	ErrPoolClosed = errors.New("concurrency: pool is closed")
	// ErrPoolKilled is the error of tasks that a pool had not done when it was killed.
	ErrPoolKilled = errors.New("concurrency: pool was killed")
)

// A LostError is a task that was lost with its worker. It may have been done in
// part, or wholly and not been told.
type LostError struct {
	Work     string
	Attempts int   // how many workers it has cost
	Exit     error // how the last of them ended, an [*ExitError] as a rule
	Cause    error // why that was killed, if the pool did so: the task's context, or ErrPoolKilled
}

// Error says how often and by what.
func (e *LostError) Error() string {
	text := fmt.Sprintf("concurrency: a task of %s was lost with its worker (attempt %d): %v", e.Work, e.Attempts, e.Exit)
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap is Exit and Cause.
func (e *LostError) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Exit}
	}
	return []error{e.Exit, e.Cause}
}

// Progress is how far a pool has come, as numbers of tasks, and of workers in
// Replaced.
type Progress struct {
	Submitted int // taken
	Done      int // ended, Failed and Lost among them
	Failed    int // ended with an error
	Lost      int // ended with their worker
	Retried   int // begun again
	Replaced  int // workers that died and were not let go
}

type poolConfig struct {
	workers, backlog, retries int
	patience                  time.Duration // negative: for ever
	watch                     func(Progress)
}

// A PoolOption sets something up when a pool is made. One that is nil does nothing.
type PoolOption func(*poolConfig) error

// maxBarren is how many workers in a row may die in one's place before they have done
// anything, until the next is started only for a task.
const maxBarren = 3

// maxUnsent is how many workers may turn out to be dead when a task is handed to
// them, which does the task no harm, before it is taken for lost.
const maxUnsent = 3

func newPoolConfig(opts []PoolOption) (poolConfig, error) {
	c := poolConfig{workers: runtime.GOMAXPROCS(0), backlog: -1, patience: -1}
	for _, set := range opts {
		if set == nil {
			continue
		}
		if err := set(&c); err != nil {
			return c, err
		}
	}
	if c.backlog < 0 {
		c.backlog = c.workers
	}
	return c, nil
}

// Workers is how many processes there are, at least 1; without it as many as
// [runtime.GOMAXPROCS] says.
func Workers(n int) PoolOption {
	return func(c *poolConfig) error {
		if n < 1 {
			return fmt.Errorf("%d workers", n)
		}
		c.workers = n
		return nil
	}
}

// Backlog is how many tasks may wait for a worker before Submit does; without it
// as many as there are workers.
func Backlog(n int) PoolOption {
	return func(c *poolConfig) error {
		if n < 0 {
			return fmt.Errorf("a backlog of %d", n)
		}
		c.backlog = n
		return nil
	}
}

// Retry has a task begun again, up to n times, whose worker died. It is for work
// that may be done twice. Where workers end before they come to [Init], and so have not
// begun the task, it is given up after a few, however many are allowed.
func Retry(n int) PoolOption {
	return func(c *poolConfig) error {
		if n < 0 {
			return fmt.Errorf("%d retries", n)
		}
		c.retries = n
		return nil
	}
}

// KillAfter has a worker killed whose task was cancelled and has not ended after
// that time; without it the worker is told by the work's context, and waited for.
func KillAfter(d time.Duration) PoolOption {
	return func(c *poolConfig) error {
		if d < 0 {
			return fmt.Errorf("killing after %v", d)
		}
		c.patience = d
		return nil
	}
}

// OnProgress has every change of the count handed to watch, one at a time. It
// must be quick and must not use the pool.
func OnProgress(watch func(Progress)) PoolOption {
	return func(c *poolConfig) error { c.watch = watch; return nil }
}
