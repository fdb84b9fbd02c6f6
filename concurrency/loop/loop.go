package loop

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A Loop runs tasks by turns: one at a time, each until it waits. Make one with
// [New] and run it with [Run]. Except for [Run], [Loop.Hold] and
// [Loop.CallSoonThreadsafe] a loop is only for its own tasks and the functions it
// calls, among which nothing needs a lock.
type Loop struct {
	virtual bool
	hook    func(TraceEvent)
	epoch   time.Time // when now was 0
	now     int64     // of the virtual clock, in nanoseconds

	ready   ring
	timers  timers
	current *Handle
	tasks   []*Handle // in the order they were made, nil for one that has ended
	live    int       // how many have not
	made    int32     // tasks so far

	idle    []*worker // wait for a task
	gone    []*worker // in the middle of a Goexit
	crashed []*Handle

	stopping bool // after this round of turns
	closing  patience
	shut     bool  // no more tasks are made
	killing  bool  // ending by force
	failure  error // of a function that was called, or a deadlock

	ctx        context.Context // of Run
	told       bool            // main knows that ctx has ended
	unfinished bool            // main had not ended when the run did

	contexts sync.Mutex // for the making of contexts
	outside             // the part that other goroutines touch
	pool     pool
}

// outside is how other goroutines reach the loop.
type outside struct {
	mu     sync.Mutex
	open   bool // Run is under way
	over   bool // and nothing is called any more
	inbox  []runnable
	posted atomic.Bool // the inbox is not empty
	holds  int         // of Hold
	wake   chan struct{}
}

// Run runs main as a task to its end and returns what it returned. All tasks that
// are left are then cancelled, and Run waits for them to end (asyncio.run), and
// for the functions of [InThread]; so nothing is left when it returns. Tasks that
// they make meanwhile are cancelled in turn, a hundred times over; after that [Go]
// refuses to make any ([ErrClosed]), or a task that makes its successor would keep
// the loop for ever. Those that swallow the cancellation are ended by force, once they
// wait for what never comes or have gone on for long ([Grace]): each call that waits
// returns [ErrCancelled] at once from then on, and the hundredth ends the task by
// [runtime.Goexit]. Only a task that never waits cannot be ended.
//
// When ctx ends, main is cancelled, once. It may swallow that and go on, and is then
// not ended by force: Run waits for it as long as it takes. If the cancellation is how
// it ends, the error is [ErrCancelled] and the cause of ctx's end. The values of ctx
// are those of the tasks' contexts.
//
// If no task can ever go on, or some would not end, the error is a [*DeadlockError]. If a task panicked
// or called [runtime.Goexit], and nobody asked for its outcome, that is added to
// the error. Errors of other tasks that nobody asked for are dropped.
//
// A loop can be run again; two Runs at once, or one in a task, get [ErrRunning].
// Run may be called by any goroutine, also one that is locked to its thread: the
// tasks have another. A task must not wait while it is locked to its thread by
// [runtime.LockOSThread]: the Go runtime then ends the program with a fatal
// error, which nothing can prevent or foresee.
func Run[T any](ctx context.Context, l *Loop, main func(context.Context) (T, error), opts ...TaskOption) (T, error) {
	var none T
	switch {
	case main == nil:
		return none, errNilFunc
	case ctx == nil:
		return none, errNilContext
	case ctx.Value(handleKey{}) != nil, !l.begin():
		return none, ErrRunning
	}
	t := &Task[T]{fn: main}
	t.named(opts)
	l.add(&t.Handle, t, new(ctx))
	l.ctx, l.told = ctx, false
	stop := context.AfterFunc(ctx, func() { l.post(call(l.tellMain(&t.Handle))) })
	if ctx.Err() != nil {
		l.tellMain(&t.Handle)()
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		// Should a function that the loop calls end this goroutine, another
		// one ends the tasks.
		defer l.finish()
		l.drive(&t.Handle)
	}()
	<-over
	stop()
	value, err := t.outcome()
	if err = l.verdict(err, context.Cause(ctx)); err != nil {
		return none, err
	}
	return value, nil
}

func (l *Loop) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open {
		return false
	}
	l.open = true
	l.wake = make(chan struct{}, 1) // here, so that it is of the caller's synctest bubble
	if !l.virtual {
		l.epoch = time.Now() // anew: each synctest bubble has a clock of its own
	}
	l.failure, l.shut, l.killing, l.over = nil, false, false, false
	l.closing.begun = false
	return true
}

