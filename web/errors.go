package web

import (
	"errors"
	"fmt"
)

// What set-up can find wrong. Each comes inside a [SetupError], which says where.
var (
	ErrBadRule           = errors.New("web: malformed rule")
	ErrDuplicateVariable = errors.New("web: a rule has a variable twice")
	ErrBadConverter      = errors.New("web: bad converter")
	ErrUnknownConverter  = errors.New("web: no such converter")
	ErrBadPrefix         = errors.New("web: a URL prefix begins with a slash")
	ErrBadName           = errors.New("web: a name is not empty and has no dot")
	ErrBadCode           = errors.New("web: no HTTP error has this code")
	ErrDuplicateName     = errors.New("web: a blueprint of this name is registered already")
	ErrDuplicateEndpoint = errors.New("web: the endpoint has a view already")
	ErrUnknownEndpoint   = errors.New("web: the endpoint has no view")
	ErrCycle             = errors.New("web: a blueprint is nested in itself")
	ErrServing           = errors.New("web: set up after the first request")
	ErrNilFunc           = errors.New("web: a nil function")
	ErrBadOption         = errors.New("web: bad option")
)

var (
	// ErrNoResponse says that a view returned neither a response nor an error:
	// Flask's TypeError. An error handler that returns the error it was given,
	// where that is no HTTP error, is told the same.
	ErrNoResponse = errors.New("web: the view wrote no response and returned no error")

	// ErrNoSessions says that the App was made without sessions, so that there is
	// none to write to: Flask's RuntimeError when no secret key was set.
	ErrNoSessions = errors.New("web: the session is unavailable because the app was made without sessions")

	// ErrNoContext says that something was asked of a context.Context that carries
	// no request or application context: Flask's "working outside of … context".
	ErrNoContext = errors.New("web: outside of a request")

	// ErrOutside says that a URL was asked for outside of a request, and that the
	// App was made without [ServerName].
	ErrOutside = errors.New("web: a URL outside of a request needs a server name")

	// ErrArgs says that the pairs given to [URLFor] are no pairs of name and value.
	ErrArgs = errors.New("web: URL values are pairs of a name and a value")
)

// A SetupError says what is wrong with an App or Blueprint, and where.
type SetupError struct {
	// Where names the rule, endpoint, blueprint or option.
	Where string
	// Err is one of the errors above, perhaps with more words.
	Err error
}

// Error names the place and what is wrong with it.
func (e *SetupError) Error() string { return fmt.Sprintf("%v: %s", e.Err, e.Where) }

// Unwrap returns Err.
func (e *SetupError) Unwrap() error { return e.Err }

// A BuildError says that no rule of the endpoint can be built from the values:
// werkzeug.routing.BuildError.
type BuildError struct {
	Endpoint string
	Method   string
	Values   []string // the names that were given, in order
}

// Error names the endpoint and what was given.
func (e *BuildError) Error() string {
	return fmt.Sprintf("web: no URL for endpoint %q with values %q", e.Endpoint, e.Values)
}

// A ValueError says that a value does not fit the converter of its variable:
// what int("x") is to Python.
type ValueError struct {
	Variable  string
	Converter string
	Value     any
}

// Error names the variable and its value.
func (e *ValueError) Error() string {
	return fmt.Sprintf("web: %s: the converter %s takes no %#v", e.Variable, e.Converter, e.Value)
}

// A PanicError is what a view or hook panicked with. It is treated as any other
// error; if the value is an error, handlers see that one too.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine that panicked
}

// Error is the value in words.
func (e *PanicError) Error() string { return fmt.Sprintf("web: panic: %v", e.Value) }

// Unwrap returns the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
