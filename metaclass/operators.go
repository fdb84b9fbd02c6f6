package metaclass

import "errors"

// Truth is bool(v).
func (w *World) Truth(v Value) (bool, error) {
	switch x := v.(type) {
	case bool:
		return x, nil
	case NoneType:
		return false, nil
	}
	for _, name := range []string{"__bool__", "__len__"} {
		m, ok, err := w.special(v, name)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		r, err := m.call(w, nil, nil)
		if err != nil {
			return false, err
		}
		n, ok := isInt(native(r))
		if _, isBool := r.(bool); !ok || name == "__bool__" && !isBool {
			return false, typeErrorf("%s should return bool, returned %s", name, w.TypeOf(r).Name())
		}
		return n != 0, nil
	}
	return true, nil
}

// Equal is bool(a == b).
func (w *World) Equal(a, b Value) (bool, error) {
	r, err := w.compareEq(a, b)
	if err != nil {
		return false, err
	}
	if r == NotImplemented {
		return Is(a, b), nil
	}
	return w.Truth(r)
}

func (w *World) compareEq(a, b Value) (Value, error) {
	try := func(x, y Value) (Value, error) {
		m, ok, err := w.special(x, "__eq__")
		if err != nil || !ok {
			return NotImplemented, err
		}
		return m.call(w, []Value{y}, nil)
	}
	ta, tb := w.TypeOf(a), w.TypeOf(b)
	swapped := ta != tb && tb.IsSubclassOf(ta) && tb.snap.Load().hooks&hookEq != 0
	if swapped { // the more derived operand is asked first
		if r, err := try(b, a); err != nil || r != NotImplemented {
			return r, err
		}
	}
	if r, err := try(a, b); err != nil || r != NotImplemented {
		return r, err
	}
	if swapped {
		return NotImplemented, nil
	}
	return try(b, a)
}

// nativeEqual compares what built-in classes hold; ok is false where they leave the
// question open.
func (w *World) nativeEqual(a, b Value) (equal, ok bool, err error) {
	a, b = native(a), native(b)
	number := func(v Value) (float64, bool) {
		if f, ok := v.(float64); ok {
			return f, true
		}
		n, ok := isInt(v)
		return float64(n), ok
	}
	if x, isNumber := number(a); isNumber {
		y, ok := number(b)
		return x == y, ok, nil
	}
	items := func(x, y []Value) (bool, bool, error) {
		if len(x) != len(y) {
			return false, true, nil
		}
		for i := range x {
			if Is(x[i], y[i]) {
				continue
			}
			if eq, err := w.Equal(x[i], y[i]); !eq || err != nil {
				return false, true, err
			}
		}
		return true, true, nil
	}
	if w.tooDeep() {
		return false, false, errTooDeep()
	}
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return x == y, ok, nil
	case Tuple:
		if y, ok := b.(Tuple); ok {
			return items(x, y)
		}
	case *List:
		if y, ok := b.(*List); ok {
			return items(x.Items, y.Items)
		}
	case *Dict:
		y, ok := b.(*Dict)
		if !ok {
			return false, false, nil
		}
		if x.Len() != y.Len() {
			return false, true, nil
		}
		for k, v := range x.All() {
			u, has, err := y.GetItem(k)
			if err != nil || !has {
				return false, true, err
			}
			if eq, err := w.Equal(v, u); !eq || err != nil {
				return false, true, err
			}
		}
		return true, true, nil
	case *FrozenSet:
		y, ok := b.(*FrozenSet)
		if !ok || x.dict.Len() != y.dict.Len() {
			return false, ok, nil
		}
		for k := range x.dict.All() {
			if _, has, err := y.dict.GetItem(k); err != nil || !has {
				return false, true, err
			}
		}
		return true, true, nil
	case *BoundMethod:
		if y, ok := b.(*BoundMethod); ok {
			return Is(x.Func, y.Func) && Is(x.Self, y.Self), true, nil
		}
	}
	return Is(a, b), Is(a, b), nil
}

