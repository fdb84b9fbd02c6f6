package metaclass

// A ClassOption is a part of a class statement, for [World.Class].
type ClassOption func(*Statement, *definition)

// definition collects the body.
type definition struct {
	entries []nsEntry
	super   bool
}

// Class makes a class as a class statement does: with the metaclass's __prepare__,
// and with __mro_entries__ for bases that are no classes.
//
//	shape, err := w.Class("Shape",
//		metaclass.Bases(base),
//		metaclass.Attr("sides", 4),
//		metaclass.Def(metaclass.Func1("area", area)))
//
// A metaclass may make something else of the statement; that is a [*TypeError] here,
// see [World.Execute] for such. A nil option, and a base that is nil or of another world,
// are [*TypeError] too.
func (w *World) Class(name string, opts ...ClassOption) (*Class, error) {
	d := definition{entries: make([]nsEntry, 0, len(opts))}
	s := Statement{Name: name}
	for i, o := range opts {
		if o == nil {
			return nil, typeErrorf("option %d of class %s is nil", i, name)
		}
		o(&s, &d)
	}
	s.UsesCell = d.super
	s.Body = func(b *Body) error {
		for _, e := range d.entries {
			if f, ok := e.value.(*Function); ok {
				f.In(b.Cell).Qualified(name + "." + f.name)
			}
			if err := b.Set(e.name, e.value); err != nil {
				return err
			}
		}
		return nil
	}
	v, err := w.Execute(s)
	if err != nil {
		return nil, err
	}
	c, ok := v.(*Class)
	if !ok {
		return nil, typeErrorf("the class statement of %s made a %s, not a class", name, w.TypeOf(v).Name())
	}
	return c, nil
}

// Bases are the classes to derive from.
func Bases(bases ...*Class) ClassOption {
	return func(s *Statement, _ *definition) {
		for _, b := range bases {
			s.Bases = append(s.Bases, b)
		}
	}
}

// BaseValues are bases of any kind: values with __mro_entries__ stand for others.
func BaseValues(bases ...Value) ClassOption {
	return func(s *Statement, _ *definition) { s.Bases = append(s.Bases, bases...) }
}

// Meta is the metaclass keyword.
func Meta(meta Value) ClassOption { return func(s *Statement, _ *definition) { s.Meta = meta } }

// Keyword is another keyword of the statement, which __init_subclass__ gets.
func Keyword(name string, v Value) ClassOption {
	return func(s *Statement, _ *definition) { s.Kw = append(s.Kw, Kw{name, v}) }
}

// Module is what __module__ says.
func Module(name string) ClassOption { return func(s *Statement, _ *definition) { s.Module = name } }

// Attr binds a name in the body. [World.Class] panics if v is nil, which is no value.
func Attr(name string, v Value) ClassOption {
	return func(_ *Statement, d *definition) {
		if v == nil {
			panic("metaclass: nil is no value")
		}
		d.entries = append(d.entries, nsEntry{name: name, value: v})
	}
}

// Def defines a function in the body, under its own name. [Call.Super] works in it.
// Panics if f is nil.
func Def(f *Function) ClassOption {
	if f == nil {
		panic("metaclass: Def of a nil function")
	}
	return func(_ *Statement, d *definition) {
		d.entries = append(d.entries, nsEntry{name: f.name, value: f})
		d.super = d.super || f.general != nil
	}
}

// Method defines a function of the general form. A nil result is None, see [Function].
func Method(name string, body func(*Call) (Value, error)) ClassOption { return Def(Func(name, body)) }

// Abstract declares methods that a subclass must define. The metaclass must be ABCMeta,
// see [World.BuiltinClass], for that to mean anything.
func Abstract(names ...string) ClassOption {
	return func(_ *Statement, d *definition) {
		for _, name := range names {
			f := Func(name, func(*Call) (Value, error) { return nil, Raise("NotImplementedError", "%s is abstract", name) })
			f.Dict().Set("__isabstractmethod__", true)
			d.entries = append(d.entries, nsEntry{name: name, value: f})
		}
	}
}

// Slots is __slots__.
func Slots(names ...string) ClassOption {
	t := make(Tuple, len(names))
	for i, n := range names {
		t[i] = n
	}
	return Attr("__slots__", t)
}
