package gc

import (
	"cmp"
	"slices"
)

// Retention is what would die with an object if nothing but counting and a
// collection came after it: the objects to which every path from a root leads
// through it (its dominator subtree), itself included.
type Retention struct {
	Ref     Ref
	Objects int
	Bytes   int // of the heap's tables: 40 an object and 4 an edge
}

// Retained are the n objects that keep most others alive, by bytes, the largest
// first; all of them for an n below 0. What no root reaches is not among them. The
// cost is proportional to the heap and, in a graph with many long detours, to their
// length; the memory 20 bytes an object while it works. From inside a hook it fails with [ErrBusy].
//
// The dominators are found by the algorithm of K. D. Cooper, T. J. Harvey and K.
// Kennedy, "A simple, fast dominance algorithm" (2001).
func (h *Heap) Retained(n int) ([]Retention, error) {
	if err := h.enter(); err != nil {
		return nil, err
	}
	defer h.leave()
	d := h.findDominators()
	sizes := make([]Retention, len(h.heads))
	for i := len(d.order) - 1; i > 0; i-- { // a dominator comes before what it dominates
		x := d.order[i]
		s, up := &sizes[x], &sizes[d.by[x]]
		s.Ref, s.Objects, s.Bytes = h.ref(x), s.Objects+1, s.Bytes+40+4*h.sizeOf(x)
		up.Objects, up.Bytes = up.Objects+s.Objects, up.Bytes+s.Bytes
	}
	sizes = slices.DeleteFunc(sizes, func(s Retention) bool { return s.Ref == Nil })
	slices.SortFunc(sizes, func(a, b Retention) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(uint32(a.Ref), uint32(b.Ref)))
	})
	if n >= 0 {
		sizes = sizes[:min(n, len(sizes))]
	}
	return sizes, nil
}

// dominators of everything reachable; index 0 stands for the roots together.
type dominators struct {
	order  []uint32 // objects, each before those it dominates; order[0] is 0
	number []uint32 // place in order
	by     []uint32 // immediate dominator
}

func (h *Heap) findDominators() *dominators {
	d := &dominators{number: make([]uint32, len(h.heads)), by: make([]uint32, len(h.heads))}
	rooted := d.search(h)
	const none = ^uint32(0)
	for _, x := range d.order[1:] {
		d.by[x] = none
	}
	for _, x := range rooted {
		d.by[x] = 0
	}
	for changed := true; changed; {
		changed = false
		for _, x := range d.order[1:] {
			for _, t := range h.edges(x) {
				if t == 0 || d.by[t] == 0 {
					continue
				}
				by := x
				if d.by[t] != none {
					by = d.common(d.by[t], x)
				}
				if by != d.by[t] {
					d.by[t], changed = by, true
				}
			}
		}
	}
	return d
}

// search numbers what roots reach in reverse postorder and returns what they
// refer to.
func (d *dominators) search(h *Heap) (rooted []uint32) {
	seen := make(bitmap, (len(h.heads)+63)/64)
	seen.set(0)
	var stack []teardown // an object, and how many of its edges are done
	h.eachRoot(func(r uint32, _ Root) {
		if r != 0 {
			rooted = append(rooted, r)
		}
		if seen.has(r) {
			return
		}
		seen.set(r)
		stack = append(stack, teardown{x: r})
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			edges := h.edges(top.x)
			if int(top.done) == len(edges) {
				d.order = append(d.order, top.x)
				stack = stack[:len(stack)-1]
				continue
			}
			t := edges[top.done]
			top.done++
			if !seen.has(t) {
				seen.set(t)
				stack = append(stack, teardown{x: t})
			}
		}
	})
	d.order = append(d.order, 0)
	slices.Reverse(d.order)
	for i, x := range d.order {
		d.number[x] = uint32(i)
	}
	return rooted
}

// common is the nearest dominator of both a and b.
func (d *dominators) common(a, b uint32) uint32 {
	for a != b {
		if d.number[a] > d.number[b] {
			a = d.by[a]
		} else {
			b = d.by[b]
		}
	}
	return a
}
