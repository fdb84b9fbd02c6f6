package metaclass

import "sync/atomic"

// A Site is one place of a program that reads or calls an attribute by name: an inline
// cache (Deutsch and Schiffman, 1984) as a value. It remembers what it found, for up
// to four combinations of a class's version and an instance's shape, and asks again
// when either is another. A site keeps no class alive: it holds numbers only.
//
//	var area = metaclass.NewSite("area")
//	v, err := area.Call0(shape)
//
// A Site is safe for concurrent use, and may serve several worlds.
type Site struct {
	name  string
	value Value // name, for __getattr__
	hash  uint32
	entry atomic.Pointer[siteEntry]
}

const siteWays = 4 // how many combinations a site remembers

// NewSite makes a site for a name.
func NewSite(name string) *Site { return &Site{name: name, value: name, hash: hashName(name)} }

// Name is the attribute's name.
func (s *Site) Name() string { return s.name }

// siteEntry is never changed. An entry holds for instances of the class that had this
// version, and of this shape. What index means depends on the kind: a cell of the
// instance, or a place in the snapshot's list of resolutions for sites.
type siteEntry struct {
	version uint64
	shape   uint64
	after   uint64 // id of the class super starts behind, 0 for an ordinary access
	class   uint64 // id, to tell a changed class from another
	kind    siteKind
	stores  bool // a store may go to the cell
	index   int32
	next    *siteEntry
}

type siteKind uint8

const (
	siteOwn      siteKind = iota // a cell of the instance
	sitePlain                    // an attribute of the class that is its own answer
	siteFunction                 // a function of the class
	siteProperty                 // a property with a function as its getter
	siteMember                   // a name of __slots__
	siteComputed                 // a Go function of the class computes it
	siteAbsent                   // nothing, and __getattr__ is a function
	siteSuper                    // a function behind a class, for super
)

// find gives the entry for an object, or nil.
func (s *Site) find(sn *snapshot, shape, after uint64) *siteEntry {
	for e := s.entry.Load(); e != nil; e = e.next {
		if e.version == sn.version && e.shape == shape && e.after == after {
			return e
		}
	}
	return nil
}

// Get is v.name.
func (s *Site) Get(v Value) (Value, error) {
	o, ok := v.(*Object)
	if !ok {
		return s.getOther(v)
	}
	c := o.class.Load()
	sn := c.snap.Load()
	t := o.attrs.Load()
	var shape uint64
	if t != nil {
		shape = t.id
	}
	e := s.entry.Load()
	if e == nil || e.version != sn.version || e.shape != shape || e.after != 0 {
		if e = s.find(sn, shape, 0); e == nil {
			if e = s.learn(c, sn, t, shape); e == nil {
				return c.world.GetAttr(v, s.name)
			}
		}
	}
	if e.kind == siteOwn {
		return *t.cells[e.index].Load(), nil
	}
	r := (*sn.sited.Load())[e.index]
	switch e.kind {
	case sitePlain:
		return r.value, nil
	case siteFunction:
		return &BoundMethod{Func: r.fn, Self: v}, nil
	case siteProperty:
		if r.fn.f1 != nil && !c.world.tooDeep() {
			return guard1(r.fn.f1, v)
		}
		return r.fn.call1(c.world, v)
	case siteComputed:
		return r.value.(*GetSet).get(c.world, v) //nolint:errcheck // learn has looked
	case siteMember:
		if p := o.ext.members[r.value.(*Member).place].Load(); p != nil { //nolint:errcheck // learn has looked
			return *p, nil
		}
	case siteAbsent:
		return r.fn.call2(c.world, v, s.value)
	}
	return c.world.GetAttr(v, s.name)
}

// getOther reads from a class, if it is of no special metaclass, or any other value.
func (s *Site) getOther(v Value) (Value, error) {
	c, ok := v.(*Class)
	if !ok {
		w := worldOf(v)
		if w == nil {
			return nil, typeErrorf("a site reads from objects and classes; use World.GetAttr for %s", goTypeName(v))
		}
		return w.GetAttr(v, s.name)
	}
	sn := c.snap.Load()
	if c.meta.Load() == c.world.typ {
		m := c.world.typ.snap.Load().findHashed(s.name, s.hash, nil)
		r := sn.findHashed(s.name, s.hash, nil)
		if !m.found && r.found && (r.kind == kindPlain || r.kind == kindFunction) {
			return r.value, nil
		}
	}
	return c.world.GetAttr(v, s.name)
}

// learn makes an entry of what the name is now. It gives nil, and remembers nothing,
// when that may change without a new version: a __getattribute__ decides, a dict
// without shape might have the name, or an instance that may be a descriptor.
func (s *Site) learn(c *Class, sn *snapshot, t *table, shape uint64) *siteEntry {
	w := c.world
	if sn.hooks&hookGetattribute != 0 || shape == wideID {
		return nil
	}
	r := sn.findHashed(s.name, s.hash, nil)
	e := &siteEntry{version: sn.version, shape: shape, class: c.id}
	own := -1
	if t != nil {
		own = t.shape.place(s.name, s.hash)
	}
	half := r.kind == kindData && !w.hasGet(r.kind, r.value) // leaves reads to the instance
	switch {
	case r.kind == kindUser:
		return nil
	case r.kind == kindData && !half:
		switch d := r.value.(type) {
		case *Property:
			f, ok := d.Get.(*Function)
			if !ok || sn.hooks&hookGetattr != 0 {
				return nil
			}
			r = w.getterOf(sn, r, f)
			e.kind = siteProperty
		case *Member:
			if !c.IsSubclassOf(d.class) {
				return nil
			}
			e.kind = siteMember
		case *GetSet:
			if sn.hooks&hookGetattr != 0 {
				return nil
			}
			e.kind = siteComputed
		default:
			return nil
		}
	case own >= 0:
		e.kind, e.index = siteOwn, int32(own)
		e.stores = sn.hooks&hookSetattr == 0 && !half
		s.remember(w, e)
		return e
	case !r.found:
		if sn.hooks&hookGetattr == 0 {
			return nil
		}
		if r = sn.find("__getattr__"); r.fn == nil {
			return nil
		}
		e.kind = siteAbsent
	case r.kind == kindFunction:
		e.kind = siteFunction
	case r.kind == kindPlain:
		e.kind = sitePlain
	default:
		return nil
	}
	e.index = sn.sitePlace(w, r)
	s.remember(w, e)
	return e
}

