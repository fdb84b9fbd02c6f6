package concurrency

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"underhood/internal/reexec"
)

// A Process is work in a process of its own, which shares no memory with this
// one and whose crash leaves this one alone. It ends when this process does, by
// whatever cause, and is collected whether or not anybody joins it: it leaves no
// zombie. Only one that is stopped (SIGSTOP) when this process is killed stays until
// it is continued.
type Process[Result any] struct {
	task[Result]
	proc *reexec.Process
}

// StartProcess starts work in a process: this program, run anew up to [Init].
// When ctx ends the process is killed. The error is the context's if that has
// ended, that of a type or of arguments which JSON cannot carry whole ([Register]), of
// a program that has not called Init, or the system's.
//
// The process reads nothing from its standard input, and writes where this one does.
// Its os.Args are this one's first and a name that starts with "concurrency/", so
// nothing that parses flags before Init sees this program's; its environment and folder
// are this process's.
//
// Three goroutines and three descriptors belong to a process and end with it.
func StartProcess[Args, Result any](ctx context.Context, work *Work[Args, Result], args Args) (*Process[Result], error) {
	if err := work.ready(ctx); err != nil {
		return nil, err
	}
	if err := work.fits(); err != nil {
		return nil, fmt.Errorf("concurrency: start %s: %w", work, err)
	}
	text, err := encode(&args)
	if err != nil {
		return nil, fmt.Errorf("concurrency: arguments of %s: %w", work, err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("concurrency: start %s: %w", work, err)
	}
	proc, err := reexec.Start(ctx, work.unit, reexec.Options{Args: json.RawMessage(text), Give: map[string]*os.File{"result": w}})
	if err != nil {
		_ = r.Close() // only ours, and empty
		return nil, fmt.Errorf("concurrency: start %s: %w", work, err)
	}
	p := &Process[Result]{newTask[Result](), proc}
	go func() {
		defer close(p.done)
		text, err := io.ReadAll(r)
		_ = r.Close()                               // it has been read to its end
		state, _ := proc.Wait(context.Background()) // whose error would be the context's
		switch {
		case state.Err() != nil, err == nil && len(text) == 0:
			p.end.err = ended(ctx, work.name, state)
		case err != nil:
			p.end.err = fmt.Errorf("concurrency: result of %s: %w", work, err)
		default:
			p.end.result, p.end.err = work.parse(text)
		}
	}()
	return p, nil
}

// Kind is KindProcess.
func (*Process[Result]) Kind() Kind { return KindProcess }

// Pid is the process id. After the end it may be another process's.
func (p *Process[Result]) Pid() int { return p.proc.Pid() }

// Kill ends the process at once, as nothing it does can prevent.
func (p *Process[Result]) Kill() error {
	if err := p.proc.Kill(); !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// An ExitState is how a process ended.
type ExitState struct {
	Name string // of the work
	Pid  int

	Code   int            // exit code; -1 if a signal ended it
	Signal syscall.Signal // what ended it; 0 if it exited
	Core   bool           // a core was dumped

	Began   bool   // it came as far as Init
	Failure string // text of the error that the work returned
	// Panic is the runtime's message if the process crashed: "panic: boom", or
	// "fatal error" and a hint, where Go 1.26 tells the text to standard error alone.
	// Stack is the stacks that came with it.
	Panic, Stack string
}

// An ExitError is a process that gave no result: its work returned an error, it
// exited, also with status 0, crashed or was killed.
type ExitError struct {
	State ExitState
	// Cause is why it was killed, if that was because its context had ended.
	Cause error
}

// Error says what ended the process.
func (e *ExitError) Error() string {
	state := reexec.State(e.State)
	state.Failure = strings.TrimPrefix(state.Failure, prefix)
	text := (&reexec.ExitError{State: state}).Error()
	text = "concurrency: " + strings.TrimPrefix(text, "reexec: ")
	if s := &e.State; s.Signal == 0 && s.Failure+s.Panic == "" {
		text += " before it gave a result"
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Is makes it an [ErrGoexit] if that is how the work ended, of which only the text
// travels.
func (e *ExitError) Is(target error) bool {
	return target == ErrGoexit && e.State.Failure == ErrGoexit.Error()
}

// Unwrap is the Cause.
func (e *ExitError) Unwrap() error { return e.Cause }

// ended is the error of a process that has ended so and gave no result.
func ended(ctx context.Context, name string, state reexec.State) error {
	state.Name = name
	if err := state.Err(); err != nil {
		if _, ok := errors.AsType[*reexec.ExitError](err); !ok {
			return fmt.Errorf("concurrency: %w", err)
		}
	}
	e := &ExitError{State: ExitState(state)}
	if ctx.Err() != nil && state.Failure+state.Panic == "" {
		e.Cause = context.Cause(ctx)
	}
	return e
}
