package gc

// Observer is told when a collection starts and stops (gc.callbacks). It may use
// the heap; a collection it asks for returns 0. A panic becomes an
// [EventUnraisable]; ending the goroutine is fatal to the heap ([ErrAbandoned]).
type Observer func(h *Heap, p Progress)

// Progress is what an [Observer] is told.
type Progress struct {
	Start         bool // the collection begins; otherwise it has ended
	Generation    int
	Collected     int // when it has ended: objects found unreachable
	Uncollectable int // always 0
}

// Observe adds an observer; they are called in the order they were added. nil is
// ignored.
func (h *Heap) Observe(o Observer) error {
	if err := h.enter(); err != nil {
		return err
	}
	if o != nil {
		h.observers = append(h.observers, o)
	}
	h.leave()
	return nil
}

func (h *Heap) observe(p Progress) {
	for _, o := range h.observers {
		h.callOut(0, func() { o(h, p) })
	}
}
