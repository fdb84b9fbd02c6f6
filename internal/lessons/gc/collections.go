package lesson

func (p *player) collect(o *Op) {
	n := must1(p.h.Collect(o.Gen))
	p.log("collected", n)
}

func (p *player) marksweep(*Op) {
	n := must1(p.h.MarkSweep())
	p.log("collected", n)
}

func (p *player) enable(*Op)   { must(p.h.Enable()) }
func (p *player) disable(*Op)  { must(p.h.Disable()) }
func (p *player) freeze(*Op)   { must(p.h.Freeze()) }
func (p *player) unfreeze(*Op) { must(p.h.Unfreeze()) }
func (p *player) frozen(*Op)   { p.log("frozen", p.h.Frozen()) }

// threshold leaves out what the program leaves out, as gc.set_threshold does.
func (p *player) threshold(o *Op) {
	var t [3]int
	t[0], t[1], t[2] = p.h.Threshold()
	copy(t[:], o.T)
	must(p.h.SetThreshold(t[0], t[1], t[2]))
}

func (p *player) count(*Op) {
	a, b, c := p.h.Counts()
	p.log("count", a, b, c)
}

func (p *player) stats(*Op) {
	for g, s := range p.h.Stats() {
		p.log("stats", g, s.Collections, s.Collected, s.Uncollectable)
	}
}

func (p *player) debug(o *Op) { must(p.h.SetSaveAll(o.SaveAll)) }

func (p *player) garbage(*Op) {
	out := Outcome{"garbage"}
	for r := range p.h.Garbage() {
		out = append(out, p.h.Label(r))
	}
	p.log(out...)
}

func (p *player) ungarbage(*Op) { must(p.h.ClearGarbage()) }
