package lesson

import (
	"strings"

	mc "underhood/metaclass"
)

// inner evaluates an expression of a function's body, through the oracle's lambda.
func (m *machine) inner(x any, f *frame) (mc.Value, error) {
	if err := m.enter(1); err != nil {
		m.leave(1)
		return nil, err
	}
	defer m.leave(1)
	return m.eval(x, f)
}

func (m *machine) eval(x any, f *frame) (mc.Value, error) {
	if err := m.enter(1); err != nil {
		m.leave(1)
		return nil, err
	}
	defer m.leave(1)
	if m.fuel--; m.fuel < 0 {
		return nil, halt{}
	}
	switch n := x.(type) {
	case nil:
		return mc.None, nil
	case []any:
		var items []mc.Value
		err := m.within(1, func() (err error) {
			items, err = m.all(n, f, false)
			return err
		})
		return mc.NewList(items...), err
	case *object:
		if len(n.keys) != 1 {
			return nil, mc.Raise("ValueError", "too many values to unpack (expected 1)")
		}
		return m.form(n.keys[0], n.values[0], f)
	}
	return x, nil
}

// all evaluates a list; inner tells whether through the lambda.
func (m *machine) all(list []any, f *frame, inner bool) ([]mc.Value, error) {
	out := make([]mc.Value, len(list))
	for i, x := range list {
		var err error
		if inner {
			out[i], err = m.inner(x, f)
		} else {
			out[i], err = m.eval(x, f)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (m *machine) form(op string, v any, f *frame) (mc.Value, error) {
	list, _ := v.([]any)
	two := func() (a, b mc.Value, err error) {
		if len(list) < 2 {
			return nil, nil, mc.Raise("IndexError", "list index out of range")
		}
		if a, err = m.inner(list[0], f); err != nil {
			return nil, nil, err
		}
		b, err = m.inner(list[1], f)
		return a, b, err
	}
	switch op {
	case "ref":
		name, _ := v.(string)
		if x, ok := m.env[name]; ok {
			return x, nil
		}
		q, _ := mc.Quote(name)
		return nil, mc.Raise("NameError", "name %s is not defined", q)
	case "arg":
		i, _ := v.(int)
		if i < 0 {
			i += len(f.args)
		}
		if i < 0 || i >= len(f.args) {
			return nil, mc.Raise("IndexError", "tuple index out of range")
		}
		return f.args[i], nil
	case "args":
		i, _ := v.(int)
		if i < 0 {
			i = max(0, i+len(f.args))
		}
		return mc.Tuple(append([]mc.Value{}, f.args[min(i, len(f.args)):]...)), nil
	case "kw":
		d := mc.NewDict()
		for _, k := range f.kw {
			d.Set(k.Name, k.Value)
		}
		return d, nil
	case "tuple":
		items, err := m.comprehension(list, f)
		return mc.Tuple(items), err
	case "dict":
		return m.dict(list, f)
	case "attr":
		obj, name, err := m.target(append([]any{nil}, list...), f)
		if err != nil {
			return nil, err
		}
		if s, ok := name.(string); ok {
			return m.world.GetAttr(obj, s)
		}
		return m.world.Call(m.builtin("getattr"), obj, name)
	case "item":
		a, b, err := two()
		if err != nil {
			return nil, err
		}
		return m.world.GetItem(a, b)
	case "cat":
		return m.cat(list, f)
	case "super":
		return m.zeroSuper(f)
	case "super2":
		items, err := m.comprehension(list, f)
		if err != nil {
			return nil, err
		}
		if len(items) == 0 {
			return m.bareSuper()
		}
		return m.world.Call(m.builtin("super"), items...)
	case "typeof":
		x, err := m.inner(v, f)
		if err != nil {
			return nil, err
		}
		return m.world.TypeOf(x), nil
	case "vars":
		x, err := m.inner(v, f)
		if err != nil {
			return nil, err
		}
		err = m.within(1, func() error {
			x, err = m.world.Vars(x)
			return err
		})
		return x, err
	case "entry":
		e, _ := v.(*object)
		return m.entry("lambda", e, "lambda")
	case "call":
		return m.call(list, f)
	}
	return nil, mc.Raise("ValueError", "bad expression '%s'", op)
}

func (m *machine) dict(list []any, f *frame) (mc.Value, error) {
	d := mc.NewDict()
	for _, x := range list {
		pair, _ := x.([]any)
		if len(pair) != 2 {
			return nil, mc.Raise("ValueError", "not enough values to unpack")
		}
		one, err := m.comprehension(pair[1:], f)
		if err != nil {
			return nil, err
		}
		v := one[0]
		key := pair[0]
		switch pair[0].(type) {
		case nil:
			key = mc.None
		case []any:
			key = mc.NewList()
		case *object:
			key = mc.NewDict()
		}
		if err := d.SetItem(key, v); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// bareSuper is a super() that the oracle itself calls: its method has a class.
func (m *machine) bareSuper() (mc.Value, error) { return m.world.Super(m.world.Object(), mc.None) }

// zeroSuper is super(cell(), args[0]): the oracle's way to write super().
func (m *machine) zeroSuper(f *frame) (mc.Value, error) {
	cls := f.cell.Class()
	if cls == nil {
		return nil, mc.Raise("NameError", "cannot access free variable '__class__' where it is not associated with a value in enclosing scope")
	}
	if len(f.args) == 0 {
		return nil, mc.Raise("IndexError", "tuple index out of range")
	}
	return m.world.Call(m.builtin("super"), cls, f.args[0])
}

func (m *machine) call(list []any, f *frame) (mc.Value, error) {
	if len(list) == 0 {
		return nil, mc.Raise("IndexError", "list index out of range")
	}
	fn, err := m.inner(list[0], f)
	if err != nil {
		return nil, err
	}
	var args []mc.Value
	if len(list) > 1 {
		given, _ := list[1].([]any)
		for _, a := range given {
			if star, ok := asObject(a).get("star"); ok {
				v, err := m.inner(star, f)
				if err != nil {
					return nil, err
				}
				items, err := m.world.Items(v)
				if err != nil {
					return nil, err
				}
				args = append(args, items...)
				continue
			}
			v, err := m.inner(a, f)
			if err != nil {
				return nil, err
			}
			args = append(args, v)
		}
	}
	kw, err := m.keywords(list, f)
	if err != nil {
		return nil, err
	}
	if fn == m.builtin("super") && len(args) == 0 && len(kw) == 0 {
		return m.bareSuper()
	}
	var v mc.Value
	err = m.within(m.callFrames(fn), func() error {
		v, err = m.world.CallKw(fn, args, kw)
		return err
	})
	return v, err
}

// callFrames is what a call of fn counts beside its own frames: calls through C do.
func (m *machine) callFrames(fn mc.Value) int {
	switch f := fn.(type) {
	case *mc.Function, *mc.BoundMethod:
		return 0
	case *mc.Builtin:
		if name := f.Name(); name == "isinstance" || name == "issubclass" || name == "repr" {
			return 2
		}
	}
	return 1
}

// comprehension evaluates a list in a frame of its own.
func (m *machine) comprehension(list []any, f *frame) (items []mc.Value, err error) {
	err = m.within(1, func() error {
		items, err = m.all(list, f, true)
		return err
	})
	return items, err
}

// cat is "".join(str(e(i)) for i in list).
func (m *machine) cat(list []any, f *frame) (mc.Value, error) {
	var b strings.Builder
	for _, x := range list {
		if err := m.within(2, func() error {
			v, err := m.inner(x, f)
			if err != nil {
				return err
			}
			return m.within(1, func() error {
				s, err := m.world.Str(v)
				b.WriteString(s)
				return err
			})
		}); err != nil {
			return nil, err
		}
	}
	return b.String(), nil
}

func asObject(x any) *object {
	o, _ := x.(*object)
	return o
}

func (m *machine) keywords(list []any, f *frame) ([]mc.Kw, error) {
	if len(list) < 3 {
		return nil, nil
	}
	given := asObject(list[2])
	if given == nil {
		return nil, nil
	}
	d := mc.NewDict()
	for i, k := range given.keys {
		v, err := m.inner(given.values[i], f)
		if err != nil {
			return nil, err
		}
		if k != "**" {
			d.Set(k, v)
			continue
		}
		if _, err := m.world.CallMethod(d, "update", v); err != nil {
			return nil, err
		}
	}
	var kw []mc.Kw
	for k, v := range d.All() {
		name, ok := k.(string)
		if !ok {
			return nil, mc.Raise("TypeError", "keywords must be strings")
		}
		kw = append(kw, mc.Kw{Name: name, Value: v})
	}
	return kw, nil
}
