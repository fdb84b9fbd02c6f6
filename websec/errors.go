package websec

import (
	"errors"
	"fmt"
)

var (
	// ErrPolicy says that a header policy is malformed, contradicts itself or
	// defends against nothing. It comes inside a [PolicyError].
	ErrPolicy = errors.New("websec: bad policy")

	// ErrOption says that a layer or an option of it makes no sense.
	ErrOption = errors.New("websec: bad option")

	// ErrRefused is what every [Refusal] is.
	ErrRefused = errors.New("websec: request refused")

	// ErrTemplate says that a template has an action where no escaping helps. It
	// comes inside a [TemplateError].
	ErrTemplate = errors.New("websec: template refused")

	// ErrInput says that input does not have the declared form. It comes inside an
	// [InputError].
	ErrInput = errors.New("websec: bad input")

	// ErrType says that a struct cannot be decoded into: a mistake of the program.
	ErrType = errors.New("websec: bad type to decode into")

	// ErrCookie says that browsers would refuse a cookie, or that it is weak.
	ErrCookie = errors.New("websec: bad cookie")

	// ErrReport says that a browser's report is not in a form that can be read.
	ErrReport = errors.New("websec: bad report")
)

// A PolicyError names the header, directive and value that set-up refused.
type PolicyError struct {
	Header    string // such as Content-Security-Policy
	Directive string // such as script-src; "" where the header has none
	Value     string // "" when it is the whole
	Why       string
}

func (e *PolicyError) Error() string {
	text := ErrPolicy.Error() + ": " + e.Header
	if e.Directive != "" {
		text += ", directive " + e.Directive
	}
	if e.Value != "" {
		text += fmt.Sprintf(", value %q", e.Value)
	}
	return text + ": " + e.Why
}

// Unwrap returns [ErrPolicy].
func (e *PolicyError) Unwrap() error { return ErrPolicy }

// nilOption says of which function an option is nil, and which one.
func nilOption(bad error, of string, i int) error {
	return fmt.Errorf("%w: %s: option %d is nil", bad, of, i+1)
}
