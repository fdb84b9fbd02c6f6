package reexec

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"
)

// Options say what a child is given. The zero value is a child with no
// arguments and no files, that reads nothing, writes where its parent does, and
// is gone as soon as its parent is.
type Options struct {
	Args any // for [Child.Args], as JSON; nil for none

	// Files for [Child.File], by name. Those in Give are the child's: this
	// process's are closed when Start returns, with or without an error, so that
	// the other end of a pipe sees its end when the child does end. A given pipe
	// or socket has deadlines in the child. Those in Lend stay open here, and as
	// both processes share one description, each of them keeps its mode.
	Give, Lend map[string]*os.File

	// As os/exec does, and unlike Give and Lend, these make the file wait in the
	// kernel, here as well.
	Stdin          *os.File // nil: nothing to read
	Stdout, Stderr *os.File // nil: where this process writes

	Env []string // "key=value"; nil: this process's
	Dir string   // working folder; "": this process's

	// Grace is how long the function may go on after its parent has ended. If it
	// is 0 the child exits at once; else its context ends and the function may
	// tidy up, and after that time the child exits anyway.
	Grace time.Duration

	// Sys is for what a system has of its own, such as running as another user.
	Sys *syscall.SysProcAttr
}

// Start runs a registered function of this program in a new process. When ctx
// ends, the child is killed; ctx does not travel to the child. The program is
// the running one even if its file has been replaced or deleted (on Linux; on
// other systems the file is run again).
//
// Errors come before anything has started: ErrNoInit, ErrUnknown, arguments that
// JSON cannot hold, a file that is nil or closed or named twice, the context's
// cause, or the system's.
//
// Two goroutines belong to a child and end with it. Start is safe for concurrent
// use.
func Start(ctx context.Context, name string, opts Options) (*Process, error) {
	defer closeAll(opts.Give)
	conf, err := check(ctx, name, opts)
	if err != nil {
		return nil, err
	}
	exe, err := executable()
	if err != nil {
		return nil, fmt.Errorf("reexec: start %s: %w", name, err)
	}
	p, err := launch(exe, name, conf, opts)
	if err != nil {
		return nil, fmt.Errorf("reexec: start %s: %w", name, err)
	}
	p.tend(ctx, conf)
	return p, nil
}

// check finds what is wrong before anything is opened.
func check(ctx context.Context, name string, opts Options) (conf *config, err error) {
	conf = &config{Nonce: rand.Text(), Grace: opts.Grace}
	if err := initCheck(); err != nil {
		return conf, err
	}
	if _, err := find(name); err != nil {
		return conf, err
	}
	if opts.Grace < 0 {
		return conf, fmt.Errorf("reexec: start %s: a grace of %v", name, opts.Grace)
	}
	if opts.Args != nil {
		if conf.Args, err = json.Marshal(opts.Args); err != nil {
			return conf, fmt.Errorf("reexec: arguments of %s: %w", name, err)
		}
	}
	for i, f := range []*os.File{opts.Stdin, opts.Stdout, opts.Stderr} {
		// To os.StartProcess it would be a stream that the child does not have.
		if f != nil && f.Fd() == ^uintptr(0) {
			return conf, fmt.Errorf("reexec: start %s: standard stream %d: %w", name, i, os.ErrClosed)
		}
	}
	for file, f := range opts.Lend {
		if opts.Give[file] != nil {
			return conf, fmt.Errorf("reexec: start %s: file %q is both given and lent", name, file)
		}
		if f == nil {
			return conf, fmt.Errorf("reexec: start %s: file %q is nil", name, file)
		}
	}
	for file, f := range opts.Give {
		if f == nil {
			return conf, fmt.Errorf("reexec: start %s: file %q is nil", name, file)
		}
	}
	if ctx.Err() != nil {
		return conf, context.Cause(ctx)
	}
	return conf, nil
}

// closeAll closes what the child has now. Their owner gave them away, so nobody
// is left to hear of an error.
func closeAll(files map[string]*os.File) {
	for _, f := range files {
		if f != nil {
			_ = f.Close()
		}
	}
}

// launch starts the process and leaves open here only this end of the two pipes.
func launch(exe, name string, conf *config, opts Options) (_ *Process, err error) {
	var childs, ours []io.Closer // what only the child needs; what must stay open here
	defer func() {
		if err != nil {
			childs = append(childs, ours...)
		}
		for _, c := range childs {
			_ = c.Close()
		}
	}()
	lifeR, life, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	childs, ours = append(childs, lifeR), append(ours, life)
	report, reportW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	childs, ours = append(childs, reportW), append(ours, report)

	attr := &os.ProcAttr{Dir: opts.Dir, Env: opts.Env, Sys: opts.Sys}
	if attr.Env == nil {
		attr.Env = os.Environ()
	}
	stdio, err := streams(opts)
	if err != nil {
		return nil, err
	}
	if opts.Stdin == nil {
		childs = append(childs, stdio[0])
	}
	attr.Files = stdio

	numbers := [2]uintptr{}
	for i, f := range []*os.File{lifeR, reportW} {
		dup, number, err := inherit(attr, f)
		if err != nil {
			return nil, err
		}
		childs = append(childs, dup)
		numbers[i] = number
	}
	for _, lot := range []struct {
		files map[string]*os.File
		given bool
	}{{opts.Give, true}, {opts.Lend, false}} {
		for _, file := range slices.Sorted(maps.Keys(lot.files)) {
			dup, number, err := inherit(attr, lot.files[file])
			if err != nil {
				return nil, fmt.Errorf("file %q: %w", file, err)
			}
			childs = append(childs, dup)
			conf.Files = append(conf.Files, passed{file, number, lot.given})
		}
	}
	attr.Env = append(slices.Clip(attr.Env), formatEnv(conf.Nonce, numbers[0], numbers[1], name))
	proc, err := os.StartProcess(exe, []string{os.Args[0], name}, attr)
	if err != nil {
		return nil, err
	}
	return &Process{
		name: name, proc: proc, life: life, report: report,
		ended: make(chan struct{}),
	}, nil
}

// streams are the standard three.
func streams(opts Options) ([]*os.File, error) {
	files := []*os.File{opts.Stdin, opts.Stdout, opts.Stderr}
	if files[1] == nil {
		files[1] = os.Stdout
	}
	if files[2] == nil {
		files[2] = os.Stderr
	}
	if files[0] == nil {
		var err error
		if files[0], err = os.Open(os.DevNull); err != nil {
			return nil, err
		}
	}
	return files, nil
}
