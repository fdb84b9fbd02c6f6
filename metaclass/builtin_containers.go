package metaclass

import (
	"slices"
	"strings"
)

// plainNew is the __new__ of a class over a plain value: the value itself, or an
// instance that holds it.
func plainNew(name string, base func(w *World) *Class, make func(w *World, args []Value, kw []Kw) (Value, error)) *Builtin {
	return &Builtin{name: "__new__", fn: func(w *World, args []Value, kw []Kw) (Value, error) {
		c, err := w.newOf(name, base(w), args)
		if err != nil {
			return nil, err
		}
		v, err := make(w, args[1:], kw)
		if err != nil || c == base(w) {
			return v, err
		}
		return c.alloc(v), nil
	}}
}

// common are the methods every built-in container and number has.
func common() []Value {
	return []Value{
		slotOf("__repr__", func(w *World, args []Value, _ []Kw) (Value, error) { return w.nativeRepr(args[0]) }),
		slotOf("__eq__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__eq__", 1, args, kw); err != nil {
				return nil, err
			}
			eq, ok, err := w.nativeEqual(args[0], args[1])
			if err == nil && !ok {
				return NotImplemented, nil
			}
			return eq, err
		}),
	}
}

func (w *World) makeContainers() {
	w.iterators = make(map[string]*Class)
	for _, name := range []string{"dict_keys", "dict_values", "dict_items", "list_iterator", "tuple_iterator", "str_iterator", "dict_keyiterator", "set_iterator"} {
		w.iterators[name] = w.builtin(name, w.object, &layout{size: 48, gc: true}, true,
			slotOf("__iter__", func(_ *World, args []Value, _ []Kw) (Value, error) {
				it := *args[0].(*Iterator) //nolint:errcheck // the class has looked
				return &it, nil
			}),
			slotOf("__len__", func(_ *World, args []Value, _ []Kw) (Value, error) {
				it := args[0].(*Iterator) //nolint:errcheck // the class has looked
				return len(it.items) - it.at, nil
			}))
	}
	w.makeNumbers()
	w.makeText()
	w.tuple = w.builtin("tuple", w.object, &layout{size: 24, item: 8, gc: true}, false, slices.Concat(common(), sequence("tuple_iterator"), []Value{
		aliasGetItem(),
		plainNew("tuple", func(w *World) *Class { return w.tuple }, func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) == 0 {
				return Tuple{}, nil
			}
			if t, ok := args[0].(Tuple); ok {
				return t, nil
			}
			items, err := w.Items(args[0])
			return Tuple(items), err
		}),
	})...)
	w.list = w.builtin("list", w.object, &layout{size: 40, gc: true}, false, slices.Concat(common(), sequence("list_iterator"), listMethods(), []Value{aliasGetItem()})...)
	w.frozenset = w.builtin("frozenset", w.object, &layout{size: 200, weak: 192, gc: true}, false, slices.Concat(common(), sequence("set_iterator"), []Value{
		aliasGetItem(),
		plainNew("frozenset", func(w *World) *Class { return w.frozenset }, func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) == 0 {
				return NewFrozenSet()
			}
			items, err := w.Items(args[0])
			if err != nil {
				return nil, err
			}
			return NewFrozenSet(items...)
		}),
	})...)
	w.dict = w.builtin("dict", w.object, &layout{size: 48, gc: true}, false, slices.Concat(common(), mapping(), dictMethods(), []Value{aliasGetItem()})...)
	w.mappingProxy = w.builtin("mappingproxy", w.object, &layout{size: 24, gc: true}, true, slices.Concat(common(), mapping())...)
}

func (w *World) newIterator(kind string, items []Value) *Iterator {
	return &Iterator{class: w.iterators[kind], items: items}
}

// itemsOf lists a built-in sequence or set without any hook.
func itemsOf(v Value) []Value {
	switch x := native(v).(type) {
	case Tuple:
		return x
	case *List:
		return x.Items
	case *FrozenSet:
		return x.Items()
	case string:
		var all []Value
		for _, r := range x {
			all = append(all, string(r))
		}
		return all
	}
	return nil
}

// place is an index counted from either end.
func (w *World) place(key Value, n int) (int, error) {
	i, ok := isInt(native(key))
	if !ok {
		return 0, typeErrorf("indices must be integers or slices, not %s", w.TypeOf(key).Name())
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		return 0, Raise("IndexError", "index out of range")
	}
	return i, nil
}

