package concurrency

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"underhood/internal/reexec"
)

// Work is a function that can run as any [Unit]. It is safe for concurrent use. Make it
// by [Register]; to start nil work is an error.
type Work[Args, Result any] struct {
	name         string
	run          func(context.Context, Args) (Result, error)
	unit, worker string // names of what a child runs
	look         sync.Once
	unfit        error // why it cannot be handed to a process
}

var errNilWork = errors.New("concurrency: nil work")

// Register makes a function known under a name, the same in this process and in
// its children, as they are the same program. Call it for a package variable or
// from init.
//
// What goes to a process and comes back travels as JSON; to the other kinds it is
// handed as it is. What JSON would change in silence is refused when a process or a
// pool is to be started: types that have fields which are not exported, unless they
// write their own JSON or the tag says "-"; and, when it is handed over, a string
// that is not UTF-8. What an interface holds comes back as JSON has it: a number
// in an any is a float64.
//
// # Panics
//
// It panics if the name is empty or taken, holds a zero byte, or if run is nil.
func Register[Args, Result any](name string, run func(ctx context.Context, args Args) (Result, error)) *Work[Args, Result] {
	if name == "" || run == nil {
		panic(fmt.Sprintf("concurrency.Register: name %q, nil function: %t", name, run == nil))
	}
	w := &Work[Args, Result]{name: name, run: run}
	w.unit = reexec.Register("concurrency/unit/"+name, w.child)
	w.worker = reexec.Register("concurrency/worker/"+name, w.serve)
	return w
}

// String is the name.
func (w *Work[Args, Result]) String() string { return w.name }

// child is what a process runs.
func (w *Work[Args, Result]) child(ctx context.Context, c *reexec.Child) error {
	var args Args
	if err := c.Args(&args); err != nil {
		return err
	}
	out, err := c.File("result")
	if err != nil {
		return err
	}
	var result Result
	if !apart(func() { result, err = w.run(ctx, args) }) {
		err = ErrGoexit
	}
	if err != nil {
		return err
	}
	text, err := encode(&result)
	if err != nil {
		return fmt.Errorf("concurrency: result of %s: %w", w.name, err)
	}
	_, err = out.Write(text)
	return errors.Join(err, out.Close())
}

// apart runs f on a goroutine of its own, which f may end by [runtime.Goexit], and
// says whether f returned. A panic ends the process.
func apart(f func()) (returned bool) {
	over := make(chan struct{})
	go func() {
		defer func() {
			if r := recover(); r != nil {
				panic(r) // or the process could exit in order before it crashes
			}
			close(over)
		}()
		f()
		returned = true
	}()
	<-over
	return returned
}

// ready says why work cannot be started with a context.
func (w *Work[Args, Result]) ready(ctx context.Context) error {
	if w == nil {
		return errNilWork
	}
	if ctx.Err() != nil {
		return fmt.Errorf("concurrency: start %s: %w", w.name, context.Cause(ctx))
	}
	return nil
}

// parse is the result in the text of one, or why it is none.
func (w *Work[Args, Result]) parse(text []byte) (result Result, err error) {
	if err = json.Unmarshal(text, &result); err != nil {
		return result, fmt.Errorf("concurrency: result of %s: %w", w.name, err)
	}
	return result, nil
}

type pauseKey struct{}

// alone is the context of a unit that runs beside whoever starts it: should that be a
// coroutine, it is not the one that the unit suspends.
func alone(ctx context.Context) context.Context {
	if ctx.Value(pauseKey{}) == nil {
		return ctx
	}
	return context.WithValue(ctx, pauseKey{}, nil)
}

// Pause offers the processor to others: a coroutine suspends itself, the other
// kinds let the scheduler choose. The error is the context's cause once that has
// ended, and [ErrExit] if the coroutine is being closed; the work should return
// then. Give it the context that the work got, on the goroutine that runs the work:
// on another one a coroutine's is refused with [ErrWrongGoroutine].
func Pause(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if y, ok := ctx.Value(pauseKey{}).(*Yielder[struct{}, struct{}]); ok {
		if _, err := y.Yield(struct{}{}); err != nil {
			return err
		}
	} else {
		runtime.Gosched()
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
