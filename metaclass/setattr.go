package metaclass

// SetAttr is setattr(v, name, x), with all hooks.
func (w *World) SetAttr(v Value, name string, x Value) error {
	if x == nil {
		panic("metaclass: nil is no value")
	}
	return w.change(v, name, x)
}

// DelAttr is delattr(v, name), with all hooks.
func (w *World) DelAttr(v Value, name string) error { return w.change(v, name, nil) }

// change sets an attribute, or deletes it if x is nil.
func (w *World) change(v Value, name string, x Value) error {
	cls := w.TypeOf(v)
	sn := cls.snap.Load()
	if sn.hooks&(hookSetattr|hookDelattr) != 0 {
		hook, args := "__setattr__", []Value{name, x}
		if x == nil {
			hook, args = "__delattr__", []Value{name}
		}
		m, ok, err := w.special(v, hook)
		if err != nil {
			return err
		}
		if ok {
			_, err = m.call(w, args, nil)
			return err
		}
	}
	return w.plainSet(v, cls, sn, name, x)
}

// plainSet is what the built-in __setattr__ of v's kind does.
func (w *World) plainSet(v Value, cls *Class, sn *snapshot, name string, x Value) error {
	if c, ok := v.(*Class); ok {
		return w.typeSet(c, cls, sn, name, x)
	}
	return w.genericSet(v, cls, sn, name, x)
}

// genericSet is PyObject_GenericSetAttr: a data descriptor of the type, else the
// instance's dict.
func (w *World) genericSet(v Value, cls *Class, sn *snapshot, name string, x Value) error {
	hash := hashName(name)
	r := sn.findHashed(name, hash, nil)
	if r.found && w.isData(r.kind, r.value) {
		return w.descrSet(r.value, v, x)
	}
	if o, ok := v.(*Object); ok && sn.layout.hasDict() {
		if x != nil {
			o.setAttr(name, x)
			return nil
		}
		if o.delAttr(name) {
			return nil
		}
		return w.undeletable(v, cls, name)
	}
	if d := ownDict(v); d != nil {
		if x != nil {
			d.Set(name, x)
			return nil
		}
		if d.Delete(name) {
			return nil
		}
		return w.undeletable(v, cls, name)
	}
	if r.found {
		return &AttributeError{Obj: v, Name: name, kind: missReadOnly, typ: cls.Name()}
	}
	return &AttributeError{Obj: v, Name: name, kind: missObject, typ: cls.Name()}
}

func (w *World) undeletable(v Value, cls *Class, name string) error {
	return &AttributeError{Obj: v, Name: name, kind: missObject, typ: cls.Name()}
}

// typeSet is type_setattro: only the metaclass's data descriptors are asked.
func (w *World) typeSet(c, meta *Class, msn *snapshot, name string, x Value) error {
	if c.immutable {
		return typeErrorf("cannot set '%s' attribute of immutable type '%s'", name, c.Name())
	}
	r := msn.findHashed(name, hashName(name), nil)
	if r.found && w.isData(r.kind, r.value) {
		return w.descrSet(r.value, c, x)
	}
	if x == nil {
		if !c.delOwn(name) {
			return w.missing(c, name)
		}
		return nil
	}
	c.setOwn(name, x)
	return nil
}
