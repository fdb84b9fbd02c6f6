package metaclass

// Own is the attribute that the instance itself has, past descriptors and hooks: what
// obj.__dict__[name] gives.
func (o *Object) Own(name string) (Value, bool) { return o.attr(name, hashName(name)) }

// SetOwn is obj.__dict__[name] = v, for descriptors that keep their value in the
// instance. An instance without a dict is an [*AttributeError]. Panics if v is nil.
func (o *Object) SetOwn(name string, v Value) error {
	if v == nil {
		panic("metaclass: nil is no value")
	}
	c := o.Class()
	if !c.snap.Load().layout.hasDict() {
		return &AttributeError{Obj: o, Name: name, kind: missObject, typ: c.Name()}
	}
	o.setAttr(name, v)
	return nil
}