func sequence(iterator string) []Value {
	attrs := []Value{
		slotOf("__len__", func(_ *World, args []Value, _ []Kw) (Value, error) { return len(itemsOf(args[0])), nil }),
		slotOf("__iter__", func(w *World, args []Value, _ []Kw) (Value, error) {
			return w.newIterator(iterator, slices.Clone(itemsOf(args[0]))), nil
		}),
		slotOf("__contains__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__contains__", 1, args, kw); err != nil {
				return nil, err
			}
			for _, item := range itemsOf(args[0]) {
				if eq, err := w.same(item, args[1]); eq || err != nil {
					return eq, err
				}
			}
			return false, nil
		}),
	}
	if iterator == "set_iterator" {
		return attrs
	}
	return append(attrs, slotOf("__getitem__", func(w *World, args []Value, kw []Kw) (Value, error) {
		if err := exactly("__getitem__", 1, args, kw); err != nil {
			return nil, err
		}
		items := itemsOf(args[0])
		i, err := w.place(args[1], len(items))
		if err != nil {
			return nil, err
		}
		return items[i], nil
	}), slotOf("__add__", func(w *World, args []Value, kw []Kw) (Value, error) {
		if err := exactly("__add__", 1, args, kw); err != nil {
			return nil, err
		}
		switch x := native(args[0]).(type) {
		case string:
			if y, ok := native(args[1]).(string); ok {
				return x + y, nil
			}
		case Tuple:
			if y, ok := native(args[1]).(Tuple); ok {
				return slices.Concat(x, y), nil
			}
		case *List:
			if y, ok := native(args[1]).(*List); ok {
				return NewList(slices.Concat(x.Items, y.Items)...), nil
			}
		}
		return nil, typeErrorf("can only concatenate %s (not \"%s\") to %s", w.TypeOf(args[0]).Name(), w.TypeOf(args[1]).Name(), w.TypeOf(args[0]).Name())
	}), methodOf("count", func(w *World, args []Value, kw []Kw) (Value, error) {
		if err := exactly("count", 1, args, kw); err != nil {
			return nil, err
		}
		n := 0
		for _, item := range itemsOf(args[0]) {
			eq, err := w.same(item, args[1])
			if err != nil {
				return nil, err
			}
			if eq {
				n++
			}
		}
		return n, nil
	}))
}

func listOf(v Value) *List { return native(v).(*List) } //nolint:errcheck // the class has looked

// listNew makes an empty list; __init__ fills it, as in CPython.
func listMethods() []Value {
	return []Value{
		plainNew("list", func(w *World) *Class { return w.list }, func(*World, []Value, []Kw) (Value, error) { return NewList(), nil }),
		slotOf("__init__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) > 2 || len(kw) > 0 {
				return nil, typeErrorf("list expected at most 1 argument, got %d", len(args)-1)
			}
			l := listOf(args[0])
			l.Items = nil
			if len(args) == 2 {
				items, err := w.Items(args[1])
				if err != nil {
					return nil, err
				}
				l.Items = items
			}
			return None, nil
		}),
		slotOf("__setitem__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__setitem__", 2, args, kw); err != nil {
				return nil, err
			}
			l := listOf(args[0])
			i, err := w.place(args[1], len(l.Items))
			if err != nil {
				return nil, err
			}
			l.Items[i] = args[2]
			return None, nil
		}),
		slotOf("__delitem__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__delitem__", 1, args, kw); err != nil {
				return nil, err
			}
			l := listOf(args[0])
			i, err := w.place(args[1], len(l.Items))
			if err != nil {
				return nil, err
			}
			l.Items = slices.Delete(l.Items, i, i+1)
			return None, nil
		}),
		methodOf("append", func(_ *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("list.append", 1, args, kw); err != nil {
				return nil, err
			}
			l := listOf(args[0])
			l.Items = append(l.Items, args[1])
			return None, nil
		}),
		methodOf("extend", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("list.extend", 1, args, kw); err != nil {
				return nil, err
			}
			items, err := w.Items(args[1])
			l := listOf(args[0])
			l.Items = append(l.Items, items...)
			return None, err
		}),
		methodOf("insert", func(_ *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("list.insert", 2, args, kw); err != nil {
				return nil, err
			}
			l := listOf(args[0])
			i, ok := isInt(args[1])
			if !ok {
				return nil, typeErrorf("an integer is required")
			}
			if i < 0 {
				i += len(l.Items)
			}
			l.Items = slices.Insert(l.Items, min(max(i, 0), len(l.Items)), args[2])
			return None, nil
		}),
		methodOf("pop", func(w *World, args []Value, _ []Kw) (Value, error) {
			l := listOf(args[0])
			var at Value = -1
			if len(args) > 1 {
				at = args[1]
			}
			if len(l.Items) == 0 {
				return nil, Raise("IndexError", "pop from empty list")
			}
			i, err := w.place(at, len(l.Items))
			if err != nil {
				return nil, err
			}
			v := l.Items[i]
			l.Items = slices.Delete(l.Items, i, i+1)
			return v, nil
		}),
		methodOf("copy", func(_ *World, args []Value, kw []Kw) (Value, error) {
			return NewList(slices.Clone(listOf(args[0]).Items)...), noArgs("list.copy", args, kw)
		}),
		methodOf("clear", func(_ *World, args []Value, kw []Kw) (Value, error) {
			listOf(args[0]).Items = nil
			return None, noArgs("list.clear", args, kw)
		}),
		methodOf("reverse", func(_ *World, args []Value, kw []Kw) (Value, error) {
			slices.Reverse(listOf(args[0]).Items)
			return None, noArgs("list.reverse", args, kw)
		}),
	}
}

