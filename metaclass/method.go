package metaclass

// A BoundMethod is a function with its first argument. Bound methods are made when
// one is asked for; a call makes none. Found on a class it does not bind again.
type BoundMethod struct {
	Func Value
	Self Value
}

// methodGet is method_getattro: what the method class has, then the function's.
func (w *World) methodGet(m *BoundMethod, cls *Class, sn *snapshot, name string, hash uint32) (Value, bool, error) {
	if r := sn.findHashed(name, hash, nil); r.found {
		v, _, err := w.descrGet(r.kind, r.value, m, cls)
		return v, err == nil, err
	}
	return w.attr(m.Func, name)
}

// A ClassMethod binds what it wraps to the class it is found through.
type ClassMethod struct {
	Func  Value
	attrs *Dict
}

// NewClassMethod is classmethod(f).
func NewClassMethod(f Value) *ClassMethod { return &ClassMethod{f, NewDict()} }

func (c *ClassMethod) dict() *Dict { return c.attrs }

// classMethodGet is cm_descr_get: what is wrapped may be a descriptor itself.
func (w *World) classMethodGet(c *ClassMethod, owner *Class) (Value, error) {
	self := None
	if owner != nil {
		self = owner
	}
	if k := kindOf(c.Func); w.hasGet(k, c.Func) {
		v, _, err := w.descrGet(k, c.Func, self, owner)
		return v, err
	}
	return &BoundMethod{Func: c.Func, Self: self}, nil
}

// A StaticMethod is found as what it wraps.
type StaticMethod struct {
	Func  Value
	attrs *Dict
}

// NewStaticMethod is staticmethod(f).
func NewStaticMethod(f Value) *StaticMethod { return &StaticMethod{f, NewDict()} }

func (s *StaticMethod) dict() *Dict { return s.attrs }

// A Member reads and writes one name of __slots__.
type Member struct {
	name  string
	class *Class
	place int
}

// Name is the slot's name, Class the class that declared it.
func (m *Member) Name() string { return m.name }

// Class is the class that declared the slot.
func (m *Member) Class() *Class { return m.class }

func (w *World) memberCheck(m *Member, inst Value) (*Object, error) {
	o, ok := inst.(*Object)
	if !ok || !o.Class().IsSubclassOf(m.class) {
		return nil, typeErrorf("descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
			m.name, m.class.Name(), w.TypeOf(inst).Name())
	}
	return o, nil
}

func (w *World) memberGet(m *Member, inst Value) (Value, error) {
	if inst == nil {
		return m, nil
	}
	o, err := w.memberCheck(m, inst)
	if err != nil {
		return nil, err
	}
	if v := o.ext.members[m.place].Load(); v != nil {
		return *v, nil
	}
	return nil, &AttributeError{Obj: o, Name: m.name, kind: missObject, typ: o.Class().Name()}
}

func (w *World) memberSet(m *Member, inst, v Value) error {
	o, err := w.memberCheck(m, inst)
	if err != nil {
		return err
	}
	if v != nil {
		o.ext.members[m.place].Store(&v)
		return nil
	}
	if o.ext.members[m.place].Swap(nil) == nil {
		return &AttributeError{text: text{format: "%s", args: []any{m.name}}, Obj: o, Name: m.name}
	}
	return nil
}
