package metaclass

import (
	"slices"
	"sync"
	"weak"
)

// abcData is what ABCMeta keeps of a class (_abc.c, _abc_data). Answers are
// remembered for as long as the classes live; a registration anywhere makes the
// negative ones void. Nothing else does: not a change of bases.
type abcData struct {
	mu       sync.Mutex
	registry []weak.Pointer[Class]
	yes, no  map[weak.Pointer[Class]]bool
	noSince  uint64
}

func (a *abcData) in(set *map[weak.Pointer[Class]]bool, c *Class) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return (*set)[c.weak]
}

// current reports whether no class has been registered since the negative answers.
func (a *abcData) current(w *World) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.noSince == w.abcInvalidations.Load()
}

func (a *abcData) remember(set *map[weak.Pointer[Class]]bool, c *Class) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if *set == nil {
		*set = make(map[weak.Pointer[Class]]bool)
	}
	if len(*set) > 64 {
		for w := range *set {
			if w.Value() == nil {
				delete(*set, w)
			}
		}
	}
	(*set)[c.weak] = true
}

// abcOf is the data of a class, found as an attribute: a metaclass may have kept
// ABCMeta.__new__ from running, and then a base's is used.
func (w *World) abcOf(c *Class) (*abcData, error) {
	v, err := w.GetAttr(c, "_abc_impl")
	if err != nil {
		return nil, err
	}
	d, ok := v.(*abcData)
	if !ok {
		return nil, typeErrorf("_abc_impl is set to a wrong type")
	}
	return d, nil
}

// makeABC makes ABCMeta and ABC.
func (w *World) makeABC() {
	fn := func(name string, body func(*Call) (Value, error)) *Function { return Func(name, body) }
	m := w.builtin("ABCMeta", w.typ, w.typ.snap.Load().layout, false)
	w.abcMeta = m
	m.immutable = false
	sn := m.snap.Load().changed()
	sn.ns = newNamespace([]nsEntry{
		{name: "__module__", value: "abc"},
		{name: "__doc__", value: "Metaclass for defining Abstract Base Classes (ABCs)."},
		{name: "__new__", value: NewStaticMethod(fn("__new__", func(c *Call) (Value, error) {
			if len(c.Args) < 4 {
				return nil, typeErrorf("ABCMeta.__new__() missing %d required positional arguments", 4-len(c.Args))
			}
			v, err := c.World.callBuiltin(c.World.typeNew, c.Args, c.Kw)
			if err != nil {
				return nil, err
			}
			cls, ok := v.(*Class)
			if !ok {
				return v, nil
			}
			if err := c.World.gatherAbstract(cls); err != nil {
				return nil, err
			}
			return v, c.World.SetAttr(cls, "_abc_impl", &abcData{noSince: c.World.abcInvalidations.Load()})
		}))},
		{name: "register", value: fn("register", func(c *Call) (Value, error) {
			cls, sub, err := c.classAnd("register")
			if err != nil {
				return nil, err
			}
			return sub, c.World.register(cls, sub)
		})},
		{name: "__instancecheck__", value: fn("__instancecheck__", func(c *Call) (Value, error) {
			cls, inst, err := c.classAnd("__instancecheck__")
			if err != nil {
				return nil, err
			}
			return c.World.abcInstance(cls, inst)
		})},
		{name: "__subclasscheck__", value: fn("__subclasscheck__", func(c *Call) (Value, error) {
			cls, sub, err := c.classAnd("__subclasscheck__")
			if err != nil {
				return nil, err
			}
			return c.World.abcSubclass(cls, sub)
		})},
	})
	w.mu.Lock()
	m.publish(sn)
	w.mu.Unlock()
	w.abc = w.builtin("ABC", w.object, &layout{size: 16, gc: true, hasSlots: true}, false)
	w.abc.meta.Store(m)
	w.abc.immutable = false
	none, err := NewFrozenSet()
	if err == nil {
		sn = w.abc.snap.Load().changed()
		sn.ns = newNamespace([]nsEntry{
			{name: "__module__", value: "abc"},
			{name: "__doc__", value: "Helper class that provides a standard way to create an ABC using\n    inheritance.\n    "},
			{name: "__slots__", value: Tuple{}},
			{name: "__abstractmethods__", value: none},
			{name: "_abc_impl", value: new(abcData)},
		})
		w.mu.Lock()
		w.abc.publish(sn)
		w.mu.Unlock()
	}
}

// classAnd are the arguments of ABCMeta's methods.
func (c *Call) classAnd(name string) (*Class, Value, error) {
	if len(c.Args) != 2 || len(c.Kw) > 0 {
		return nil, nil, typeErrorf("ABCMeta.%s() takes 2 positional arguments but %d were given", name, len(c.Args))
	}
	cls, ok := c.Args[0].(*Class)
	if !ok {
		return nil, nil, c.World.missing(c.Args[0], "_abc_impl")
	}
	return cls, c.Args[1], nil
}

