package metaclass

// A Super is what super(cls, obj) gives: attributes are looked up behind cls in the
// MRO of obj's class, past obj's own attributes and __getattr__.
type Super struct {
	class *Class // super's first argument
	obj   Value  // nil: not bound
	start *Class // whose MRO is used: type(obj), or obj itself
}

// Class is the class the lookup starts behind.
func (s *Super) Class() *Class { return s.class }

// Super is super(cls, obj). A [*TypeError] if obj is neither an instance nor a
// subclass of cls, or cls is nil or of another world.
func (w *World) Super(cls *Class, obj Value) (*Super, error) {
	start, err := w.superCheck(cls, obj)
	if err != nil {
		return nil, err
	}
	return &Super{cls, obj, start}, nil
}

// Get is super(cls, obj).name.
func (s *Super) Get(name string) (Value, error) { return s.class.world.GetAttr(s, name) }

// Call is super(cls, obj).name(args...).
func (s *Super) Call(name string, args ...Value) (Value, error) {
	if s.obj == nil {
		return s.class.world.CallMethod(s, name, args...)
	}
	return s.class.world.superCall(s.class, s.obj, s.start, name, args...)
}

// CallSuper is super(cls, obj).name(args...), without the super object.
func (w *World) CallSuper(cls *Class, obj Value, name string, args ...Value) (Value, error) {
	start, err := w.superCheck(cls, obj)
	if err != nil {
		return nil, err
	}
	return w.superCall(cls, obj, start, name, args...)
}

func (w *World) superCall(cls *Class, obj Value, start *Class, name string, args ...Value) (Value, error) {
	if Value(start) != obj {
		if r := start.snap.Load().findHashed(name, hashName(name), cls); r.kind == kindFunction {
			switch len(args) {
			case 0:
				return r.fn.call1(w, obj)
			case 1:
				return r.fn.call2(w, obj, args[0])
			}
			return r.fn.call(w, append([]Value{obj}, args...), nil)
		}
	}
	f, err := w.GetAttr(&Super{cls, obj, start}, name)
	if err != nil {
		return nil, err
	}
	return w.call(f, append([]Value(nil), args...), nil)
}

// superCheck finds the class whose MRO is used (typeobject.c, supercheck): obj
// itself if it is a subclass, else its type, else what its __class__ says.
func (w *World) superCheck(cls *Class, obj Value) (*Class, error) {
	if cls == nil || cls.world != w {
		return nil, w.member(cls, "the class of super")
	}
	if o, ok := obj.(*Object); ok {
		if t := o.class.Load(); t.IsSubclassOf(cls) {
			return t, nil
		}
	}
	if c, ok := obj.(*Class); ok && c.IsSubclassOf(cls) {
		return c, nil
	}
	t := w.TypeOf(obj)
	if t.IsSubclassOf(cls) {
		return t, nil
	}
	claimed, ok, err := w.LookupAttr(obj, "__class__")
	if err != nil {
		return nil, err
	}
	if c, isClass := claimed.(*Class); ok && isClass && c != t && c.IsSubclassOf(cls) {
		return c, nil
	}
	return nil, typeErrorf("super(type, obj): obj must be an instance or subtype of type")
}

// superGet is super_getattro. self is the super object: s, or an instance of a
// subclass of super that holds s.
func (w *World) superGet(s *Super, self Value, cls *Class, sn *snapshot, name string, hash uint32) (Value, bool, error) {
	if s.start != nil && name != "__class__" {
		if r := s.start.snap.Load().findHashed(name, hash, s.class); r.found {
			inst := s.obj
			if inst == Value(s.start) {
				inst = nil
			}
			v, _, err := w.descrGet(r.kind, r.value, inst, s.start)
			return v, err == nil, err
		}
	}
	return w.genericGet(self, cls, sn, name, hash)
}

// superBind is super_descr_get: a one-argument super found on a class binds.
func (w *World) superBind(s *Super, inst Value) (Value, error) {
	if inst == nil || inst == None || s.obj != nil {
		return s, nil
	}
	return w.Super(s.class, inst)
}

// superArgs are the arguments of super(...).
func (w *World) superArgs(args []Value) (*Super, error) {
	if len(args) == 0 {
		return nil, Raise("RuntimeError", "super(): no arguments")
	}
	if len(args) > 2 {
		return nil, typeErrorf("super() expected at most 2 arguments, got %d", len(args))
	}
	cls, ok := args[0].(*Class)
	if !ok {
		return nil, typeErrorf("super() argument 1 must be a type, not %s", w.TypeOf(args[0]).Name())
	}
	if len(args) == 1 || args[1] == None {
		return &Super{class: cls}, nil
	}
	return w.Super(cls, args[1])
}
