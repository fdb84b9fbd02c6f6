package gc

import (
	"errors"

	"underhood/gc/pool"
)

// Reserve makes room for n more objects of a word each, so that a test of
// millions does not spend its time on growing tables.
func (h *Heap) Reserve(n int) {
	if err := errors.Join(h.indexTo(n+len(h.heads), h.mem.bigIndex(n+len(h.heads))), h.words.grow(n+1)); err != nil {
		panic(err)
	}
}

// WithSource has big tables lie in memory from source.
func WithSource(source pool.Source) Option { return func(h *Heap) { h.mem.source = source } }

// WithTables has even the smallest table lie in a region of memory from source.
func WithTables(source pool.Source) Option {
	return func(h *Heap) { h.mem.source, h.mem.big = source, 0 }
}

// TableSkews is what tables that are mapped take before their first entries.
const TableSkews = int(tables) * int(tables-1) / 2 * tableSkew

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

// DominatorSteps is how many visits of an edge or an object it takes to find what
// dominates what.
func (h *Heap) DominatorSteps() int { return h.findDominators().steps }
