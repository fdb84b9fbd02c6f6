package lesson

import (
	mc "underhood/metaclass"
)

// function makes a function of a body.
func (m *machine) function(name string, body []any, cell *mc.Cell) *mc.Function {
	var f *mc.Function
	f = mc.Func(name, func(c *mc.Call) (mc.Value, error) {
		m.rec.call(f, c)
		defer m.rec.returned()
		if err := m.enter(2); err != nil { // the function itself and the oracle's run
			m.leave(2)
			return nil, err
		}
		defer m.leave(2)
		v, err := m.body(body, &frame{c.Args, c.Kw, cell})
		if v == nil && err == nil {
			v = mc.None
		}
		return v, err
	}).In(cell)
	return f
}

// entry makes what an entry stands for outside of a class statement.
func (m *machine) entry(key string, e *object, owner string) (mc.Value, error) {
	tag := owner + "." + key
	body := func(part string) []any { return e.list(part) }
	switch kind := e.text("k"); kind {
	case "value":
		v, _ := e.get("v")
		return m.eval(v, &frame{})
	case "slots":
		names, _ := e.get("names")
		list, ok := names.([]any)
		if !ok {
			return m.eval(names, &frame{})
		}
		t := make(mc.Tuple, len(list))
		for i, n := range list {
			if t[i] = n; n == nil {
				t[i] = mc.None
			}
		}
		return t, nil
	case "method", "classmethod", "staticmethod", "abstract":
		f := m.function(functionName(key), body("body"), nil)
		m.tag(f, tag)
		return m.wrap(kind, f, tag)
	case "property":
		var parts [3]*mc.Function
		for i, part := range []string{"get", "set", "del"} {
			if b, ok := e.get(part); ok && b != nil {
				parts[i] = m.function(functionName(key), body(part), nil)
				m.tag(parts[i], tag+"."+part)
			}
		}
		p := mc.NewProperty(parts[0], parts[1], parts[2])
		m.tag(p, tag)
		return p, nil
	case "descr":
		return m.descriptor(e, tag)
	default:
		return nil, mc.Raise("ValueError", "bad entry kind '%s'", kind)
	}
}

func functionName(key string) string {
	if isIdentifier(key) {
		return key
	}
	return "f"
}

func (m *machine) wrap(kind string, f *mc.Function, tag string) (mc.Value, error) {
	switch kind {
	case "classmethod":
		c := mc.NewClassMethod(f)
		m.tag(c, tag)
		return c, nil
	case "staticmethod":
		s := mc.NewStaticMethod(f)
		m.tag(s, tag)
		return s, nil
	case "abstract":
		f.Dict().Set("__isabstractmethod__", true)
	}
	return f, nil
}

// descriptor makes an instance of a class of its own, called Descr.
func (m *machine) descriptor(e *object, tag string) (mc.Value, error) {
	ns := mc.NewDict()
	fail := func(which string) error {
		v, ok := e.object("raise").get(which)
		r, _ := v.([]any)
		if !ok || len(r) < 2 {
			return nil
		}
		kind, _ := r[0].(string)
		text, _ := r[1].(string)
		return raise(kind, text)
	}
	show := func(c *mc.Call, i int) string {
		if i < len(c.Args) {
			return m.render(c.Args[i], 0)
		}
		return "None"
	}
	add := func(name string, least, most int, body func(c *mc.Call) (mc.Value, error)) {
		ns.Set(name, mc.Func(name, func(c *mc.Call) (mc.Value, error) {
			if len(c.Args) < least || len(c.Args) > most || len(c.Kw) > 0 {
				return nil, mc.Raise("TypeError", "%s() takes %d positional arguments but %d were given", name, most, len(c.Args))
			}
			return body(c)
		}))
	}
	for _, h := range e.list("has") {
		switch h {
		case "get":
			add("__get__", 2, 3, func(c *mc.Call) (mc.Value, error) {
				m.say("get " + tag + " " + show(c, 1) + " " + show(c, 2))
				return "got " + tag, fail("get")
			})
		case "set":
			add("__set__", 3, 3, func(c *mc.Call) (mc.Value, error) {
				m.say("set " + tag + " " + show(c, 1) + " " + show(c, 2))
				return mc.None, fail("set")
			})
		case "del":
			add("__delete__", 2, 2, func(c *mc.Call) (mc.Value, error) {
				m.say("delete " + tag + " " + show(c, 1))
				return mc.None, fail("del")
			})
		case "name":
			add("__set_name__", 3, 3, func(c *mc.Call) (mc.Value, error) {
				name, _ := c.Args[2].(string)
				m.say("set_name " + tag + " " + show(c, 1) + " " + name)
				return mc.None, fail("name")
			})
		}
	}
	defer m.rec.hide()()
	cls, err := m.world.Call(m.world.Type(), "Descr", mc.Tuple{}, ns)
	if err != nil {
		return nil, err
	}
	d, err := m.world.Call(cls)
	if err == nil {
		m.tag(d, tag)
	}
	return d, err
}
