package metaclass

import (
	"iter"
	"slices"
	"sync/atomic"
	"weak"
)

type atomicClass = atomic.Pointer[Class]

// lastID numbers versions and shapes. It is shared by all worlds, because a [Site]
// may serve several: a number, once seen, never means anything else.
var lastID atomic.Uint64

func nextID() uint64 { return lastID.Add(1) }

// A Class is a class of a [World], and so an instance of its metaclass. Its state
// is one immutable snapshot: readers never lock and never see half a change. It is
// safe for concurrent use.
type Class struct {
	world     *World
	meta      atomicClass
	snap      atomic.Pointer[snapshot]
	id        uint64
	weak      weak.Pointer[Class]
	immutable bool    // a built-in
	final     bool    // cannot be a base
	native    *Native // how its instances get their Go values

	// Guarded by world.mu.
	subclasses []weak.Pointer[Class] // in the order of definition
	dependants []weak.Pointer[Class] // have this in an order made by their own mro()
}

// A snapshot is what a class is at one moment.
type snapshot struct {
	version  uint64 // unique over all classes and worlds
	name     string
	qualname string
	ns       *namespace
	bases    []*Class
	base     *Class   // the one whose layout this class extends
	mro      []*Class // nil while the class is not finished
	kin      []*Class // hash set of a long mro, by id
	layout   *layout
	hooks    hooks // of all classes in mro, but object's and type's own
	abstract bool

	table atomic.Pointer[resolutions]
	sited atomic.Pointer[[]*resolution]
}

// Name is the class's __name__.
func (c *Class) Name() string { return c.snap.Load().name }

// World is the world the class lives in.
func (c *Class) World() *World { return c.world }

// Class is the metaclass: the class this class is an instance of.
func (c *Class) Class() *Class { return c.meta.Load() }

// Bases are the classes it was derived from, a copy.
func (c *Class) Bases() []*Class { return append([]*Class(nil), c.snap.Load().bases...) }

// Base is the one of the bases whose layout it extends, nil for object.
func (c *Class) Base() *Class { return c.snap.Load().base }

// MRO is the order in which attributes are looked up, a copy. It is nil while the
// class's own mro() runs.
func (c *Class) MRO() []*Class { return append([]*Class(nil), c.snap.Load().mro...) }

// Version changes whenever anything that a lookup in the class could see has
// changed. No two classes ever have the same.
func (c *Class) Version() uint64 { return c.snap.Load().version }

// Dict is the class's own namespace, a live view.
func (c *Class) Dict() *MappingProxy { return &MappingProxy{c} }

// Own is an attribute of the class's own namespace, as it was put there: no
// descriptor is asked.
func (c *Class) Own(name string) (Value, bool) { return c.snap.Load().ns.get(name) }

// Find is the raw attribute the class's MRO gives, with the class that has it.
func (c *Class) Find(name string) (v Value, owner *Class, ok bool) {
	r := c.snap.Load().find(name)
	return r.value, r.owner, r.found
}

// Subclasses are the direct subclasses that are still alive, in the order of
// definition (rule of type.__subclasses__: the list is weak).
func (c *Class) Subclasses() iter.Seq[*Class] {
	return func(yield func(*Class) bool) {
		for _, s := range c.liveSubclasses() {
			if !yield(s) {
				return
			}
		}
	}
}

func (c *Class) liveSubclasses() []*Class {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	return live(&c.subclasses)
}

// live lists what is left of a weak list and drops the rest. The world is locked.
func live(list *[]weak.Pointer[Class]) []*Class {
	if len(*list) == 0 {
		return nil
	}
	alive := make([]*Class, 0, len(*list))
	kept := (*list)[:0]
	for _, w := range *list {
		if c := w.Value(); c != nil {
			alive = append(alive, c)
			kept = append(kept, w)
		}
	}
	clear((*list)[len(kept):])
	*list = kept
	return alive
}

// enlist adds a subclass. The list loses its dead before it grows. The world is locked.
func (c *Class) enlist(s *Class) {
	if len(c.subclasses) == cap(c.subclasses) {
		compact(&c.subclasses)
	}
	c.subclasses = append(c.subclasses, s.weak)
}

