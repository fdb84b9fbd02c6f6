package concurrency

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
)

var (
	// ErrEnded says that a coroutine is over: Python's StopIteration. What the body
	// returned is in [Coroutine.Result].
	ErrEnded = errors.New("concurrency: coroutine has ended")
	// ErrNotEnded says that there is no result yet.
	ErrNotEnded = errors.New("concurrency: coroutine has not ended")
	// ErrExit is what a body gets from its Yield when its coroutine is closed:
	// Python's GeneratorExit. The body should clean up and return it.
	ErrExit = errors.New("concurrency: coroutine exit")
	// ErrRunning says that a coroutine was asked while its body runs, by the body
	// itself or by another goroutine: Python's "ValueError: generator already
	// executing".
	ErrRunning = errors.New("concurrency: coroutine already running")
	// ErrJustStarted says that a value was sent to a body which has not reached a
	// Yield that could take it: Python's "TypeError: can't send non-None value to a
	// just-started generator".
	ErrJustStarted = errors.New("concurrency: value sent to a just-started coroutine")
	// ErrIgnoredExit says that a body yielded when it was told to end: Python's
	// "RuntimeError: generator ignored GeneratorExit".
	ErrIgnoredExit = errors.New("concurrency: coroutine ignored ErrExit: its body must return when Yield gives an error")
	// ErrEndLeaked says that a body failed with ErrEnded, which would pass for its
	// end: Python's "RuntimeError: generator raised StopIteration" (PEP 479).
	ErrEndLeaked = errors.New("concurrency: coroutine body returned ErrEnded")
	// ErrLocked says that a coroutine cannot be switched to or from here, as one of
	// the two goroutines is locked to its thread and was not, or not so often, when
	// the coroutine was begun. See [runtime.LockOSThread].
	ErrLocked = errors.New("concurrency: locked to another thread than the coroutine was begun on")
	// ErrWrongGoroutine says that a Yield or a [Pause] came from another goroutine
	// than the one that runs the body. The body is not suspended.
	ErrWrongGoroutine = errors.New("concurrency: yield on another goroutine than the coroutine's own")
	// ErrGoexit says that a function called [runtime.Goexit].
	ErrGoexit = errors.New("concurrency: the function called runtime.Goexit")
)

// A PanicError is a panic that was caught on its way out of a unit, with the stack
// where it happened. If the value is an error, errors.Is and errors.As find it.
type PanicError struct {
	Value any    // what panic was called with
	Stack string // of the goroutine that panicked, as [debug.Stack] writes it
}

// Error says what the value is and, from the second line on, where it came from.
func (e *PanicError) Error() string {
	return fmt.Sprintf("concurrency: panic: %v\n\n%s", e.Value, e.Stack)
}

// Unwrap is the value if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// caught makes an error of what recover gave. It is called while the stack still
// stands. A panic that comes from a unit within keeps its own stack.
func caught(value any) *PanicError {
	if e, ok := value.(*PanicError); ok {
		return e
	}
	return &PanicError{value, string(debug.Stack())}
}

// leaked makes sure that no body's error reads as an end.
func leaked(err error) error {
	if errors.Is(err, ErrEnded) {
		return &leakedEnd{err}
	}
	return err
}

// leakedEnd is a body's error that says ErrEnded: it is ErrEndLeaked and has what
// errors.As finds in the cause, but has no Unwrap, which would make it ErrEnded
// again.
type leakedEnd struct{ cause error }

func (e *leakedEnd) Error() string { return ErrEndLeaked.Error() + ": " + e.cause.Error() }

func (e *leakedEnd) Is(target error) bool { return target == ErrEndLeaked }

func (e *leakedEnd) As(target any) bool { return errors.As(e.cause, target) }

// prefix begins the text of each error of the package.
const prefix = "concurrency: "

// A wider error says where another of the package comes from, and the package's
// name once.
type wider struct {
	what string
	err  error
}

func within(what string, err error) error { return &wider{what, err} }

func (e *wider) Error() string {
	return prefix + e.what + ": " + strings.TrimPrefix(e.err.Error(), prefix)
}

func (e *wider) Unwrap() error { return e.err }
