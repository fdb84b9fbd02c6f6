package lesson

import (
	"strings"

	"underhood/gc"
)

// The heap's globals hold three tables of the oracle's: the program's own names,
// its weak references, and what finalizers saved. Each has a namespace of its
// own there: a program's name that looks like one of the others' is escaped.

// globalName is the name, among the globals, of a name of the program.
func globalName(name string) string {
	for _, table := range [...]string{"weak ", "saved ", "name "} {
		if strings.HasPrefix(name, table) {
			return "name " + name
		}
	}
	return name
}

// weakName is the name, among the globals, of a weak reference.
func weakName(w string) string { return "weak " + w }

// savedName is the name, among the globals, of an object a finalizer saved.
func savedName(name string) string { return "saved " + name }

// bound says whether a global name of the program refers to something.
func (p *player) bound(name string) bool { return p.global(name) != gc.Nil }

// global is the object a global name of the program refers to, or Nil.
func (p *player) global(name string) gc.Ref { return p.root(globalName(name)) }

// root is the object one of the names in the three tables refers to, or Nil.
func (p *player) root(name string) gc.Ref {
	r, _ := p.g.Lookup(name) // Nil with the error
	return r
}

func (p *player) isKind(r gc.Ref, k gc.Kind) bool {
	kind, err := p.h.KindOf(r)
	return err == nil && kind == k
}

// label names an object, for the outcomes and for the picture.
func (p *player) label(r gc.Ref, name string) gc.Ref {
	p.names[r] = name
	must(p.h.SetLabel(r, name))
	return r
}

func (p *player) create(o *Op) {
	if p.bound(o.ID) {
		p.log("err", "new", o.ID)
		return
	}
	var r gc.Ref
	if o.IsLeaf {
		r = must1(p.h.NewLeaf(o.ID))
	} else {
		r = must1(p.h.NewInstance(slots))
	}
	must(p.g.Give(globalName(o.ID), p.label(r, o.ID)))
}

func (p *player) link(o *Op) {
	if !p.bound(o.To) || !p.isKind(p.global(o.ID), gc.Instance) {
		p.log("err", "link", o.To)
		return
	}
	p.setSlot(p.global(o.ID), o.Slot, p.global(o.To))
}

func (p *player) unlink(o *Op) {
	if r := p.global(o.ID); p.isKind(r, gc.Instance) {
		p.setSlot(r, o.Slot, gc.Nil)
	}
}

// setSlot plays setattr(r, slot, to).
func (p *player) setSlot(r gc.Ref, slot int, to gc.Ref) {
	p.holding(p.dies(must1(p.h.Get(r, slot))), func() { must(p.h.Set(r, slot, to)) }, r, to)
}

func (p *player) drop(o *Op) { must(p.g.Del(globalName(o.ID))) }

// take gives the object in a slot its own name back.
func (p *player) take(o *Op) {
	r := p.global(o.ID)
	x := gc.Nil
	if p.isKind(r, gc.Instance) {
		x = must1(p.h.Get(r, o.Slot))
	}
	if !p.isKind(x, gc.Instance) && !p.isKind(x, gc.Leaf) {
		p.log("took", "")
		return
	}
	name := p.h.Label(x)
	p.log("took", name)
	p.holding(p.dies(p.global(name)), func() { must(p.g.Bind(globalName(name), x)) }, x)
}

// alloc makes objects without names; kept ones stay until "release".
func (p *player) alloc(o *Op) {
	for range o.N {
		if p.full != nil && p.full() {
			return
		}
		r := must1(p.h.NewInstance(slots))
		if o.Keep {
			p.bulk = append(p.bulk, r)
		} else {
			must(p.h.DecRef(r))
		}
	}
	p.log("allocated", o.N)
}

// release lets the kept ones go, the last first, as list.clear() does.
func (p *player) release(*Op) {
	bulk := p.bulk
	p.bulk = nil
	for i := len(bulk) - 1; i >= 0; i-- {
		must(p.h.DecRef(bulk[i]))
	}
}

func (p *player) refcount(o *Op) {
	if o.given["name"] {
		if r, ok := p.lookup(o, o.Name); ok {
			p.log("refcount", o.Name, must1(p.h.RefCount(r)))
		}
		return
	}
	p.log("refcount", o.ID, must1(p.h.RefCount(p.global(o.ID))))
}

func (p *player) tracked(o *Op) {
	p.log("tracked", o.ID, must1(p.h.Tracked(p.global(o.ID))))
}

func (p *player) generation(o *Op) {
	switch l := must1(p.h.ListOf(p.global(o.ID))); l {
	case gc.Young, gc.Middle, gc.Old:
		p.log("gen", o.ID, int(l-gc.Young))
	default:
		p.log("gen", o.ID, "none")
	}
}
