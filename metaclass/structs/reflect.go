package structs

import (
	"errors"
	"reflect"
	"strconv"

	"underhood/metaclass"
)

// Reflect registers a function of any signature, whose first parameter is a pointer to
// the struct: the last resort, for variadic methods, more than three arguments, or
// several results, which become a tuple. Every call goes through [reflect.Value.Call]
// and allocates; the registration report says so. A last result of type error is
// raised.
func Reflect(f any) Method {
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func || v.Type().NumIn() == 0 || v.IsNil() {
		return Method{typ: reflect.TypeFor[func(any)](), build: func(*plan, string) (*metaclass.Function, error) {
			return nil, errors.New("structs.Reflect needs a function that takes a pointer to the struct")
		}}
	}
	t := v.Type()
	why := "no typed adapter for " + t.String()
	switch {
	case t.IsVariadic():
		why = "variadic"
	case t.NumIn() > 4:
		why = strconv.Itoa(t.NumIn()-1) + " arguments"
	}
	m := methodOf(f, t.NumIn()-1, func(p *plan, name string) (*metaclass.Function, error) {
		return newReflected(p, name, v).function(), nil
	})
	m.path, m.why = Reflected, why
	return m
}

// reflected is a function that is called by reflection.
type reflected struct {
	common
	fn     reflect.Value
	typ    reflect.Type
	in     []codec // of the arguments; a variadic one's is that of its items
	out    []codec
	raises bool
}

func newReflected(p *plan, name string, fn reflect.Value) *reflected {
	t := fn.Type()
	r := &reflected{common: common{p.binding, p.world, name}, fn: fn, typ: t}
	for i := 1; i < t.NumIn(); i++ {
		in := t.In(i)
		if t.IsVariadic() && i == t.NumIn()-1 {
			in = in.Elem()
		}
		r.in = append(r.in, codecOf(p.world, in))
	}
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == reflect.TypeFor[error]() {
		n, r.raises = n-1, true
	}
	for i := range n {
		r.out = append(r.out, codecOf(p.world, t.Out(i)))
	}
	return r
}

func (r *reflected) function() *metaclass.Function {
	return metaclass.Func(r.name, func(c *metaclass.Call) (metaclass.Value, error) {
		if n, least := len(c.Args)-1, len(r.in)-1; r.typ.IsVariadic() && n >= 0 && n < least && len(c.Kw) == 0 && r.pointer(c.Args[0]) != nil {
			return nil, metaclass.Raise("TypeError", "%s expected at least %d argument%s, got %d", r.name, least, plural(least), n)
		}
		if err := r.checkArgs(c, r.arity(c)); err != nil {
			return nil, err
		}
		args := []reflect.Value{reflect.NewAt(r.typ.In(0).Elem(), r.pointer(c.Args[0]))}
		for i, v := range c.Args[1:] {
			arg, err := r.take(i, len(c.Args)-1, v)
			if err != nil {
				return nil, err
			}
			args = append(args, arg)
		}
		return r.results(r.fn.Call(args), c.Args[0])
	})
}

// arity is how many arguments the call should have: as many as it has, if the function
// is variadic and they are enough.
func (r *reflected) arity(c *metaclass.Call) int {
	if r.typ.IsVariadic() {
		return max(len(r.in)-1, len(c.Args)-1)
	}
	return len(r.in)
}

func (r *reflected) take(i, n int, v metaclass.Value) (reflect.Value, error) {
	t, codec := r.typ.In(min(i+1, r.typ.NumIn()-1)), &r.in[min(i, len(r.in)-1)]
	if r.typ.IsVariadic() && i >= len(r.in)-1 {
		t = t.Elem()
	}
	arg := reflect.New(t)
	if bad := codec.store(arg.UnsafePointer(), v); bad != stored {
		where := r.name + "() argument"
		if n > 1 {
			where += " " + strconv.Itoa(i+1)
		}
		return arg, codec.refuse(r.world, bad, where, v)
	}
	return arg.Elem(), nil
}

// results are None, the one result, or a tuple of them.
func (r *reflected) results(out []reflect.Value, self metaclass.Value) (metaclass.Value, error) {
	if r.raises {
		if err, ok := out[len(out)-1].Interface().(error); ok {
			return nil, err
		}
	}
	values := make(metaclass.Tuple, len(r.out))
	for i := range r.out {
		v := reflect.New(out[i].Type())
		v.Elem().Set(out[i])
		values[i] = r.out[i].load(v.UnsafePointer())
		if word(values[i]) == r.ptr && data(values[i]) == r.pointer(self) {
			values[i] = self
		}
	}
	switch len(values) {
	case 0:
		return metaclass.None, nil
	case 1:
		return values[0], nil
	}
	return values, nil
}
