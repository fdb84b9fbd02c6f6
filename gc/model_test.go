package gc_test

import (
	"slices"

	"underhood/gc"
)

// model is the heap of the property tests as one would explain it: things that
// refer to each other. It keeps no counts; it counts references when asked. It
// finds garbage by plain search. Of finalizers it knows those that save their
// object or do nothing.
type model struct {
	things  map[gc.Ref]*thing
	frames  []map[string]*thing
	garbage []*thing
	saveAll bool

	enabled        bool
	threshold      [3]int
	counts         [3]int
	pending, total int
	stats          [3]gc.Stats
}

type thing struct {
	ref    gc.Ref
	kind   gc.Kind
	slots  []*thing
	held   int
	list   gc.ListID
	target *thing // of a weak reference
	calls  bool   // it has a callback

	finalizes, saves bool // it has a finalizer, and that saves it
	finalized        bool
}

func newModel() *model {
	return &model{
		things:    map[gc.Ref]*thing{},
		frames:    []map[string]*thing{{}},
		threshold: [3]int{700, 10, 10},
	}
}

// count is how many references there are to a thing.
func (m *model) count(x *thing) int {
	n := x.held
	for _, y := range m.things {
		for _, z := range y.slots {
			if z == x {
				n++
			}
		}
	}
	for _, vars := range m.frames {
		for _, z := range vars {
			if z == x {
				n++
			}
		}
	}
	for _, z := range m.garbage {
		if z == x {
			n++
		}
	}
	return n
}

// settle lets everything die that nothing refers to.
func (m *model) settle() {
	for again := true; again; {
		again = false
		for _, x := range m.things {
			if m.count(x) > 0 {
				continue
			}
			again = true
			if m.finalize(x); x.held > 0 {
				x.list = gc.Young // back from the dead
			} else {
				m.kill(x)
			}
		}
	}
}

// finalize gives x its turn, if it has one to come.
func (m *model) finalize(x *thing) {
	if x.finalizes && !x.finalized {
		x.finalized = true
		if x.saves {
			x.held++
		}
	}
}

// rooted is what a name, the program, the garbage list or a frozen object leads to.
func (m *model) rooted() map[*thing]bool {
	roots := slices.Clone(m.garbage)
	for _, vars := range m.frames {
		for _, x := range vars {
			roots = append(roots, x)
		}
	}
	for _, x := range m.things {
		if x.held > 0 || x.list == gc.Permanent {
			roots = append(roots, x)
		}
	}
	return closure(roots)
}

// closure is everything some things lead to, themselves included.
func closure(from []*thing) map[*thing]bool {
	reached := map[*thing]bool{}
	var reach func(x *thing)
	reach = func(x *thing) {
		if x == nil || reached[x] {
			return
		}
		reached[x] = true
		for _, y := range x.slots {
			reach(y)
		}
	}
	for _, x := range from {
		reach(x)
	}
	return reached
}

func (m *model) kill(x *thing) {
	delete(m.things, x.ref)
	for _, w := range m.things {
		if w.target == x {
			w.target = nil
		}
	}
	if x.kind != gc.Leaf && m.counts[0] > 0 {
		m.counts[0]--
	}
}

// allocate is what happens before a new object is there: with automatic
// collection on, perhaps a collection. The given things are in use meanwhile.
func (m *model) allocate(inUse ...*thing) {
	m.counts[0]++
	if !m.enabled || m.threshold[0] == 0 || m.counts[0] <= m.threshold[0] {
		return
	}
	for g := 2; g >= 0; g-- {
		if m.counts[g] > m.threshold[g] && (g < 2 || m.pending >= m.total/4) {
			m.collect(g, inUse...)
			return
		}
	}
}

func (m *model) add(r gc.Ref, kind gc.Kind, slots ...*thing) *thing {
	x := &thing{ref: r, kind: kind, slots: slots, held: 1}
	if kind != gc.Leaf {
		x.list = gc.Young
	}
	m.things[r] = x
	return x
}

// collect frees what is unreachable among generation g and the younger ones, and
// says how many that were.
func (m *model) collect(g int, inUse ...*thing) int {
	for i := range m.counts {
		if i <= g {
			m.counts[i] = 0
		} else if i == g+1 {
			m.counts[i]++
		}
	}
	in := func(x *thing) bool { return x.list >= gc.Young && x.list <= gc.Young+gc.ListID(g) }
	older := min(gc.Young+gc.ListID(g)+1, gc.Old)

	roots := slices.Concat(m.garbage, inUse)
	for _, vars := range m.frames {
		for _, x := range vars {
			roots = append(roots, x)
		}
	}
	for _, x := range m.things {
		if x.held > 0 || !in(x) {
			roots = append(roots, x)
		}
	}
	reached := closure(roots)

	var trash []*thing
	survivors := 0
	for _, x := range m.things {
		switch {
		case in(x) && !reached[x]:
			trash = append(trash, x)
			x.list = older
		case in(x):
			survivors++
			x.list = older
		}
	}
	switch g {
	case 1:
		m.pending += survivors
	case 2:
		m.pending, m.total = 0, survivors
	}
	for _, w := range m.things {
		if w.target != nil && slices.Contains(trash, w.target) {
			w.target = nil
			if w.calls && !slices.Contains(trash, w) {
				w.list = older // it was called, and went along
			}
		}
		if slices.Contains(trash, w) {
			w.target = nil
		}
	}
	var saved []*thing
	for _, x := range trash {
		if m.finalize(x); x.held > 0 {
			saved = append(saved, x)
		}
	}
	alive := closure(saved)
	trash = slices.DeleteFunc(trash, func(x *thing) bool { return alive[x] })
	if m.saveAll {
		m.garbage = append(m.garbage, trash...)
	} else {
		for _, x := range trash {
			m.kill(x)
		}
		for _, x := range inUse {
			x.held++
		}
		m.settle()
		for _, x := range inUse {
			x.held--
		}
	}
	m.stats[g].Collections++
	m.stats[g].Collected += len(trash)
	return len(trash)
}

func (m *model) freeze() {
	for _, x := range m.things {
		if x.list >= gc.Young && x.list <= gc.Old {
			x.list = gc.Permanent
		}
	}
	m.counts = [3]int{}
}

func (m *model) unfreeze() {
	for _, x := range m.things {
		if x.list == gc.Permanent {
			x.list = gc.Old
		}
	}
}
