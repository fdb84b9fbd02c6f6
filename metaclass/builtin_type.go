package metaclass

import "slices"

// fillType gives type its attributes.
func (w *World) fillType() {
	w.typeNew = &Builtin{name: "__new__", fn: func(w *World, args []Value, kw []Kw) (Value, error) {
		meta, err := w.newOf("type", w.typ, args)
		if err != nil {
			return nil, err
		}
		return w.newType(meta, args[1:], kw)
	}}
	w.typeInstancecheck = methodOf("__instancecheck__", func(w *World, args []Value, kw []Kw) (Value, error) {
		if err := exactly("type.__instancecheck__", 1, args, kw); err != nil {
			return nil, err
		}
		return w.realInstance(args[1], args[0])
	})
	w.typeSubclasses = methodOf("__subclasses__", func(w *World, args []Value, kw []Kw) (Value, error) {
		l := NewList()
		for _, s := range args[0].(*Class).liveSubclasses() { //nolint:errcheck // type has looked
			l.Items = append(l.Items, s)
		}
		return l, noArgs("type.__subclasses__", args, kw)
	})
	w.typeInit = slotOf("__init__", func(w *World, args []Value, kw []Kw) (Value, error) {
		if n := len(args) - 1; n != 1 && n != 3 {
			return nil, typeErrorf("type.__init__() takes 1 or 3 arguments")
		} else if n == 1 && len(kw) > 0 {
			return nil, typeErrorf("type.__init__() takes no keyword arguments")
		}
		return None, nil
	})
	w.typ.fill(
		w.typeNew,
		slotOf("__repr__", func(w *World, args []Value, _ []Kw) (Value, error) {
			return w.classText(args[0].(*Class)), nil //nolint:errcheck // type has looked
		}),
		slotOf("__call__", func(w *World, args []Value, kw []Kw) (Value, error) {
			return w.typeCall(args[0].(*Class), args[1:], kw) //nolint:errcheck // type has looked
		}),
		slotOf("__getattribute__", func(w *World, args []Value, kw []Kw) (Value, error) {
			name, err := attrArg(w, "__getattribute__", 1, args, kw)
			if err != nil {
				return nil, err
			}
			c, meta := args[0].(*Class), w.TypeOf(args[0]) //nolint:errcheck // type has looked
			v, ok, err := w.typeGet(c, meta, meta.snap.Load(), name, hashName(name))
			if err == nil && !ok {
				err = w.missing(c, name)
			}
			return v, err
		}),
		slotOf("__setattr__", func(w *World, args []Value, kw []Kw) (Value, error) {
			name, err := attrArg(w, "__setattr__", 2, args, kw)
			if err != nil {
				return nil, err
			}
			meta := w.TypeOf(args[0])
			return None, w.typeSet(args[0].(*Class), meta, meta.snap.Load(), name, args[2]) //nolint:errcheck // type has looked
		}),
		slotOf("__delattr__", func(w *World, args []Value, kw []Kw) (Value, error) {
			name, err := attrArg(w, "__delattr__", 1, args, kw)
			if err != nil {
				return nil, err
			}
			meta := w.TypeOf(args[0])
			return None, w.typeSet(args[0].(*Class), meta, meta.snap.Load(), name, nil) //nolint:errcheck // type has looked
		}),
		w.typeInit,
		methodOf("mro", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := noArgs("type.mro", args, kw); err != nil {
				return nil, err
			}
			mro, err := w.standardOrder(args[0].(*Class)) //nolint:errcheck // type has looked
			if err != nil {
				return nil, err
			}
			return NewList(classValues(mro)...), nil
		}),
		w.typeSubclasses,
		&Builtin{name: "__prepare__", kind: builtinClassMethod, fn: func(*World, []Value, []Kw) (Value, error) { return NewDict(), nil }},
		w.typeInstancecheck,
		methodOf("__subclasscheck__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("type.__subclasscheck__", 1, args, kw); err != nil {
				return nil, err
			}
			return w.realSubclass(args[1], args[0])
		}),
		methodOf("__dir__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.dir(args[0]) }),
	)
	w.fillTypeAttrs()
}

func classValues(cs []*Class) []Value {
	t := make([]Value, len(cs))
	for i, c := range cs {
		t[i] = c
	}
	return t
}

// classGet makes an attribute of classes out of their snapshot.
func classGet(name string, get func(c *Class, sn *snapshot) (Value, error), set func(w *World, c *Class, v Value) error) *GetSet {
	g := &GetSet{name: name, get: func(_ *World, inst Value) (Value, error) {
		c := inst.(*Class) //nolint:errcheck // only type has it
		return get(c, c.snap.Load())
	}}
	if set != nil {
		g.set = func(w *World, inst, v Value) error {
			c := inst.(*Class) //nolint:errcheck // only type has it
			switch {
			case c.immutable:
				return typeErrorf("cannot set '%s' attribute of immutable type '%s'", name, c.Name())
			case v == nil && name != "__abstractmethods__" && name != "__bases__":
				return typeErrorf("cannot delete '%s' attribute of type '%s'", name, c.Name())
			}
			return set(w, c, v)
		}
	}
	return g
}

