package lesson

import "underhood/gc"

func (p *player) fin(o *Op) {
	r := p.global(o.ID)
	if !p.isKind(r, gc.Instance) {
		return
	}
	p.plans[p.h.Label(r)] = o.Do // as the oracle: by the name it was made under
	must(p.h.SetFinalizer(r, p.finalize))
}

func (p *player) finalize(h *gc.Heap, self gc.Ref) {
	name := h.Label(self)
	p.log("fin", name, p.phase())
	for _, step := range p.plans[name] {
		p.step(step, self)
	}
}

// step is one step of the finalizer of self.
func (p *player) step(do Plan, self gc.Ref) {
	switch do.Do {
	case "resurrect":
		p.save(self)
	case "save":
		if x := must1(p.h.Get(self, do.Slot)); p.isKind(x, gc.Instance) {
			p.holding(p.dies(p.root(savedName(p.h.Label(x)))), func() { p.save(x) }, x)
		}
	case "unlink":
		p.setSlot(self, do.Slot, gc.Nil)
	case "link":
		p.setSlot(self, do.Slot, p.global(do.Name))
	case "peek":
		p.peek(do.Name)
	case "watch":
		must(p.g.Give(weakName(do.Name), p.newWeak(do.Name, self, true)))
	case "collect":
		n := must1(p.h.Collect(do.Gen))
		p.log("collected", n)
	case "raise":
		panic(errRaised)
	}
}

func (p *player) save(r gc.Ref) {
	name := p.h.Label(r)
	if p.root(savedName(name)) == gc.Nil {
		p.saved = append(p.saved, name)
	}
	p.holding(p.dies(p.root(savedName(name))), func() { must(p.g.Bind(savedName(name), r)) }, r)
	p.log("resurrect", name)
}

func (p *player) peek(w string) {
	switch r := p.root(weakName(w)); {
	case r == gc.Nil:
		p.log("peek", w, "none")
	case must1(p.h.Deref(r)) == gc.Nil:
		p.log("peek", w, "dead")
	default:
		p.log("peek", w, "alive")
	}
}

// forget drops what finalizers saved, oldest first; more may be saved meanwhile.
func (p *player) forget(*Op) {
	for len(p.saved) > 0 {
		name := p.saved[0]
		p.saved = p.saved[1:]
		must(p.g.Del(savedName(name)))
	}
}
