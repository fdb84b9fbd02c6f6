package reexec

import (
	"fmt"
	"os"
	"syscall"
)

// A State is how a child ended.
type State struct {
	Name string // what it ran
	Pid  int

	Code   int            // exit code; -1 if a signal ended it
	Signal syscall.Signal // what ended it; 0 if it exited
	Core   bool           // a core was dumped

	Began   bool   // it came as far as Init
	Failure string // text of the error that the function returned, at most 64 KiB
	// Panic is the runtime's message if the program crashed: "panic: boom". Of
	// what is no panic but a fatal error, such as a stack overflow or a map used by
	// two goroutines at once, Go 1.26 tells standard error which one it was, and
	// here there is only "fatal error" and a hint. Stack is the stacks that came
	// with it. Together they are at most 256 KiB.
	Panic, Stack string
}

// Err returns nil if the child ran its function and exited with 0, [ErrNoInit]
// if it exited without running it, and else an [*ExitError].
func (s State) Err() error {
	switch {
	case s.Signal == 0 && s.Code >= 0 && !s.Began:
		return fmt.Errorf("%w: %s ended with exit code %d", ErrNoInit, s.Name, s.Code)
	case s.Signal == 0 && s.Code == 0:
		return nil
	}
	return &ExitError{s}
}

// An ExitError is a child that did not succeed.
type ExitError struct{ State State }

// Error says what ended the child, in one line if its function did not return
// or panic with more.
func (e *ExitError) Error() string {
	s := e.State
	why := fmt.Sprintf("exit code %d", s.Code)
	switch {
	case s.Panic != "": // which may have ended in a signal: GOTRACEBACK=crash
		why = s.Panic
	case s.Signal != 0:
		why = fmt.Sprintf("ended by signal %d (%s)", int(s.Signal), s.Signal)
		if s.Core {
			why += ", core dumped"
		}
	case s.Failure != "":
		why = s.Failure
	}
	return fmt.Sprintf("reexec: %s (process %d): %s", s.Name, s.Pid, why)
}

// ended fills in what the system knows of the end.
func (s *State) ended(ps *os.ProcessState) {
	s.Code = ps.ExitCode()
	if ws, ok := ps.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		s.Signal, s.Core = ws.Signal(), ws.CoreDump()
	}
}
