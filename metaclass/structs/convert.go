package structs

import (
	"reflect"
	"strconv"
	"unsafe"

	"underhood/metaclass"
)

// A param converts one argument.
type param[A any] struct {
	codec
	world  *metaclass.World
	method string
	place  int  // from 1, 0 for the only one
	picky  bool // a value that is an A may still be another one: None for a nil interface
}

func paramOf[A any](w *metaclass.World, method string, place int) *param[A] {
	t := reflect.TypeFor[A]()
	return &param[A]{codecOf(w, t), w, method, place, t.Kind() == reflect.Interface}
}

// take is the argument as an A. The callers have tried whether it is one already.
func (p *param[A]) take(v metaclass.Value) (a A, err error) {
	if bad := p.store(unsafe.Pointer(&a), v); bad != stored {
		where := p.method + "() argument"
		if p.place > 0 {
			where += " " + strconv.Itoa(p.place)
		}
		return a, p.refuse(p.world, bad, where, v)
	}
	return a, nil
}

// A result converts what a method returns.
type result[R any] struct {
	codec
	how conversion
}

type conversion uint8

const (
	asIs     conversion = iota // an int, string, bool or float64, or an opaque value
	asNone                     // NoneType
	asPlain                    // another number, or a named type: by the codec
	asNil                      // an interface: nil is None
	asWord                     // a pointer or the like: nil is None, the receiver is self
	asInside                   // a struct of a registered type
)

func resultOf[R any](w *metaclass.World) *result[R] {
	t := reflect.TypeFor[R]()
	r := &result[R]{codec: codecOf(w, t)}
	switch t {
	case reflect.TypeFor[int](), reflect.TypeFor[string](), reflect.TypeFor[bool](), reflect.TypeFor[float64]():
		return r
	case reflect.TypeFor[metaclass.NoneType]():
		r.how = asNone
		return r
	}
	switch k := t.Kind(); k {
	case reflect.Interface:
		r.how = asNil
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		r.how = asWord
	case reflect.Slice, reflect.Array:
	case reflect.Struct:
		if bindingOf(w, t) != nil {
			r.how = asInside
		}
	default:
		r.how = asPlain
	}
	return r
}

// value is the result as a value of the world. self is the instance the method was
// called on: a method that returns its receiver returns it.
func (r *result[R]) value(x R, self metaclass.Value) metaclass.Value {
	switch r.how {
	case asNone:
		return metaclass.None
	case asPlain, asInside:
		return r.other(x)
	case asNil:
		if any(x) == nil {
			return metaclass.None
		}
	case asWord:
		v := any(x)
		if data(v) == nil {
			return metaclass.None
		}
		if o, ok := self.(*metaclass.Object); ok && word(o.Native()) == word(v) && data(o.Native()) == data(v) {
			return self
		}
		return v
	}
	return x
}

func (r *result[R]) other(x R) metaclass.Value { return r.load(unsafe.Pointer(&x)) }
