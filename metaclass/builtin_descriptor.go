package metaclass

import "slices"

// none makes nil of None, which stands for "no instance" in __get__.
func none(args []Value, i int) Value {
	if i >= len(args) || args[i] == None {
		return nil
	}
	return args[i]
}

// getSlot is the __get__ of a built-in descriptor class.
func getSlot() *Builtin {
	return slotOf("__get__", func(w *World, args []Value, kw []Kw) (Value, error) {
		if len(args) < 2 || len(args) > 3 || len(kw) > 0 {
			return nil, typeErrorf("expected 1 or 2 arguments, got %d", len(args)-1)
		}
		d := native(args[0])
		inst, owner := none(args, 1), none(args, 2)
		if inst == nil && owner == nil {
			return nil, typeErrorf("__get__(None, None) is invalid")
		}
		cls, _ := owner.(*Class)
		if cls == nil && inst != nil {
			cls = w.TypeOf(inst)
		}
		v, _, err := w.descrGet(kindOf(d), d, inst, cls)
		if err == nil && Is(v, d) {
			v = args[0]
		}
		return v, err
	})
}

func setSlots() []Value {
	return []Value{
		slotOf("__set__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__set__", 2, args, kw); err != nil {
				return nil, err
			}
			return None, w.descrSet(native(args[0]), args[1], args[2])
		}),
		slotOf("__delete__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__delete__", 1, args, kw); err != nil {
				return nil, err
			}
			return None, w.descrSet(native(args[0]), args[1], nil)
		}),
	}
}

func callSlot() *Builtin {
	return slotOf("__call__", func(w *World, args []Value, kw []Kw) (Value, error) {
		return w.call(native(args[0]), args[1:], kw)
	})
}

// attribute is a computed attribute that can only be read.
func attribute(name string, get func(w *World, v Value) (Value, error)) *GetSet {
	return &GetSet{name: name, get: func(w *World, inst Value) (Value, error) { return get(w, native(inst)) }}
}

func orNone(v Value) Value {
	if v == nil {
		return None
	}
	return v
}

func propertyOf(v Value) *Property { return native(v).(*Property) } //nolint:errcheck // the class has looked

// fillProperty gives property its attributes.
func (w *World) fillProperty() {
	part := func(name string, of func(p *Property) *Value) *GetSet {
		g := attribute(name, func(_ *World, v Value) (Value, error) { return orNone(*of(propertyOf(v))), nil })
		g.member = true
		g.set = func(*World, Value, Value) error { return Raise("AttributeError", "readonly attribute") }
		return g
	}
	get := func(p *Property) *Value { return &p.Get }
	set := func(p *Property) *Value { return &p.Set }
	del := func(p *Property) *Value { return &p.Del }
	with := func(name string, of func(p *Property) *Value) *Builtin {
		return methodOf(name, func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("property."+name, 1, args, kw); err != nil {
				return nil, err
			}
			old := propertyOf(args[0])
			p := &Property{Get: old.Get, Set: old.Set, Del: old.Del, doc: old.doc}
			*of(p) = none(args, 1)
			if cls := w.TypeOf(args[0]); cls != w.property {
				return w.call(cls, []Value{orNone(p.Get), orNone(p.Set), orNone(p.Del)}, nil)
			}
			p.name.Store(old.name.Load())
			return p, nil
		})
	}
	w.property.fill(slices.Concat([]Value{
		plainNew("property", func(w *World) *Class { return w.property }, func(*World, []Value, []Kw) (Value, error) { return new(Property), nil }),
		slotOf("__init__", func(_ *World, args []Value, kw []Kw) (Value, error) {
			p := propertyOf(args[0])
			parts := []*Value{&p.Get, &p.Set, &p.Del, &p.doc}
			if len(args)-1 > len(parts) {
				return nil, typeErrorf("property() takes at most 4 arguments (%d given)", len(args)-1)
			}
			for i := range args[1:] {
				*parts[i] = none(args, i+1)
			}
			for _, k := range kw {
				i := slices.Index([]string{"fget", "fset", "fdel", "doc"}, k.Name)
				if i < 0 {
					return nil, typeErrorf("property() got an unexpected keyword argument '%s'", k.Name)
				}
				*parts[i] = none([]Value{k.Value}, 0)
			}
			return None, nil
		}),
		getSlot(),
	}, setSlots(), []Value{
		with("getter", get), with("setter", set), with("deleter", del),
		methodOf("__set_name__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) != 3 || len(kw) > 0 {
				return nil, typeErrorf("__set_name__() takes 2 positional arguments but %d were given", len(args)-1)
			}
			if name, ok := native(args[2]).(string); ok {
				propertyOf(args[0]).name.Store(&name)
			}
			return None, nil
		}),
		part("fget", get), part("fset", set), part("fdel", del),
		attribute("__isabstractmethod__", func(w *World, v Value) (Value, error) {
			p := propertyOf(v)
			for _, f := range []Value{p.Get, p.Set, p.Del} {
				if f == nil {
					continue
				}
				if is, err := w.isAbstract(f); is || err != nil {
					return is, err
				}
			}
			return false, nil
		}),
		attribute("__doc__", func(w *World, v Value) (Value, error) { return orNone(propertyOf(v).doc), nil }),
	})...)
}

