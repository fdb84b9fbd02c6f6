package structs

import (
	"errors"
	"fmt"
	"reflect"

	"underhood/metaclass"
)

// ErrRegister is in the chain of every error that [Register] returns.
var ErrRegister = errors.New("structs: cannot register")

func refusef(format string, args ...any) error {
	return fmt.Errorf("%w "+format, append([]any{ErrRegister}, args...)...)
}

// OverflowError is Python's: a number that the Go type has no room for.
type OverflowError struct{ text string }

// Message is the text without the kind.
func (e *OverflowError) Message() string { return e.text }

// Kind is "OverflowError".
func (e *OverflowError) Kind() string { return "OverflowError" }

func (e *OverflowError) Error() string { return "OverflowError: " + e.text }

// refuse words a value that could not be stored, as CPython's own converters do
// (Argument Clinic; longobject.c, floatobject.c).
func (c *codec) refuse(w *metaclass.World, bad verdict, where string, v metaclass.Value) error {
	got := w.TypeOf(v).Name()
	switch {
	case bad == outOfRange:
		return &OverflowError{"Python " + w.TypeOf(plain(v)).Name() + " too large to convert to Go " + c.typ.Kind().String()}
	case c.word == "int":
		return metaclass.Raise("TypeError", "'%s' object cannot be interpreted as an integer", got)
	case c.word == "float":
		return metaclass.Raise("TypeError", "must be real number, not %s", got)
	}
	return metaclass.Raise("TypeError", "%s must be %s, not %s", where, c.python(w), got)
}

// python names the type as a program knows it: by the class, if there is one.
func (c *codec) python(w *metaclass.World) string {
	if c.word != "" {
		return c.word
	}
	t := c.typ
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if b := bindingOf(w, t); b != nil {
		return b.name
	}
	return c.typ.String()
}

// accepts is what class.NewNative asks of a value.
func (b *binding) accepts(t reflect.Type) func(any) error {
	return func(v any) error {
		switch {
		case word(v) != b.ptr:
			return metaclass.Raise("TypeError", "NewNative of %s needs a *%s, not %T", b.name, t, v)
		case data(v) == nil:
			return metaclass.Raise("TypeError", "NewNative of %s needs a *%s, and this one is nil", b.name, t)
		}
		return nil
	}
}

// stranger is the answer to an instance of another class.
func (b *binding) stranger(w *metaclass.World, name string, v metaclass.Value) error {
	return metaclass.Raise("TypeError", "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", name, b.name, w.TypeOf(v).Name())
}
