package structs

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"underhood/metaclass"
)

// A Method is a Go method, or a function whose first parameter is a pointer to the
// struct, to be registered. It is an [Option] of [Register].
type Method struct {
	name, renamed string
	arity         int
	typ           reflect.Type
	path          Path
	why           string
	build         func(p *plan, name string) (*metaclass.Function, error)
}

func (m Method) apply(p *plan) error {
	if m.build == nil {
		return refusef("%s: a method is zero: Method0 and its sisters make them", p.typ)
	}
	p.methods = append(p.methods, m)
	return nil
}

// Named says what the method is called in the world: __init__, to be run on new
// instances, or __len__, or anything.
func (m Method) Named(name string) Method {
	m.renamed = name
	return m
}

// signature is the method's type without its receiver.
func (m Method) signature() string {
	s := m.typ.String()
	from, to := strings.IndexByte(s, '(')+1, strings.IndexAny(s, ",)")
	if s[to] == ',' {
		to += 2
	}
	return s[:from] + s[to:]
}

// Method0 registers a method without arguments, by its method expression:
// Method0((*User).FullName). It and its sisters are for one result. If R is error, an
// error is raised, and nil is None.
func Method0[P, R any](f func(P) R) Method {
	if e, ok := any(f).(func(P) error); ok {
		raise := erased[func(P) error, func(unsafe.Pointer) error](e)
		return method0(f, nil, func(p unsafe.Pointer) (metaclass.NoneType, error) { return metaclass.NoneType{}, raise(p) })
	}
	return method0(f, erased[func(P) R, func(unsafe.Pointer) R](f), nil)
}

// Method1 registers a method of one argument and one result, see [Method0].
func Method1[P, A, R any](f func(P, A) R) Method {
	if e, ok := any(f).(func(P, A) error); ok {
		raise := erased[func(P, A) error, func(unsafe.Pointer, A) error](e)
		return method1(f, nil, func(p unsafe.Pointer, a A) (metaclass.NoneType, error) { return metaclass.NoneType{}, raise(p, a) })
	}
	return method1(f, erased[func(P, A) R, func(unsafe.Pointer, A) R](f), nil)
}

// Method2 registers a method of two arguments and one result, see [Method0].
func Method2[P, A, B, R any](f func(P, A, B) R) Method {
	if e, ok := any(f).(func(P, A, B) error); ok {
		raise := erased[func(P, A, B) error, func(unsafe.Pointer, A, B) error](e)
		return method2(f, nil, func(p unsafe.Pointer, a A, b B) (metaclass.NoneType, error) {
			return metaclass.NoneType{}, raise(p, a, b)
		})
	}
	return method2(f, erased[func(P, A, B) R, func(unsafe.Pointer, A, B) R](f), nil)
}

// Method3 registers a method of three arguments and one result, see [Method0].
func Method3[P, A, B, C, R any](f func(P, A, B, C) R) Method {
	if e, ok := any(f).(func(P, A, B, C) error); ok {
		raise := erased[func(P, A, B, C) error, func(unsafe.Pointer, A, B, C) error](e)
		return method3(f, nil, func(p unsafe.Pointer, a A, b B, c C) (metaclass.NoneType, error) {
			return metaclass.NoneType{}, raise(p, a, b, c)
		})
	}
	return method3(f, erased[func(P, A, B, C) R, func(unsafe.Pointer, A, B, C) R](f), nil)
}

// Method0Err registers a method without arguments that gives a result and an error.
func Method0Err[P, R any](f func(P) (R, error)) Method {
	return method0(f, nil, erased[func(P) (R, error), func(unsafe.Pointer) (R, error)](f))
}

// Method1Err registers a method of one argument that gives a result and an error.
func Method1Err[P, A, R any](f func(P, A) (R, error)) Method {
	return method1(f, nil, erased[func(P, A) (R, error), func(unsafe.Pointer, A) (R, error)](f))
}

// Method2Err registers a method of two arguments that gives a result and an error.
func Method2Err[P, A, B, R any](f func(P, A, B) (R, error)) Method {
	return method2(f, nil, erased[func(P, A, B) (R, error), func(unsafe.Pointer, A, B) (R, error)](f))
}

// Method3Err registers a method of three arguments that gives a result and an error.
func Method3Err[P, A, B, C, R any](f func(P, A, B, C) (R, error)) Method {
	return method3(f, nil, erased[func(P, A, B, C) (R, error), func(unsafe.Pointer, A, B, C) (R, error)](f))
}

// Proc0 registers a method without arguments and results. Its value in the world is
// None.
func Proc0[P any](f func(P)) Method {
	run := erased[func(P), func(unsafe.Pointer)](f)
	return method0(f, func(p unsafe.Pointer) metaclass.NoneType { run(p); return metaclass.NoneType{} }, nil)
}

// Proc1 registers a method of one argument without results, see [Proc0].
func Proc1[P, A any](f func(P, A)) Method {
	run := erased[func(P, A), func(unsafe.Pointer, A)](f)
	return method1(f, func(p unsafe.Pointer, a A) metaclass.NoneType { run(p, a); return metaclass.NoneType{} }, nil)
}

// Proc2 registers a method of two arguments without results, see [Proc0].
func Proc2[P, A, B any](f func(P, A, B)) Method {
	run := erased[func(P, A, B), func(unsafe.Pointer, A, B)](f)
	return method2(f, func(p unsafe.Pointer, a A, b B) metaclass.NoneType { run(p, a, b); return metaclass.NoneType{} }, nil)
}

// Proc3 registers a method of three arguments without results, see [Proc0].
func Proc3[P, A, B, C any](f func(P, A, B, C)) Method {
	run := erased[func(P, A, B, C), func(unsafe.Pointer, A, B, C)](f)
	return method3(f, func(p unsafe.Pointer, a A, b B, c C) metaclass.NoneType { run(p, a, b, c); return metaclass.NoneType{} }, nil)
}

// methodOf begins a Method: its name is that of the Go function.
func methodOf(original any, arity int, build func(p *plan, name string) (*metaclass.Function, error)) Method {
	v := reflect.ValueOf(original)
	m := Method{arity: arity, typ: v.Type()}
	if !v.IsNil() {
		m.name = goName(v.Pointer())
	}
	m.build = func(p *plan, name string) (*metaclass.Function, error) {
		if v.IsNil() {
			return nil, errors.New("the function is nil")
		}
		if name == "" {
			return nil, errors.New("a function without a name needs Method.Named")
		}
		if m.typ.In(0) == p.typ {
			return nil, errors.New("its receiver is a value: give (*" + p.typ.Name() + ")." + m.name)
		}
		if m.typ.In(0) != reflect.PointerTo(p.typ) {
			return nil, errors.New("its receiver is " + m.typ.In(0).String() + ", not *" + p.typ.String())
		}
		return build(p, name)
	}
	return m
}

// goName is the last part of a function's name, and empty for a function literal.
func goName(pc uintptr) string {
	name := runtime.FuncForPC(pc).Name()
	name = strings.TrimSuffix(name, "[...]")
	name = name[strings.LastIndexByte(name, '.')+1:]
	if strings.Trim(strings.TrimPrefix(name, "func"), "0123456789") == "" {
		return ""
	}
	return name
}
