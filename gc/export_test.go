package gc

import "slices"

// Reserve makes room for n more objects of a word each, so that a test of
// millions does not spend its time on growing tables.
func (h *Heap) Reserve(n int) {
	h.heads = slices.Grow(h.heads, n)
	h.extents = slices.Grow(h.extents, n)
	h.pos = slices.Grow(h.pos, n)
	h.gcRefs = slices.Grow(h.gcRefs, n)
	h.weakOf = slices.Grow(h.weakOf, n)
	h.words.words = slices.Grow(h.words.words, n+1)
	h.line.items = slices.Grow(h.line.items, n)
}
