package loop

import (
	"context"
	"slices"
)

// state is how far a future is.
type state uint8

const (
	pending state = iota
	finished
	cancelled
)

// future is what tasks, futures, and the results of Gather and Shield have in
// common: an outcome that comes once, and who wants to know.
type future struct {
	loop  *Loop
	err   error
	first runnable    // most have one callback,
	more  *[]runnable // and few have others
	state state
	seen  bool // somebody has read the outcome
}

// awaited is a future with its own way to be cancelled.
type awaited interface {
	base() *future
	cancel() bool
	resource
}

func (f *future) base() *future { return f }

// cancel of a plain future ends it. (Of a task it is a request.)
func (f *future) cancel() bool {
	if f.state != pending {
		return false
	}
	f.finish(cancelled, ErrCancelled)
	return true
}

// finish settles the outcome. The callbacks do not run now: each takes its turn
// in the ready queue, in the order they were added.
func (f *future) finish(s state, err error) {
	f.state, f.err = s, err
	if f.first != nil {
		f.loop.push(f.first)
		f.first = nil
	}
	if f.more != nil {
		for _, cb := range *f.more {
			f.loop.push(cb)
		}
		f.more = nil
	}
}

// then adds a callback; of a future that is done it is ready at once.
func (f *future) then(cb runnable) {
	switch {
	case f.state != pending:
		f.loop.push(cb)
	case f.first == nil && f.more == nil:
		f.first = cb
	case f.more == nil:
		f.more = &[]runnable{cb}
	default:
		*f.more = append(*f.more, cb)
	}
}

// forget takes a callback away that has not become ready.
func (f *future) forget(cb runnable) {
	if f.first == cb {
		f.first = nil
		if f.more == nil {
			f.more = &[]runnable{} // the next one must not overtake
		}
		return
	}
	if f.more == nil {
		return
	}
	for i, have := range *f.more {
		if have == cb {
			if i == 0 { // as it is when many leave in the order in which they came
				(*f.more)[0] = nil
				*f.more = (*f.more)[1:]
				return
			}
			*f.more = slices.Delete(*f.more, i, i+1)
			return
		}
	}
}

// An Awaitable is a [Task] or a [Future]: something a task can wait for.
type Awaitable[T any] interface {
	// Await waits for the outcome, as [Task.Await] and [Future.Await] say.
	Await(ctx context.Context) (T, error)
	outcome() (T, error)
	awaited
}

// A Future is a result that somebody will set. Make one with [NewFuture]. Its
// methods are for the tasks of its loop, and for functions that the loop calls
// ([Loop.CallSoon]).
type Future[T any] struct {
	future
	name  string
	value T
}

// NewFuture makes a future of the loop whose task has ctx. The name, which may be
// empty, is for reports. Of a context without a running task it makes a future
// that has failed with [ErrNoTask] or [ErrWrongTask].
func NewFuture[T any](ctx context.Context, name string) *Future[T] {
	f := &Future[T]{name: name}
	t, err := enter(ctx)
	if err != nil {
		f.loop = &Loop{}
		f.finish(finished, err)
		return f
	}
	f.loop = t.loop
	return f
}

// Await waits until the future is done and returns its result or its error. A
// future that is done is read without a pause. If the waiting task is cancelled,
// so is the future, for all who wait for it; [Shield] keeps it from that. The
// error is then [ErrCancelled].
func (f *Future[T]) Await(ctx context.Context) (T, error) { return await[T](ctx, f) }

// Set gives the future its result. It returns [ErrAlreadyDone] if it has one, or
// an error, or was cancelled.
func (f *Future[T]) Set(value T) error {
	if f.state != pending {
		return ErrAlreadyDone
	}
	f.value = value
	f.finish(finished, nil)
	return nil
}

// Fail gives the future an error, which must not be nil, for those who wait. It
// returns [ErrAlreadyDone] as [Future.Set] does.
func (f *Future[T]) Fail(err error) error {
	if err == nil {
		return errNilError
	}
	if f.state != pending {
		return ErrAlreadyDone
	}
	f.finish(finished, err)
	return nil
}

// Cancel ends the future with [ErrCancelled], and says whether it was pending.
func (f *Future[T]) Cancel() bool { return f.cancel() }

// Done says whether the future has an outcome.
func (f *Future[T]) Done() bool { return f.state != pending }

// Cancelled says whether the future was cancelled.
func (f *Future[T]) Cancelled() bool { return f.state == cancelled }

// Result returns the outcome, and [ErrNotDone] if there is none yet.
func (f *Future[T]) Result() (T, error) { return f.outcome() }

func (f *Future[T]) outcome() (T, error) {
	f.seen = true
	if f.state == pending {
		return f.value, ErrNotDone
	}
	return f.value, f.err
}

func (f *Future[T]) describe() string { return named("future", f.name) }

// await is Await of whatever can be awaited.
func await[T any](ctx context.Context, f Awaitable[T]) (T, error) {
	t, err := enter(ctx)
	if err == nil {
		err = t.await(f)
	}
	if err != nil {
		var none T
		return none, err
	}
	return f.outcome()
}
