package gc

import (
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

// Quantile is a length that a part q of the pauses, 0 to 1, did not exceed: the end
// of a bucket, so up to twice too long. It is 0 when there were none.
func (p Pauses) Quantile(q float64) time.Duration {
	rest := uint64(q * float64(p.Count))
	for i, n := range p.Buckets {
		if n > 0 && rest <= n {
			return min(time.Duration(1)<<i, p.Longest)
		}
		rest -= min(n, rest)
	}
	return p.Longest
}

func (p *Pauses) add(d time.Duration) {
	p.Count++
	p.Total += d
	p.Longest = max(p.Longest, d)
	p.Buckets[min(bits.Len64(uint64(max(d, 0))), len(p.Buckets)-1)]++
}

// WithPauses has the heap measure its pauses by a clock, such as
//
//	gc.WithPauses(func() time.Duration { return time.Since(start) })
//
// Without it nothing is measured and [Heap.Pauses] is zero. The clock must not use
// the heap.
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
	h.pauses.add(h.clock() - start)
}
