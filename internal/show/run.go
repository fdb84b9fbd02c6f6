package show

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// Exit statuses of [Run].
const (
	statusOK    = 0
	statusFail  = 1 // the run could not be recorded, shown or written
	statusUsage = 2 // wrong flags, or a program that makes no sense

	// The run was interrupted before there was anything to show: 128 and the number of SIGINT, as
	// shells have it, so that a script which is interrupted ends too.
	statusInterrupted = 130
)

// Run is the main of every example: it reads the flags, records the run that was
// chosen, shows it in the form that suits, and returns the exit status: 0 when
// all went well, 1 when something failed, 2 for a wrong flag or a bad program, 130 when ctx
// ended before the run was recorded.
// Nothing is drawn before the whole run is recorded. A reader that goes away
// (| head) ends the run quietly with 0.
//
// args excludes the program's name. Run reads the environment variables TERM,
// CI and NO_COLOR. It plays live only when stdin and stdout are terminals.
func Run(ctx context.Context, app App, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// Unless somebody listens, the Go runtime kills a process that writes to a
	// closed standard output. Listening (rather than ignoring) leaves the
	// signal as it is for processes that an example starts.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)

	out := bufio.NewWriter(stdout)
	err := run(ctx, app, args, stdin, stdout, out)
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx))) {
		fmt.Fprintf(stderr, "%s: interrupted\n", app.Name)
		return statusInterrupted
	}
	return status(app, err, stderr)
}

// status tells the user about err and returns the exit status for it.
func status(app App, err error, stderr io.Writer) int {
	var input *InputError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return statusOK
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "%s: %s\nTry -h.\n", app.Name, err.Error()[len(errUsage.Error())+2:])
		return statusUsage
	case errors.As(err, &input):
		fmt.Fprintf(stderr, "%s: %s\n", app.Name, clean(err.Error()))
		return statusUsage
	}
	fmt.Fprintf(stderr, "%s: %s\n", app.Name, clean(err.Error()))
	return statusFail
}

// run does what the flags say. What goes to standard output goes to out; stdout
// is only asked what it is.
func run(ctx context.Context, app App, args []string, stdin io.Reader, stdout io.Writer, out *bufio.Writer) error {
	f, err := parseFlags(app, args)
	if errors.Is(err, flag.ErrHelp) {
		_, err = out.WriteString(app.help())
		return err
	}
	if err != nil {
		return err
	}
	if f.list {
		_, err = out.WriteString(app.list())
		return err
	}
	if o := app.instead(f); o != nil {
		return o.Do(ctx, Choice{Seed: f.seed, Options: f.options})
	}
	if f.live {
		return watch(ctx, app, stdin, stdout)
	}
	choice, err := app.choose(f, stdin)
	if err != nil {
		return err
	}
	tape, err := app.Tape(ctx, choice)
	if err != nil {
		return err
	}
	if f.step > tape.Len() {
		return usagef("-step %d is beyond the last step of this run, %d", f.step, tape.Len())
	}
	screen, around := look(stdin, stdout)
	how, color := chooseMode(f, around)
	if err := writePictures(app, f, choice, tape, color, out); err != nil {
		return err
	}
	switch {
	case how == modeFiles:
		return nil
	case how == modeJSON:
		return JSON(out, tape)
	case how == modeLive && app.Live != nil:
		screen.Speed, screen.Color = f.speed, color
		return app.Live(ctx, tape, screen)
	}
	return Plain(out, tape)
}

// watch starts a run that goes on, and shows it until the user has seen enough.
func watch(ctx context.Context, app App, stdin io.Reader, stdout io.Writer) error {
	screen, around := look(stdin, stdout)
	if !around.terminal {
		return usagef("-live needs a terminal, for its keys and its pictures")
	}
	screen.Color = around.noColor == ""
	source, err := app.Source(ctx)
	if err != nil {
		return err
	}
	return errors.Join(app.Watch(ctx, source, screen), source.Close())
}

// choose turns the flags into what to record, and reads the program.
func (a App) choose(f flags, stdin io.Reader) (Choice, error) {
	c := Choice{Scenario: f.scenario, Seed: f.seed, Options: f.options}
	if !f.programSet {
		if c.Scenario == "" && len(a.Scenarios) > 0 {
			c.Scenario = a.Scenarios[0].Name
		}
		return c, nil
	}
	var err error
	if f.program == "-" {
		c.File = "stdin"
		c.Program, err = io.ReadAll(stdin)
	} else {
		c.File = f.program
		c.Program, err = os.ReadFile(f.program)
	}
	if err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err // the name is said already
		}
		return c, &InputError{File: c.File, Err: err}
	}
	if c.Program == nil {
		c.Program = []byte{}
	}
	return c, nil
}

// look finds out what the process stands in.
func look(stdin io.Reader, stdout io.Writer) (Screen, surroundings) {
	s := surroundings{term: os.Getenv("TERM"), ci: os.Getenv("CI"), noColor: os.Getenv("NO_COLOR")}
	in, ok1 := stdin.(*os.File)
	out, ok2 := stdout.(*os.File)
	if !ok1 || !ok2 {
		return Screen{}, s
	}
	s.terminal = term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
	if s.terminal {
		if cols, _, err := term.GetSize(int(out.Fd())); err == nil {
			s.width = cols
		}
	}
	return Screen{In: in, Out: out, ASCII: asciiLocale(os.Getenv)}, s
}

// asciiLocale reports whether the locale names an encoding that is not UTF-8.
// One that names none, as in most containers, is taken for UTF-8.
func asciiLocale(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}
