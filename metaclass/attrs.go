package metaclass

import (
	"slices"
	"sync/atomic"
)

// A table is the attributes an instance has: a shape, and a cell for each of its
// names. A reader loads the table and the cell and takes no lock. A new or removed
// name makes a new table; a new value is stored in the cell. Writers hold the
// object's mutex, so that no store goes to a table that is being copied.
type table struct {
	id    uint64 // of the shape; sites compare it. widID when over is set.
	shape *shape
	cells []atomic.Pointer[Value]
	dict  *Dict // the view that obj.__dict__ has handed out
	over  *Dict // a dict of its own holds the attributes instead
}

// wideID is no shape's: no site remembers a place in a dict without a shape.
const wideID = ^uint64(0)

// store puts a value into a cell. It is the copy that goes to the heap: a caller's own
// stays where it is when nothing is stored.
func (t *table) store(i int32, v Value) { t.cells[i].Store(&v) }

// attr reads an own attribute.
func (o *Object) attr(name string, hash uint32) (Value, bool) {
	t := o.attrs.Load()
	if t == nil {
		return nil, false
	}
	if t.over != nil {
		return t.over.Get(name)
	}
	if i := t.shape.place(name, hash); i >= 0 {
		return *t.cells[i].Load(), true
	}
	return nil, false
}

// setAttr writes an own attribute.
func (o *Object) setAttr(name string, v Value) {
	o.mu.Lock()
	t := o.attrs.Load()
	if t == nil {
		t = &table{shape: o.Class().world.root}
	}
	if t.over != nil {
		o.mu.Unlock()
		t.over.Set(name, v)
		return
	}
	defer o.mu.Unlock()
	if i := t.shape.place(name, hashName(name)); i >= 0 {
		t.cells[i].Store(&v)
		return
	}
	next := t.shape.with(name)
	if next == nil {
		o.widen(t).Set(name, v)
		return
	}
	n := len(t.cells)
	// The cells behind the end of an older table are nobody's, so that tables
	// of one object can share them.
	cells := t.cells
	if cap(cells) == n {
		cells = make([]atomic.Pointer[Value], n, 2*n+2)
		for i := range n {
			cells[i].Store(t.cells[i].Load())
		}
	}
	cells = cells[:n+1]
	cells[n].Store(&v)
	o.attrs.Store(&table{id: next.id, shape: next, cells: cells, dict: t.dict})
}

// delAttr removes an own attribute.
func (o *Object) delAttr(name string) bool {
	o.mu.Lock()
	t := o.attrs.Load()
	if t == nil {
		o.mu.Unlock()
		return false
	}
	if t.over != nil {
		o.mu.Unlock()
		return t.over.Delete(name)
	}
	defer o.mu.Unlock()
	i := t.shape.place(name, hashName(name))
	if i < 0 {
		return false
	}
	names := slices.Delete(slices.Clone(t.shape.names), i, i+1)
	values := make([]Value, 0, len(names))
	for j := range t.cells {
		if j != i {
			values = append(values, *t.cells[j].Load())
		}
	}
	o.attrs.Store(o.tabled(names, values, t.dict))
	return true
}

// tabled builds the table of some attributes, walking the shapes from the root.
// The object's mutex is held.
func (o *Object) tabled(names []string, values []Value, dict *Dict) *table {
	s := o.Class().world.root
	t := &table{cells: make([]atomic.Pointer[Value], len(names)), dict: dict}
	for i, name := range names {
		if s = s.with(name); s == nil {
			own := NewDict()
			for i, name := range names {
				own.Set(name, values[i])
			}
			return &table{id: wideID, over: own}
		}
		t.cells[i].Store(&values[i])
	}
	t.id, t.shape = s.id, s
	return t
}

// widen gives the object a dict of its own, for more names than a shape has.
// The object's mutex is held.
func (o *Object) widen(t *table) *Dict {
	d := t.dict
	if d == nil {
		d = NewDict()
	}
	d.mu.Lock()
	d.of.Store(nil)
	d.fill(t)
	d.mu.Unlock()
	o.attrs.Store(&table{id: wideID, over: d})
	return d
}

// view is the dict that obj.__dict__ gives: live, and the same one each time.
func (o *Object) view() *Dict {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.attrs.Load()
	if t == nil {
		root := o.Class().world.root
		t = &table{id: root.id, shape: root}
	}
	switch {
	case t.over != nil:
		return t.over
	case t.dict != nil:
		return t.dict
	}
	d := &Dict{}
	d.of.Store(o)
	o.attrs.Store(&table{id: t.id, shape: t.shape, cells: t.cells, dict: d})
	return d
}

// setView makes d hold the object's attributes: obj.__dict__ = d.
func (o *Object) setView(d *Dict) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t := o.attrs.Load(); t != nil && t.dict != nil && t.dict != d {
		o.widen(t) // the old dict lives on with what it has
	}
	if d.of.Load() == o {
		return
	}
	o.attrs.Store(&table{id: wideID, over: d})
}
