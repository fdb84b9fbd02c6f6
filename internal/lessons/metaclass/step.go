package lesson

import (
	"runtime"
	"slices"
	"strings"
	"weak"

	mc "underhood/metaclass"
)

// steps are all kinds of steps.
var steps map[string]func(m *machine, s *object) (string, error)

func init() { // refers to itself
	shown := func(f func(m *machine, s *object) (mc.Value, error)) func(m *machine, s *object) (string, error) {
		return func(m *machine, s *object) (string, error) {
			v, err := f(m, s)
			if err != nil {
				return "", err
			}
			return m.render(v, 0), nil
		}
	}
	steps = map[string]func(m *machine, s *object) (string, error){
		"class":      (*machine).class,
		"type3":      shown((*machine).type3),
		"new":        shown((*machine).newInstance),
		"let":        shown((*machine).let),
		"get":        shown((*machine).get),
		"set":        (*machine).setStep,
		"del":        (*machine).delStep,
		"eval":       shown(func(m *machine, s *object) (mc.Value, error) { return m.field(s, "x") }),
		"mro":        shown((*machine).mro),
		"bases":      shown((*machine).bases),
		"subclasses": shown((*machine).subclasses),
		"type": shown(func(m *machine, s *object) (mc.Value, error) {
			v, err := m.field(s, "obj")
			if err != nil {
				return nil, err
			}
			return m.world.TypeOf(v), nil
		}),
		"isinstance": shown(func(m *machine, s *object) (mc.Value, error) { return m.ask("isinstance", s, "obj", "cls") }),
		"issubclass": shown(func(m *machine, s *object) (mc.Value, error) { return m.ask("issubclass", s, "sub", "cls") }),
		"super": shown(func(m *machine, s *object) (mc.Value, error) {
			cls, obj, err := m.two(s, "cls", "obj")
			if err != nil {
				return nil, err
			}
			sup, err := m.world.Call(m.builtin("super"), cls, obj)
			if err != nil {
				return nil, err
			}
			m.rec.super(cls, obj, s.text("name"))
			return m.world.GetAttr(sup, s.text("name"))
		}),
		"hasattr": shown(func(m *machine, s *object) (mc.Value, error) { return m.on("hasattr", s, "obj", s.text("name")) }),
		"dict": shown(func(m *machine, s *object) (mc.Value, error) {
			v, err := m.field(s, "obj")
			if err != nil {
				return nil, err
			}
			return m.world.Vars(v)
		}),
		"register": shown(func(m *machine, s *object) (mc.Value, error) {
			cls, err := m.field(s, "cls")
			if err != nil {
				return nil, err
			}
			f, err := m.world.GetAttr(cls, "register")
			if err != nil {
				return nil, err
			}
			sub, err := m.field(s, "sub")
			if err != nil {
				return nil, err
			}
			return m.world.Call(f, sub)
		}),
		"abstract": shown((*machine).abstract),
		"drop":     (*machine).drop,
	}
}

// field evaluates an expression of a step.
func (m *machine) field(s *object, key string) (mc.Value, error) {
	x, ok := s.get(key)
	if !ok {
		q, _ := mc.Quote(key)
		return nil, mc.Raise("KeyError", "%s", q)
	}
	return m.eval(x, &frame{})
}

func (m *machine) on(fn string, s *object, key string, more ...mc.Value) (mc.Value, error) {
	v, err := m.field(s, key)
	if err != nil {
		return nil, err
	}
	return m.world.Call(m.builtin(fn), append([]mc.Value{v}, more...)...)
}

func (m *machine) ask(fn string, s *object, first, second string) (mc.Value, error) {
	a, b, err := m.two(s, first, second)
	if err != nil {
		return nil, err
	}
	return m.world.Call(m.builtin(fn), a, b)
}

func (m *machine) two(s *object, first, second string) (a, b mc.Value, err error) {
	if a, err = m.field(s, first); err == nil {
		b, err = m.field(s, second)
	}
	return a, b, err
}

func (m *machine) get(s *object) (mc.Value, error) {
	v, err := m.field(s, "obj")
	if err != nil {
		return nil, err
	}
	obj, _ := s.get("obj")
	m.rec.look(params{}.expr(obj), v, s.text("name"))
	return m.world.Call(m.builtin("getattr"), v, s.text("name"))
}

