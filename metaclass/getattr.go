package metaclass

// GetAttr is getattr(v, name), with all hooks. A missing name is an
// [*AttributeError]; see [World.LookupAttr] for a form that makes no error.
func (w *World) GetAttr(v Value, name string) (Value, error) {
	x, ok, err := w.attr(v, name)
	if err == nil && !ok {
		return nil, w.missing(v, name)
	}
	return x, err
}

// LookupAttr is getattr(v, name, default): ok is false when that would raise an
// AttributeError.
func (w *World) LookupAttr(v Value, name string) (x Value, ok bool, err error) {
	x, ok, err = w.attr(v, name)
	if err != nil && isAttributeError(err) {
		return nil, false, nil
	}
	return x, ok, err
}

// HasAttr is hasattr(v, name).
func (w *World) HasAttr(v Value, name string) (bool, error) {
	_, ok, err := w.LookupAttr(v, name)
	return ok, err
}

// missing is the error of a name that is not there.
func (w *World) missing(v Value, name string) error {
	switch x := v.(type) {
	case *Class:
		return &AttributeError{Obj: v, Name: name, kind: missType, typ: x.Name()}
	case *BoundMethod: // what it does not have itself was asked of its function
		return w.missing(x.Func, name)
	case *GenericAlias:
		return w.missing(x.Origin, name)
	}
	return &AttributeError{Obj: v, Name: name, kind: missObject, typ: w.TypeOf(v).Name()}
}

// attr is a complete attribute access. A plain miss is ok == false without an
// error, so that none is made where nobody looks at it.
func (w *World) attr(v Value, name string) (x Value, ok bool, err error) {
	cls := w.TypeOf(v)
	sn := cls.snap.Load()
	if sn.hooks&(hookGetattribute|hookGetattr) == 0 {
		return w.plainGet(v, cls, sn, name, hashName(name))
	}
	return w.hookedGet(v, cls, sn, name)
}

// hookedGet is CPython's slot_tp_getattr_hook.
func (w *World) hookedGet(v Value, cls *Class, sn *snapshot, name string) (x Value, ok bool, err error) {
	if sn.hooks&hookGetattribute == 0 {
		x, ok, err = w.plainGet(v, cls, sn, name, hashName(name))
	} else {
		r := sn.find("__getattribute__")
		ok = true
		if r.value == Value(w.objectGetattribute) {
			x, ok, err = w.genericGet(v, cls, sn, name, hashName(name))
		} else {
			x, err = w.callHook(r, v, cls, name)
		}
	}
	if ok && err == nil || err != nil && !isAttributeError(err) {
		return x, ok, err
	}
	r := sn.find("__getattr__")
	if !r.found {
		return nil, false, err
	}
	x, err = w.callHook(r, v, cls, name)
	return x, err == nil, err
}

// callHook calls __getattribute__ or __getattr__.
func (w *World) callHook(r *resolution, v Value, cls *Class, name string) (Value, error) {
	if r.fn != nil {
		return r.fn.call2(w, v, name)
	}
	if b, ok := r.value.(*Builtin); ok && b.kind == builtinMethod {
		return w.callBuiltin(b, []Value{v, name}, nil)
	}
	f, _, err := w.descrGet(r.kind, r.value, v, cls)
	if err != nil {
		return nil, err
	}
	return w.call(f, []Value{name}, nil)
}

// plainGet is what the built-in __getattribute__ of v's kind does.
func (w *World) plainGet(v Value, cls *Class, sn *snapshot, name string, hash uint32) (Value, bool, error) {
	switch v := v.(type) {
	case *Object:
		if v.ext != nil {
			if s, ok := v.ext.native.(*Super); ok {
				return w.superGet(s, v, cls, sn, name, hash)
			}
		}
	case *Class:
		return w.typeGet(v, cls, sn, name, hash)
	case *Super:
		return w.superGet(v, v, cls, sn, name, hash)
	case *BoundMethod:
		return w.methodGet(v, cls, sn, name, hash)
	case *GenericAlias:
		return w.aliasGet(v, cls, sn, name, hash)
	}
	return w.genericGet(v, cls, sn, name, hash)
}

// genericGet is PyObject_GenericGetAttr: a data descriptor of the type, then the
// instance's own, then what else the type has.
func (w *World) genericGet(v Value, cls *Class, sn *snapshot, name string, hash uint32) (Value, bool, error) {
	r := sn.findHashed(name, hash, nil)
	if r.found && w.isData(r.kind, r.value) && w.hasGet(r.kind, r.value) {
		x, _, err := w.descrGet(r.kind, r.value, v, cls)
		return x, err == nil, err
	}
	if x, ok := w.own(v, name, hash); ok {
		return x, true, nil
	}
	if r.found {
		x, _, err := w.descrGet(r.kind, r.value, v, cls)
		return x, err == nil, err
	}
	return nil, false, nil
}

// own reads from the value's own dict.
func (w *World) own(v Value, name string, hash uint32) (Value, bool) {
	switch v := v.(type) {
	case *Object:
		return v.attr(name, hash)
	case *Class:
		return v.snap.Load().ns.find(name, hash)
	}
	if d := ownDict(v); d != nil {
		return d.Get(name)
	}
	return nil, false
}

// ownDict is the dict of a value that is no object of a class made here.
func ownDict(v Value) *Dict {
	switch v := v.(type) {
	case *Function:
		return v.Dict()
	case *ClassMethod:
		return v.dict()
	case *StaticMethod:
		return v.dict()
	}
	return nil
}

// typeGet is type_getattro: a data descriptor of the metaclass, then what the class
// and its bases have, then what else the metaclass has.
func (w *World) typeGet(c *Class, meta *Class, msn *snapshot, name string, hash uint32) (Value, bool, error) {
	m := msn.findHashed(name, hash, nil)
	mget := false
	if m.found {
		if mget = w.hasGet(m.kind, m.value); mget && w.isData(m.kind, m.value) {
			x, _, err := w.descrGet(m.kind, m.value, c, meta)
			return x, err == nil, err
		}
	}
	if r := c.snap.Load().findHashed(name, hash, nil); r.found {
		x, _, err := w.descrGet(r.kind, r.value, nil, c)
		return x, err == nil, err
	}
	if m.found {
		x, _, err := w.descrGet(m.kind, m.value, c, meta)
		return x, err == nil, err
	}
	return nil, false, nil
}
