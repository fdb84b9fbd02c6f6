package loop

import (
	"context"
	"runtime/debug"
	"sync"
)

// pool runs functions that block, in goroutines beside the loop. The fields are
// guarded by the loop's lock; waiting counts the goroutines.
type pool struct {
	limit   int
	busy    int // functions that run or wait to
	workers int
	queue   []*job
	all     sync.WaitGroup
}

type job struct {
	run    func()
	gone   bool // nobody waits for it any more
	cancel context.CancelFunc
}

// InThread calls fn in a goroutine beside the loop, while the task waits and
// others run: for work that blocks or takes long (loop.run_in_executor). At most
// as many run at once as [Threads] says. The context of fn has the values of ctx,
// belongs to no task, and ends when the waiting task is cancelled; the task does
// not wait for fn then, but [Run] does, so fn should heed its context. A virtual clock
// stands still until fn has returned, so a [Timeout] about InThread does not fire there.
//
// A panic of fn becomes a [*PanicError], and runtime.Goexit [ErrGoexit].
func InThread[T any](ctx context.Context, fn func(context.Context) (T, error)) (T, error) {
	var none T
	t, err := enter(ctx)
	if err != nil {
		return none, err
	}
	if fn == nil {
		return none, errNilFunc
	}
	inside, cancel := context.WithCancel(outsideContext{context.WithoutCancel(ctx)})
	defer cancel()
	name := t.Name()
	r := &Result[T]{Err: ErrGoexit}
	f := &Future[T]{name: "of its work in a thread"}
	f.loop = t.loop
	j := &job{cancel: cancel, run: func() {
		defer func() {
			if v := recover(); v != nil {
				r.Err = &PanicError{Task: name + ", in a thread,", Value: v, Stack: debug.Stack()}
			}
			t.loop.post(call(func() {
				switch {
				case f.state != pending:
				case r.Err != nil:
					f.finish(finished, r.Err)
				default:
					f.value = r.Value
					f.finish(finished, nil)
				}
			}))
		}()
		value, err := fn(inside)
		r.Value, r.Err = value, err
	}}
	t.loop.submit(j)
	if err := t.await(f); err != nil {
		t.loop.abandon(j)
		return none, err
	}
	if f.state == cancelled {
		t.loop.abandon(j)
	}
	return f.outcome()
}

// outsideContext hides the task, which must not be used beside the loop.
type outsideContext struct{ context.Context }

func (c outsideContext) Value(key any) any {
	if key == (handleKey{}) {
		return nil
	}
	return c.Context.Value(key)
}

func (l *Loop) submit(j *job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := &l.pool
	p.queue = append(p.queue, j)
	p.busy++
	if p.workers < p.limit {
		p.workers++
		p.all.Add(1)
		go l.serveJobs()
	}
}

// abandon lets a function end early, or not begin.
func (l *Loop) abandon(j *job) {
	j.cancel()
	l.mu.Lock()
	defer l.mu.Unlock()
	j.gone = true
}

// serveJobs is a goroutine of the pool. It ends when there is nothing to do.
func (l *Loop) serveJobs() {
	defer l.pool.all.Done()
	for {
		l.mu.Lock()
		if len(l.pool.queue) == 0 {
			l.pool.workers--
			l.mu.Unlock()
			return
		}
		j := l.pool.queue[0]
		l.pool.queue = l.pool.queue[1:]
		skip := j.gone
		l.mu.Unlock()
		if !skip {
			over := make(chan struct{})
			go func() { // its own, as a Goexit ends it
				defer close(over)
				j.run()
			}()
			<-over
		}
		l.mu.Lock()
		l.pool.busy--
		l.nudge()
		l.mu.Unlock()
	}
}
