package gc

import "fmt"

// Verify checks the invariants of the whole heap and names the first that does
// not hold in an error wrapping [ErrInvariant]:
//
//   - every count is edges + names + pins + references the Go program owns;
//   - every tracked object is on exactly one list, at the place it believes;
//   - no edge leads to a dead object, no weak reference to a dead target;
//   - outside a collection no collector state is left over.
//
// It is for tests; the cost is proportional to the heap. From inside a finalizer,
// callback or hook it fails with [ErrBusy].
func (h *Heap) Verify() error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	if h.inside > 0 {
		return ErrBusy
	}
	for _, check := range []func() error{h.verifyIdle, h.verifyCounts, h.verifyLists, h.verifyWeak} {
		if err := check(); err != nil {
			return fmt.Errorf("%w: %w", ErrInvariant, err)
		}
	}
	return nil
}

func (h *Heap) verifyIdle() error {
	if h.cycle.phase != idle {
		return nil // a collection is half-way
	}
	if len(h.stack)+len(h.trash)+len(h.pins)+h.nesting > 0 {
		return fmt.Errorf("left over: %d on the stack, %d in the trashcan, %d pins, nesting %d",
			len(h.stack), len(h.trash), len(h.pins), h.nesting)
	}
	for x, g := range h.gcRefs {
		if g != 0 {
			return fmt.Errorf("gc_refs of %s is %#x outside a collection", h.ref(uint32(x)), g)
		}
	}
	for l := Unreachable; l <= late; l++ {
		if h.lists[l].live > 0 {
			return fmt.Errorf("%d objects on list %s outside a collection", h.lists[l].live, l)
		}
	}
	return nil
}

func (h *Heap) verifyCounts() error {
	want := make([]uint32, len(h.heads))
	live := 0
	for x := range h.heads {
		hd := &h.heads[x]
		want[x] += hd.held
		if hd.count > 0 {
			live++
		}
		for i, t := range h.edges(uint32(x)) {
			if t != 0 && (int(t) >= len(h.heads) || h.heads[t].count == 0) {
				return fmt.Errorf("slot %d of %s refers to the dead %s", i, h.ref(uint32(x)), h.ref(t))
			}
			want[t]++
		}
	}
	for _, f := range h.frames {
		for _, v := range f.vars {
			want[v.x]++
		}
	}
	for _, x := range h.garbage {
		want[x]++
	}
	if h.cycle.phase != idle {
		for _, x := range h.lists[Unreachable].items { // what has been let go is not on it
			want[x]++
		}
	}
	for x := 1; x < len(h.heads); x++ {
		if c := h.heads[x].count; c != want[x] {
			return fmt.Errorf("count of %s is %d, references to it are %d", h.ref(uint32(x)), c, want[x])
		}
	}
	if live != h.live {
		return fmt.Errorf("%d live objects counted, %d found", h.live, live)
	}
	return nil
}

func (h *Heap) verifyLists() error {
	on := make([]int, len(h.heads))
	for l := Young; l <= late; l++ {
		items, base := h.part(l)
		n := 0
		for i, x := range items {
			if x == 0 {
				continue
			}
			n++
			on[x]++
			if pos := int(h.pos[x]); h.listOf(x) != l || pos != base+i {
				return fmt.Errorf("%s is at %d of list %s but believes to be at %d of %s",
					h.ref(x), base+i, l, pos, h.listOf(x))
			}
		}
		if n != h.size(l) {
			return fmt.Errorf("list %s has %d objects, counts %d", l, n, h.size(l))
		}
	}
	for x := 1; x < len(h.heads); x++ {
		want := 0
		if hd := &h.heads[x]; hd.count > 0 && hd.collectable() {
			want = 1
		}
		if on[x] != want {
			return fmt.Errorf("%s is on %d lists, should be on %d", h.ref(uint32(x)), on[x], want)
		}
	}
	return nil
}

func (h *Heap) verifyWeak() error {
	for x := 1; x < len(h.heads); x++ {
		hd := &h.heads[x]
		if hd.kind() == Weak {
			if r := h.weaks[h.weakOf[x]]; r.self != uint32(x) || r.target != 0 && h.heads[r.target].count == 0 {
				return fmt.Errorf("weak reference %s has the record of %s and refers to %s",
					h.ref(uint32(x)), h.ref(r.self), h.ref(r.target))
			}
			continue
		}
		newer := uint32(0)
		for w := h.newestWeak(uint32(x)); w != 0; w = h.weaks[w].older {
			r := h.weaks[w]
			if r.target != uint32(x) || r.newer != newer || hd.count == 0 {
				return fmt.Errorf("weak reference %s is on the list of %s but refers to %s",
					h.ref(r.self), h.ref(uint32(x)), h.ref(r.target))
			}
			newer = w
		}
	}
	return nil
}
