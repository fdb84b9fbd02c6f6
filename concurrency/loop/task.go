package loop

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
)

// A Handle is a task without the type of its result: its name, its state and the
// means to cancel it. Every [Task] has one; [Current] gives a task its own. The
// methods are for the tasks of the same loop, which run one at a time, and not
// for other goroutines.
type Handle struct {
	// There may be a million of these, so their order is by size and not by sense.
	future
	parked     parking
	waiting    bool // on is a future
	mustCancel bool // be told at the next turn
	recalling  bool // its cancellation is on its way along those it waits for
	begun      bool
	dead       bool  // its coroutine was cancelled: no call suspends any more
	refused    uint8 // calls since then
	cancels    int32
	id         int32
	place      int32 // in the loop's list of tasks
	expired    atomic.Uint32
	nap        timer    // of Sleep
	on         resource // what it waits for, while it does
	worker     *worker
	name       *string // nil means Task-id
	body       interface{ exec() }
	values     *context.Context // where the task's context finds what it does not know
	derived    *context.Context // of the call under way, nil if it is the task's own
	inner      atomic.Pointer[inner]
}

// parking is a wait that concerns one task alone. It does the work of the futures
// that asyncio makes for each wait, with none to allocate: no list refers to a
// task any more when it goes on.
type parking uint8

const (
	nowhere parking = iota
	parked
	released
	recalled // by a cancellation
)

// A Task runs a function on the loop, in turns with the others, and keeps its
// result. Make one with [Go].
type Task[T any] struct {
	Handle
	value T
	fn    func(context.Context) (T, error)
}

// A TaskOption says something about a task that is made.
type TaskOption struct{ name string }

// Name names the task in reports and traces; without it it is Task-1, Task-2, ….
func Name(name string) TaskOption { return TaskOption{name} }

// Go makes a task of fn on the loop whose task has ctx. It runs when its turn
// comes, not at once, and gets a context of its own, with the values of ctx.
// Several tasks may be made in a row; they begin in that order.
//
// The error of fn is the task's. If it is [ErrCancelled], also wrapped, the task
// counts as cancelled; so it does for [context.Canceled] if it was asked to
// cancel. With another error joined to it, such as one of a clean-up, the task has
// failed. A panic of fn becomes a [*PanicError] and [runtime.Goexit] [ErrGoexit].
//
// Of a context without a running task Go makes a task that has failed with
// [ErrNoTask] or [ErrWrongTask]; when the loop is closing and has ended enough of
// them ([Run]), with [ErrClosed]. It never returns nil.
//
// # Panics
//
// Go panics if fn is nil.
func Go[T any](ctx context.Context, fn func(context.Context) (T, error), opts ...TaskOption) *Task[T] {
	if fn == nil {
		panic("loop.Go: nil function")
	}
	t := &Task[T]{fn: fn}
	t.named(opts)
	parent, err := enter(ctx)
	if err == nil && (parent.loop.shut || parent.loop.killing) {
		_ = parent.refuse()
		err = ErrClosed
	}
	if err != nil {
		t.loop = &Loop{}
		t.finish(finished, err)
		return t
	}
	values := parent.values
	if _, own := ctx.(*taskContext); !own {
		// A task's own context adds nothing but the task; without it, a chain
		// of tasks that make each other does not keep all of them alive.
		values = new(ctx)
	}
	parent.loop.add(&t.Handle, t, values)
	return t
}

// Await waits for the task and returns what it returned. A task that is done is
// read without a pause. If the waiting task is cancelled meanwhile, the one it
// waits for is cancelled first, and what becomes of that is what Await returns:
// [ErrCancelled], or a result if it swallows the cancellation. [Shield] keeps it
// from that. A task that awaits itself gets [ErrSelfAwait].
func (t *Task[T]) Await(ctx context.Context) (T, error) { return await[T](ctx, t) }

// Result returns the outcome, and [ErrNotDone] if there is none yet.
func (t *Task[T]) Result() (T, error) { return t.outcome() }

func (t *Task[T]) outcome() (T, error) {
	t.seen = true
	if t.state == pending {
		return t.value, ErrNotDone
	}
	return t.value, t.err
}

// exec runs the function and settles the outcome. A result is lost if the task
// was asked to cancel during its last turn.
func (t *Task[T]) exec() {
	value, err := t.fn((*taskContext)(&t.Handle))
	t.fn = nil
	if t.settle(err) {
		t.value = value
	}
}

// settle ends a task by what its function returned, and says whether it has a result.
func (t *Handle) settle(err error) bool {
	switch {
	case err == nil && t.mustCancel:
		t.mustCancel = false
		t.end(cancelled, ErrCancelled)
	case err == nil:
		t.end(finished, nil)
		return true
	case (t.cancels > 0 || errors.Is(err, ErrCancelled)) && justCancelled(err):
		t.end(cancelled, err)
	default:
		t.end(finished, err)
	}
	return false
}

func (t *Handle) end(s state, err error) {
	if s == cancelled && !errors.Is(err, ErrCancelled) {
		err = &cancelledBy{err}
	}
	t.loop.remove(t)
	t.expire()
	if t.loop.hook != nil {
		t.loop.tellOf(t, TraceEvent{Kind: TaskEnded, Err: err})
	}
	t.finish(s, err)
}

// Name returns the task's name.
func (t *Handle) Name() string {
	if t.name == nil {
		return "Task-" + strconv.Itoa(int(t.id))
	}
	return *t.name
}

// ID is the task's number: the loop counts the tasks that it makes from 1 on, and goes
// on counting when it is run again.
func (t *Handle) ID() int { return int(t.id) }

func (t *Handle) named(opts []TaskOption) {
	for _, o := range opts {
		if o.name != "" {
			t.name = &o.name
		}
	}
}

// Done says whether the task has ended.
func (t *Handle) Done() bool { return t.state != pending }

// Cancelled says whether the task has ended by a cancellation.
func (t *Handle) Cancelled() bool { return t.state == cancelled }

func (t *Handle) describe() string { return named("task", t.Name()) }

// Current returns the task that ctx belongs to, which must be the one that runs.
func Current(ctx context.Context) (*Handle, error) { return enter(ctx) }
