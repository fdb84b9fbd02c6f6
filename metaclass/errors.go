package metaclass

import (
	"errors"
	"fmt"
)

// An Exception is an error that Python would raise. All kinds of it are types of
// this package, to be found with errors.As; [Kind] gives the name.
type Exception interface {
	error
	// Message is the text without the kind, Python's str(e).
	Message() string
	// Kind is the name of Python's class.
	Kind() string
}

// text is a message that is put together when it is read: most AttributeErrors
// never are, because a miss is an ordinary answer.
type text struct {
	format string
	args   []any
	cause  error
}

// Message is the text without the kind.
func (t *text) Message() string {
	if len(t.args) == 0 {
		return t.format
	}
	return fmt.Sprintf(t.format, t.args...)
}

// Unwrap is the error this one was raised from, Python's __cause__.
func (t *text) Unwrap() error { return t.cause }

type (
	// TypeError is Python's.
	TypeError struct{ text }
	// ValueError is Python's.
	ValueError struct{ text }
	// RuntimeError is Python's. Its Unwrap is the cause.
	RuntimeError struct{ text }
	// RecursionError reports calls nested deeper than the world allows, see
	// [WithStackLimit]. In Python it is a kind of RuntimeError.
	RecursionError struct{ text }
	// NameError is Python's.
	NameError struct{ text }
	// KeyError is Python's; its message is the repr of the key.
	KeyError struct{ text }
	// IndexError is Python's.
	IndexError struct{ text }
	// AssertionError is Python's.
	AssertionError struct{ text }
	// NotImplementedError is Python's, a kind of RuntimeError there.
	NotImplementedError struct{ text }
	// ZeroDivisionError is Python's.
	ZeroDivisionError struct{ text }
)

// Unwrap gives the RuntimeError that this is a kind of.
func (e *RecursionError) Unwrap() error { return &RuntimeError{e.text} }

// Unwrap gives the RuntimeError that this is a kind of.
func (e *NotImplementedError) Unwrap() error { return &RuntimeError{e.text} }

// AttributeError reports a name that is not there, or may not be written. It
// alone, also when another error wraps it, makes __getattr__ run.
type AttributeError struct {
	text
	// Obj and Name are what was asked for; Obj is nil when only a text was given.
	Obj  Value
	Name string
	kind missKind
	// typ is the name of Obj's class at the time, or of Obj when that is a class.
	typ string
}

type missKind uint8

const (
	missText missKind = iota
	missObject
	missType
	missReadOnly
)

// Message is the text without the kind.
func (e *AttributeError) Message() string {
	switch e.kind {
	case missObject:
		return "'" + e.typ + "' object has no attribute '" + e.Name + "'"
	case missType:
		return "type object '" + e.typ + "' has no attribute '" + e.Name + "'"
	case missReadOnly:
		return "'" + e.typ + "' object attribute '" + e.Name + "' is read-only"
	}
	return e.text.Message()
}

// PanicError is a panic of a Go function that the program called. It is Python's
// SystemError as far as programs can tell.
type PanicError struct {
	// Value is what the function panicked with.
	Value any
	// Stack is the goroutine's stack at the panic, as debug.Stack gives it.
	Stack []byte
}

// Message is the text without the kind.
func (e *PanicError) Message() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap is the panic's value if it was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Kind is "SystemError".
func (e *PanicError) Kind() string { return "SystemError" }

func (e *PanicError) Error() string { return e.Kind() + ": " + e.Message() }

// Kind is "AttributeError".
func (e *AttributeError) Kind() string { return "AttributeError" }

// Kind is "TypeError".
func (e *TypeError) Kind() string { return "TypeError" }

// Kind is "ValueError".
func (e *ValueError) Kind() string { return "ValueError" }

// Kind is "RuntimeError".
func (e *RuntimeError) Kind() string { return "RuntimeError" }

// Kind is "RecursionError".
func (e *RecursionError) Kind() string { return "RecursionError" }

// Kind is "NameError".
func (e *NameError) Kind() string { return "NameError" }

// Kind is "KeyError".
func (e *KeyError) Kind() string { return "KeyError" }

// Kind is "IndexError".
func (e *IndexError) Kind() string { return "IndexError" }

// Kind is "AssertionError".
func (e *AssertionError) Kind() string { return "AssertionError" }

// Kind is "NotImplementedError".
func (e *NotImplementedError) Kind() string { return "NotImplementedError" }

// Kind is "ZeroDivisionError".
func (e *ZeroDivisionError) Kind() string { return "ZeroDivisionError" }

func (e *AttributeError) Error() string      { return e.Kind() + ": " + e.Message() }
func (e *TypeError) Error() string           { return e.Kind() + ": " + e.Message() }
func (e *ValueError) Error() string          { return e.Kind() + ": " + e.Message() }
func (e *RuntimeError) Error() string        { return e.Kind() + ": " + e.Message() }
func (e *RecursionError) Error() string      { return e.Kind() + ": " + e.Message() }
func (e *NameError) Error() string           { return e.Kind() + ": " + e.Message() }
func (e *KeyError) Error() string            { return e.Kind() + ": " + e.Message() }
func (e *IndexError) Error() string          { return e.Kind() + ": " + e.Message() }
func (e *AssertionError) Error() string      { return e.Kind() + ": " + e.Message() }
func (e *NotImplementedError) Error() string { return e.Kind() + ": " + e.Message() }
func (e *ZeroDivisionError) Error() string   { return e.Kind() + ": " + e.Message() }

// Raise makes the error of a Python kind: Raise("ValueError", "bad %s", x). The
// text is put together when it is read. Panics if the kind is none of this package's.
func Raise(kind, format string, args ...any) Exception {
	t := text{format: format, args: args}
	switch kind {
	case "AttributeError":
		return &AttributeError{text: t}
	case "TypeError":
		return &TypeError{t}
	case "ValueError":
		return &ValueError{t}
	case "RuntimeError":
		return &RuntimeError{t}
	case "RecursionError":
		return &RecursionError{t}
	case "NameError":
		return &NameError{t}
	case "KeyError":
		return &KeyError{t}
	case "IndexError":
		return &IndexError{t}
	case "AssertionError":
		return &AssertionError{t}
	case "NotImplementedError":
		return &NotImplementedError{t}
	case "ZeroDivisionError":
		return &ZeroDivisionError{t}
	}
	panic(fmt.Sprintf("metaclass: Raise of %q, which is no kind of exception here", kind))
}

// Kind names Python's class of an error. An error that no program can raise, such
// as one of a Go function, is an "Exception"; nil is none, and has no name.
func Kind(err error) string {
	if err == nil {
		return ""
	}
	var e Exception
	if errors.As(err, &e) {
		return e.Kind()
	}
	return "Exception"
}

func typeErrorf(format string, args ...any) error {
	return &TypeError{text{format: format, args: args}}
}

// isAttributeError decides whether __getattr__ is asked.
func isAttributeError(err error) bool {
	if _, ok := err.(*AttributeError); ok { //nolint:errorlint // the quick way; errors.As follows
		return true
	}
	var e Exception // the outermost counts: a RuntimeError caused by one is none
	if err == nil || !errors.As(err, &e) {
		return false
	}
	_, ok := e.(*AttributeError)
	return ok
}
