package lesson

import (
	"slices"

	"underhood/gc"
)

// call is a function entered and the names that are its own: its parameters and
// whatever its body binds, anywhere, as Python decides when it compiles it.
type call struct {
	frame  *gc.Frame
	locals []string
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
// nothing is an outcome, Python's NameError, and ends the operation.
func (p *player) lookup(o *Op, name string) (gc.Ref, bool) {
	r := p.find(name)
	if r == gc.Nil {
		p.log("err", o.Op, name)
	}
	return r, r != gc.Nil
}

func (p *player) find(name string) gc.Ref {
	if n := len(p.calls); n > 0 && slices.Contains(p.calls[n-1].locals, name) {
		r, _ := p.calls[n-1].frame.Lookup(name) // Nil with the error
		return r
	}
	return p.global(name)
}

// store makes name in the current frame refer to r, a reference the program owns
// and which passes to the name. A function's variables take it off the evaluation
// stack (STORE_FAST); the globals, a dict, take one of their own, and the stack's
// goes when the object the name referred to before is gone (STORE_NAME).
func (p *player) store(name string, r gc.Ref) {
	if len(p.calls) > 0 {
		must(p.frame().Give(name, r))
		return
	}
	p.holding(p.dies(p.global(name)), func() { must(p.g.Give(globalName(name), r)) }, r)
}

// bind plays name = …, for a new name and a bound one alike.
func (p *player) bind(o *Op) {
	switch {
	case o.given["to"]:
		if r, ok := p.lookup(o, o.To); ok {
			p.storeShared(o.Name, r)
		}
	case o.given["leaf"]:
		p.store(o.Name, p.leaf(o.Leaf))
	case o.given["list"]:
		if r, ok := p.list(o); ok {
			p.store(o.Name, r)
		}
	default:
		p.store(o.Name, p.label(must1(p.h.NewInstance(slots)), o.Name))
	}
}

// storeShared is store for an object that keeps the references it has.
func (p *player) storeShared(name string, r gc.Ref) {
	if len(p.calls) > 0 {
		must(p.frame().Bind(name, r))
		return
	}
	p.holding(p.dies(p.global(name)), func() { must(p.g.Bind(globalName(name), r)) }, r)
}

func (p *player) leaf(literal string) gc.Ref {
	return p.label(must1(p.h.NewLeaf(literal)), literal)
}

// list makes the list of an operation; new leaves belong to the list alone.
func (p *player) list(o *Op) (gc.Ref, bool) {
	items := make([]gc.Ref, len(o.Items))
	for i, it := range o.Items { // names first: no list is made when one is missing
		if it.Leaf != "" {
			continue
		}
		if items[i] = p.find(it.Name); items[i] == gc.Nil {
			p.makeInVain(o.Items[:i])
			p.log("err", o.Op, it.Name)
			return gc.Nil, false
		}
	}
	list := gc.Nil
	p.holding(p.watched(), func() { // the allocation may start a collection
		list = p.label(must1(p.h.NewList(make([]gc.Ref, len(items))...)), o.Name)
		for i, it := range o.Items {
			if it.Leaf != "" {
				must(p.h.Give(list, i, p.leaf(it.Leaf)))
			} else {
				must(p.h.Set(list, i, items[i]))
			}
		}
	}, items...)
	return list, true
}

// makeInVain makes the leaves before an item whose name is missing. Python
// evaluates items from the first to the last and, when one fails, takes the
// others off the evaluation stack from the top.
func (p *player) makeInVain(items []Item) {
	var made []gc.Ref
	for _, it := range items {
		if it.Leaf != "" {
			made = append(made, p.leaf(it.Leaf))
		}
	}
	for _, r := range slices.Backward(made) {
		must(p.h.DecRef(r))
	}
}

func (p *player) del(o *Op) {
	if _, ok := p.lookup(o, o.Name); !ok {
		return
	}
	if len(p.calls) > 0 {
		must(p.frame().Del(o.Name))
	} else {
		must(p.g.Del(globalName(o.Name)))
	}
}

// call enters a function. When an argument is missing the function is not
// called, and everything up to its return is passed over.
func (p *player) call(o *Op) {
	args := make([]gc.Ref, len(o.Args))
	for i, name := range o.Args {
		r, ok := p.lookup(o, name)
		if !ok {
			p.skip = 1
			return
		}
		args[i] = r
	}
	f := must1(p.h.Call(o.Func, o.locals...))
	for i, name := range o.Params {
		must(f.Bind(name, args[i]))
	}
	p.calls = append(p.calls, call{frame: f, locals: o.locals})
}

// skipped says whether an operation belongs to a function that was not called.
func (p *player) skipped(o *Op) bool {
	if p.skip == 0 {
		return false
	}
	switch o.Op {
	case "call":
		p.skip++
	case "return":
		p.skip--
	}
	return true
}

// ret leaves a function. When the name it returns is missing, the call has
// failed and the caller binds nothing.
func (p *player) ret(o *Op) {
	result := gc.Nil
	if o.given["value"] {
		if r, ok := p.lookup(o, o.Value); ok {
			must(p.h.IncRef(r)) // taken before the names go
			result = r
		}
	}
	must(p.frame().Return())
	p.calls = p.calls[:len(p.calls)-1]
	switch {
	case result == gc.Nil:
	case o.given["into"]:
		p.store(o.Into, result)
	default:
		must(p.h.DecRef(result))
	}
}

// ofKind is lookup for an object of a kind; another one is an outcome, Python's
// AttributeError or TypeError.
func (p *player) ofKind(o *Op, name string, k gc.Kind) (gc.Ref, bool) {
	r, ok := p.lookup(o, name)
	if ok && !p.isKind(r, k) {
		p.log("err", o.Op, name)
		return gc.Nil, false
	}
	return r, ok
}

func (p *player) append(o *Op) {
	list, ok := p.ofKind(o, o.Name, gc.List)
	if !ok {
		return
	}
	if item, ok := p.lookup(o, o.Item); ok {
		must(p.h.Append(list, item))
	}
}

func (p *player) remove(o *Op) {
	list, ok := p.ofKind(o, o.Name, gc.List)
	if !ok {
		return
	}
	if o.Index >= must1(p.h.Size(list)) {
		p.log("err", o.Op, o.Name)
		return
	}
	p.holding(p.dies(must1(p.h.Get(list, o.Index))), func() { must(p.h.Remove(list, o.Index)) }, list)
}

// set plays name.slot = to, or name.slot = None without a field "to". Python
// evaluates the right side first, and lets go of it first (STORE_ATTR).
func (p *player) set(o *Op) {
	to := gc.Nil
	if o.given["to"] {
		var ok bool
		if to, ok = p.lookup(o, o.To); !ok {
			return
		}
	}
	if r, ok := p.ofKind(o, o.Name, gc.Instance); ok {
		p.holding(p.dies(must1(p.h.Get(r, o.Slot))), func() { must(p.h.Set(r, o.Slot, to)) }, to, r)
	}
}
