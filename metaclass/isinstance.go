package metaclass

// IsInstance is isinstance(v, cls). cls is a class, a tuple of them, or anything
// with __instancecheck__.
func (w *World) IsInstance(v, cls Value) (bool, error) {
	t := w.TypeOf(v)
	c, isClass := cls.(*Class)
	if isClass {
		if t == c {
			return true, nil
		}
		if c.meta.Load().snap.Load().hooks&hookInstancecheck == 0 {
			return w.realInstanceOf(v, t, c)
		}
	}
	if all, ok := cls.(Tuple); ok {
		if w.tooDeep() {
			return false, errTooDeep()
		}
		for _, c := range all {
			if is, err := w.IsInstance(v, c); is || err != nil {
				return is, err
			}
		}
		return false, nil
	}
	m, ok, err := w.special(cls, "__instancecheck__")
	if err != nil {
		return false, err
	}
	if ok {
		answer, err := m.call(w, []Value{v}, nil)
		if err != nil {
			return false, err
		}
		return w.Truth(answer)
	}
	return w.realInstance(v, cls)
}

// realInstanceOf is what type.__instancecheck__ does: the type, then what the
// object says its __class__ is.
func (w *World) realInstanceOf(v Value, t, c *Class) (bool, error) {
	sn := t.snap.Load()
	if sn.derives(c) || t == c && sn.mro == nil {
		return true, nil
	}
	if sn.hooks&(hookClass|hookGetattribute) == 0 {
		return false, nil // object's own __class__ says the type
	}
	claimed, ok, err := w.LookupAttr(v, "__class__")
	if err != nil || !ok {
		return false, err
	}
	cc, isClass := claimed.(*Class)
	return isClass && cc != t && cc.IsSubclassOf(c), nil
}

func (w *World) realInstance(v, cls Value) (bool, error) {
	if c, ok := cls.(*Class); ok {
		return w.realInstanceOf(v, w.TypeOf(v), c)
	}
	if ok, err := w.classLike(cls); err != nil {
		return false, err
	} else if !ok {
		return false, typeErrorf("isinstance() arg 2 must be a type, a tuple of types, or a union")
	}
	claimed, ok, err := w.LookupAttr(v, "__class__")
	if err != nil || !ok {
		return false, err
	}
	return w.abstractSubclass(claimed, cls)
}

// IsSubclass is issubclass(sub, cls). cls is a class, a tuple of them, or anything
// with __subclasscheck__.
func (w *World) IsSubclass(sub, cls Value) (bool, error) {
	if c, ok := cls.(*Class); ok && c.meta.Load() == w.typ {
		if Is(sub, cls) {
			return true, nil
		}
		return w.realSubclass(sub, cls)
	}
	if all, ok := cls.(Tuple); ok {
		if w.tooDeep() {
			return false, errTooDeep()
		}
		for _, c := range all {
			if is, err := w.IsSubclass(sub, c); is || err != nil {
				return is, err
			}
		}
		return false, nil
	}
	m, ok, err := w.special(cls, "__subclasscheck__")
	if err != nil {
		return false, err
	}
	if ok {
		answer, err := m.call(w, []Value{sub}, nil)
		if err != nil {
			return false, err
		}
		return w.Truth(answer)
	}
	return w.realSubclass(sub, cls)
}

// realSubclass is what type.__subclasscheck__ does.
func (w *World) realSubclass(sub, cls Value) (bool, error) {
	s, ok := sub.(*Class)
	c, ok2 := cls.(*Class)
	if ok && ok2 {
		return s.IsSubclassOf(c), nil
	}
	if ok, err := w.classLike(sub); err != nil {
		return false, err
	} else if !ok {
		return false, typeErrorf("issubclass() arg 1 must be a class")
	}
	if ok, err := w.classLike(cls); err != nil {
		return false, err
	} else if !ok {
		return false, typeErrorf("issubclass() arg 2 must be a class, a tuple of classes, or a union")
	}
	return w.abstractSubclass(sub, cls)
}

// basesOf is abstract_get_bases: what has a tuple __bases__ counts as a class.
func (w *World) basesOf(v Value) (Tuple, bool, error) {
	b, ok, err := w.LookupAttr(v, "__bases__")
	if err != nil || !ok {
		return nil, false, err
	}
	t, ok := native(b).(Tuple)
	return t, ok, nil
}

func (w *World) classLike(v Value) (bool, error) {
	_, ok, err := w.basesOf(v)
	return ok, err
}

func (w *World) abstractSubclass(sub, cls Value) (bool, error) {
	if Is(sub, cls) {
		return true, nil
	}
	if w.tooDeep() {
		return false, errTooDeep()
	}
	bases, _, err := w.basesOf(sub)
	if err != nil {
		return false, err
	}
	for _, b := range bases {
		if is, err := w.abstractSubclass(b, cls); is || err != nil {
			return is, err
		}
	}
	return false, nil
}