// Items lists what an iteration over v gives.
func (w *World) Items(v Value) ([]Value, error) {
	switch x := v.(type) {
	case Tuple:
		return append([]Value(nil), x...), nil
	case *List:
		return append([]Value(nil), x.Items...), nil
	case *Dict:
		return x.Keys(), nil
	case *FrozenSet:
		return x.Items(), nil
	case *Iterator:
		rest := x.items[x.at:]
		x.at = len(x.items)
		return rest, nil
	}
	m, ok, err := w.special(v, "__iter__")
	if err != nil {
		return nil, err
	}
	if !ok {
		return w.itemsByIndex(v)
	}
	it, err := m.call(w, nil, nil)
	if err != nil {
		return nil, err
	}
	if it, ok := native(it).(*Iterator); ok {
		return w.Items(it)
	}
	return nil, typeErrorf("iter() returned non-iterator of type '%s'", w.TypeOf(it).Name())
}

// itemsByIndex iterates by __getitem__ until an IndexError.
func (w *World) itemsByIndex(v Value) ([]Value, error) {
	m, ok, err := w.special(v, "__getitem__")
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, typeErrorf("'%s' object is not iterable", w.TypeOf(v).Name())
	}
	var items []Value
	for i := 0; ; i++ {
		item, err := m.call(w, []Value{i}, nil)
		var end *IndexError
		if errors.As(err, &end) {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
}

// Len is len(v).
func (w *World) Len(v Value) (int, error) {
	m, ok, err := w.special(v, "__len__")
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, typeErrorf("object of type '%s' has no len()", w.TypeOf(v).Name())
	}
	r, err := m.call(w, nil, nil)
	if err != nil {
		return 0, err
	}
	n, ok := isInt(native(r))
	if !ok {
		return 0, typeErrorf("'%s' object cannot be interpreted as an integer", w.TypeOf(r).Name())
	}
	if n < 0 {
		return 0, Raise("ValueError", "__len__() should return >= 0")
	}
	return n, nil
}

// GetItem is v[key]: __getitem__ of the type; for a class without one,
// __class_getitem__.
func (w *World) GetItem(v, key Value) (Value, error) {
	m, ok, err := w.special(v, "__getitem__")
	if err != nil {
		return nil, err
	}
	if ok {
		return m.call(w, []Value{key}, nil)
	}
	if c, isClass := v.(*Class); isClass {
		if c == w.typ {
			return newAlias(c, key), nil
		}
		f, ok, err := w.LookupAttr(c, "__class_getitem__")
		if err != nil {
			return nil, err
		}
		if ok {
			return w.call(f, []Value{key}, nil)
		}
		return nil, typeErrorf("type '%s' is not subscriptable", c.Name())
	}
	return nil, typeErrorf("'%s' object is not subscriptable", w.TypeOf(v).Name())
}

// SetItem is v[key] = x.
func (w *World) SetItem(v, key, x Value) error {
	m, ok, err := w.special(v, "__setitem__")
	if err != nil {
		return err
	}
	if !ok {
		return typeErrorf("'%s' object does not support item assignment", w.TypeOf(v).Name())
	}
	_, err = m.call(w, []Value{key, x}, nil)
	return err
}

// DelItem is del v[key].
func (w *World) DelItem(v, key Value) error {
	m, ok, err := w.special(v, "__delitem__")
	if err != nil {
		return err
	}
	if !ok {
		return typeErrorf("'%s' object does not support item deletion", w.TypeOf(v).Name())
	}
	_, err = m.call(w, []Value{key}, nil)
	return err
}

// isMapping is PyMapping_Check: the type can be subscribed.
func (w *World) isMapping(v Value) bool {
	if _, ok := v.(*Dict); ok {
		return true
	}
	return w.TypeOf(v).snap.Load().find("__getitem__").found
}

// same is PyObject_RichCompareBool(a, b, Py_EQ): a value equals itself, unasked.
func (w *World) same(a, b Value) (bool, error) {
	if Is(a, b) {
		return true, nil
	}
	return w.Equal(a, b)
}
