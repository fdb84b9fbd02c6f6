package structs

import (
	"path"
	"reflect"
	"unsafe"

	"underhood/metaclass"
)

// An Option is a part of a registration: a [Method], or what the functions of this
// package and of methodset return.
type Option interface{ apply(*plan) error }

type option func(*plan) error

func (o option) apply(p *plan) error { return o(p) }

// plan is a registration under way. Nothing of the world changes until it is complete.
type plan struct {
	*binding
	world     *metaclass.World
	typ       reflect.Type
	baseClass *metaclass.Class
	doc       string
	module    string
	rename    func(string) string
	methods   []Method
	offered   []Offered
	report    *Report
}

// Register makes T, a struct type, a class of the world: its exported fields become
// members, and the methods given become methods. It is called once for a type and a
// world. Then
//
//   - class.New(...) makes an instance with a new T, its fields set by position or name;
//     [metaclass.As][*T] gets at the T;
//   - class.NewNative(p) makes an instance around a *T that is there already, and takes
//     nothing else;
//   - a *T is itself an instance of the class wherever a value is wanted, though
//     without a place for more attributes;
//   - programs can derive from the class, override methods and call Go's by super.
//
// Every error wraps [ErrRegister], and leaves the world as it was. A nil world or option is
// one.
func Register[T any](w *metaclass.World, opts ...Option) (*metaclass.Class, error) {
	return register(w, reflect.TypeFor[T](), (*T)(nil), func() any { return new(T) }, opts)
}

// register is [Register] for a type t. sample is a nil *t, and fresh makes a new one.
func register(w *metaclass.World, t reflect.Type, sample any, fresh func() any, opts []Option) (*metaclass.Class, error) {
	if w == nil {
		return nil, refusef("%s: the world is nil", t)
	}
	if t.Kind() != reflect.Struct {
		return nil, refusef("%s: it is no struct", t)
	}
	if w.Adopted(sample) != nil {
		return nil, refusef("%s: the world has a class for *%s already", t, t)
	}
	p := newPlan(w, t, word(sample))
	for i, o := range opts {
		if o == nil {
			return nil, refusef("%s: option %d is nil", t, i)
		}
		if err := o.apply(p); err != nil {
			return nil, err
		}
	}
	spec, err := p.spec()
	if err != nil {
		return nil, err
	}
	spec.New, spec.Accept = fresh, p.accepts(t)
	class, err := w.NativeClass(spec)
	if err != nil {
		return nil, refusef("%s: %w", t, err)
	}
	if !w.Adopt(sample, class) {
		return nil, refusef("%s: the world has a class for *%s already", t, t)
	}
	p.derive()
	return class, nil
}

func newPlan(w *metaclass.World, t reflect.Type, ptr unsafe.Pointer) *plan {
	p := &plan{
		binding: &binding{ptr: ptr, name: t.Name(), names: map[string]bool{}, goNames: map[string]bool{}},
		world:   w, typ: t,
		rename: func(name string) string { return name },
	}
	if p.name == "" {
		p.name = "struct"
	}
	if pkg := t.PkgPath(); pkg != "" {
		p.module = path.Base(pkg)
	}
	return p
}

// spec gathers what the class will have.
func (p *plan) spec() (metaclass.Native, error) {
	spec := metaclass.Native{Name: p.name, Module: p.module, Doc: p.doc, Base: p.baseClass, Data: p.binding}
	own, err := p.fieldsOf()
	if err != nil {
		return spec, err
	}
	if p.base != nil {
		p.fields = append(p.fields, p.base.fields...)
	}
	p.fields = append(p.fields, own...)
	for _, f := range own {
		if err := p.claim(f.name, "field "+f.goName); err != nil {
			return spec, err
		}
		spec.Members = append(spec.Members, f.member())
		p.tell(Line{Name: f.name, Go: f.goName, Type: f.typ.String(), Path: pathOf(f.codec.reflect)})
	}
	p.acceptOffers()
	for _, m := range p.methods {
		name := m.name
		if m.renamed == "" {
			name = p.rename(name)
		} else {
			name = m.renamed
		}
		if err := p.claim(name, "method "+m.name); err != nil {
			return spec, err
		}
		f, err := m.build(p, name)
		if err != nil {
			return spec, refusef("%s: method %s: %w", p.typ, m.name, err)
		}
		spec.Methods = append(spec.Methods, f)
		p.goNames[m.name] = true
		p.tell(Line{Name: name, Go: m.name, Method: true, Type: m.signature(), Path: m.path, Why: m.why})
	}
	if !p.names["__init__"] {
		spec.Methods = append(spec.Methods, p.initFields())
	}
	return spec, nil
}

// claim takes a name, once.
func (p *plan) claim(name, what string) error {
	if p.names[name] {
		return refusef("%s: %s would be %q, which is taken", p.typ, what, name)
	}
	p.names[name] = true
	return nil
}

// Name is the class's name, if not the type's.
func Name(name string) Option {
	return option(func(p *plan) error { p.name = name; return nil })
}

// Doc is the class's __doc__.
func Doc(text string) Option {
	return option(func(p *plan) error { p.doc = text; return nil })
}

// Names says how fields and methods are called in the world, by their Go names. A name
// in a tag and [Method.Named] come first.
func Names(rename func(goName string) string) Option {
	return option(func(p *plan) error {
		if rename == nil {
			return refusef("%s: Names of nil", p.typ)
		}
		p.rename = rename
		return nil
	})
}

// Base derives the class from another one that was registered: that of the struct which
// T embeds, by value, as its first field. The base's members and methods are inherited
// then, and not copied. Structs embedded otherwise are Go's own affair: their fields
// and methods are promoted to T's class, which is no subclass of theirs.
func Base(class *metaclass.Class) Option {
	return option(func(p *plan) error {
		if class == nil {
			return refusef("%s: its base is nil", p.typ)
		}
		b, ok := class.NativeData().(*binding)
		if !ok {
			return refusef("%s: its base %s is no registered struct", p.typ, class.Name())
		}
		if p.typ.NumField() > 0 {
			if f := p.typ.Field(0); f.Anonymous && bindingOf(p.world, f.Type) == b {
				p.baseClass, p.base, p.offset = class, b, f.Offset
				return nil
			}
		}
		return refusef("%s: its first field does not embed the struct of its base %s", p.typ, class.Name())
	})
}

// bindingOf finds what a struct type was registered as.
func bindingOf(w *metaclass.World, t reflect.Type) *binding {
	c := w.Adopted(reflect.Zero(reflect.PointerTo(t)).Interface())
	if c == nil {
		return nil
	}
	b, _ := c.NativeData().(*binding)
	return b
}

// As is the T behind an instance: of T's class, of a class derived from it in a program, or
// of one whose struct embeds a T as its base. [metaclass.As] finds only the T that the
// instance was made with. Anything else is a [*metaclass.TypeError].
func As[T any](v metaclass.Value) (*T, error) {
	if o, ok := v.(*metaclass.Object); ok {
		if p, ok := o.Native().(*T); ok && p != nil {
			return p, nil
		}
		if b := bindingOf(o.Class().World(), reflect.TypeFor[T]()); b != nil {
			if p := b.pointer(v); p != nil {
				return (*T)(p), nil
			}
		}
	}
	return metaclass.As[*T](v)
}
