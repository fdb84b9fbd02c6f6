package gc

import (
	"math"
	"math/bits"
	"time"
)

// Pauses is how long collections have stopped the program: whole ones, or the steps
// of the [Incremental] collector. Finalizers, callbacks and observers are in it.
type Pauses struct {
	Count          uint64
	Total, Longest time.Duration
	// Buckets counts by length: Buckets[i] are the pauses of fewer than 1<<i
	// nanoseconds that are in no bucket before.
	Buckets [48]uint64
}

// Quantile is a length that a part q of the pauses, from 0 to 1, did not exceed,
// rounded up: the longest that fits the bucket of the pause of that rank, which is
// less than twice its length, and never more than Longest. With q at 0 or below, or
// no number, it is the rank of the shortest pause, above 1 that of the longest. It
// is 0 when there were none.
func (p Pauses) Quantile(q float64) time.Duration {
	rank := uint64(1)
	if q > 0 {
		rank = max(1, uint64(math.Ceil(min(q, 1)*float64(p.Count))))
	}
	last := len(p.Buckets) - 1 // its pauses have no end but Longest
	for i, n := range p.Buckets[:last] {
		if rank <= n {
			return min(time.Duration(1)<<i-1, p.Longest)
		}
		rank -= n
	}
	return p.Longest
}

// add takes in a pause from start to end. Where a difference or a sum is more than a
// Duration holds, it is the most that one does.
func (p *Pauses) add(start, end time.Duration) {
	d := end - start
	switch {
	case end <= start:
		d = 0
	case d < 0:
		d = math.MaxInt64
	}
	p.Count++
	p.Total += min(d, math.MaxInt64-p.Total)
	p.Longest = max(p.Longest, d)
	p.Buckets[min(bits.Len64(uint64(d)), len(p.Buckets)-1)]++
}

// WithPauses has the heap measure its pauses by a clock, such as
//
//	gc.WithPauses(func() time.Duration { return time.Since(start) })
//
// Without it nothing is measured and [Heap.Pauses] is zero. The clock must not use
// the heap. A pause in which it goes backwards counts as one of length 0.
func WithPauses(clock func() time.Duration) Option {
	return func(h *Heap) { h.clock = clock }
}

// Pauses are the pauses so far, those of [Heap.Collect] and [Heap.MarkSweep] too.
func (h *Heap) Pauses() Pauses { return h.pauses }

// pause measures work, which stops the program.
func (h *Heap) pause(work func()) {
	if h.clock == nil {
		work()
		return
	}
	start := h.clock()
	work()
	h.pauses.add(start, h.clock())
}
