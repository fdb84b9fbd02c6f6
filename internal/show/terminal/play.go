package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"underhood/internal/show"
)

// ErrNoTerminal says that keys or pictures have no terminal to come from or go to.
var ErrNoTerminal = errors.New("terminal: standard input and output must be terminals")

// Play plays a tape on a terminal until the user quits, a signal asks it to end
// (both return nil), or ctx ends (its cause is returned). However it ends, the
// terminal is left as it was found: cursor, screen and line mode. A panic of the
// tape, such as one in a topic's view, ends it with an error that holds the
// panic's value and stack. It fails with [ErrNoTerminal], before touching
// anything, when the screen is no terminal.
func Play(ctx context.Context, tape show.Tape, screen show.Screen) error {
	return run(ctx, screen, func() *model { return newModel(tape, screen) })
}

func run(ctx context.Context, screen show.Screen, open func() *model) error {
	if !isTerminal(screen) {
		return ErrNoTerminal
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	program := tea.NewProgram(open(),
		tea.WithInput(screen.In), tea.WithOutput(screen.Out), tea.WithoutSignalHandler())
	// Asked to quit, the library waits for its reader; killed, as it would be by
	// a context or an interrupt of its own, it leaves the reader blocked behind.
	asked, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(asked, program.Quit)()
	last, err := program.Run()
	return outcome(ctx, last, err)
}

func isTerminal(s show.Screen) bool {
	return s.In != nil && s.Out != nil && term.IsTerminal(int(s.In.Fd())) && term.IsTerminal(int(s.Out.Fd()))
}

// outcome is what the end of a program means to the caller.
func outcome(ctx context.Context, last tea.Model, err error) error {
	if m, ok := last.(*model); ok && m.failure != nil {
		return m.failure
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == nil:
		return nil
	}
	return fmt.Errorf("terminal: %w", err)
}
