package metaclass

import (
	"sync"
	"sync/atomic"
)

// An Object is an instance of a class. Reading it takes no lock; writes take its
// own. It is safe for concurrent use.
type Object struct {
	class atomicClass
	attrs atomic.Pointer[table]
	ext   *extension // never changes
	mu    sync.Mutex
}

// extension is what only some objects have.
type extension struct {
	native  Value                   // the int of an int, any Go value of a registered type
	members []atomic.Pointer[Value] // the values of __slots__
}

// Class is the class the object is an instance of.
func (o *Object) Class() *Class { return o.class.Load() }

// Native is the Go value the object holds: the int of an instance of a subclass of
// int, or what [Class.NewNative] was given. Nil if there is none.
func (o *Object) Native() Value {
	if o.ext == nil {
		return nil
	}
	return o.ext.native
}

// Dict is obj.__dict__: a live view of its attributes, nil if its layout has none.
func (o *Object) Dict() *Dict {
	if !o.Class().snap.Load().layout.hasDict() {
		return nil
	}
	return o.view()
}

// Get is obj.name. A missing name is an [*AttributeError].
func (o *Object) Get(name string) (Value, error) { return o.Class().world.GetAttr(o, name) }

// Set is obj.name = v.
func (o *Object) Set(name string, v Value) error { return o.Class().world.SetAttr(o, name, v) }

// Delete is del obj.name.
func (o *Object) Delete(name string) error { return o.Class().world.DelAttr(o, name) }

// Call is obj.name(args...). It makes no bound method.
func (o *Object) Call(name string, args ...Value) (Value, error) {
	return o.Class().world.CallMethod(o, name, args...)
}

// Get is cls.name.
func (c *Class) Get(name string) (Value, error) { return c.world.GetAttr(c, name) }

// Set is cls.name = v. Descriptors of the class itself are replaced, those of its
// metaclass are asked.
func (c *Class) Set(name string, v Value) error { return c.world.SetAttr(c, name, v) }

// Delete is del cls.name.
func (c *Class) Delete(name string) error { return c.world.DelAttr(c, name) }

// Call is cls.name(args...).
func (c *Class) Call(name string, args ...Value) (Value, error) {
	return c.world.CallMethod(c, name, args...)
}

// New is cls(args...): the metaclass's __call__, and with type's __new__ and
// __init__. The result need not be an instance of c.
func (c *Class) New(args ...Value) (Value, error) { return c.world.Call(c, args...) }

// NewNative makes an instance that holds a Go value, without running __new__ or
// __init__. Abstract classes are refused as [Class.New] refuses them, and values as
// [Native.Accept] says.
func (c *Class) NewNative(goValue any) (*Object, error) {
	if err := c.refuseAbstract(); err != nil {
		return nil, err
	}
	for b := c; b != nil; b = b.Base() {
		if b.native != nil && b.native.Accept != nil {
			if err := b.native.Accept(goValue); err != nil {
				return nil, err
			}
			break
		}
	}
	return c.alloc(goValue), nil
}

// alloc is type->tp_alloc.
func (c *Class) alloc(native Value) *Object {
	o := new(Object)
	o.class.Store(c)
	if n := c.snap.Load().layout.members; n > 0 || native != nil {
		o.ext = &extension{native: native}
		if n > 0 {
			o.ext.members = make([]atomic.Pointer[Value], n)
		}
	}
	return o
}

// Get is obj.name as a T. A value of another type is a [*TypeError].
func Get[T any](v Value, name string) (T, error) {
	w := worldOf(v)
	if w == nil {
		var none T
		return none, typeErrorf("Get of an attribute of %s, which belongs to no world: use World.GetAttr", goTypeName(v))
	}
	x, err := w.GetAttr(v, name)
	if err != nil {
		var none T
		return none, err
	}
	return As[T](x)
}

// As is the Go value in v: v itself if it is a T, or the T an object holds, see
// [Object.Native]. Anything else is a [*TypeError].
func As[T any](v Value) (T, error) {
	if t, ok := v.(T); ok {
		return t, nil
	}
	if t, ok := native(v).(T); ok {
		return t, nil
	}
	var none T
	return none, typeErrorf("%s is no %T", goTypeName(v), none)
}

// worldOf is the world of a value that knows it.
func worldOf(v Value) *World {
	switch v := v.(type) {
	case *Object:
		return v.Class().world
	case *Class:
		return v.world
	case *Super:
		return v.class.world
	}
	return nil
}