// getterOf is a resolution that holds a property's getter, one for each resolution.
func (w *World) getterOf(sn *snapshot, r *resolution, f *Function) *resolution {
	w.mu.Lock()
	defer w.mu.Unlock()
	if list := sn.sited.Load(); list != nil {
		for _, g := range *list {
			if g.fn == f && g.name == r.name && g.kind == kindData {
				return g
			}
		}
	}
	return &resolution{name: r.name, found: true, kind: kindData, fn: f, value: r.value}
}

// remember puts an entry in front, and drops what the class has outlived.
func (s *Site) remember(w *World, e *siteEntry) {
	w.stats.siteMisses.Add(1)
	var kept []*siteEntry
	for old := s.entry.Load(); old != nil && len(kept) < siteWays-1; old = old.next {
		if old.class != e.class || old.version == e.version && (old.shape != e.shape || old.after != e.after) {
			kept = append(kept, old)
		}
	}
	var next *siteEntry
	for i := len(kept) - 1; i >= 0; i-- {
		again := *kept[i]
		again.next = next
		next = &again
	}
	e.next = next
	s.entry.Store(e)
}

// shapeOf is the shape of an object, 0 for none.
func (o *Object) shapeOf() uint64 {
	if t := o.attrs.Load(); t != nil {
		return t.id
	}
	return 0
}

// method finds the function that a call of the name on o comes down to, where the
// first entry did not tell.
func (s *Site) method(c *Class, sn *snapshot, o *Object) *Function {
	t := o.attrs.Load()
	var shape uint64
	if t != nil {
		shape = t.id
	}
	e := s.find(sn, shape, 0)
	if e == nil {
		e = s.learn(c, sn, t, shape)
	}
	if e == nil || e.kind != siteFunction {
		return nil
	}
	return (*sn.sited.Load())[e.index].fn
}

// Call0 is v.name().
func (s *Site) Call0(v Value) (Value, error) {
	if o, ok := v.(*Object); ok {
		c := o.class.Load()
		sn := c.snap.Load()
		var f *Function
		if e := s.entry.Load(); e != nil && e.version == sn.version && e.kind == siteFunction && e.shape == o.shapeOf() {
			f = (*sn.sited.Load())[e.index].fn
		} else {
			f = s.method(c, sn, o)
		}
		if f != nil {
			if f.f1 != nil && !c.world.tooDeep() {
				return guard1(f.f1, v)
			}
			return f.call1(c.world, v)
		}
	}
	return s.callOther(v)
}

// Call1 is v.name(a).
func (s *Site) Call1(v, a Value) (Value, error) {
	if o, ok := v.(*Object); ok {
		c := o.class.Load()
		sn := c.snap.Load()
		var f *Function
		if e := s.entry.Load(); e != nil && e.version == sn.version && e.kind == siteFunction && e.shape == o.shapeOf() {
			f = (*sn.sited.Load())[e.index].fn
		} else {
			f = s.method(c, sn, o)
		}
		if f != nil {
			return f.call2(c.world, v, a)
		}
	}
	return s.callOther(v, a)
}

// Call2 is v.name(a, b).
func (s *Site) Call2(v, a, b Value) (Value, error) {
	if o, ok := v.(*Object); ok {
		c := o.class.Load()
		sn := c.snap.Load()
		var f *Function
		if e := s.entry.Load(); e != nil && e.version == sn.version && e.kind == siteFunction && e.shape == o.shapeOf() {
			f = (*sn.sited.Load())[e.index].fn
		} else {
			f = s.method(c, sn, o)
		}
		if f != nil {
			return f.call3(c.world, v, a, b)
		}
	}
	return s.callOther(v, a, b)
}

func (s *Site) callOther(v Value, args ...Value) (Value, error) {
	w := worldOf(v)
	if w == nil {
		return nil, typeErrorf("a site calls objects and classes; use World.CallMethod for %s", goTypeName(v))
	}
	return w.CallMethod(v, s.name, args...)
}

// Set is v.name = x.
func (s *Site) Set(v, x Value) error {
	o, ok := v.(*Object)
	if !ok || x == nil {
		w := worldOf(v)
		if w == nil {
			return typeErrorf("a site writes to objects and classes; use World.SetAttr for %s", goTypeName(v))
		}
		return w.SetAttr(v, s.name, x)
	}
	c := o.class.Load()
	sn := c.snap.Load()
	if t := o.attrs.Load(); t != nil {
		e := s.find(sn, t.id, 0)
		if e == nil && t.shape != nil && t.shape.place(s.name, s.hash) >= 0 { // a new name is learnt by none
			e = s.learn(c, sn, t, t.id)
		}
		if e != nil && e.stores {
			o.mu.Lock()
			if now := o.attrs.Load(); now.id == e.shape {
				now.store(e.index, x)
				o.mu.Unlock()
				return nil
			}
			o.mu.Unlock()
		}
	}
	return c.world.SetAttr(v, s.name, x)
}
