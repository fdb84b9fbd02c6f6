package metaclass

import (
	"slices"
	"sync/atomic"
)

// A layout is what the instances of a class are made of. Sizes and places are
// CPython's, in bytes: only so do "best base" and __class__ assignment decide as it
// does. Values are kept by the count of members.
type layout struct {
	size, item int
	weak       int // place of the weak reference list, 0 for none
	dict       int // place of the dict, 0 for none, -1 for a managed one
	gc         bool
	members    int // slots, inherited ones included
	slots      []string
	hasSlots   bool // __slots__ was given, even if empty

	plain atomic.Pointer[layout] // of classes that say nothing of slots
}

const word64 = 8

func (l *layout) hasDict() bool { return l.dict != 0 }

// addsTo reports whether l has more in its instances than base, a dict and weak
// references not counted (typeobject.c, extra_ivars). A class over a variable-sized
// one, such as int, always counts as more if it adds a dict.
func (l *layout) addsTo(base *layout) bool {
	size := l.size
	if l.item != 0 || base.item != 0 {
		return size != base.size || l.item != base.item
	}
	if l.weak != 0 && base.weak == 0 && l.weak+word64 == size {
		size -= word64
	}
	return size != base.size
}

// solidBase is the nearest class of the chain that adds something to its base.
func (w *World) solidBase(c *Class) *Class {
	for {
		sn := c.snap.Load()
		if sn.base == nil || sn.layout.addsTo(sn.base.snap.Load().layout) {
			return c
		}
		c = sn.base
	}
}

// extends is PyType_IsSubtype.
func extends(a, b *Class) bool { return a.IsSubclassOf(b) }

// bestBase picks the base whose layout a class of these bases extends.
func (w *World) bestBase(bases []Value) (*Class, error) {
	var base, winner *Class
	for _, v := range bases {
		b, ok := v.(*Class)
		if !ok {
			return nil, typeErrorf("bases must be types")
		}
		if b.final {
			return nil, typeErrorf("type '%s' is not an acceptable base type", b.Name())
		}
		candidate := w.solidBase(b)
		switch {
		case winner == nil:
			winner, base = candidate, b
		case extends(winner, candidate):
		case extends(candidate, winner):
			winner, base = candidate, b
		default:
			return nil, typeErrorf("multiple bases have instance lay-out conflict")
		}
	}
	return base, nil
}

// derived is the layout of a class with these slots over base.
func (l *layout) derived(s *slots) *layout {
	if s.given {
		return l.extended(s)
	}
	p := l.plain.Load()
	if p == nil {
		p = l.extended(s)
		l.plain.Store(p)
	}
	return p
}

func (l *layout) extended(s *slots) *layout {
	d := &layout{
		size: l.size + word64*len(s.names), item: l.item, weak: l.weak, dict: l.dict, gc: true,
		members: l.members + len(s.names), slots: s.names, hasSlots: s.given,
	}
	if s.dict {
		d.dict = -1
		if l.item != 0 {
			d.dict = -word64
			d.size += word64
		}
	}
	if s.weak {
		d.weak = d.size
		d.size += word64
	}
	return d
}

// likeBase reports whether the instances of c and of its base are laid out alike.
func likeBase(c *Class) bool {
	sn := c.snap.Load()
	if sn.base == nil {
		return false
	}
	a, b := sn.layout, sn.base.snap.Load().layout
	return a.size == b.size && a.item == b.item && a.dict == b.dict && a.weak == b.weak && a.gc == b.gc
}

// sameSlots reports whether a and b, of one base, added the same.
func sameSlots(a, b *Class) bool {
	x, y := a.snap.Load(), b.snap.Load()
	size := x.base.snap.Load().layout.size
	l, m := x.layout, y.layout
	if l.dict == size && m.dict == size {
		size += word64
	}
	if a.immutable || b.immutable {
		return false
	}
	if l.hasSlots && m.hasSlots {
		if !slices.Equal(l.slots, m.slots) {
			return false
		}
		size += word64 * len(l.slots)
	}
	if l.weak == size && m.weak == size { // behind the slots, where __weakref__ is put
		size += word64
	}
	return size == l.size && size == m.size
}

// compatible is compatible_for_assignment: whether an instance of from may become
// one of to. what is the attribute being assigned.
func compatible(from, to *Class, what string) error {
	a, b := from.snap.Load(), to.snap.Load()
	if a.layout.gc != b.layout.gc {
		return typeErrorf("%s assignment: '%s' deallocator differs from '%s'", what, b.name, a.name)
	}
	x, y := to, from
	for likeBase(x) {
		x = x.Base()
	}
	for likeBase(y) {
		y = y.Base()
	}
	if x != y && (x.Base() != y.Base() || x.Base() == nil || !sameSlots(x, y)) || (a.layout.dict == -1) != (b.layout.dict == -1) {
		return typeErrorf("%s assignment: '%s' object layout differs from '%s'", what, b.name, a.name)
	}
	return nil
}