// fillMethods gives the classes of functions and methods their attributes.
func (w *World) fillMethods() {
	name := func(of func(v Value) string) []Value {
		get := func(_ *World, v Value) (Value, error) { return of(v), nil }
		return []Value{attribute("__name__", get), attribute("__qualname__", get)}
	}
	w.function.fill(slices.Concat([]Value{
		getSlot(), callSlot(), dictGetSet(w.function),
		attribute("__doc__", func(*World, Value) (Value, error) { return None, nil }),
		attribute("__module__", func(*World, Value) (Value, error) { return None, nil }),
		attribute("__name__", func(_ *World, v Value) (Value, error) { return v.(*Function).name, nil }),           //nolint:errcheck // the class has looked
		attribute("__qualname__", func(_ *World, v Value) (Value, error) { return v.(*Function).Qualname(), nil }), //nolint:errcheck // the class has looked
	})...)
	w.method.fill(slices.Concat(common(), []Value{
		getSlot(), callSlot(),
		attribute("__self__", func(_ *World, v Value) (Value, error) { return v.(*BoundMethod).Self, nil }), //nolint:errcheck // the class has looked
		attribute("__func__", func(_ *World, v Value) (Value, error) { return v.(*BoundMethod).Func, nil }), //nolint:errcheck // the class has looked
	})...)
	plain := name(func(v Value) string {
		switch v := v.(type) {
		case *Builtin:
			return v.name
		case *BoundBuiltin:
			return v.of.name
		case *GetSet:
			return v.name
		case *Member:
			return v.name
		}
		return ""
	})
	again := func() []Value {
		a, b := *plain[0].(*GetSet), *plain[1].(*GetSet) //nolint:errcheck // made above
		return []Value{&a, &b}
	}
	self := func() *GetSet {
		return attribute("__self__", func(w *World, v Value) (Value, error) {
			switch v := v.(type) {
			case *BoundBuiltin:
				return v.self, nil
			case *Builtin:
				return orNone(classOrNil(v.class)), nil
			}
			return None, nil
		})
	}
	objclass := func() *GetSet {
		return attribute("__objclass__", func(_ *World, v Value) (Value, error) {
			switch v := v.(type) {
			case *Builtin:
				return classOrNil(v.class), nil
			case *GetSet:
				return classOrNil(v.class), nil
			case *Member:
				return v.class, nil
			}
			return None, nil
		})
	}
	w.builtinFunc.fill(slices.Concat(again(), []Value{self(), callSlot()})...)
	w.methodWrapper.fill(slices.Concat(again(), []Value{self(), callSlot(), objclass()})...)
	for _, c := range []*Class{w.wrapperDescriptor, w.methodDescriptor} {
		c.fill(slices.Concat(again(), []Value{getSlot(), callSlot(), objclass()})...)
	}
	w.classMethodDescriptor.fill(slices.Concat(again(), []Value{getSlot(), objclass()})...)
	for _, c := range []*Class{w.getsetDescriptor, w.memberDescriptor} {
		c.fill(slices.Concat(again(), []Value{getSlot(), objclass()}, setSlots())...)
	}
	w.fillWrappers()
}

