package gc

// Collector says how automatic collections look for cycles.
// [Heap.Collect] and [Heap.MarkSweep] are what they are under every one.
type Collector uint8

const (
	// Candidates looks at objects that have lost a reference and lived, and at what
	// these reach within the generation (candidates.go). Its collections start when
	// CPython's would and free the same objects, but survivors keep their places, so
	// that the order in which finalizers in a cycle run is the order of birth. A
	// program that makes no cycles costs it nothing. It is the default.
	Candidates Collector = iota
	// Trial is CPython's trial deletion: every object of the generation is looked
	// at, and survivors change places as they do in CPython. Take it where the order
	// in which finalizers in a cycle run must be CPython's too.
	Trial
	// Marking marks from the roots and sweeps, which is always a full collection;
	// one starts when the objects made since the last are over the threshold and a
	// quarter of those it left.
	Marking
	// Incremental marks and sweeps in steps, a bounded number of objects every few
	// allocations, and so never stops the program for long (incremental.go). It has no
	// generations: survivors stay young, and what it frees, and when, is its own.
	// Use of an object without owning a reference to it, after the last one to it
	// was dropped, may find it emptied.
	Incremental
)

// String is the name of the collector.
func (c Collector) String() string {
	return [...]string{"candidates", "trial", "marking", "incremental", "?"}[min(int(c), 4)]
}

// WithCollector chooses how automatic collections look for cycles. The default is
// [Candidates]. An unknown collector is ignored.
func WithCollector(c Collector) Option {
	return func(h *Heap) {
		if c <= Incremental {
			h.collector = c
		}
	}
}

// Visited is the number of objects that collections have looked at so far to tell
// the garbage from the rest. What is unreachable is looked at twice when finalizers or
// callbacks have run.
func (h *Heap) Visited() uint64 { return h.visited }
