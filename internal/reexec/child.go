package reexec

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"
)

// A Child is what a function that runs in a child was given. It is safe for
// concurrent use.
type Child struct {
	name  string
	args  json.RawMessage
	files map[string]*os.File
}

// Name is the name under which the function is registered.
func (c *Child) Name() string { return c.name }

// Args puts [Options.Args] into a variable, by the rules of [encoding/json].
// Without Args there is an error.
func (c *Child) Args(into any) error {
	if c.args == nil {
		return fmt.Errorf("reexec: %s was started without arguments", c.name)
	}
	if err := json.Unmarshal(c.args, into); err != nil {
		return fmt.Errorf("reexec: arguments of %s: %w", c.name, err)
	}
	return nil
}

// File returns the file that [Options.Give] or [Options.Lend] names so. It is
// always the same one: whoever closes it closes it for all. It is closed on exec,
// and deadlines work where they did in the parent.
func (c *Child) File(name string) (*os.File, error) {
	if f := c.files[name]; f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("reexec: %s was given no file named %q", c.name, name)
}

// enter is the child's life, from Init to the exit code.
func enter(value string) (code int) {
	nonce, lifeFD, reportFD, name, err := parseEnv(value)
	if err != nil {
		return refuse(err)
	}
	life, err := receive(lifeFD, "life", true)
	if err != nil {
		return refuse(err)
	}
	var conf config
	if err := json.NewDecoder(life).Decode(&conf); err != nil {
		return refuse(fmt.Errorf("reexec: the parent has ended, or %s in the environment is an old one: %w", envKey, err))
	}
	if conf.Nonce != nonce {
		return refuse(fmt.Errorf("reexec: %s=%q in the environment is an old one", envKey, value))
	}
	report, err := receive(reportFD, "report", false)
	if err != nil {
		return refuse(err)
	}
	// From here on the parent is known to listen. It takes what comes, so a
	// blocking write ends; the runtime's writes would be lost without blocking.
	if err := awaitWrites(reportFD); err != nil {
		return refuse(err)
	}
	if _, err := report.Write([]byte{began}); err != nil {
		return refuse(err)
	}
	if err := debug.SetCrashOutput(report, debug.CrashOptions{}); err != nil {
		return refuse(err)
	}
	end := func(code int, text string) int {
		if text != "" {
			if _, err := report.Write(formatFailure(text)); err != nil {
				return refuse(err)
			}
		}
		return code
	}
	c, main, err := equip(name, conf)
	if err != nil {
		return end(1, err.Error())
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	go watch(life, conf.Grace, cancel)

	returned := false
	defer func() {
		if returned {
			return
		}
		if r := recover(); r != nil {
			panic(r) // the runtime's account of a panic is the one people know
		}
		// Goexit: left alone, it would leave a process that has no main goroutine
		// and never ends.
		os.Exit(end(1, "reexec: the function called runtime.Goexit"))
	}()
	err = main(ctx, c)
	returned = true
	if err != nil {
		return end(1, err.Error())
	}
	return 0
}

// refuse is for what cannot be reported to a parent. The code is a crash's: the
// function did not choose it.
func refuse(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 2
}

// equip finds what is to be run, and what with.
func equip(name string, conf config) (*Child, Main, error) {
	main, err := find(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%w; was the program's file replaced?", err)
	}
	c := &Child{name: name, args: conf.Args, files: make(map[string]*os.File, len(conf.Files))}
	for _, p := range conf.Files {
		if c.files[p.Name], err = receive(p.Number, p.Name, p.Given); err != nil {
			return nil, nil, fmt.Errorf("reexec: file %q: %w", p.Name, err)
		}
	}
	return c, main, nil
}

// watch ends the process when the parent has ended. It ends with the process.
func watch(life *os.File, grace time.Duration, cancel context.CancelCauseFunc) {
	// Nobody writes any more: this returns at the end of the file, or when the
	// pipe is beyond use, which is no better.
	_, _ = io.Copy(io.Discard, life)
	if grace > 0 {
		cancel(ErrParentGone)
		time.Sleep(grace)
	}
	os.Exit(1)
}
