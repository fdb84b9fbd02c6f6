package metaclass

import "slices"

// Call is fn(args...).
func (w *World) Call(fn Value, args ...Value) (Value, error) {
	if f, ok := fn.(*Function); ok {
		switch len(args) {
		case 0:
			return f.call0(w)
		case 1:
			return f.call1(w, args[0])
		case 2:
			return f.call2(w, args[0], args[1])
		}
	}
	return w.call(fn, slices.Clone(args), nil)
}

// CallKw is fn(*args, **kw). The names in kw must differ.
func (w *World) CallKw(fn Value, args []Value, kw []Kw) (Value, error) {
	return w.call(fn, slices.Clone(args), slices.Clone(kw))
}

// Callable is callable(v).
func (w *World) Callable(v Value) bool {
	switch v := v.(type) {
	case *Function, *BoundMethod, *Builtin, *BoundBuiltin, *StaticMethod, *Class:
		return true
	case *Object:
		return v.Class().snap.Load().hooks&hookCall != 0
	}
	return w.TypeOf(v).snap.Load().hooks&hookCall != 0
}

// call calls anything. It takes over args and kw.
func (w *World) call(fn Value, args []Value, kw []Kw) (Value, error) {
	switch f := fn.(type) {
	case *Function:
		return f.call(w, args, kw)
	case *BoundMethod:
		return w.call(f.Func, slices.Insert(args, 0, f.Self), kw)
	case *Builtin:
		return w.callBuiltin(f, args, kw)
	case *BoundBuiltin:
		return f.of.fn(w, slices.Insert(args, 0, f.self), kw)
	case *StaticMethod:
		return w.call(f.Func, args, kw)
	case *Class:
		if f.meta.Load().snap.Load().hooks&hookCall == 0 {
			return w.typeCall(f, args, kw)
		}
	}
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	m, ok, err := w.special(fn, "__call__")
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, typeErrorf("'%s' object is not callable", w.TypeOf(fn).Name())
	}
	return m.call(w, args, kw)
}

// found looks for a function to call with v as its first argument: the short way
// of a method call. ok is false when the access must be made in full.
func (w *World) found(v Value, name string) (*Function, bool) {
	o, isObject := v.(*Object)
	if !isObject {
		return nil, false
	}
	sn := o.class.Load().snap.Load()
	if sn.hooks&hookGetattribute != 0 {
		return nil, false
	}
	hash := hashName(name)
	r := sn.findHashed(name, hash, nil)
	if r.kind != kindFunction {
		return nil, false
	}
	if _, shadowed := o.attr(name, hash); shadowed {
		return nil, false
	}
	return r.fn, true
}

// CallMethod is v.name(args...). It makes no bound method where the name is a
// plain method.
func (w *World) CallMethod(v Value, name string, args ...Value) (Value, error) {
	if f, ok := w.found(v, name); ok {
		switch len(args) {
		case 0:
			return f.call1(w, v)
		case 1:
			return f.call2(w, v, args[0])
		case 2:
			return f.call3(w, v, args[0], args[1])
		}
		return f.call(w, append([]Value{v}, args...), nil)
	}
	f, err := w.GetAttr(v, name)
	if err != nil {
		return nil, err
	}
	return w.call(f, slices.Clone(args), nil)
}

// typeCall is type.__call__: __new__, and __init__ if the result is an instance.
func (w *World) typeCall(c *Class, args []Value, kw []Kw) (Value, error) {
	if c == w.typ {
		if len(args) == 1 && len(kw) == 0 {
			return w.TypeOf(args[0]), nil
		}
		if len(args) != 3 {
			return nil, typeErrorf("type() takes 1 or 3 arguments")
		}
	}
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	o, err := w.callNew(c, args, kw)
	if err != nil {
		return nil, err
	}
	cls := w.TypeOf(o)
	if !cls.IsSubclassOf(c) {
		return o, nil
	}
	return o, w.callInit(cls, o, args, kw)
}

// callNew is tp_new: cls.__new__(cls, *args, **kw).
func (w *World) callNew(c *Class, args []Value, kw []Kw) (Value, error) {
	r := c.snap.Load().find("__new__")
	if b, ok := r.value.(*Builtin); ok {
		return w.builtinNew(b, c, args, kw)
	}
	f, err := w.GetAttr(c, "__new__")
	if err != nil {
		return nil, err
	}
	return w.call(f, slices.Insert(slices.Clone(args), 0, Value(c)), kw)
}

// builtinNew skips the lookup of a __new__ that is a built-in's own. A class that
// cannot be instantiated has one that says so.
func (w *World) builtinNew(b *Builtin, c *Class, args []Value, kw []Kw) (Value, error) {
	switch {
	case b == w.objectNew && w.solidBase(c) == w.object:
		return w.newObject(c, args, kw)
	case b == w.typeNew && c.IsSubclassOf(w.typ):
		return w.newType(c, args, kw)
	}
	return b.fn(w, slices.Insert(slices.Clone(args), 0, Value(c)), kw)
}

// callInit is tp_init: __init__ of the type, whose result must be None.
func (w *World) callInit(cls *Class, o Value, args []Value, kw []Kw) error {
	r := cls.snap.Load().find("__init__")
	if r.value == Value(w.objectInit) {
		return w.initObject(cls, args, kw)
	}
	if r.value == Value(w.typeInit) && len(args) == 3 {
		return nil
	}
	m, ok, err := w.special(o, "__init__")
	if err != nil {
		return err
	}
	if !ok {
		return &AttributeError{text: text{format: "__init__"}}
	}
	v, err := m.call(w, slices.Clone(args), kw)
	if err == nil && v != None {
		err = typeErrorf("__init__() should return None, not '%s'", w.TypeOf(v).Name())
	}
	return err
}

// newObject is object.__new__. Excess arguments are refused only if __init__ is
// object's too, or __new__ is not (typeobject.c, object_new).
func (w *World) newObject(c *Class, args []Value, kw []Kw) (Value, error) {
	sn := c.snap.Load()
	if len(args) > 0 || len(kw) > 0 {
		if sn.find("__new__").value != Value(w.objectNew) {
			return nil, typeErrorf("object.__new__() takes exactly one argument (the type to instantiate)")
		}
		if sn.find("__init__").value == Value(w.objectInit) {
			return nil, typeErrorf("%s() takes no arguments", sn.name)
		}
	}
	if err := c.refuseAbstract(); err != nil {
		return nil, err
	}
	return c.alloc(nil), nil
}

// initObject is object.__init__, for the arguments behind self.
func (w *World) initObject(c *Class, args []Value, kw []Kw) error {
	if len(args) == 0 && len(kw) == 0 {
		return nil
	}
	sn := c.snap.Load()
	if sn.find("__init__").value != Value(w.objectInit) {
		return typeErrorf("object.__init__() takes exactly one argument (the instance to initialize)")
	}
	if sn.find("__new__").value == Value(w.objectNew) {
		return typeErrorf("%s() takes no arguments", sn.name)
	}
	return nil
}
