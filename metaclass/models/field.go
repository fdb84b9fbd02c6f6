package models

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"underhood/metaclass"
)

// A Field declares an attribute of a model: its type, and what its values must satisfy.
// It is a half descriptor, with __set__ and no __get__: every assignment is checked,
// and the value is kept in the instance's own dict, from which it is read without the
// field (rule of object.__getattribute__: a data descriptor comes first only if it has
// __get__).
//
// The methods that say more of a field change it and return it. They are for the
// declaration; a field must not be changed once a class has it. What contradicts itself, or
// does not fit the type, is a [*metaclass.TypeError] of the class statement.
type Field struct {
	name     string
	model    string
	kind     kind
	optional bool
	initial  metaclass.Value // nil if there is none
	min, max *float64
	longest  int
	choices  []metaclass.Value
	checks   []func(metaclass.Value) error
	wrong    string // what a method below was given that it cannot take
	declared bool
}

type kind uint8

const (
	text kind = iota
	integer
	number
	boolean
)

func (k kind) String() string { return [...]string{"str", "int", "float", "bool"}[k] }

// Str declares a string.
func Str() *Field { return &Field{kind: text} }

// Int declares an integer. True and False are none here.
func Int() *Field { return &Field{kind: integer} }

// Float declares a number. Integers are taken, and become floats.
func Float() *Field { return &Field{kind: number} }

// Bool declares True or False.
func Bool() *Field { return &Field{kind: boolean} }

// Optional lets the field be None, which it also is when nothing is given.
func (f *Field) Optional() *Field { f.optional = true; return f }

// Default is the value when none is given. It is checked like others, when the class
// is made.
func (f *Field) Default(v metaclass.Value) *Field {
	if v == nil {
		f.wrong = "Default of nil, which is no value; None is"
	}
	f.initial = v
	return f
}

// Min is the least number allowed. Integers are compared exactly, but n is a float64: one
// beyond 2^53 may have been rounded before it comes here.
func (f *Field) Min(n float64) *Field { f.min = &n; return f }

// Max is the greatest number allowed, see [Field.Min].
func (f *Field) Max(n float64) *Field { f.max = &n; return f }

// MaxLen is how many characters a string may have at most; 0 is no limit.
func (f *Field) MaxLen(n int) *Field { f.longest = n; return f }

// OneOf lists the values allowed.
func (f *Field) OneOf(values ...metaclass.Value) *Field { f.choices = values; return f }

// Check adds a rule of one's own: its error is the problem.
func (f *Field) Check(rule func(metaclass.Value) error) *Field {
	if rule == nil {
		f.wrong = "Check of nil"
	}
	f.checks = append(f.checks, rule)
	return f
}

// Name is what the class calls the field; empty before __set_name__.
func (f *Field) Name() string { return f.name }

// DescrSetName is __set_name__: the class that is made tells the field its name. One field
// cannot serve two names.
func (f *Field) DescrSetName(owner *metaclass.Class, name string) error {
	if f.name != "" {
		return metaclass.Raise("TypeError", "field %s of %s is declared again as %s of %s", f.name, f.model, name, owner.Name())
	}
	if err := f.declare(); err != nil {
		return err
	}
	f.name, f.model = name, owner.Name()
	return nil
}

// DescrDelete is __delete__: fields cannot be deleted.
func (f *Field) DescrDelete(metaclass.Value) error {
	return metaclass.Raise("AttributeError", "field %s of %s cannot be deleted", f.name, f.model)
}

// DescrSet is __set__.
func (f *Field) DescrSet(inst, v metaclass.Value) error {
	if f.name == "" { // nobody has told it its name
		return metaclass.Raise("TypeError", "a field must be declared in the class statement, not set on the class")
	}
	v, err := f.clean(v)
	if err != nil {
		return &ValidationError{Model: f.model, Problems: []Problem{{f.name, err.Error()}}}
	}
	return inst.(*metaclass.Object).SetOwn(f.name, v) //nolint:errcheck // only objects have fields
}

var errNone = errors.New("must not be None")

// clean is the value as it is kept, or what is wrong with it.
func (f *Field) clean(v metaclass.Value) (metaclass.Value, error) {
	if v == metaclass.None {
		if !f.optional {
			return nil, errNone
		}
		return v, nil
	}
	v, size, ok := f.convert(v)
	switch {
	case !ok:
		return nil, fmt.Errorf("must be %s", f.kind)
	case f.min != nil && !atLeast(v, size, *f.min):
		return nil, fmt.Errorf("must be at least %v", *f.min)
	case f.max != nil && !atMost(v, size, *f.max):
		return nil, fmt.Errorf("must be at most %v", *f.max)
	case f.longest > 0 && size > float64(f.longest):
		return nil, fmt.Errorf("must have at most %d characters", f.longest)
	case f.choices != nil && !slices.Contains(f.choices, v):
		return nil, fmt.Errorf("must be one of %v", f.choices)
	}
	for _, check := range f.checks {
		if err := check(v); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// convert gives a value in the field's type, and its size: the number, or the length of a
// string in characters. A value that is as it should be is not put into an interface
// again.
func (f *Field) convert(v metaclass.Value) (_ metaclass.Value, size float64, ok bool) {
	switch x := v.(type) {
	case string:
		if f.longest > 0 {
			size = float64(utf8.RuneCountInString(x))
		}
		return v, size, f.kind == text
	case int:
		if f.kind == number {
			return float64(x), float64(x), true
		}
		return v, float64(x), f.kind == integer
	case float64:
		return v, x, f.kind == number
	case bool:
		return v, 0, f.kind == boolean
	case *metaclass.Object: // of a class derived from int, say
		if n := x.Native(); n != nil {
			return f.convert(n)
		}
	}
	return nil, 0, false
}
