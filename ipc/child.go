package ipc

import (
	"context"
	"fmt"
	"os"

	"underhood/internal/reexec"
	"underhood/ipc/internal/segment"
)

// Init makes a child of a process that [Start] has started: it runs the function and
// exits, without returning. In every other process it returns at once. Call it first in
// main and in TestMain: Go cannot fork, so a child is this program run anew, and what
// stands before Init is done by it once more.
func Init() { reexec.Init() }

// Register makes a function known under a name, in parent and child alike, to be run by
// [Start]. Call it from init or for a package variable; it returns the name. It panics if
// the name is empty or taken, or main is nil.
//
// The child exits with 0 when main returns nil. Its context ends when the parent does.
func Register(name string, main func(ctx context.Context, c *Child) error) string {
	if main == nil {
		panic("ipc.Register: nil function")
	}
	return reexec.Register(name, func(ctx context.Context, c *reexec.Child) error { return main(ctx, &Child{c}) })
}

// A Child is what a function that runs in a child was given. It is safe for concurrent
// use.
type Child struct{ child *reexec.Child }

// Args puts what [Args] was given into a variable, by way of JSON.
func (c *Child) Args(into any) error { return c.child.Args(into) }

// Given is what [Give] was given under that name, to be attached to.
func (c *Child) Given(name string) Source { return given{c.child, name} }

// File is what [GiveFile] was given under that name. It is always the same one.
func (c *Child) File(name string) (*os.File, error) { return c.child.File(name) }

type given struct {
	child *reexec.Child
	name  string
}

func (g given) attach(ctx context.Context, want segment.Spec) (*segment.Segment, error) {
	f, err := g.child.File(g.name)
	if err != nil {
		return nil, err
	}
	return segment.FromFile(ctx, f, want, segment.Keep())
}

// A Process is a child, seen from its parent; it does not outlive this process. It is
// collected whether or not anybody waits, and safe for concurrent use. Its methods:
//
//	Pid() int                                       its number
//	Wait(ctx context.Context) (State, error)        how it ended: Code, Signal, Failure, Panic, Err()
//	Exited() <-chan struct{}                        closed when it has ended
//	Signal(sig os.Signal) error                     os.ErrProcessDone when it has ended
//	Kill() error                                    at once, and without waiting
type Process = reexec.Process

// A StartOption says what a child is given.
type StartOption func(*reexec.Options) error

// Args gives the child a value, by way of JSON; see [Child.Args].
func Args(v any) StartOption {
	return func(o *reexec.Options) error { o.Args = v; return nil }
}

// Give hands the child something shared, under a name; see [Child.Given].
func Give(name string, thing any) StartOption {
	return func(o *reexec.Options) error {
		f, err := File(thing)
		if err != nil {
			return fmt.Errorf("ipc: giving %s: %w", name, err)
		}
		return GiveFile(name, f)(o)
	}
}

// GiveFile hands the child a file, under a name, which is closed here; see [Child.File].
func GiveFile(name string, f *os.File) StartOption {
	return func(o *reexec.Options) error {
		if o.Give == nil {
			o.Give = map[string]*os.File{}
		}
		if o.Give[name] != nil {
			return fmt.Errorf("ipc: two things are given as %s", name)
		}
		o.Give[name] = f
		return nil
	}
}

// Output says where the child writes; without it that is where this process does.
func Output(stdout, stderr *os.File) StartOption {
	return func(o *reexec.Options) error { o.Stdout, o.Stderr = stdout, stderr; return nil }
}

// Start runs a registered function of this program in a new process. When ctx ends the
// child is killed. Errors come before anything has started.
func Start(ctx context.Context, name string, options ...StartOption) (*Process, error) {
	var o reexec.Options
	for _, set := range options {
		if err := set(&o); err != nil {
			for _, f := range o.Give {
				_ = f.Close() // of no further use
			}
			return nil, err
		}
	}
	return reexec.Start(ctx, name, o)
}
