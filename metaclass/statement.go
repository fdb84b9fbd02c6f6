package metaclass

// A Statement is a class statement: class Name(bases..., metaclass=Meta, **Kw).
type Statement struct {
	// Name is the class's name, also its __qualname__.
	Name string
	// Module becomes __module__; empty is "__main__".
	Module string
	// Bases are classes, or values with __mro_entries__.
	Bases []Value
	// Meta is the metaclass keyword, nil if it is not given. It may be any callable.
	Meta Value
	// Kw are the other keywords.
	Kw []Kw
	// Body fills the namespace. Nil is an empty body. A panic in it is a [*PanicError].
	Body func(*Body) error
	// UsesCell tells that a function in the body uses __class__ or super() without
	// arguments. Then the body ends by storing __classcell__.
	UsesCell bool
	// Bare leaves the names that a compiler puts in front, __module__ and
	// __qualname__, to Body.
	Bare bool
}

// A Body is a class body while it runs.
type Body struct {
	// World is where it runs.
	World *World
	// Namespace is what __prepare__ returned: a *Dict unless that says otherwise.
	Namespace Value
	// Cell is for the functions of the body, see [Function.In].
	Cell *Cell
}

// Set binds a name, as an assignment in the body does: by the namespace's own
// __setitem__ if that is no plain dict.
func (b *Body) Set(name string, v Value) error {
	if d, ok := b.Namespace.(*Dict); ok {
		d.Set(name, v)
		return nil
	}
	return b.World.SetItem(b.Namespace, name, v)
}

// Get reads a name from the namespace, as a name in the body does.
func (b *Body) Get(name string) (v Value, ok bool, err error) {
	if d, ok := b.Namespace.(*Dict); ok {
		v, ok = d.Get(name)
		return v, ok, nil
	}
	v, err = b.World.GetItem(b.Namespace, name)
	if err != nil && Kind(err) == "KeyError" {
		return nil, false, nil
	}
	return v, err == nil, err
}

// Delete removes a name, as del does in the body.
func (b *Body) Delete(name string) error {
	if d, ok := b.Namespace.(*Dict); ok {
		if !d.Delete(name) {
			return Raise("NameError", "name '%s' is not defined", name)
		}
		return nil
	}
	return b.World.DelItem(b.Namespace, name)
}

// Execute runs a class statement and gives what the metaclass returned, which need
// not be a class (bltinmodule.c, builtin___build_class__).
func (w *World) Execute(s Statement) (Value, error) {
	bases, changed, err := w.resolveBases(s.Bases)
	if err != nil {
		return nil, err
	}
	meta, metaName := s.Meta, "<metaclass>"
	if meta == nil {
		meta = w.typ
		if len(bases) > 0 {
			meta = w.TypeOf(bases[0])
		}
	}
	if err := w.member(meta, "the metaclass"); err != nil {
		return nil, err
	}
	var asked *Class
	if m, ok := meta.(*Class); ok {
		if m, err = w.pickMeta(m, bases); err != nil {
			return nil, err
		}
		asked, meta, metaName = m, m, m.Name()
	}
	w.tell(Event{Kind: EventPrepare, Class: asked, Name: s.Name})
	run := new(struct { // in one allocation
		body Body
		cell Cell
		ns   Dict
	})
	body := &run.body
	body.World, body.Cell = w, &run.cell
	if m, ok := meta.(*Class); ok && m == w.typ {
		body.Namespace = &run.ns // what type.__prepare__ gives
	} else if body.Namespace, err = w.prepare(meta, metaName, s, bases); err != nil {
		return nil, err
	}
	if err := s.run(body); err != nil {
		return nil, err
	}
	if changed {
		if err := w.SetItem(body.Namespace, "__orig_bases__", Tuple(s.Bases)); err != nil {
			return nil, err
		}
	}
	v, err := w.call(meta, []Value{s.Name, bases, body.Namespace}, s.Kw)
	if err != nil {
		return nil, err
	}
	if c, ok := v.(*Class); ok && s.UsesCell {
		switch got := body.Cell.Class(); {
		case got == nil:
			text, err := w.Repr(c)
			if err != nil {
				return nil, err
			}
			return nil, Raise("RuntimeError", "__class__ not set defining %s as %s. Was __classcell__ propagated to type.__new__?",
				quote(s.Name), text)
		case got != c:
			return nil, typeErrorf("__class__ set to %s defining %s as %s", w.classText(got), quote(s.Name), w.classText(c))
		}
	}
	if c, ok := v.(*Class); ok {
		w.tell(Event{Kind: EventMade, Class: c, Name: s.Name})
	}
	return v, nil
}

func (s *Statement) run(b *Body) error {
	if !s.Bare {
		module := s.Module
		if module == "" {
			module = "__main__"
		}
		if err := b.Set("__module__", module); err != nil {
			return err
		}
		if err := b.Set("__qualname__", s.Name); err != nil {
			return err
		}
	}
	if s.Body != nil {
		if err := s.guardBody(b); err != nil {
			return err
		}
	}
	if s.UsesCell {
		return b.Set("__classcell__", b.Cell)
	}
	return nil
}

func (s *Statement) guardBody(b *Body) (err error) {
	var ignored Value
	defer caught(&ignored, &err)
	return s.Body(b)
}

// resolveBases is update_bases: a base that is no class may stand for others, by
// __mro_entries__, which is given the bases as they were written.
func (w *World) resolveBases(given []Value) (bases Tuple, changed bool, err error) {
	bases = make(Tuple, 0, len(given))
	for _, b := range given {
		if err := w.member(b, "a base"); err != nil {
			return nil, false, err
		}
		if _, isClass := b.(*Class); isClass {
			bases = append(bases, b)
			continue
		}
		f, ok, err := w.LookupAttr(b, "__mro_entries__")
		if err != nil {
			return nil, false, err
		}
		if !ok {
			bases = append(bases, b)
			continue
		}
		v, err := w.call(f, []Value{Tuple(given)}, nil)
		if err != nil {
			return nil, false, err
		}
		entries, ok := native(v).(Tuple)
		if !ok {
			return nil, false, typeErrorf("__mro_entries__ must return a tuple")
		}
		bases, changed = append(bases, entries...), true
	}
	if !changed {
		bases = Tuple(given)
	}
	return bases, changed, nil
}

// prepare asks the metaclass for the namespace.
func (w *World) prepare(meta Value, metaName string, s Statement, bases Tuple) (Value, error) {
	f, ok, err := w.LookupAttr(meta, "__prepare__")
	if err != nil {
		return nil, err
	}
	if !ok {
		return NewDict(), nil
	}
	ns, err := w.call(f, []Value{s.Name, bases}, append([]Kw(nil), s.Kw...))
	if err != nil {
		return nil, err
	}
	if !w.isMapping(ns) {
		return nil, typeErrorf("%s.__prepare__() must return a mapping, not %s", metaName, w.TypeOf(ns).Name())
	}
	return ns, nil
}
