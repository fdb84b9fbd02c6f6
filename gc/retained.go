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
// cost is nearly proportional to the heap, objects and references, whatever its
// shape (TestRetainedIsNearlyLinear): a tenth of a second to a second for a million
// objects. While it works it takes at most 52 bytes an object and 4 a reference of
// Go's memory, and 4 for each free place. From inside a hook it fails with [ErrBusy].
//
// What an object retains is the subtree below it in the tree of dominators.
func (h *Heap) Retained(n int) ([]Retention, error) {
	if err := h.enter(); err != nil {
		return nil, err
	}
	defer h.leave()
	d := h.findDominators()
	sizes := make([]Retention, len(d.object))
	for v := len(sizes) - 1; v > 0; v-- { // a dominator has the smaller number
		x := d.object[v]
		s, up := &sizes[v], &sizes[d.by[v]]
		s.Ref, s.Objects, s.Bytes = h.ref(x), s.Objects+1, s.Bytes+40+4*h.sizeOf(x)
		up.Objects, up.Bytes = up.Objects+s.Objects, up.Bytes+s.Bytes
	}
	return firstOf(sizes[1:], n, byBytes), nil
}

// byBytes has the larger first, and of two alike the one with the lower index.
func byBytes(a, b Retention) int {
	if a.Bytes != b.Bytes {
		return cmp.Compare(b.Bytes, a.Bytes)
	}
	return cmp.Compare(uint32(a.Ref), uint32(b.Ref))
}

// firstOf is the first n of all in order, or all of them for an n below 0. All is
// used up: it is put in order, or what comes before the first n so far is moved to
// its front, and put in order whenever there are twice as many.
func firstOf[T any](all []T, n int, order func(a, b T) int) []T {
	if n < 0 {
		slices.SortFunc(all, order)
		return all
	}
	n = min(n, len(all))
	if n == 0 {
		return []T{}
	}
	kept, full := 0, false // full: all[:n] are the first n so far, in order
	for _, x := range all {
		if full && order(x, all[n-1]) > 0 {
			continue
		}
		all[kept] = x
		if kept++; kept == 2*n {
			slices.SortFunc(all[:kept], order)
			kept, full = n, true
		}
	}
	slices.SortFunc(all[:kept], order)
	return slices.Clone(all[:n])
}
