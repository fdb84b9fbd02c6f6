package metaclass

// fillObject gives object its attributes.
func (w *World) fillObject() {
	w.objectNew = &Builtin{name: "__new__", fn: func(w *World, args []Value, kw []Kw) (Value, error) {
		c, err := w.newOf("object", w.object, args)
		if err != nil {
			return nil, err
		}
		if solid := w.solidBase(c); (solid.immutable || solid.native != nil) && solid != w.object {
			return nil, typeErrorf("object.__new__(%s) is not safe, use %s.__new__()", c.Name(), solid.Name())
		}
		return w.newObject(c, args[1:], kw)
	}}
	w.objectInit = slotOf("__init__", func(w *World, args []Value, kw []Kw) (Value, error) {
		return None, w.initObject(w.TypeOf(args[0]), args[1:], kw)
	})
	w.objectGetattribute = slotOf("__getattribute__", func(w *World, args []Value, kw []Kw) (Value, error) {
		name, err := attrArg(w, "__getattribute__", 1, args, kw)
		if err != nil {
			return nil, err
		}
		cls := w.TypeOf(args[0])
		v, ok, err := w.genericGet(args[0], cls, cls.snap.Load(), name, hashName(name))
		if err == nil && !ok {
			err = &AttributeError{Obj: args[0], Name: name, kind: missObject, typ: cls.Name()}
		}
		return v, err
	})
	w.objectInitSubclass = &Builtin{
		name: "__init_subclass__", kind: builtinClassMethod,
		fn: func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) == 1 && len(kw) == 0 {
				return None, nil
			}
			return None, noArgs(w.qualName(args[0])+".__init_subclass__", args, kw)
		},
	}
	w.objectSubclasshook = &Builtin{
		name: "__subclasshook__", kind: builtinClassMethod,
		fn: func(*World, []Value, []Kw) (Value, error) { return NotImplemented, nil },
	}
	w.object.fill(
		w.objectNew,
		slotOf("__repr__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.objectRepr(args[0]), nil }),
		slotOf("__hash__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.identity(args[0]), nil }),
		slotOf("__str__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.Repr(args[0]) }),
		w.objectGetattribute,
		slotOf("__setattr__", func(w *World, args []Value, kw []Kw) (Value, error) {
			name, err := attrArg(w, "__setattr__", 2, args, kw)
			if err != nil {
				return nil, err
			}
			return None, w.objectSet("__setattr__", args[0], name, args[2])
		}),
		slotOf("__delattr__", func(w *World, args []Value, kw []Kw) (Value, error) {
			name, err := attrArg(w, "__delattr__", 1, args, kw)
			if err != nil {
				return nil, err
			}
			return None, w.objectSet("__delattr__", args[0], name, nil)
		}),
		slotOf("__eq__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__eq__", 1, args, kw); err != nil {
				return nil, err
			}
			if Is(args[0], args[1]) {
				return true, nil
			}
			return NotImplemented, nil
		}),
		slotOf("__ne__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__ne__", 1, args, kw); err != nil {
				return nil, err
			}
			eq, err := w.Equal(args[0], args[1])
			return !eq, err
		}),
		w.objectInit,
		w.objectSubclasshook,
		w.objectInitSubclass,
		methodOf("__format__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.Str(args[0]) }),
		methodOf("__dir__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.dir(args[0]) }),
		&GetSet{
			name: "__class__",
			get:  func(w *World, inst Value) (Value, error) { return w.TypeOf(inst), nil },
			set:  func(w *World, inst, v Value) error { return w.setClass(inst, v) },
		},
	)
	doc := w.object.snap.Load().changed()
	doc.ns = doc.ns.with("__doc__", "The base class of the class hierarchy.")
	w.object.snap.Store(doc.settle())
}

// attrArg checks the arguments of __getattribute__ and its like.
func attrArg(w *World, fn string, n int, args []Value, kw []Kw) (string, error) {
	if len(kw) > 0 || len(args) != n+1 {
		return "", typeErrorf("expected %d argument, got %d", n, len(args)-1)
	}
	name, ok := native(args[1]).(string)
	if !ok {
		return "", typeErrorf("attribute name must be string, not '%s'", w.TypeOf(args[1]).Name())
	}
	_ = fn
	return name, nil
}

// objectSet is wrap_setattr with its hackcheck: object's own may not be used on a
// class, whose type has another.
func (w *World) objectSet(fn string, v Value, name string, x Value) error {
	if _, isClass := v.(*Class); isClass {
		return typeErrorf("can't apply this %s to %s object", fn, w.TypeOf(v).Name())
	}
	cls := w.TypeOf(v)
	return w.genericSet(v, cls, cls.snap.Load(), name, x)
}

// newOf checks the first argument of a built-in class's __new__.
func (w *World) newOf(name string, base *Class, args []Value) (*Class, error) {
	if len(args) == 0 {
		return nil, typeErrorf("%s.__new__(): not enough arguments", name)
	}
	c, ok := args[0].(*Class)
	if !ok {
		return nil, typeErrorf("%s.__new__(X): X is not a type object (%s)", name, w.TypeOf(args[0]).Name())
	}
	if !c.IsSubclassOf(base) {
		return nil, typeErrorf("%s.__new__(%s): %s is not a subtype of %s", name, c.Name(), c.Name(), name)
	}
	return c, nil
}

// dictGetSet is the __dict__ of the instances of a class that adds one.
func dictGetSet(c *Class) *GetSet {
	return &GetSet{
		name: "__dict__", class: c,
		get: func(w *World, inst Value) (Value, error) {
			if o, ok := inst.(*Object); ok && o.Class().snap.Load().layout.hasDict() {
				return o.view(), nil
			}
			if d := ownDict(inst); d != nil {
				return d, nil
			}
			return nil, Raise("AttributeError", "This object has no __dict__")
		},
		set: func(w *World, inst, v Value) error {
			o, ok := inst.(*Object)
			if !ok {
				return Raise("AttributeError", "This object has no __dict__")
			}
			if v == nil {
				o.setView(NewDict())
				return nil
			}
			d, ok := native(v).(*Dict)
			if !ok {
				return typeErrorf("__dict__ must be set to a dictionary, not a '%s'", w.TypeOf(v).Name())
			}
			o.setView(d)
			return nil
		},
	}
}

// weakGetSet is the __weakref__ of the instances: nothing refers weakly to them
// from a program.
func weakGetSet(c *Class) *GetSet {
	return &GetSet{name: "__weakref__", class: c, get: func(*World, Value) (Value, error) { return None, nil }}
}
