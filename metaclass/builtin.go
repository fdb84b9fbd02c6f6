package metaclass

import "slices"

// A Builtin is a function of a built-in class or of the module builtins. As a
// method it binds like a function; taken from the class it checks the type of its
// first argument.
type Builtin struct {
	name    string
	kind    builtinKind
	wrapper bool   // a wrapper_descriptor, for its class
	class   *Class // which it belongs to, nil for a plain function
	fn      builtinFunc
}

// builtinFunc takes over args; those of a method begin with the instance, those of
// a class method with the class.
type builtinFunc func(w *World, args []Value, kw []Kw) (Value, error)

type builtinKind uint8

const (
	builtinFunction builtinKind = iota // does not bind; __new__ is one
	builtinMethod
	builtinClassMethod
)

// Name is the function's __name__.
func (b *Builtin) Name() string { return b.name }

// A BoundBuiltin is a [Builtin] with its first argument.
type BoundBuiltin struct {
	of   *Builtin
	self Value
}

// Name is the function's __name__.
func (b *BoundBuiltin) Name() string { return b.of.name }

// Self is the first argument.
func (b *BoundBuiltin) Self() Value { return b.self }

// NewBuiltin makes a plain built-in function, such as len.
func NewBuiltin(name string, fn func(w *World, args []Value, kw []Kw) (Value, error)) *Builtin {
	return &Builtin{name: name, fn: fn}
}

func (w *World) callBuiltin(b *Builtin, args []Value, kw []Kw) (Value, error) {
	switch b.kind {
	case builtinMethod:
		if len(args) == 0 {
			return nil, typeErrorf("descriptor '%s' of '%s' object needs an argument", b.name, b.class.Name())
		}
		if !w.TypeOf(args[0]).IsSubclassOf(b.class) {
			return nil, typeErrorf("descriptor '%s' requires a '%s' object but received a '%s'",
				b.name, b.class.Name(), w.TypeOf(args[0]).Name())
		}
	case builtinClassMethod:
		return nil, typeErrorf("'classmethod_descriptor' object is not callable")
	}
	return b.fn(w, args, kw)
}

func (w *World) builtinGet(b *Builtin, inst Value, owner *Class) (Value, bool, error) {
	switch b.kind {
	case builtinMethod:
		if inst == nil {
			return b, true, nil
		}
		if !w.TypeOf(inst).IsSubclassOf(b.class) {
			return nil, true, typeErrorf("descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
				b.name, b.class.Name(), w.TypeOf(inst).Name())
		}
		return &BoundBuiltin{b, inst}, true, nil
	case builtinClassMethod:
		if owner == nil {
			owner = w.TypeOf(inst)
		}
		if !owner.IsSubclassOf(b.class) {
			return nil, true, typeErrorf("descriptor '%s' requires a subtype of '%s' but received '%s'", b.name, b.class.Name(), owner.Name())
		}
		return &BoundBuiltin{b, owner}, true, nil
	}
	return b, false, nil
}

// A GetSet is an attribute that a built-in class computes, such as __class__. A
// set of nil deletes.
type GetSet struct {
	name   string
	class  *Class
	get    func(w *World, inst Value) (Value, error)
	set    func(w *World, inst, v Value) error
	member bool // a member_descriptor, for its class
}

// Name is the attribute's name.
func (g *GetSet) Name() string { return g.name }

// Class is the class it belongs to.
func (g *GetSet) Class() *Class { return g.class }

// IsMember reports whether it is what Python calls a member, such as __mro__, and not
// a computed attribute.
func (g *GetSet) IsMember() bool { return g.member }

// noArgs refuses arguments behind the first.
func noArgs(name string, args []Value, kw []Kw) error {
	switch {
	case len(kw) > 0:
		return typeErrorf("%s() takes no keyword arguments", name)
	case len(args) > 1:
		return typeErrorf("%s() takes no arguments (%d given)", name, len(args)-1)
	}
	return nil
}

// exactly refuses another number of arguments, the first one of a method not counted.
func exactly(name string, n int, args []Value, kw []Kw) error {
	switch {
	case len(kw) > 0:
		return typeErrorf("%s() takes no keyword arguments", name)
	case len(args) != n+1:
		return typeErrorf("%s() takes exactly %d argument (%d given)", name, n, len(args)-1)
	}
	return nil
}

func methodOf(name string, fn builtinFunc) *Builtin {
	return &Builtin{name: name, kind: builtinMethod, fn: fn}
}

// bare are the slots that take no arguments.
var bare = []string{"__repr__", "__str__", "__hash__", "__len__", "__iter__", "__bool__"}

func slotOf(name string, fn builtinFunc) *Builtin {
	if slices.Contains(bare, name) {
		inner := fn
		fn = func(w *World, args []Value, kw []Kw) (Value, error) {
			if len(args) > 1 || len(kw) > 0 {
				return nil, typeErrorf("expected 0 arguments, got %d", len(args)-1+len(kw))
			}
			return inner(w, args, kw)
		}
	}
	return &Builtin{name: name, kind: builtinMethod, wrapper: true, fn: fn}
}

// fill puts built-in attributes into a class that is being set up.
func (c *Class) fill(attrs ...Value) {
	sn := c.snap.Load()
	entries := slices.Clone(sn.ns.entries)
	for _, a := range attrs {
		switch a := a.(type) {
		case *Builtin:
			a.class = c
			entries = append(entries, nsEntry{name: a.name, value: a})
		case *GetSet:
			a.class = c
			entries = append(entries, nsEntry{name: a.name, value: a})
		}
	}
	sn = sn.changed()
	sn.ns = newNamespace(entries)
	sn.hooks = gatherHooks(sn.mro, c, sn.ns)
	if c == c.world.object || c == c.world.typ {
		sn.hooks = 0
	}
	c.snap.Store(sn.settle())
}
