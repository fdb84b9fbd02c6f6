package lesson

import "underhood/gc"

// call is a function entered and the names that are its own: its parameters and
// whatever its body binds, anywhere, as Python decides when it compiles it.
type call struct {
	frame  *gc.Frame
	locals map[string]bool
}

// frame is where a name that is bound now goes.
func (p *player) frame() *gc.Frame {
	if n := len(p.calls); n > 0 {
		return p.calls[n-1].frame
	}
	return p.g
}

// lookup is the object a name in the current frame refers to. A name that is not
// the function's own is looked up among the globals. A name that refers to
// nothing is an outcome, like Python's NameError.
func (p *player) lookup(o *Op, name string) (gc.Ref, bool) {
	f := p.g
	if n := len(p.calls); n > 0 && p.calls[n-1].locals[name] {
		f = p.calls[n-1].frame
	}
	r, err := f.Lookup(name)
	if err != nil {
		p.log("err", o.Op, name)
		return gc.Nil, false
	}
	return r, true
}

// bind plays name = …, for a new name and a bound one alike.
func (p *player) bind(o *Op) {
	f := p.frame()
	switch {
	case o.given["to"]:
		if r, ok := p.lookup(o, o.To); ok {
			must(f.Bind(o.Name, r))
		}
	case o.given["leaf"]:
		must(f.Give(o.Name, p.leaf(o.Leaf)))
	case o.given["list"]:
		if r, ok := p.list(o); ok {
			must(f.Give(o.Name, r))
		}
	default:
		must(f.Give(o.Name, p.label(must1(p.h.NewInstance(slots)), o.Name)))
	}
}

func (p *player) leaf(literal string) gc.Ref {
	return p.label(must1(p.h.NewLeaf(literal)), literal)
}

// list makes the list of an operation; new leaves belong to the list alone.
func (p *player) list(o *Op) (gc.Ref, bool) {
	items := make([]gc.Ref, len(o.Items))
	for i, it := range o.Items { // names first: nothing is made when one is missing
		if it.Leaf == "" {
			r, ok := p.lookup(o, it.Name)
			if !ok {
				return gc.Nil, false
			}
			items[i] = r
		}
	}
	list := p.label(must1(p.h.NewList(make([]gc.Ref, len(items))...)), o.Name)
	for i, it := range o.Items {
		if it.Leaf != "" {
			must(p.h.Give(list, i, p.leaf(it.Leaf)))
		} else {
			must(p.h.Set(list, i, items[i]))
		}
	}
	return list, true
}

func (p *player) del(o *Op) {
	if _, ok := p.lookup(o, o.Name); ok {
		must(p.frame().Del(o.Name))
	}
}

func (p *player) call(o *Op) {
	args := make([]gc.Ref, len(o.Args))
	for i, name := range o.Args {
		r, ok := p.lookup(o, name)
		if !ok {
			args[i] = gc.Nil
			continue
		}
		args[i] = r
	}
	f := must1(p.h.Call(o.Func))
	c := call{frame: f, locals: make(map[string]bool)}
	for i, name := range o.Params {
		c.locals[name] = true
		if args[i] != gc.Nil {
			must(f.Bind(name, args[i]))
		}
	}
	for name := range o.locals {
		c.locals[name] = true
	}
	p.calls = append(p.calls, c)
}

func (p *player) ret(o *Op) {
	f := p.frame()
	result := gc.Nil
	if o.given["value"] {
		if r, ok := p.lookup(o, o.Value); ok {
			must(p.h.IncRef(r)) // taken before the names go
			result = r
		}
	}
	must(f.Return())
	p.calls = p.calls[:len(p.calls)-1]
	switch {
	case result == gc.Nil:
	case o.given["into"]:
		must(p.frame().Give(o.Into, result))
	default:
		must(p.h.DecRef(result))
	}
}

func (p *player) append(o *Op) {
	list, ok := p.lookup(o, o.Name)
	if !ok {
		return
	}
	item, ok := p.lookup(o, o.Item)
	if !ok {
		return
	}
	if !p.isKind(list, gc.List) {
		p.log("err", o.Op, o.Name)
		return
	}
	must(p.h.Append(list, item))
}

func (p *player) remove(o *Op) {
	list, ok := p.lookup(o, o.Name)
	if !ok {
		return
	}
	if !p.isKind(list, gc.List) || o.Index >= must1(p.h.Size(list)) {
		p.log("err", o.Op, o.Name)
		return
	}
	p.holding(func() { must(p.h.Remove(list, o.Index)) }, list)
}

// set plays name.slot = to, or empties the slot without a field "to".
func (p *player) set(o *Op) {
	r, ok := p.lookup(o, o.Name)
	if !ok {
		return
	}
	to := gc.Nil
	if o.given["to"] {
		if to, ok = p.lookup(o, o.To); !ok {
			return
		}
	}
	if !p.isKind(r, gc.Instance) {
		p.log("err", o.Op, o.Name)
		return
	}
	p.setSlot(r, o.Slot, to)
}