func compact(list *[]weak.Pointer[Class]) {
	kept := (*list)[:0]
	for _, w := range *list {
		if w.Value() != nil {
			kept = append(kept, w)
		}
	}
	clear((*list)[len(kept):])
	*list = kept
}

func drop(list *[]weak.Pointer[Class], c *Class) {
	for i, w := range *list {
		if w == c.weak {
			*list = append((*list)[:i:i], (*list)[i+1:]...)
			return
		}
	}
}

// IsSubclassOf reports whether c has d in its MRO; no hook is asked.
func (c *Class) IsSubclassOf(d *Class) bool {
	if c == d {
		if m := c.snap.Load().mro; m == nil || m[0] == c {
			return true
		}
	}
	return c.snap.Load().derives(d)
}

// shortOrder is how long a list is looked through faster than a set.
const shortOrder = 8

func (sn *snapshot) derives(d *Class) bool {
	if sn.kin != nil {
		mask := uint64(len(sn.kin) - 1)
		for i := d.id & mask; ; i = (i + 1) & mask {
			switch sn.kin[i] {
			case d:
				return true
			case nil:
				return false
			}
		}
	}
	if slices.Contains(sn.mro, d) {
		return true
	}
	if sn.mro == nil { // unfinished: the chain of layouts is all there is
		for b := sn.base; b != nil; b = b.snap.Load().base {
			if b == d {
				return true
			}
		}
		return d.snap.Load().base == nil
	}
	return false
}

// settle fills in what follows from the other fields, before the snapshot is
// published.
func (sn *snapshot) settle() *snapshot {
	sn.version = nextID()
	sn.kin = nil
	if len(sn.mro) > shortOrder {
		sn.kin = make([]*Class, indexSize(len(sn.mro)))
		mask := uint64(len(sn.kin) - 1)
		for _, c := range sn.mro {
			i := c.id & mask
			for sn.kin[i] != nil && sn.kin[i] != c {
				i = (i + 1) & mask
			}
			sn.kin[i] = c
		}
	}
	return sn
}

// gatherHooks is the set of hooks in an order. own is the namespace of self, which
// may not be published yet.
func gatherHooks(mro []*Class, self *Class, own *namespace) hooks {
	var h hooks
	for _, c := range mro {
		switch {
		case c == self:
			h |= own.hooks
		case c == c.world.object, c == c.world.typ:
		default:
			h |= c.snap.Load().ns.hooks
		}
	}
	return h
}

// changed is a copy of a snapshot that a writer can change and settle.
func (sn *snapshot) changed() *snapshot {
	return &snapshot{
		name: sn.name, qualname: sn.qualname, ns: sn.ns, bases: sn.bases, base: sn.base, mro: sn.mro,
		layout: sn.layout, hooks: sn.hooks, abstract: sn.abstract,
	}
}

// publish makes sn the class's state, and gives all that look through the class
// new versions. The world is locked.
func (c *Class) publish(sn *snapshot) {
	sn.hooks = gatherHooks(sn.mro, c, sn.ns)
	c.snap.Store(sn.settle())
	c.world.stats.published.Add(1)
	if len(c.subclasses) > 0 || len(c.dependants) > 0 {
		c.refresh(map[*Class]bool{c: true})
	}
}

// refresh renews the versions below c.
func (c *Class) refresh(seen map[*Class]bool) {
	for _, list := range []*[]weak.Pointer[Class]{&c.subclasses, &c.dependants} {
		for _, s := range live(list) {
			if seen[s] {
				continue
			}
			seen[s] = true
			sn := s.snap.Load().changed()
			sn.hooks = gatherHooks(sn.mro, s, sn.ns)
			s.snap.Store(sn.settle())
			c.world.stats.renewed.Add(1)
			s.refresh(seen)
		}
	}
}

// setOwn binds a name in the class's own namespace.
func (c *Class) setOwn(name string, v Value) {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	sn := c.snap.Load().changed()
	sn.ns = sn.ns.with(name, v)
	c.publish(sn)
}

// delOwn removes a name and says whether it was there.
func (c *Class) delOwn(name string) bool {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	sn := c.snap.Load().changed()
	ns, ok := sn.ns.without(name)
	if ok {
		sn.ns = ns
		c.publish(sn)
	}
	return ok
}