func classOrNil(c *Class) Value {
	if c == nil {
		return nil
	}
	return c
}

// fillWrappers gives classmethod, staticmethod and super their attributes.
func (w *World) fillWrappers() {
	wrapped := func(v Value) *Value {
		switch x := native(v).(type) {
		case *ClassMethod:
			return &x.Func
		case *StaticMethod:
			return &x.Func
		}
		return new(Value)
	}
	attrs := func(name string) []Value {
		get := func(_ *World, v Value) (Value, error) { return orNone(*wrapped(v)), nil }
		fn, wraps := attribute("__func__", get), attribute("__wrapped__", get)
		fn.member, wraps.member = true, true
		return []Value{
			getSlot(), fn, wraps,
			slotOf("__init__", func(_ *World, args []Value, kw []Kw) (Value, error) {
				if err := exactly(name, 1, args, kw); err != nil {
					return nil, err
				}
				*wrapped(args[0]) = args[1]
				return None, nil
			}),
			attribute("__isabstractmethod__", func(w *World, v Value) (Value, error) { return w.isAbstract(*wrapped(v)) }),
		}
	}
	w.classMethod.fill(slices.Concat(attrs("classmethod"), []Value{
		dictGetSet(w.classMethod),
		plainNew("classmethod", func(w *World) *Class { return w.classMethod }, func(*World, []Value, []Kw) (Value, error) { return NewClassMethod(None), nil }),
	})...)
	w.staticMethod.fill(slices.Concat(attrs("staticmethod"), []Value{
		dictGetSet(w.staticMethod), callSlot(),
		plainNew("staticmethod", func(w *World) *Class { return w.staticMethod }, func(*World, []Value, []Kw) (Value, error) { return NewStaticMethod(None), nil }),
	})...)
	part := func(name string, of func(s *Super) Value) *GetSet {
		g := attribute(name, func(_ *World, v Value) (Value, error) { return orNone(of(v.(*Super))), nil }) //nolint:errcheck // the class has looked
		g.member = true
		return g
	}
	w.super.fill(
		plainNew("super", func(w *World) *Class { return w.super }, func(w *World, args []Value, _ []Kw) (Value, error) {
			return new(Super), nil
		}),
		slotOf("__init__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(kw) > 0 {
				return nil, typeErrorf("super() takes no keyword arguments")
			}
			s, err := w.superArgs(args[1:])
			if err == nil {
				*native(args[0]).(*Super) = *s //nolint:errcheck // the class has looked
			}
			return None, err
		}),
		slotOf("__getattribute__", func(w *World, args []Value, kw []Kw) (Value, error) {
			name, err := attrArg(w, "__getattribute__", 1, args, kw)
			if err != nil {
				return nil, err
			}
			cls := w.TypeOf(args[0])
			v, ok, err := w.superGet(native(args[0]).(*Super), args[0], cls, cls.snap.Load(), name, hashName(name)) //nolint:errcheck // the class has looked
			if err == nil && !ok {
				err = w.missing(args[0], name)
			}
			return v, err
		}),
		getSlot(),
		part("__thisclass__", func(s *Super) Value { return classOrNil(s.class) }),
		part("__self__", func(s *Super) Value { return s.obj }),
		part("__self_class__", func(s *Super) Value { return classOrNil(s.start) }),
	)
	// The built-in access is super's own already: only classes derived from it
	// take the long way.
	sn := w.super.snap.Load().changed()
	sn.hooks &^= hookGetattribute
	w.super.snap.Store(sn.settle())
}
