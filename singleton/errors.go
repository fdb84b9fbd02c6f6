package singleton

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrClosed says that the scope of an instance is closed.
	ErrClosed = errors.New("singleton: the scope is closed")
	// ErrGoexit says that a constructor, or a closer, ended its goroutine
	// (runtime.Goexit, or FailNow of a test) instead of returning. Everybody who waits
	// gets it; when the constructor ran in the goroutine of who asked first, with a
	// context that cannot end, that goroutine ends, as it was told to.
	ErrGoexit = errors.New("singleton: it ended its goroutine instead of returning")
	// ErrNothing says that a constructor returned nil, be it a pointer, interface, map,
	// function or channel, and no error.
	ErrNothing = errors.New("singleton: the constructor made nothing")
	// ErrOverride says that an override is for the wrong scope.
	ErrOverride = errors.New("singleton: cannot override")
)

// A CycleError says that an instance needs itself to be made: its constructor, or
// that of something it needs, asked for it.
type CycleError struct {
	Path []string // the names from the one that is asked for again to where it is
}

// Error shows the path: "a -> b -> a".
func (e *CycleError) Error() string {
	return "singleton: it needs itself to be made: " + strings.Join(e.Path, " -> ")
}

// A PanicError is a panic of a constructor, a closer or the clock of a [Backoff], for
// everybody who waits for it.
type PanicError struct {
	Name  string
	Value any    // what it panicked with
	Stack []byte // where

	what string // "closer" or "clock"; else the constructor's
	of   any    // the *Lazy whose constructor it was
}

// Error names the instance and the value.
func (e *PanicError) Error() string {
	what := cmp.Or(e.what, "constructor")
	return fmt.Sprintf("singleton: the %s of %s panicked: %v", what, e.Name, e.Value)
}

// Unwrap gives the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A WaitError says that a construction failed and that [Backoff] does not allow
// another one yet.
type WaitError struct {
	Name  string
	Until time.Time // when it may be tried again
	Err   error     // what the last one failed with
}

// Error names the instance and the cause.
func (e *WaitError) Error() string {
	return fmt.Sprintf("singleton: %s is not tried again before %s: %v", e.Name, e.Until.Format(time.RFC3339), e.Err)
}

// Unwrap gives what the last construction failed with.
func (e *WaitError) Unwrap() error { return e.Err }
