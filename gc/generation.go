package gc

// Generations: most objects die young, so the young are looked at often and the
// old rarely. An object that survives a collection moves to the next older list.

// generations is how many there are.
const generations = 3

// generation is the book-keeping of one.
type generation struct {
	threshold int
	count     int // of 0: allocations less deaths; of 1, 2: collections of the one before
	stats     Stats
}

// Stats counts the collections of one generation (gc.get_stats).
type Stats struct {
	Collections   int // that were run
	Collected     int // objects found unreachable
	Uncollectable int // always 0: there are no legacy finalizers
}

// countAllocation counts a new collectable object and starts an automatic
// collection when there are more than the threshold (gc_alloc).
func (h *Heap) countAllocation() {
	g := &h.gens[0]
	g.count++
	if h.collector == Incremental {
		h.stepNow()
		return
	}
	if g.count > g.threshold && g.threshold != 0 && h.enabled && !h.collecting {
		h.collectAutomatically()
	}
}

// collectAutomatically collects the oldest generation whose count is over its
// threshold (gc_collect_generations). A full collection costs in proportion to
// everything alive, so it also waits until the objects that have come to Old
// since the last one are a quarter of those that were there: the cost then stays
// in proportion to the allocations.
func (h *Heap) collectAutomatically() {
	if h.collector == Marking {
		if made := h.line.live[Young] + h.line.live[Middle]; made > h.gens[0].threshold && made >= h.total/4 {
			h.collect(generations-1, Marking)
		}
		return
	}
	for g := generations - 1; g >= 0; g-- {
		if h.gens[g].count <= h.gens[g].threshold {
			continue
		}
		if g == generations-1 && h.pending < h.total/4 {
			continue
		}
		h.collect(g, h.collector)
		return
	}
}

// countCollection closes the books of the generations that are collected.
func (h *Heap) countCollection(g int) {
	if g+1 < generations {
		h.gens[g+1].count++
	}
	for i := 0; i <= g; i++ {
		h.gens[i].count = 0
	}
}

// Enable turns automatic collection on (gc.enable).
func (h *Heap) Enable() error { return h.setEnabled(true) }

// Disable turns automatic collection off (gc.disable). Counting goes on.
func (h *Heap) Disable() error { return h.setEnabled(false) }

func (h *Heap) setEnabled(on bool) error {
	if err := h.enter(); err != nil {
		return err
	}
	h.enabled = on
	h.leave()
	return nil
}

// Enabled says whether automatic collection is on (gc.isenabled).
func (h *Heap) Enabled() bool { return h.enabled }

// SetThreshold sets when automatic collections run (gc.set_threshold): the
// youngest generation when allocations exceed deaths by more than t0 since its
// last collection (0: never; below 0: at every allocation), generation 1 after more than t1 of those, and
// generation 2 after more than t2 of those and by the 25 % rule.
func (h *Heap) SetThreshold(t0, t1, t2 int) error {
	if err := h.enter(); err != nil {
		return err
	}
	for g, t := range [...]int{t0, t1, t2} {
		h.gens[g].threshold = t
	}
	h.leave()
	return nil
}

// Threshold is what [Heap.SetThreshold] has set.
func (h *Heap) Threshold() (t0, t1, t2 int) {
	return h.gens[0].threshold, h.gens[1].threshold, h.gens[2].threshold
}

// Counts are the counters the thresholds are compared with (gc.get_count).
func (h *Heap) Counts() (c0, c1, c2 int) {
	return h.gens[0].count, h.gens[1].count, h.gens[2].count
}

// Stats are the statistics of the three generations, the youngest first.
func (h *Heap) Stats() [3]Stats {
	return [3]Stats{h.gens[0].stats, h.gens[1].stats, h.gens[2].stats}
}
