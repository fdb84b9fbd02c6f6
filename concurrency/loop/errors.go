package loop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// sentinel is an error that also is another.
type sentinel struct {
	text string
	also error
}

func (e *sentinel) Error() string        { return e.text }
func (e *sentinel) Is(target error) bool { return target == e.also }

// The errors of waiting.
var (
	// ErrCancelled is what a waiting call returns in a task that is cancelled,
	// and the outcome of a task that ended by it (asyncio.CancelledError). It is
	// [context.Canceled] too.
	ErrCancelled error = &sentinel{"concurrency: cancelled", context.Canceled}
	// ErrTimeout is the error of a [Timeout] that ran out. It is
	// [context.DeadlineExceeded] too.
	ErrTimeout error = &sentinel{"concurrency: timed out", context.DeadlineExceeded}
	// ErrAlreadyDone refuses a second outcome of a future.
	ErrAlreadyDone = errors.New("concurrency: the future is done already")
	// ErrNotDone is asked too early: there is no result yet.
	ErrNotDone = errors.New("concurrency: not done yet")
	// ErrSelfAwait is a task that waits for itself.
	ErrSelfAwait = errors.New("concurrency: a task cannot wait for itself")
	// ErrGoexit is the outcome of a task whose function called [runtime.Goexit],
	// as t.FailNow does.
	ErrGoexit = errors.New("concurrency: the task's function called runtime.Goexit")
)

// The errors of misuse.
var (
	// ErrNoTask is a context that does not come from a task of a running loop.
	ErrNoTask = errors.New("concurrency: the context is not that of a task")
	// ErrWrongTask is a context of a task that is not the one running here: it was
	// handed to another task or goroutine, or its task has ended.
	ErrWrongTask = errors.New("concurrency: the context is that of a task that is not running now")
	// ErrOtherLoop is a future, task or primitive of another loop.
	ErrOtherLoop = errors.New("concurrency: it belongs to another loop")
	// ErrRunning refuses a second Run at the same time, and a Run in a task.
	ErrRunning = errors.New("concurrency: the loop is running, or Run was called by a task")
	// ErrClosed refuses what comes after the loop's end, or while it ends tasks
	// that would not.
	ErrClosed = errors.New("concurrency: the loop is not running")
	// ErrNotLocked refuses to release what is not held.
	ErrNotLocked = errors.New("concurrency: released more often than acquired")
	// ErrFull and ErrEmpty are a queue's answers to those who do not wait.
	ErrFull  = errors.New("concurrency: the queue is full")
	ErrEmpty = errors.New("concurrency: the queue is empty")
	// ErrGroupOver refuses a task in a group that is over or shutting down.
	ErrGroupOver = errors.New("concurrency: the task group is over or shutting down")

	errTaskDone error = &sentinel{"concurrency: TaskDone was called more often than items were put", ErrNotLocked}

	errNilError   = errors.New("concurrency: a future cannot fail with a nil error")
	errNilContext = errors.New("concurrency: nil context")
	errNilFunc    = errors.New("concurrency: nil function")
)

// cancelledBy is the outcome of a task that returned another error for its
// cancellation, such as context.Canceled.
type cancelledBy struct{ err error }

func (e *cancelledBy) Error() string   { return ErrCancelled.Error() + ": " + e.err.Error() }
func (e *cancelledBy) Unwrap() []error { return []error{ErrCancelled, e.err} }

// justCancelled says whether err is a cancellation and nothing besides. One that has
// another error joined to it is that other error's: asyncio has an exception that is
// raised while a CancelledError is on its way take that one's place.
func justCancelled(err error) bool {
	switch e := err.(type) {
	case nil, *PanicError, *GroupError:
		return false
	case interface{ Unwrap() []error }:
		all := e.Unwrap()
		return len(all) > 0 && !slices.ContainsFunc(all, func(err error) bool { return !justCancelled(err) })
	case interface{ Unwrap() error }:
		return justCancelled(e.Unwrap())
	}
	return errors.Is(err, context.Canceled) // as ErrCancelled is
}

// timedOut is ErrTimeout in place of a cancellation that has more to say. It has no
// Unwrap, which would make it a cancellation again.
type timedOut struct{ by error }

func (e *timedOut) Error() string { return ErrTimeout.Error() + ": " + e.by.Error() }

func (e *timedOut) Is(target error) bool {
	return target == ErrTimeout || target == context.DeadlineExceeded
}

func (e *timedOut) As(target any) bool { return errors.As(e.by, target) }

// A PanicError is the outcome of a task whose function panicked, or what a function
// that the loop called ([Loop.CallSoon]) has ended the run with.
type PanicError struct {
	Task  string // its name; "" for a function that the loop called
	Value any    // what it panicked with
	Stack []byte // where, as of [debug.Stack]
}

func (e *PanicError) Error() string {
	who := "task " + e.Task
	if e.Task == "" {
		who = "a called function"
	}
	return fmt.Sprintf("concurrency: %s panicked: %v\n\n%s", who, e.Value, e.Stack)
}

// Unwrap returns the value of the panic if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A GroupError is all that went wrong in a [Group], in the order in which it did;
// the error of the group's function, if it failed too, comes last.
type GroupError struct{ Errors []error }

func (e *GroupError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "concurrency: %d errors in a task group", len(e.Errors))
	if len(e.Errors) == 1 {
		b.Reset()
		b.WriteString("concurrency: an error in a task group")
	}
	for i, err := range e.Errors {
		b.WriteString([]string{": ", "; "}[min(i, 1)])
		b.WriteString(err.Error())
	}
	return b.String()
}

// Unwrap returns the errors, for [errors.Is] and [errors.As].
func (e *GroupError) Unwrap() []error { return e.Errors }

// A DeadlockError says that no task can ever go on, or that some will not end.
type DeadlockError struct {
	// Closing says that it happened after the main task's end, with tasks that
	// were cancelled and would not end. They were ended by force.
	Closing bool
	// Endless says that they went on waiting and could have for ever ([Grace]).
	Endless bool
	Tasks   []Blocked // in the order in which they were made
}

// Blocked is a task and what it waits for.
type Blocked struct {
	Task, On string
	ID       int // the task's number ([Handle.ID]), which the text has where names are the same
}

func (e *DeadlockError) Error() string {
	var b strings.Builder
	switch {
	case e.Endless:
		b.WriteString("concurrency: tasks would not end")
	case e.Closing:
		b.WriteString("concurrency: deadlock at the end")
	default:
		b.WriteString("concurrency: deadlock")
	}
	for i, t := range e.Tasks {
		name := t.Task
		if slices.ContainsFunc(e.Tasks, func(o Blocked) bool { return o.Task == t.Task && o.ID != t.ID }) {
			name = fmt.Sprintf("%s#%d", name, t.ID)
		}
		fmt.Fprintf(&b, "%s%s waits for %s", []string{": ", "; "}[min(i, 1)], name, t.On)
	}
	return b.String()
}
