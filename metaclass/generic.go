package metaclass

import (
	"slices"
	"strings"
)

// A GenericAlias is list[int] and its like (PEP 585): it stands for its origin, as a
// base by __mro_entries__, and passes attributes and calls on to it.
type GenericAlias struct {
	Origin *Class
	Args   Tuple
}

func newAlias(origin *Class, key Value) *GenericAlias {
	if args, ok := key.(Tuple); ok {
		return &GenericAlias{origin, args}
	}
	return &GenericAlias{origin, Tuple{key}}
}

// aliasGetItem is the __class_getitem__ of a built-in container.
func aliasGetItem() *Builtin {
	return &Builtin{name: "__class_getitem__", kind: builtinClassMethod, fn: func(_ *World, args []Value, kw []Kw) (Value, error) {
		if err := exactly("__class_getitem__", 1, args, kw); err != nil {
			return nil, err
		}
		return newAlias(args[0].(*Class), args[1]), nil //nolint:errcheck // it binds to classes only
	}}
}

// aliasOwn are the names an alias answers for itself (genericaliasobject.c,
// attr_exceptions).
var aliasOwn = []string{"__class__", "__origin__", "__args__", "__parameters__", "__mro_entries__"}

func (w *World) aliasGet(a *GenericAlias, cls *Class, sn *snapshot, name string, hash uint32) (Value, bool, error) {
	if !slices.Contains(aliasOwn, name) {
		return w.attr(a.Origin, name)
	}
	return w.genericGet(a, cls, sn, name, hash)
}

// callAlias makes an instance of the origin, and tells it where it came from if it
// lets itself be told.
func (w *World) callAlias(a *GenericAlias, args []Value, kw []Kw) (Value, error) {
	v, err := w.call(a.Origin, args, kw)
	if err != nil {
		return nil, err
	}
	err = w.SetAttr(v, "__orig_class__", a)
	if k := Kind(err); err != nil && k != "AttributeError" && k != "TypeError" {
		return nil, err
	}
	return v, nil
}

func (w *World) makeAlias() {
	alias := func(v Value) *GenericAlias { return v.(*GenericAlias) } //nolint:errcheck // the class has looked
	refuse := func(name, fn string) *Builtin {
		return methodOf(name, func(*World, []Value, []Kw) (Value, error) {
			return nil, typeErrorf("%s() argument 2 cannot be a parameterized generic", fn)
		})
	}
	origin := attribute("__origin__", func(_ *World, v Value) (Value, error) { return alias(v).Origin, nil })
	args := attribute("__args__", func(_ *World, v Value) (Value, error) { return alias(v).Args, nil })
	origin.member, args.member = true, true
	w.alias = w.builtin("GenericAlias", w.object, &layout{size: 64, gc: true}, true,
		slotOf("__repr__", func(w *World, args []Value, _ []Kw) (Value, error) {
			a := alias(args[0])
			parts := make([]string, len(a.Args))
			for i, x := range a.Args {
				if c, ok := x.(*Class); ok {
					parts[i] = c.moduleName()
					continue
				}
				var err error
				if parts[i], err = w.Repr(x); err != nil {
					return nil, err
				}
			}
			return a.Origin.moduleName() + "[" + strings.Join(parts, ", ") + "]", nil
		}),
		slotOf("__eq__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__eq__", 1, args, kw); err != nil {
				return nil, err
			}
			a := alias(args[0])
			b, ok := args[1].(*GenericAlias)
			if !ok {
				return NotImplemented, nil
			}
			if a.Origin != b.Origin {
				return false, nil
			}
			return w.Equal(a.Args, b.Args)
		}),
		slotOf("__call__", func(w *World, args []Value, kw []Kw) (Value, error) {
			return w.callAlias(alias(args[0]), args[1:], kw)
		}),
		origin, args,
		attribute("__parameters__", func(*World, Value) (Value, error) { return Tuple{}, nil }),
		methodOf("__mro_entries__", func(w *World, args []Value, kw []Kw) (Value, error) {
			if err := exactly("__mro_entries__", 1, args, kw); err != nil {
				return nil, err
			}
			return Tuple{alias(args[0]).Origin}, nil
		}),
		refuse("__instancecheck__", "isinstance"),
		refuse("__subclasscheck__", "issubclass"),
	)
}
