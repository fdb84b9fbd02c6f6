package gc

import (
	"iter"
	"runtime"
	"slices"
)

// KindOf is the kind of r.
func (h *Heap) KindOf(r Ref) (Kind, error) {
	x, err := h.check(r)
	if err != nil {
		return 0, err
	}
	k := h.heads[x].kind()
	runtime.KeepAlive(h)
	return k, nil
}

// Alive says whether r stands for a live object.
func (h *Heap) Alive(r Ref) bool {
	x := uint32(r)
	alive := uint64(x) < uint64(len(h.heads)) && h.heads[x].gen == uint32(r>>32) && h.heads[x].count != 0
	runtime.KeepAlive(h)
	return alive
}

// ListOf is the list r is on: its generation, Permanent when frozen, Untracked
// for a leaf.
func (h *Heap) ListOf(r Ref) (ListID, error) {
	x, err := h.check(r)
	if err != nil {
		return Untracked, err
	}
	l := h.listOf(x)
	runtime.KeepAlive(h)
	return l, nil
}

// Tracked says whether the collector knows of r (gc.is_tracked).
func (h *Heap) Tracked(r Ref) (bool, error) {
	l, err := h.ListOf(r)
	return l != Untracked, err
}

// Finalized says whether the finalizer of r has had its turn (gc.is_finalized).
func (h *Heap) Finalized(r Ref) (bool, error) {
	x, err := h.check(r)
	if err != nil {
		return false, err
	}
	finalized := h.heads[x].bits&isFinalized != 0
	runtime.KeepAlive(h)
	return finalized, nil
}

// LenOf is the number of objects on a list, without looking at them: of Young,
// Middle and Old the lengths of the generations, len(gc.get_objects(generation=g))
// in CPython. It is 0 for Untracked and for what is no list.
func (h *Heap) LenOf(l ListID) int {
	if l == Untracked || l >= late {
		return 0
	}
	return h.size(l)
}

// Objects are the tracked objects on a list, in its order (gc.get_objects). Like
// every sequence of this package it is a picture of the moment the range began:
// the heap may change meanwhile, and references may go stale.
func (h *Heap) Objects(l ListID) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		if l < late {
			h.seq(h.itemsOf(l)...)(yield)
		}
	}
}

// Referents are the objects r refers to, in visiting order, one entry a
// reference (gc.get_referents). Nothing for a stale reference.
func (h *Heap) Referents(r Ref) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		x, err := h.check(r)
		if err != nil {
			return
		}
		edges := h.edges(x)
		visited := make([]uint32, len(edges))
		for i := range edges {
			visited[i] = edges[h.visitOrder(x, i)]
		}
		h.seq(visited)(yield)
	}
}

// Referrers are the tracked objects that refer to r, each once, by generation
// from the youngest and in list order (gc.get_referrers). Like CPython's it walks
// the three generations only: a frozen object is not among them, although its
// references count; [Heap.Freeze] says how to find it. The cost is proportional
// to the heap. Nothing for a stale reference.
func (h *Heap) Referrers(r Ref) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		x, err := h.check(r)
		if err != nil {
			return
		}
		var found []uint32
		for l := Young; l <= Old; l++ {
			for _, items := range h.itemsOf(l) {
				for _, y := range items {
					if slices.Contains(h.edges(y), x) {
						found = append(found, y)
					}
				}
			}
		}
		h.seq(found)(yield)
	}
}

// itemsOf are the objects on list l, in order, in one or two parts: a generation
// may have late ones.
func (h *Heap) itemsOf(l ListID) [][]uint32 {
	items, _ := h.part(l)
	if l.generational() && l == h.line.lateFor {
		return [][]uint32{items, h.lists[late].items}
	}
	return [][]uint32{items}
}

// seq yields the handles of the indexes as they are when the range begins.
func (h *Heap) seq(parts ...[]uint32) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		var refs []Ref
		for _, indexes := range parts {
			refs = slices.Grow(refs, len(indexes))
			for _, x := range indexes {
				if x != 0 {
					refs = append(refs, h.ref(x))
				}
			}
		}
		runtime.KeepAlive(h)
		for _, r := range refs {
			if !yield(r) {
				return
			}
		}
	}
}
