package metaclass

// makeFunctions makes the functions of the module builtins.
func (w *World) makeFunctions() {
	type function = func(w *World, args []Value) (Value, error)
	add := func(name string, least, most int, f function) {
		w.builtins[name] = NewBuiltin(name, func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(kw) > 0 {
				return nil, typeErrorf("%s() takes no keyword arguments", name)
			}
			if len(args) < least || len(args) > most {
				return nil, typeErrorf("%s expected %d arguments, got %d", name, least, len(args))
			}
			return f(w, args)
		})
	}
	nameOf := func(w *World, fn string, v Value) (string, error) {
		s, ok := native(v).(string)
		if !ok {
			return "", typeErrorf("%sattribute name must be string, not '%s'", fn, w.TypeOf(v).Name())
		}
		return s, nil
	}
	add("isinstance", 2, 2, func(w *World, args []Value) (Value, error) { return w.IsInstance(args[0], args[1]) })
	add("issubclass", 2, 2, func(w *World, args []Value) (Value, error) { return w.IsSubclass(args[0], args[1]) })
	add("getattr", 2, 3, func(w *World, args []Value) (Value, error) {
		name, err := nameOf(w, "", args[1])
		if err != nil {
			return nil, err
		}
		if len(args) == 2 {
			return w.GetAttr(args[0], name)
		}
		v, ok, err := w.LookupAttr(args[0], name)
		if err == nil && !ok {
			return args[2], nil
		}
		return v, err
	})
	add("hasattr", 2, 2, func(w *World, args []Value) (Value, error) {
		name, err := nameOf(w, "hasattr(): ", args[1])
		if err != nil {
			return nil, err
		}
		return w.HasAttr(args[0], name)
	})
	add("setattr", 3, 3, func(w *World, args []Value) (Value, error) {
		name, err := nameOf(w, "", args[1])
		if err != nil {
			return nil, err
		}
		return None, w.SetAttr(args[0], name, args[2])
	})
	add("delattr", 2, 2, func(w *World, args []Value) (Value, error) {
		name, err := nameOf(w, "", args[1])
		if err != nil {
			return nil, err
		}
		return None, w.DelAttr(args[0], name)
	})
	add("callable", 1, 1, func(w *World, args []Value) (Value, error) { return w.Callable(args[0]), nil })
	add("len", 1, 1, func(w *World, args []Value) (Value, error) { return w.Len(args[0]) })
	add("repr", 1, 1, func(w *World, args []Value) (Value, error) { return w.Repr(args[0]) })
	add("vars", 1, 1, func(w *World, args []Value) (Value, error) { return w.Vars(args[0]) })
}

// Vars is vars(v): v.__dict__.
func (w *World) Vars(v Value) (Value, error) {
	d, ok, err := w.LookupAttr(v, "__dict__")
	if err == nil && !ok {
		err = typeErrorf("vars() argument must have __dict__ attribute")
	}
	return d, err
}
