package metaclass

// A Go value can be a descriptor by these interfaces, as an instance of a class is
// by methods called __get__, __set__, __delete__ and __set_name__. A value with
// DescrSet or DescrDelete is a data descriptor: it comes before what the instance
// itself has, provided it has DescrGet too.

// A Getter answers when an attribute is read. inst is nil when it is read through
// the class owner.
type Getter interface {
	DescrGet(inst Value, owner *Class) (Value, error)
}

// A Setter is told when an attribute of inst is set.
type Setter interface {
	DescrSet(inst, v Value) error
}

// A Deleter is told when an attribute of inst is deleted.
type Deleter interface {
	DescrDelete(inst Value) error
}

// A SetNamer is told its name when a class is made with it in its namespace.
type SetNamer interface {
	DescrSetName(owner *Class, name string) error
}

// isData reports whether v comes before the instance's dict: its type has __set__
// or __delete__ (CPython: tp_descr_set).
func (w *World) isData(k kind, v Value) bool {
	switch k {
	case kindData:
		return true
	case kindUser:
		return w.TypeOf(v).snap.Load().hooks&(hookSet|hookDelete) != 0
	}
	return false
}

// descrGet calls v's __get__, if it has one. inst is nil for a read through the
// class. has tells whether there was one; if not, the result is v.
func (w *World) descrGet(k kind, v Value, inst Value, owner *Class) (result Value, has bool, err error) {
	if k == kindPlain {
		return v, false, nil
	}
	switch d := v.(type) {
	case *Function:
		if inst == nil {
			return d, true, nil
		}
		return &BoundMethod{Func: d, Self: inst}, true, nil
	case *Property:
		v, err := w.propertyGet(d, v, inst)
		return v, true, err
	case *ClassMethod:
		v, err := w.classMethodGet(d, owner)
		return v, true, err
	case *StaticMethod:
		return d.Func, true, nil
	case *Member:
		v, err := w.memberGet(d, inst)
		return v, true, err
	case *GetSet:
		if inst == nil {
			return d, true, nil
		}
		v, err := d.get(w, inst)
		return v, true, err
	case *Builtin:
		return w.builtinGet(d, inst, owner)
	case *Super:
		v, err := w.superBind(d, inst)
		return v, true, err
	case *Object, *Class:
		sn := w.TypeOf(v).snap.Load()
		if sn.hooks&hookGet == 0 {
			return v, false, nil
		}
		// CPython calls what it finds as it is: it does not bind (slot_tp_descr_get).
		r := sn.find("__get__")
		args := []Value{v, inst, owner}
		if inst == nil {
			args[1] = None
		}
		if owner == nil {
			args[2] = None
		}
		v, err := w.call(r.value, args, nil)
		return v, true, err
	case Getter:
		v, err := guardGet(w, d, inst, owner)
		return v, true, err
	}
	return v, false, nil
}

func (w *World) hasGet(k kind, v Value) bool {
	switch k {
	case kindPlain:
		return false
	case kindUser:
		return w.TypeOf(v).snap.Load().hooks&hookGet != 0
	case kindData:
		switch v.(type) {
		case *Property, *GetSet, *Member:
			return true
		}
		_, ok := v.(Getter)
		return ok
	}
	return true
}

func guardGet(w *World, d Getter, inst Value, owner *Class) (v Value, err error) {
	if w.tooDeep() {
		return nil, errTooDeep()
	}
	defer caught(&v, &err)
	return d.DescrGet(inst, owner)
}

// descrSet calls v's __set__, or its __delete__ if value is nil.
func (w *World) descrSet(v, inst, value Value) (err error) {
	switch d := v.(type) {
	case *Property:
		return w.propertySet(d, v, inst, value)
	case *Member:
		return w.memberSet(d, inst, value)
	case *GetSet:
		if d.set == nil {
			return Raise("AttributeError", "attribute '%s' of '%s' objects is not writable", d.name, d.class.Name())
		}
		return d.set(w, inst, value)
	case *Object, *Class:
		name, args := "__set__", []Value{inst, value}
		if value == nil {
			name, args = "__delete__", []Value{inst}
		}
		m, ok, err := w.special(v, name)
		if err != nil {
			return err
		}
		if !ok {
			return &AttributeError{text: text{format: name}}
		}
		_, err = m.call(w, args, nil)
		return err
	}
	var ignored Value
	if w.tooDeep() {
		return errTooDeep()
	}
	defer caught(&ignored, &err)
	if value == nil {
		if d, ok := v.(Deleter); ok {
			return d.DescrDelete(inst)
		}
		return &AttributeError{text: text{format: "__delete__"}}
	}
	if d, ok := v.(Setter); ok {
		return d.DescrSet(inst, value)
	}
	return &AttributeError{text: text{format: "__set__"}}
}

// A method is a special method that was looked up on the type of a value: what to
// call, and whether the value comes first.
type method struct {
	fn      Value
	self    Value
	unbound bool
}

func (m method) call(w *World, args []Value, kw []Kw) (Value, error) {
	if m.unbound {
		if f, ok := m.fn.(*Function); ok && len(kw) == 0 {
			switch len(args) {
			case 0:
				return f.call1(w, m.self)
			case 1:
				return f.call2(w, m.self, args[0])
			}
		}
		args = append([]Value{m.self}, args...)
	}
	return w.call(m.fn, args, kw)
}

// special looks a method up as the interpreter does for its own purposes: on the
// type, past the instance's own attributes and all hooks, but obeying descriptors.
func (w *World) special(v Value, name string) (method, bool, error) {
	cls := w.TypeOf(v)
	r := cls.snap.Load().find(name)
	if !r.found {
		return method{}, false, nil
	}
	if b, ok := r.value.(*Builtin); r.kind == kindFunction || ok && b.kind == builtinMethod {
		return method{r.value, v, true}, true, nil
	}
	f, _, err := w.descrGet(r.kind, r.value, v, cls)
	return method{fn: f}, err == nil, err
}
