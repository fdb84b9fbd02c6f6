package gc

import "slices"

// Reserve makes room for n more objects of a word each, so that a test of
// millions does not spend its time on growing tables.
func (h *Heap) Reserve(n int) {
	n += len(h.heads)
	h.heads, h.extents = grown(h.heads, n), grown(h.extents, n)
	h.pos, h.gcRefs = grown(h.pos, n), grown(h.gcRefs, n)
	if h.weakOf != nil {
		h.weakOf = grown(h.weakOf, n)
	}
	h.words.words = slices.Grow(h.words.words, n+1)
	h.line.items = slices.Grow(h.line.items, n)
}

// Held is how many references to r the program owns.
func (h *Heap) Held(r Ref) int { return int(h.heads[uint32(r)].held) }

// SetStep makes steps of the incremental collector as small as a test needs.
func (h *Heap) SetStep(every, work int) { h.cycle.every, h.cycle.work = every, work }

// Midway says whether an incremental collection is under way.
func (h *Heap) Midway() bool { return h.cycle.phase != idle }

// CollectInSteps is a whole incremental collection, after the one under way.
func (h *Heap) CollectInSteps() {
	h.finishCycle()
	h.collecting = true
	h.advance(h.cycle.work)
	h.collecting = false
	h.finishCycle()
}

// CollectAsAutomatic is a full collection the way automatic ones are made.
func (h *Heap) CollectAsAutomatic() int { return h.collect(generations-1, h.collector) }

// WearOut makes the next generation of r's index the last one, once r is dead.
func (h *Heap) WearOut(r Ref) { h.heads[uint32(r)].gen = lastGen }
