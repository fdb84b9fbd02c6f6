package metaclass

func dictOf(v Value) *Dict { return native(v).(*Dict) } //nolint:errcheck // the class has looked

// lookItem reads from a dict or a class's namespace.
func lookItem(v, key Value) (Value, bool, error) {
	switch x := native(v).(type) {
	case *Dict:
		return x.GetItem(key)
	case *MappingProxy:
		if name, ok := native(key).(string); ok {
			v, ok := x.Get(name)
			return v, ok, nil
		}
	}
	return nil, false, nil
}

// mapping are the methods that dicts and class namespaces share.
func mapping() []Value {
	listed := func(name, kind string, of func(e dictEntry) Value) *Builtin {
		return methodOf(name, func(w *World, args []Value, kw []Kw) (Value, error) {
			var all []Value
			for _, e := range entriesOf(native(args[0])) {
				all = append(all, of(e))
			}
			return w.newIterator(kind, all), noArgs("dict."+name, args, kw)
		})
	}
	key := func(e dictEntry) Value { return e.keyValue() }
	iter := listed("__iter__", "dict_keyiterator", key)
	iter.wrapper = true
	return []Value{
		iter,
		slotOf("__len__", func(_ *World, args []Value, _ []Kw) (Value, error) { return len(entriesOf(native(args[0]))), nil }),
		slotOf("__contains__", func(_ *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__contains__", 1, args, kw); err != nil {
				return nil, err
			}
			_, ok, err := lookItem(args[0], args[1])
			return ok, err
		}),
		methodOf("__getitem__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("dict.__getitem__", 1, args, kw); err != nil {
				return nil, err
			}
			v, ok, err := lookItem(args[0], args[1])
			if err != nil || ok {
				return v, err
			}
			if o, isObject := args[0].(*Object); isObject {
				if m, ok, err := w.special(o, "__missing__"); err != nil {
					return nil, err
				} else if ok {
					return m.call(w, []Value{args[1]}, nil)
				}
			}
			return nil, w.keyError(args[1])
		}),
		methodOf("get", func(_ *World, args []Value, kw []Kw) (Value, error) {
			if len(args) < 2 || len(args) > 3 || len(kw) > 0 {
				return nil, typeErrorf("get expected at least 1 argument, got %d", len(args)-1)
			}
			v, ok, err := lookItem(args[0], args[1])
			if err != nil || ok {
				return v, err
			}
			if len(args) == 3 {
				return args[2], nil
			}
			return None, nil
		}),
		listed("keys", "dict_keys", key),
		listed("values", "dict_values", func(e dictEntry) Value { return e.value }),
		listed("items", "dict_items", func(e dictEntry) Value { return Tuple{e.keyValue(), e.value} }),
		methodOf("copy", func(_ *World, args []Value, kw []Kw) (Value, error) {
			d := NewDict()
			for _, e := range entriesOf(native(args[0])) {
				if err := d.SetItem(e.keyValue(), e.value); err != nil {
					return nil, err
				}
			}
			return d, noArgs("dict.copy", args, kw)
		}),
	}
}

func (w *World) keyError(key Value) error {
	s, err := w.Repr(key)
	if err != nil {
		return err
	}
	return Raise("KeyError", "%s", s)
}

func dictMethods() []Value {
	return []Value{
		plainNew("dict", func(w *World) *Class { return w.dict }, func(*World, []Value, []Kw) (Value, error) { return NewDict(), nil }),
		slotOf("__init__", func(w *World, args []Value, kw []Kw) (Value, error) { return None, w.updateDict("dict", args, kw) }),
		slotOf("__setitem__", func(_ *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__setitem__", 2, args, kw); err != nil {
				return nil, err
			}
			return None, dictOf(args[0]).SetItem(args[1], args[2])
		}),
		slotOf("__delitem__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__delitem__", 1, args, kw); err != nil {
				return nil, err
			}
			ok, err := dictOf(args[0]).DelItem(args[1])
			if err == nil && !ok {
				err = w.keyError(args[1])
			}
			return None, err
		}),
		methodOf("update", func(w *World, args []Value, kw []Kw) (Value, error) { return None, w.updateDict("update", args, kw) }),
		methodOf("setdefault", func(_ *World, args []Value, _ []Kw) (Value, error) {
			if len(args) < 2 || len(args) > 3 {
				return nil, typeErrorf("setdefault expected at least 1 argument, got %d", len(args)-1)
			}
			d := dictOf(args[0])
			if v, ok, err := d.GetItem(args[1]); ok || err != nil {
				return v, err
			}
			v := None
			if len(args) == 3 {
				v = args[2]
			}
			return v, d.SetItem(args[1], v)
		}),
		methodOf("pop", func(w *World, args []Value, _ []Kw) (Value, error) {
			if len(args) < 2 || len(args) > 3 {
				return nil, typeErrorf("pop expected at least 1 argument, got %d", len(args)-1)
			}
			d := dictOf(args[0])
			v, ok, err := d.GetItem(args[1])
			switch {
			case err != nil:
				return nil, err
			case ok:
				_, err = d.DelItem(args[1])
				return v, err
			case len(args) == 3:
				return args[2], nil
			}
			return nil, w.keyError(args[1])
		}),
		methodOf("clear", func(_ *World, args []Value, kw []Kw) (Value, error) {
			d := dictOf(args[0])
			for _, k := range d.Keys() {
				if _, err := d.DelItem(k); err != nil {
					return nil, err
				}
			}
			return None, noArgs("dict.clear", args, kw)
		}),
	}
}

// updateDict is dict.update: from a mapping or pairs, then keywords.
func (w *World) updateDict(name string, args []Value, kw []Kw) error {
	if len(args) > 2 {
		return typeErrorf("%s expected at most 1 argument, got %d", name, len(args)-1)
	}
	d := dictOf(args[0])
	if len(args) == 2 {
		if err := w.addTo(d, args[1]); err != nil {
			return err
		}
	}
	for _, k := range kw {
		d.Set(k.Name, k.Value)
	}
	return nil
}

func (w *World) addTo(d *Dict, from Value) error {
	switch native(from).(type) {
	case *Dict, *MappingProxy:
		for _, e := range entriesOf(native(from)) {
			if err := d.SetItem(e.keyValue(), e.value); err != nil {
				return err
			}
		}
		return nil
	}
	if keys, ok, err := w.LookupAttr(from, "keys"); err != nil {
		return err
	} else if ok {
		list, err := w.call(keys, nil, nil)
		if err != nil {
			return err
		}
		names, err := w.Items(list)
		if err != nil {
			return err
		}
		for _, k := range names {
			v, err := w.GetItem(from, k)
			if err != nil {
				return err
			}
			if err := d.SetItem(k, v); err != nil {
				return err
			}
		}
		return nil
	}
	pairs, err := w.Items(from)
	if err != nil {
		return err
	}
	for i, p := range pairs {
		pair, err := w.Items(p)
		if err != nil {
			return typeErrorf("cannot convert dictionary update sequence element #%d to a sequence", i)
		}
		if len(pair) != 2 {
			return Raise("ValueError", "dictionary update sequence element #%d has length %d; 2 is required", i, len(pair))
		}
		if err := d.SetItem(pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}
