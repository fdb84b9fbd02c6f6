package lesson

import (
	"slices"

	mc "underhood/metaclass"
)

var keywords = []string{
	"False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
	"elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
	"not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
}

func isIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && !(r >= 'a' && r <= 'z') && !(r >= 'A' && r <= 'Z') && r < 0x80 && !(i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != "" && !slices.Contains(keywords, s)
}

// A classBody runs the namespace of a class step, name by name, as the oracle's source
// would: also what it reads on the way, which a namespace of the program's own can see.
type classBody struct {
	m     *machine
	body  *mc.Body
	name  string
	given map[int]mc.Value // the entries that are evaluated before the statement
	scope []mc.Value       // the oracle's globals, which the functions keep alive
	made  bool             // a function has been made
}

// load reads a name that a namespace other than a dict might answer.
func (b *classBody) load(name string) (mc.Value, error) {
	if _, plain := b.body.Namespace.(*mc.Dict); plain {
		return nil, nil
	}
	v, ok, err := b.body.Get(mc.Mangle(b.name, name))
	if !ok {
		v = nil
	}
	return v, err
}

func (b *classBody) store(name string, v mc.Value) error {
	return b.body.Set(mc.Mangle(b.name, name), v)
}

// put stores an entry of the program.
func (b *classBody) put(key string, v mc.Value) error {
	b.m.rec.bind(b.name, key, v)
	return b.store(key, v)
}

// loads reads several names and drops what is found.
func (b *classBody) loads(names ...string) error {
	for _, n := range names {
		if _, err := b.load(n); err != nil {
			return err
		}
	}
	return nil
}

func (b *classBody) function(name string, body []any) *mc.Function {
	var cell *mc.Cell
	if mentions(body, "super") {
		cell = b.body.Cell
	}
	if !b.made {
		b.made = true
		b.m.pins = append(b.m.pins, b.scope...)
	}
	return b.m.function(name, body, cell).Qualified(b.name + "." + name)
}

func (b *classBody) run(ns []any) error {
	if err := b.loads("__name__"); err != nil {
		return err
	}
	if err := b.body.Set("__module__", "p"); err != nil {
		return err
	}
	if err := b.body.Set("__qualname__", b.name); err != nil {
		return err
	}
	for i, x := range ns {
		key, e := pairOf(x)
		tag := b.name + "." + key
		var err error
		switch kind := e.text("k"); kind {
		case "method", "classmethod", "staticmethod", "abstract":
			err = b.method(kind, key, tag, e)
		case "property":
			err = b.property(key, tag, e)
		default:
			if err = b.loads("_e" + itoa(i)); err == nil {
				err = b.put(key, b.given[i])
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *classBody) method(kind, key, tag string, e *object) error {
	name := functionName(key)
	f := b.function(name, e.list("body"))
	if err := b.store(name, f); err != nil {
		return err
	}
	if err := b.loads("_M", "_M", name); err != nil {
		return err
	}
	b.m.tag(f, tag)
	v, err := b.m.wrap(kind, f, tag)
	if err != nil {
		return err
	}
	return b.put(key, v)
}

func (b *classBody) property(key, tag string, e *object) error {
	var parts [3]*mc.Function
	read := []string{"_M", "property"}
	for i, part := range []string{"get", "set", "del"} {
		if body, ok := e.get(part); !ok || body == nil {
			continue
		}
		f := b.function("_p", e.list(part))
		if err := b.store("_p", f); err != nil {
			return err
		}
		if err := b.loads("_M", "_p", "_h"); err != nil {
			return err
		}
		b.m.tag(f, tag+"."+part)
		if err := b.body.Delete("_p"); err != nil {
			return err
		}
		parts[i] = f
		read = append(read, "_h")
	}
	if err := b.loads(read...); err != nil {
		return err
	}
	p := mc.NewProperty(parts[0], parts[1], parts[2])
	b.m.tag(p, tag)
	return b.put(key, p)
}

func pairOf(x any) (string, *object) {
	pair, _ := x.([]any)
	if len(pair) < 2 {
		return "", nil
	}
	key, _ := pair[0].(string)
	return key, asObject(pair[1])
}

// class is the step of a class statement.
func (m *machine) class(s *object) (string, error) {
	name := s.text("name")
	ns := s.list("ns")
	st := mc.Statement{Name: name, Bare: true}
	b := &classBody{m: m, name: name, given: make(map[int]mc.Value)}
	var err error
	if st.Bases, err = m.all(s.list("bases"), &frame{}, false); err != nil {
		return "", err
	}
	b.scope = append(b.scope, st.Bases...)
	m.rec.changes(name, st.Bases)
	if meta, ok := s.get("meta"); ok && meta != nil {
		if st.Meta, err = m.eval(meta, &frame{}); err != nil {
			return "", err
		}
		b.scope = append(b.scope, st.Meta)
	}
	if kw := s.object("kw"); kw != nil {
		for i, k := range kw.keys {
			v, err := m.eval(kw.values[i], &frame{})
			if err != nil {
				return "", err
			}
			st.Kw = append(st.Kw, mc.Kw{Name: k, Value: v})
			b.scope = append(b.scope, v)
		}
	}
	decorators, err := m.all(s.list("decorators"), &frame{}, false)
	if err != nil {
		return "", err
	}
	b.scope = append(b.scope, decorators...)
	legal := isIdentifier(name)
	for i, x := range ns {
		key, e := pairOf(x)
		legal = legal && isIdentifier(key)
		switch e.text("k") {
		case "method", "classmethod", "staticmethod", "abstract":
			st.UsesCell = st.UsesCell || mentions(e.list("body"), "super")
		case "property":
			for _, part := range []string{"get", "set", "del"} {
				st.UsesCell = st.UsesCell || mentions(e.list(part), "super")
			}
		default:
			if b.given[i], err = m.entry(key, e, name); err != nil {
				return "", err
			}
			b.scope = append(b.scope, b.given[i])
		}
	}
	if !legal {
		return "", syntaxError{}
	}
	st.Body = func(body *mc.Body) error {
		b.body = body
		return b.run(ns)
	}
	v, err := m.world.Execute(st)
	if err != nil {
		return "", err
	}
	for _, d := range slices.Backward(decorators) {
		if v, err = m.world.Call(d, v); err != nil {
			return "", err
		}
	}
	if b.made {
		m.pins = append(m.pins, v)
	}
	as := s.text("as")
	if as == "" {
		as = name
	}
	m.bind(as, v)
	return m.render(v, 0), nil
}
