package lesson

import "underhood/gc"

func (p *player) weakref(o *Op) {
	target := p.global(o.To)
	if !p.isKind(target, gc.Instance) || p.root(weakName(o.W)) != gc.Nil {
		p.log("err", "weakref", o.W)
		return
	}
	if o.Callback != nil {
		p.onDead[o.W] = *o.Callback
	}
	p.holding((o.In != nil || p.h.Enabled()) && p.watched(), func() { // the allocation may start a collection
		r := p.newWeak(o.W, target, o.Callback != nil)
		switch {
		case o.In == nil:
			must(p.g.Give(weakName(o.W), r))
			return
		case p.isKind(p.global(o.In.ID), gc.Instance):
			p.setSlot(p.global(o.In.ID), o.In.Slot, r)
		default:
			p.log("err", "weakref", o.W)
		}
		must(p.h.DecRef(r))
	}, target)
}

func (p *player) newWeak(name string, target gc.Ref, calls bool) gc.Ref {
	var callback gc.WeakCallback
	if calls {
		callback = func(h *gc.Heap, w gc.Ref) { p.dead(name) }
	}
	r := must1(p.h.NewWeak(target, callback))
	must(p.h.SetLabel(r, name))
	return r
}

// dead is the callback of the weak reference w.
func (p *player) dead(w string) {
	p.log("cb", w, "dead", p.phase())
	switch do := p.onDead[w]; do.Do {
	case "raise":
		panic(errRaised)
	case "drop":
		if p.bound(do.Name) {
			must(p.g.Del(globalName(do.Name)))
		}
	case "collect":
		n := must1(p.h.Collect(do.Gen))
		p.log("collected", n)
	}
}

func (p *player) wget(o *Op) {
	w := p.root(weakName(o.W))
	switch {
	case w == gc.Nil:
		p.log("wget", o.W, "none")
	default:
		if x := must1(p.h.Deref(w)); x != gc.Nil {
			p.log("wget", o.W, p.h.Label(x))
		} else {
			p.log("wget", o.W, "dead")
		}
	}
}

func (p *player) wdrop(o *Op) {
	if p.root(weakName(o.W)) != gc.Nil {
		must(p.g.Del(weakName(o.W)))
	}
}