// fillTypeAttrs gives type what classes compute: __name__, __mro__ and so on.
func (w *World) fillTypeAttrs() {
	ownOr := func(name string, otherwise func(c *Class) (Value, error)) func(c *Class, sn *snapshot) (Value, error) {
		return func(c *Class, sn *snapshot) (Value, error) {
			if v, ok := sn.ns.get(name); ok && c != w.typ {
				return v, nil
			}
			return otherwise(c)
		}
	}
	text := func(name string, change func(sn *snapshot, s string)) func(w *World, c *Class, v Value) error {
		return func(w *World, c *Class, v Value) error {
			s, ok := native(v).(string)
			if !ok {
				return typeErrorf("can only assign string to %s.%s, not '%s'", c.Name(), name, w.TypeOf(v).Name())
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			sn := c.snap.Load().changed()
			change(sn, s)
			c.publish(sn)
			return nil
		}
	}
	own := func(name string) func(w *World, c *Class, v Value) error {
		return func(_ *World, c *Class, v Value) error {
			c.setOwn(name, v)
			return nil
		}
	}
	base := classGet("__base__", func(_ *Class, sn *snapshot) (Value, error) {
		if sn.base == nil {
			return None, nil
		}
		return sn.base, nil
	}, nil)
	base.member = true
	mro := classGet("__mro__", func(_ *Class, sn *snapshot) (Value, error) {
		if sn.mro == nil {
			return None, nil
		}
		return Tuple(classValues(sn.mro)), nil
	}, nil)
	mro.member = true
	w.typ.fill(base, mro,
		classGet("__name__", func(_ *Class, sn *snapshot) (Value, error) { return sn.name, nil },
			text("__name__", func(sn *snapshot, s string) { sn.name = s })),
		classGet("__qualname__", func(_ *Class, sn *snapshot) (Value, error) { return sn.qualname, nil },
			text("__qualname__", func(sn *snapshot, s string) { sn.qualname = s })),
		classGet("__bases__", func(_ *Class, sn *snapshot) (Value, error) { return Tuple(classValues(sn.bases)), nil },
			func(w *World, c *Class, v Value) error { return w.setBases(c, v) }),
		classGet("__module__", ownOr("__module__", func(*Class) (Value, error) { return "builtins", nil }), own("__module__")),
		classGet("__abstractmethods__", ownOr("__abstractmethods__", func(*Class) (Value, error) {
			return nil, Raise("AttributeError", "__abstractmethods__")
		}), func(w *World, c *Class, v Value) error { return w.setAbstract(c, v) }),
		classGet("__dict__", func(c *Class, _ *snapshot) (Value, error) { return c.Dict(), nil }, nil),
		classGet("__doc__", func(c *Class, sn *snapshot) (Value, error) {
			v, ok := sn.ns.get("__doc__")
			if !ok {
				return None, nil
			}
			v, _, err := w.descrGet(kindOf(v), v, nil, c)
			return v, err
		}, own("__doc__")),
	)
}

// setAbstract is type_set_abstractmethods: a set that is not empty forbids instances.
func (w *World) setAbstract(c *Class, v Value) error {
	abstract := false
	if v != nil {
		var err error
		if abstract, err = w.Truth(v); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	sn := c.snap.Load().changed()
	if v == nil {
		ns, ok := sn.ns.without("__abstractmethods__")
		if !ok {
			return Raise("AttributeError", "__abstractmethods__")
		}
		sn.ns = ns
	} else {
		sn.ns = sn.ns.with("__abstractmethods__", v)
	}
	sn.abstract = abstract
	c.publish(sn)
	return nil
}

// dir lists what an attribute lookup could find, sorted.
func (w *World) dir(v Value) (Value, error) {
	seen := map[string]bool{}
	for _, c := range w.TypeOf(v).snap.Load().mro {
		for _, e := range c.snap.Load().ns.entries {
			seen[e.name] = true
		}
	}
	if c, ok := v.(*Class); ok {
		clear(seen)
		for _, b := range c.snap.Load().mro {
			for _, e := range b.snap.Load().ns.entries {
				seen[e.name] = true
			}
		}
	}
	if o, ok := v.(*Object); ok {
		for _, e := range o.view().snapshot() {
			if e.key == nil {
				seen[e.name] = true
			}
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	slices.Sort(names)
	l := NewList()
	for _, name := range names {
		l.Items = append(l.Items, name)
	}
	return l, nil
}