// drive is the whole of a run.
func (l *Loop) drive(main *Handle) {
	stop := &stopper{l}
	main.then(stop)
	if err := l.turns(); err != nil {
		l.fail(err)
	}
	main.forget(stop)
	l.unfinished = main.state == pending
	for round := 0; l.live > 0; round++ {
		l.shut = round >= maxSuccessors
		rest := l.left()
		n := len(rest)
		l.closing.renew(l)
		for _, t := range rest {
			t.cancel()
			t.then(call(func() {
				l.closing.renew(l)
				if n--; n == 0 {
					l.push(stop)
				}
			}))
		}
		if err := l.turns(); err != nil {
			l.fail(err)
			return
		}
	}
}

// tellMain returns what cancels main, once, when Run's context ends.
func (l *Loop) tellMain(main *Handle) func() {
	return func() {
		if !l.told {
			l.told = true
			main.cancel()
		}
	}
}

// stopper ends the rounds.
type stopper struct{ loop *Loop }

func (s *stopper) run() { s.loop.stopping = true }

// finish leaves nothing behind.
func (l *Loop) finish() {
	l.killing = true
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	if l.live > 0 && l.hook != nil {
		l.tell(TraceEvent{Kind: Killing})
	}
	for _, t := range l.left() {
		if !t.begun {
			t.end(cancelled, ErrCancelled)
			continue
		}
		l.current = t
		t.mustCancel = true
		dismiss(t.worker)
		l.current = nil
	}
	for _, w := range l.idle {
		w.task = nil
		w.next()
	}
	for _, w := range l.gone {
		dismiss(w)
	}
	l.ctx = nil
	l.idle, l.gone, l.ready, l.timers.heap, l.tasks = nil, nil, ring{}, nil, nil
	l.timers.stopped = 0
	l.pool.all.Wait()
	l.mu.Lock()
	l.open, l.inbox = false, nil
	l.posted.Store(false)
	l.mu.Unlock()
}

// left lists the tasks that have not ended, oldest first.
func (l *Loop) left() []*Handle {
	return slices.DeleteFunc(slices.Clone(l.tasks), func(t *Handle) bool { return t == nil })
}

// verdict is the error of a run whose main task ended with err.
func (l *Loop) verdict(err, why error) error {
	if l.unfinished && justCancelled(err) {
		err = nil // cancelled because of the failure
	}
	if why != nil && errors.Is(err, ErrCancelled) {
		err = errors.Join(err, why)
	}
	all := []error{l.failure, err}
	for _, t := range l.crashed {
		if !t.seen {
			all = append(all, t.err)
		}
	}
	l.crashed, l.failure = nil, nil
	all = slices.DeleteFunc(all, func(err error) bool { return err == nil })
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// fail notes why the run ends; the first reason counts.
func (l *Loop) fail(err error) {
	l.failure = errors.Join(l.failure, err)
	l.stopping = true
}

func (l *Loop) push(x runnable) {
	if l.hook != nil {
		if t, ok := x.(*Handle); ok && t.begun {
			l.tellOf(t, TraceEvent{Kind: Woken})
		}
	}
	l.ready.push(x)
}

// add makes t a task of the loop, ready for its first turn.
func (l *Loop) add(t *Handle, body interface{ exec() }, values *context.Context) {
	l.made++
	t.loop, t.id, t.body, t.values = l, l.made, body, values
	t.place = int32(len(l.tasks))
	l.tasks = append(l.tasks, t)
	l.live++
	if l.hook != nil {
		l.tellOf(t, TraceEvent{Kind: TaskCreated})
	}
	l.push(t)
}

// remove takes a task that ends off the list.
func (l *Loop) remove(t *Handle) {
	// To put another in its place would touch that one's memory, at each end of a
	// task; so the list is closed up from time to time.
	l.tasks[t.place] = nil
	l.live--
	if len(l.tasks) < 64 || l.live > len(l.tasks)/2 {
		return
	}
	kept := l.tasks[:0]
	for _, t := range l.tasks {
		if t != nil {
			t.place = int32(len(kept))
			kept = append(kept, t)
		}
	}
	clear(l.tasks[len(kept):])
	l.tasks = kept
}

// Now is the time on the loop's clock; before the first Run of a loop with the real
// one, that time.
func (l *Loop) Now() time.Time {
	if l.epoch.IsZero() && !l.virtual {
		return time.Now()
	}
	return l.epoch.Add(time.Duration(l.clock()))
}

// clock is the time since the epoch, in nanoseconds.
func (l *Loop) clock() int64 {
	if l.virtual {
		return l.now
	}
	return int64(time.Since(l.epoch))
}

// after is the clock's time in d from now, or the end of all time.
func (l *Loop) after(d time.Duration) int64 {
	now := l.clock()
	if int64(d) > math.MaxInt64-now {
		return math.MaxInt64
	}
	return now + int64(d)
}