func (m *machine) type3(s *object) (mc.Value, error) {
	var meta mc.Value = m.world.Type()
	var err error
	if x, ok := s.get("meta"); ok {
		if meta, err = m.eval(x, &frame{}); err != nil {
			return nil, err
		}
	}
	name := s.text("name")
	ns := mc.NewDict()
	for _, x := range s.list("ns") {
		key, e := pairOf(x)
		v, err := m.entry(key, e, name)
		if err != nil {
			return nil, err
		}
		ns.Set(key, v)
	}
	if _, ok := ns.Get("__module__"); !ok {
		ns.Set("__module__", "p")
	}
	bases, err := m.all(s.list("bases"), &frame{}, false)
	if err != nil {
		return nil, err
	}
	m.rec.changes(name, bases)
	var kw []mc.Kw
	if given := s.object("kw"); given != nil {
		for i, k := range given.keys {
			v, err := m.eval(given.values[i], &frame{})
			if err != nil {
				return nil, err
			}
			kw = append(kw, mc.Kw{Name: k, Value: v})
		}
	}
	v, err := m.world.CallKw(meta, []mc.Value{name, mc.Tuple(bases), ns}, kw)
	if err != nil {
		return nil, err
	}
	as := s.text("as")
	if as == "" {
		as = name
	}
	m.bind(as, v)
	return v, nil
}

func (m *machine) newInstance(s *object) (mc.Value, error) {
	cls, _ := s.get("cls")
	call := []any{cls, s.list("args")}
	if kw := s.object("kw"); kw != nil {
		call = append(call, kw)
	}
	v, err := m.eval(&object{[]string{"call"}, []any{call}}, &frame{})
	if err == nil {
		m.bind(s.text("as"), v)
	}
	return v, err
}

func (m *machine) let(s *object) (mc.Value, error) {
	v, err := m.field(s, "x")
	if err == nil {
		m.bind(s.text("as"), v)
	}
	return v, err
}

func (m *machine) setStep(s *object) (string, error) {
	var v mc.Value
	var err error
	if e := s.object("entry"); e != nil {
		v, err = m.entry(s.text("name"), e, "set")
	} else {
		v, err = m.field(s, "v")
	}
	if err != nil {
		return "", err
	}
	if bases, ok := v.(mc.Tuple); ok && s.text("name") == "__bases__" {
		obj, _ := s.get("obj")
		m.rec.changes(params{}.expr(obj), bases)
	}
	_, err = m.on("setattr", s, "obj", s.text("name"), v)
	return "ok", err
}

func (m *machine) delStep(s *object) (string, error) {
	_, err := m.on("delattr", s, "obj", s.text("name"))
	return "ok", err
}

// classField is a class of a step, for what type alone can tell.
func (m *machine) classField(s *object, key, what string) (*mc.Class, error) {
	v, err := m.field(s, key)
	if err != nil {
		return nil, err
	}
	c, ok := v.(*mc.Class)
	if !ok {
		return nil, mc.Raise("TypeError", "descriptor '%s' for 'type' objects doesn't apply to a '%s' object", what, m.world.TypeOf(v).Name())
	}
	return c, nil
}

func (m *machine) mro(s *object) (mc.Value, error) {
	c, err := m.classField(s, "cls", "__mro__")
	if err != nil {
		return nil, err
	}
	return classes(c.MRO()), nil
}

func classes(list []*mc.Class) mc.Tuple {
	t := make(mc.Tuple, len(list))
	for i, c := range list {
		t[i] = c
	}
	return t
}

func (m *machine) bases(s *object) (mc.Value, error) {
	v, err := m.field(s, "cls")
	if err != nil {
		return nil, err
	}
	return m.world.GetAttr(v, "__bases__")
}

func (m *machine) subclasses(s *object) (mc.Value, error) {
	runtime.GC() // a class that failed half-way may linger
	c, err := m.classField(s, "cls", "__subclasses__")
	if err != nil {
		return nil, err
	}
	return mc.NewList(classes(slices.Collect(c.Subclasses()))...), nil
}

func (m *machine) abstract(s *object) (mc.Value, error) {
	v, err := m.field(s, "cls")
	if err != nil {
		return nil, err
	}
	names, err := m.world.GetAttr(v, "__abstractmethods__")
	if err != nil {
		return nil, err
	}
	items, err := m.world.Items(names)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b mc.Value) int {
		x, _ := a.(string)
		y, _ := b.(string)
		return strings.Compare(x, y)
	})
	return mc.NewList(items...), nil
}

// drop forgets a variable and says whether its class has gone.
func (m *machine) drop(s *object) (string, error) {
	name := s.text("var")
	w, isClass := m.forget(name)
	runtime.GC()
	if isClass && w.Value() == nil {
		return "collected", nil
	}
	return "kept", nil
}

func (m *machine) forget(name string) (weak.Pointer[mc.Class], bool) {
	c, ok := m.env[name].(*mc.Class)
	delete(m.env, name)
	if !ok {
		return weak.Pointer[mc.Class]{}, false
	}
	return weak.Make(c), true
}
