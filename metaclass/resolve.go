package metaclass

import "sync/atomic"

// A resolution is what a class's order gives for a name: the raw attribute, where
// it was found, and what kind of thing it is. It holds as long as the snapshot.
type resolution struct {
	name  string
	hash  uint32
	after *Class // the lookup starts behind this class: super's; else nil
	found bool
	kind  kind
	value Value
	owner *Class
	fn    *Function // value, if it is one
	site  atomic.Int32
}

// kind tells how a value takes part in an attribute access.
type kind uint8

const (
	kindPlain    kind = iota // is its own answer
	kindFunction             // a Function: binds, and is called without binding
	kindGetter               // another descriptor without __set__ and __delete__
	kindData                 // a data descriptor: comes before the instance's own
	kindUser                 // an instance: its class decides, at each access
)

// kindOf sorts a value. For an instance the answer can change with its class, so
// it is not remembered.
func kindOf(v Value) kind {
	switch v := v.(type) {
	case *Function:
		return kindFunction
	case *Object:
		return kindUser
	case *Property, *GetSet, *Member:
		return kindData
	case *ClassMethod, *StaticMethod, *Super:
		return kindGetter
	case *Builtin:
		if v.kind != builtinFunction {
			return kindGetter
		}
		return kindPlain
	case *Class, string, int, bool, NoneType:
		if c, ok := v.(*Class); ok && c.meta.Load() != c.world.typ {
			return kindUser
		}
		return kindPlain
	case Setter, Deleter:
		return kindData
	case Getter:
		return kindGetter
	}
	return kindPlain
}

// resolutions is a cache of one snapshot: open addressing, filled without a lock.
type resolutions struct {
	slots []atomic.Pointer[resolution]
	used  atomic.Int32
}

// cacheLimit bounds a snapshot's cache, against names made at run time.
const cacheLimit = 1024

var noResolution resolution

// find resolves a name. The result is never nil.
func (sn *snapshot) find(name string) *resolution {
	return sn.findHashed(name, hashName(name), nil)
}

func (sn *snapshot) findHashed(name string, hash uint32, after *Class) *resolution {
	if t := sn.table.Load(); t != nil {
		mask := uint32(len(t.slots) - 1)
		for i := hash & mask; ; i = (i + 1) & mask {
			r := t.slots[i].Load()
			if r == nil {
				break
			}
			if r.hash == hash && r.after == after && r.name == name {
				return r
			}
		}
	}
	return sn.resolve(name, hash, after)
}

func (sn *snapshot) resolve(name string, hash uint32, after *Class) *resolution {
	if sn.mro == nil {
		return &noResolution
	}
	r := &resolution{name: name, hash: hash, after: after}
	for _, c := range sn.order(after) {
		if v, ok := c.snap.Load().ns.find(name, hash); ok {
			r.found, r.value, r.owner, r.kind = true, v, c, kindOf(v)
			r.fn, _ = v.(*Function)
			break
		}
	}
	sn.remember(r)
	return r
}

// order is the part of the MRO behind a class, all of it for nil; super's rule is
// that a class that is not there stands before the end (typeobject.c, super_getattro).
func (sn *snapshot) order(after *Class) []*Class {
	if after == nil {
		return sn.mro
	}
	for i, c := range sn.mro {
		if c == after {
			return sn.mro[i+1:]
		}
	}
	return nil
}

func (sn *snapshot) remember(r *resolution) {
	for {
		t := sn.table.Load()
		if t == nil || int(t.used.Load()) >= len(t.slots)*3/4 {
			sn.grow(t)
			continue
		}
		mask := uint32(len(t.slots) - 1)
		for i := r.hash & mask; ; i = (i + 1) & mask {
			if t.slots[i].Load() == nil {
				// The count first: a table is never full, so that a search ends.
				if int(t.used.Add(1)) >= len(t.slots) {
					break
				}
				if t.slots[i].CompareAndSwap(nil, r) {
					return
				}
			}
		}
	}
}

// grow makes room. A cache that has too many names starts again.
func (sn *snapshot) grow(old *resolutions) {
	size := 8
	if old != nil && len(old.slots) < cacheLimit {
		size = 2 * len(old.slots)
	}
	t := &resolutions{slots: make([]atomic.Pointer[resolution], size)}
	if old != nil && size > len(old.slots) {
		mask := uint32(size - 1)
		for j := range old.slots {
			r := old.slots[j].Load()
			if r == nil {
				continue
			}
			i := r.hash & mask
			for t.slots[i].Load() != nil {
				i = (i + 1) & mask
			}
			t.slots[i].Store(r)
			t.used.Add(1)
		}
	}
	sn.table.CompareAndSwap(old, t)
}

// sitePlace is where sites find r in the snapshot. The world is locked for the
// first one.
func (sn *snapshot) sitePlace(w *World, r *resolution) int32 {
	if p := r.site.Load(); p != 0 {
		return p - 1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := r.site.Load(); p != 0 {
		return p - 1
	}
	var list []*resolution
	if old := sn.sited.Load(); old != nil {
		list = append(list, *old...)
	}
	list = append(list, r)
	sn.sited.Store(&list)
	r.site.Store(int32(len(list)))
	return int32(len(list) - 1)
}
