package metaclass

import "reflect"

// A Native describes a class whose instances each hold a Go value, as those of a
// class written in C hold a C structure (CPython: PyType_FromSpec). Such a class has
// no instance dict; classes derived from it in a program get one.
type Native struct {
	// Name is the class's name, also its __qualname__.
	Name string
	// Module becomes __module__; empty is "__main__".
	Module string
	// Doc becomes __doc__; empty is None.
	Doc string
	// Base is object if nil, else another class made by [World.NativeClass], whose
	// members and methods must know what to do with the values of this one.
	Base *Class
	// New makes the value of a new instance, before __init__ runs. It must not
	// return nil.
	New func() any
	// Accept says whether [Class.NewNative] may take a value; nil takes any. It is asked
	// for classes derived from this one too.
	Accept func(goValue any) error
	// Members are computed attributes.
	Members []NativeMember
	// Methods are put into the class under their own names, and get qualified ones.
	Methods []*Function
	// Data is for who makes the class, see [Class.NativeData].
	Data any
}

// A NativeMember is an attribute that Go functions read and write. They may be given
// an instance of any class, and are to refuse those they do not know.
type NativeMember struct {
	Name string
	Get  func(w *World, inst Value) (Value, error)
	// Set may be nil, for a read-only member. It is given nil to delete.
	Set func(w *World, inst, v Value) error
}

// NativeClass makes a class over Go values. No hook of a program runs while it is made:
// it is no class statement. Afterwards it is a class like others: its attributes can be
// set, and programs can derive from it. It adds to the layout of its instances, so that
// two of them, neither derived from the other, cannot be bases of one class.
//
// A base that is not object and was not made here is a [*TypeError].
func (w *World) NativeClass(n Native) (*Class, error) {
	base := n.Base
	if base == nil {
		base = w.object
	}
	if base.world != w || base != w.object && base.native == nil {
		return nil, typeErrorf("the base %s of %s is no class over Go values of this world", base.Name(), n.Name)
	}
	if n.New == nil {
		return nil, typeErrorf("class %s has no New", n.Name)
	}
	c := w.newClass(w.typ)
	c.native = &n
	module := n.Module
	if module == "" {
		module = "__main__"
	}
	doc := None
	if n.Doc != "" {
		doc = n.Doc
	}
	entries := []nsEntry{{name: "__module__", value: module}, {name: "__doc__", value: doc}, {name: "__new__", value: nativeNew(c)}}
	for _, m := range n.Members {
		entries = append(entries, nsEntry{name: m.Name, value: &GetSet{name: m.Name, class: c, get: m.Get, set: m.Set}})
	}
	for _, f := range n.Methods {
		f.Qualified(n.Name + "." + f.name)
		entries = append(entries, nsEntry{name: f.name, value: f})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	of := base.snap.Load()
	c.publish(&snapshot{
		name: n.Name, qualname: n.Name, ns: newNamespace(entries), bases: []*Class{base}, base: base,
		mro: append([]*Class{c}, of.mro...), layout: &layout{size: of.layout.size + word64, gc: true},
	})
	base.enlist(c)
	return c, nil
}

// NativeData is the Data of the [Native] that c was made from, nil for other classes and
// for those derived from it in a program.
func (c *Class) NativeData() any {
	if c.native == nil {
		return nil
	}
	return c.native.Data
}

// Adopted is the class that Go values of sample's type are instances of, if one has
// been made or adopted for them, else nil.
func (w *World) Adopted(sample any) *Class {
	c, _ := w.foreign.Load(reflect.TypeOf(sample))
	cls, _ := c.(*Class)
	return cls
}

// nativeNew is the __new__ of a class over Go values.
func nativeNew(of *Class) *Builtin {
	return &Builtin{name: "__new__", fn: func(w *World, args []Value, _ []Kw) (Value, error) {
		c, err := w.newOf(of.Name(), of, args)
		if err != nil {
			return nil, err
		}
		if solid := w.solidBase(c); solid != of {
			return nil, typeErrorf("%s.__new__(%s) is not safe, use %s.__new__()", of.Name(), c.Name(), solid.Name())
		}
		if err := c.refuseAbstract(); err != nil {
			return nil, err
		}
		return allocFresh(of, c)
	}}
}

func allocFresh(of, c *Class) (v Value, err error) {
	defer caught(&v, &err)
	return c.alloc(of.native.New()), nil
}