// gatherAbstract is compute_abstract_methods.
func (w *World) gatherAbstract(c *Class) error {
	names := NewDict()
	own, err := w.GetAttr(c, "__dict__")
	if err != nil {
		return err
	}
	for _, e := range entriesOf(own) {
		is, err := w.isAbstract(e.value)
		if err != nil {
			return err
		}
		if is {
			if err := names.SetItem(e.keyValue(), None); err != nil {
				return err
			}
		}
	}
	bases, err := w.GetAttr(c, "__bases__")
	if err != nil {
		return err
	}
	list, ok := bases.(Tuple)
	if !ok {
		return typeErrorf("__bases__ is not tuple")
	}
	for _, b := range list {
		inherited, ok, err := w.LookupAttr(b, "__abstractmethods__")
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		items, err := w.Items(inherited)
		if err != nil {
			return err
		}
		for _, item := range items {
			name, ok := item.(string)
			if !ok {
				continue
			}
			v, ok, err := w.LookupAttr(c, name)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			is, err := w.isAbstract(v)
			if err != nil {
				return err
			}
			if is {
				names.Set(name, None)
			}
		}
	}
	return w.SetAttr(c, "__abstractmethods__", &FrozenSet{names})
}

func (w *World) isAbstract(v Value) (bool, error) {
	switch v.(type) {
	case string, int, bool, float64, NoneType:
		return false, nil
	}
	a, ok, err := w.LookupAttr(v, "__isabstractmethod__")
	if err != nil || !ok {
		return false, err
	}
	return w.Truth(a)
}

// register is ABCMeta.register: sub becomes a virtual subclass of cls.
func (w *World) register(cls *Class, sub Value) error {
	data, err := w.abcOf(cls)
	if err != nil {
		return err
	}
	s, ok := sub.(*Class)
	if !ok {
		return typeErrorf("Can only register classes")
	}
	if is, err := w.IsSubclass(s, cls); is || err != nil {
		return err
	}
	if is, err := w.IsSubclass(cls, s); err != nil {
		return err
	} else if is {
		return Raise("RuntimeError", "Refusing to create an inheritance cycle")
	}
	data.mu.Lock()
	if !slices.Contains(data.registry, s.weak) {
		data.registry = append(data.registry, s.weak)
	}
	data.mu.Unlock()
	w.abcInvalidations.Add(1)
	return nil
}

// abcInstance is _abc__abc_instancecheck_impl.
func (w *World) abcInstance(cls *Class, inst Value) (Value, error) {
	data, err := w.abcOf(cls)
	if err != nil {
		return nil, err
	}
	claimed, err := w.GetAttr(inst, "__class__")
	if err != nil {
		return nil, err
	}
	t := w.TypeOf(inst)
	if c, ok := claimed.(*Class); ok {
		if data.in(&data.yes, c) {
			return true, nil
		}
		if c == t && data.current(w) && data.in(&data.no, c) {
			return false, nil
		}
	}
	answer, err := w.CallMethod(cls, "__subclasscheck__", claimed)
	if err != nil || Is(claimed, t) {
		return answer, err
	}
	if yes, err := w.Truth(answer); yes || err != nil {
		return answer, err
	}
	return w.CallMethod(cls, "__subclasscheck__", t)
}

// abcSubclass is _abc__abc_subclasscheck_impl.
func (w *World) abcSubclass(cls *Class, sub Value) (Value, error) {
	s, ok := sub.(*Class)
	if !ok {
		return nil, typeErrorf("issubclass() arg 1 must be a class")
	}
	data, err := w.abcOf(cls)
	if err != nil {
		return nil, err
	}
	if data.in(&data.yes, s) {
		return true, nil
	}
	now := w.abcInvalidations.Load()
	data.mu.Lock()
	if data.noSince < now {
		data.no, data.noSince = nil, now
	}
	data.mu.Unlock()
	if data.in(&data.no, s) {
		return false, nil
	}
	hook, err := w.CallMethod(cls, "__subclasshook__", s)
	if err != nil {
		return nil, err
	}
	switch hook {
	case true:
		data.remember(&data.yes, s)
		return true, nil
	case false:
		data.remember(&data.no, s)
		return false, nil
	case NotImplemented:
	default:
		return nil, Raise("AssertionError", "__subclasshook__ must return either False, True, or NotImplemented")
	}
	if s.IsSubclassOf(cls) {
		data.remember(&data.yes, s)
		return true, nil
	}
	data.mu.Lock()
	registered := live(&data.registry)
	data.mu.Unlock()
	if slices.Contains(registered, s) {
		return true, nil
	}
	for _, r := range registered {
		if is, err := w.IsSubclass(s, r); err != nil {
			return nil, err
		} else if is {
			data.remember(&data.yes, s)
			return true, nil
		}
	}
	list, err := w.CallMethod(cls, "__subclasses__")
	if err != nil {
		return nil, err
	}
	below, ok := native(list).(*List)
	if !ok {
		return nil, typeErrorf("__subclasses__() must return a list")
	}
	for _, b := range below.Items {
		if is, err := w.IsSubclass(s, b); err != nil {
			return nil, err
		} else if is {
			data.remember(&data.yes, s)
			return true, nil
		}
	}
	data.remember(&data.no, s)
	return false, nil
}