// makeText makes str.
func (w *World) makeText() {
	text := func(v Value) string { return native(v).(string) } //nolint:errcheck // the class has looked
	simple := func(name string, f func(string) Value) *Builtin {
		return methodOf(name, func(_ *World, args []Value, kw []Kw) (Value, error) {
			return f(text(args[0])), noArgs("str."+name, args, kw)
		})
	}
	with := func(name string, f func(s, t string) Value) *Builtin {
		return methodOf(name, func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("str."+name, 1, args, kw); err != nil {
				return nil, err
			}
			t, ok := native(args[1]).(string)
			if !ok {
				return nil, typeErrorf("%s arg must be str, not %s", name, w.TypeOf(args[1]).Name())
			}
			return f(text(args[0]), t), nil
		})
	}
	w.str = w.builtin("str", w.object, &layout{size: 80}, false, slices.Concat(common(), sequence("str_iterator"), []Value{
		plainNew("str", func(w *World) *Class { return w.str }, func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) == 0 {
				return "", nil
			}
			if len(args) > 1 {
				return nil, typeErrorf("decoding %s is not supported", w.TypeOf(args[0]).Name())
			}
			s, err := w.Str(args[0])
			return s, err
		}),
		slotOf("__str__", func(_ *World, args []Value, _ []Kw) (Value, error) { return text(args[0]), nil }),
		simple("upper", func(s string) Value { return strings.ToUpper(s) }),
		simple("lower", func(s string) Value { return strings.ToLower(s) }),
		simple("strip", func(s string) Value { return strings.TrimSpace(s) }),
		simple("title", func(s string) Value {
			return strings.Title(s) //nolint:staticcheck // words of ASCII names only
		}),
		simple("capitalize", func(s string) Value {
			if s == "" {
				return s
			}
			return strings.ToUpper(s[:1]) + strings.ToLower(s[1:])
		}),
		simple("isidentifier", func(s string) Value { return isIdentifier(s) }),
		with("startswith", func(s, t string) Value { return strings.HasPrefix(s, t) }),
		with("endswith", func(s, t string) Value { return strings.HasSuffix(s, t) }),
		methodOf("join", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("str.join", 1, args, kw); err != nil {
				return nil, err
			}
			items, err := w.Items(args[1])
			if err != nil {
				return nil, err
			}
			parts := make([]string, len(items))
			for i, item := range items {
				s, ok := native(item).(string)
				if !ok {
					return nil, typeErrorf("sequence item %d: expected str instance, %s found", i, w.TypeOf(item).Name())
				}
				parts[i] = s
			}
			return strings.Join(parts, text(args[0])), nil
		}),
		methodOf("split", func(_ *World, args []Value, _ []Kw) (Value, error) {
			l := NewList()
			parts := strings.Fields(text(args[0]))
			if len(args) > 1 {
				sep, ok := native(args[1]).(string)
				if !ok {
					return nil, typeErrorf("must be str or None")
				}
				parts = strings.Split(text(args[0]), sep)
			}
			for _, p := range parts {
				l.Items = append(l.Items, p)
			}
			return l, nil
		}),
		methodOf("replace", func(_ *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("str.replace", 2, args, kw); err != nil {
				return nil, err
			}
			from, ok := native(args[1]).(string)
			to, ok2 := native(args[2]).(string)
			if !ok || !ok2 {
				return nil, typeErrorf("replace() argument must be str")
			}
			return strings.ReplaceAll(text(args[0]), from, to), nil
		}),
	})...)
}
