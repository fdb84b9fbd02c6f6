package metaclass

import "sync/atomic"

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

// A Record is a list of names that instances get together, in one step.
type Record struct {
	names []string
	shape *shape // of an instance that has just these; nil if they are too many
}

// NewRecord makes a record of distinct names.
func (w *World) NewRecord(names ...string) *Record {
	r := &Record{names: names, shape: w.root}
	for _, name := range names {
		if r.shape = r.shape.with(name); r.shape == nil {
			break
		}
	}
	return r
}

// Fill gives an instance of the record's world its values, as many as there are names,
// which it takes over: as [Object.SetOwn] for each, but at once when the instance has
// no attributes yet. Panics if the number is another, or one is nil.
func (r *Record) Fill(o *Object, values []Value) error {
	if len(values) != len(r.names) {
		panic("metaclass: Record.Fill needs a value for each name")
	}
	for _, v := range values {
		if v == nil {
			panic("metaclass: nil is no value")
		}
	}
	if r.fillEmpty(o, values) {
		return nil
	}
	for i, name := range r.names {
		if err := o.SetOwn(name, values[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *Record) fillEmpty(o *Object, values []Value) bool {
	c := o.Class()
	if r.shape == nil || len(values) == 0 || !c.snap.Load().layout.hasDict() {
		return false
	}
	t := &table{id: r.shape.id, shape: r.shape, cells: make([]atomic.Pointer[Value], len(values))}
	for i := range values {
		t.cells[i].Store(&values[i])
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.attrs.Load() != nil {
		return false
	}
	o.attrs.Store(t)
	return true
}
