package metaclass

import "sync/atomic"

// A Property is Python's property: functions run when the attribute is read, set
// and deleted. A nil one is missing.
type Property struct {
	Get, Set, Del Value
	doc           Value
	name          atomic.Pointer[string] // from __set_name__, for messages
}

// NewProperty is property(get, set, del); nil stands for a missing function.
func NewProperty(get, set, del *Function) *Property {
	p := new(Property)
	if get != nil {
		p.Get = get
	}
	if set != nil {
		p.Set = set
	}
	if del != nil {
		p.Del = del
	}
	return p
}

// propertyGet reads through p; v is the value that holds it, p or an instance of
// a subclass of property.
func (w *World) propertyGet(p *Property, v, inst Value) (Value, error) {
	if inst == nil {
		return v, nil
	}
	if p.Get == nil {
		return nil, w.propertyLacks(p, inst, "getter")
	}
	if f, ok := p.Get.(*Function); ok {
		return f.call1(w, inst)
	}
	return w.call(p.Get, []Value{inst}, nil)
}

func (w *World) propertySet(p *Property, _, inst, value Value) (err error) {
	switch {
	case value == nil && p.Del == nil:
		return w.propertyLacks(p, inst, "deleter")
	case value == nil:
		_, err = w.call(p.Del, []Value{inst}, nil)
	case p.Set == nil:
		return w.propertyLacks(p, inst, "setter")
	default:
		_, err = w.call(p.Set, []Value{inst, value}, nil)
	}
	return err
}

func (w *World) propertyLacks(p *Property, inst Value, what string) error {
	qual := w.TypeOf(inst).snap.Load().qualname
	if name := p.name.Load(); name != nil {
		return Raise("AttributeError", "property '%s' of '%s' object has no %s", *name, qual, what)
	}
	return Raise("AttributeError", "property of '%s' object has no %s", qual, what)
}
