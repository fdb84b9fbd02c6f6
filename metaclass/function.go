package metaclass

import (
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// A Function is a Python function whose body is Go. It is a descriptor: found on a
// class it binds to the instance. The same function may be used in several worlds.
//
// The general form takes a [Call]; those of fixed arity are called without any
// allocation. A panic in the body becomes a [*PanicError]. A body that returns nil
// without an error has returned [None], as one does in Python that ends without a return.
type Function struct {
	name    string
	qual    atomic.Pointer[string]
	general func(*Call) (Value, error)
	f0      func() (Value, error)
	f1      func(a Value) (Value, error)
	f2      func(a, b Value) (Value, error)
	f3      func(a, b, c Value) (Value, error)
	cell    atomic.Pointer[Cell]
	typed   any

	mu    sync.Mutex
	attrs *Dict
}

func needBody(name string, has bool) {
	if !has {
		panic("metaclass: function " + name + " has no body")
	}
}

// Func makes a function that takes any arguments. It and its sisters panic if body is nil.
func Func(name string, body func(*Call) (Value, error)) *Function {
	needBody(name, body != nil)
	return &Function{name: name, general: body}
}

// Func0 makes a function without parameters.
func Func0(name string, body func() (Value, error)) *Function {
	needBody(name, body != nil)
	return &Function{name: name, f0: body}
}

// Func1 makes a function of one parameter: a method without arguments besides self.
func Func1(name string, body func(a Value) (Value, error)) *Function {
	needBody(name, body != nil)
	return &Function{name: name, f1: body}
}

// Func2 makes a function of two parameters: a method of self and one more.
func Func2(name string, body func(a, b Value) (Value, error)) *Function {
	needBody(name, body != nil)
	return &Function{name: name, f2: body}
}

// Func3 makes a function of three parameters.
func Func3(name string, body func(a, b, c Value) (Value, error)) *Function {
	needBody(name, body != nil)
	return &Function{name: name, f3: body}
}

// In ties a function to the cell of the class body it is written in, which makes
// [Call.Super] work, and returns it. A function that is tied keeps its cell: it may
// sit in another class than the one that defined it.
func (f *Function) In(cell *Cell) *Function {
	if cell != nil {
		f.cell.CompareAndSwap(nil, cell)
	}
	return f
}

// Name is the function's __name__.
func (f *Function) Name() string { return f.name }

// Qualified sets the function's __qualname__, its name behind that of its class, and
// returns it. [World.Class] does so for functions that have none yet.
func (f *Function) Qualified(name string) *Function {
	f.qual.CompareAndSwap(nil, &name)
	return f
}

// Qualname is the function's __qualname__.
func (f *Function) Qualname() string {
	if q := f.qual.Load(); q != nil {
		return *q
	}
	return f.name
}

// Cell is the cell of the class body the function is tied to, or nil.
func (f *Function) Cell() *Cell { return f.cell.Load() }

// Dict holds the function's own attributes.
func (f *Function) Dict() *Dict {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.attrs == nil {
		f.attrs = NewDict()
	}
	return f.attrs
}

func (f *Function) arity() int {
	switch {
	case f.f1 != nil:
		return 1
	case f.f2 != nil:
		return 2
	case f.f3 != nil:
		return 3
	}
	return 0
}

// A Call is what a function of the general form gets. It is valid until the
// function returns; its Args may be kept.
type Call struct {
	// World is where the call happens.
	World *World
	// Args are the positional arguments; a method's first is the instance.
	Args []Value
	// Kw are the keyword arguments, in order, each name once.
	Kw []Kw
	// Func is the function that was called.
	Func *Function
}

var calls = sync.Pool{New: func() any { return new(Call) }}

// Arg is argument i, an [*IndexError] if there are not as many.
func (c *Call) Arg(i int) (Value, error) {
	if i < 0 || i >= len(c.Args) {
		return nil, Raise("IndexError", "tuple index out of range")
	}
	return c.Args[i], nil
}

// Self is the first argument. Panics if there is none.
func (c *Call) Self() Value { return c.Args[0] }

// Keyword is the keyword argument of a name.
func (c *Call) Keyword(name string) (Value, bool) {
	for _, kw := range c.Kw {
		if kw.Name == name {
			return kw.Value, true
		}
	}
	return nil, false
}

// Defining is the class whose body the function was written in, nil if there is
// none yet, or the function is tied to none, see [Function.In].
func (c *Call) Defining() *Class { return c.Func.Cell().Class() }

// Super is super() without arguments: the classes behind the defining one, for the
// first argument.
func (c *Call) Super() (*Super, error) {
	cls, err := c.superClass()
	if err != nil {
		return nil, err
	}
	return c.World.Super(cls, c.Args[0])
}

// CallSuper is super().name(args...), without the super object.
func (c *Call) CallSuper(name string, args ...Value) (Value, error) {
	cls, err := c.superClass()
	if err != nil {
		return nil, err
	}
	return c.World.CallSuper(cls, c.Args[0], name, args...)
}

func (c *Call) superClass() (*Class, error) {
	if len(c.Args) == 0 {
		return nil, Raise("RuntimeError", "super(): no arguments")
	}
	cell := c.Func.Cell()
	if cell == nil {
		return nil, Raise("RuntimeError", "super(): __class__ cell not found")
	}
	cls := cell.Class()
	if cls == nil {
		return nil, Raise("RuntimeError", "super(): empty __class__ cell")
	}
	return cls, nil
}

func panicked(p any) error { return &PanicError{Value: p, Stack: debug.Stack()} }

// caught turns a panic of a function into an error, and a result of nil into None.
func caught(v *Value, err *error) {
	if p := recover(); p != nil {
		*v, *err = nil, panicked(p)
	} else if *v == nil && *err == nil {
		*v = None
	}
}

// The guards call a body and do the same. A flag for an ordinary result is quicker than
// asking recover after every call.

func guard1(f func(Value) (Value, error), a Value) (v Value, err error) {
	done := false
	defer func() {
		if done {
			return
		}
		if p := recover(); p != nil {
			v, err = nil, panicked(p)
		} else {
			v = None
		}
	}()
	v, err = f(a)
	done = v != nil || err != nil
	return v, err
}

func guard2(f func(a, b Value) (Value, error), a, b Value) (v Value, err error) {
	done := false
	defer func() {
		if done {
			return
		}
		if p := recover(); p != nil {
			v, err = nil, panicked(p)
		} else {
			v = None
		}
	}()
	v, err = f(a, b)
	done = v != nil || err != nil
	return v, err
}

func guard3(f func(a, b, c Value) (Value, error), a, b, c Value) (v Value, err error) {
	done := false
	defer func() {
		if done {
			return
		}
		if p := recover(); p != nil {
			v, err = nil, panicked(p)
		} else {
			v = None
		}
	}()
	v, err = f(a, b, c)
	done = v != nil || err != nil
	return v, err
}

func (f *Function) call0(w *World) (v Value, err error) {
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	if f.f0 != nil {
		defer caught(&v, &err)
		return f.f0()
	}
	return f.call(w, nil, nil)
}

func (f *Function) call1(w *World, a Value) (Value, error) {
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	if f.f1 != nil {
		return guard1(f.f1, a)
	}
	return f.call(w, []Value{a}, nil)
}

func (f *Function) call2(w *World, a, b Value) (Value, error) {
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	if f.f2 != nil {
		return guard2(f.f2, a, b)
	}
	return f.call(w, []Value{a, b}, nil)
}

func (f *Function) call3(w *World, a, b, c Value) (Value, error) {
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	if f.f3 != nil {
		return guard3(f.f3, a, b, c)
	}
	return f.call(w, []Value{a, b, c}, nil)
}

// call takes over args, which are not the caller's any more.
func (f *Function) call(w *World, args []Value, kw []Kw) (v Value, err error) {
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	defer caught(&v, &err)
	if f.general != nil {
		c := calls.Get().(*Call) //nolint:errcheck // the pool has nothing else
		*c = Call{World: w, Args: args, Kw: kw, Func: f}
		v, err = f.general(c)
		*c = Call{} // not reached in a panic: then the collector has it
		calls.Put(c)
		return v, err
	}
	if len(kw) > 0 {
		return nil, typeErrorf("%s() got an unexpected keyword argument '%s'", f.name, kw[0].Name)
	}
	if n := f.arity(); len(args) < n {
		return nil, typeErrorf("%s() missing %d required positional arguments", f.name, n-len(args))
	} else if len(args) > n {
		return nil, typeErrorf("%s() takes %d positional arguments but %d were given", f.name, n, len(args))
	}
	switch len(args) {
	case 0:
		return f.f0()
	case 1:
		return f.f1(args[0])
	case 2:
		return f.f2(args[0], args[1])
	}
	return f.f3(args[0], args[1], args[2])
}
