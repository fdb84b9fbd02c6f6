package gc

import (
	"errors"
	"slices"
)

// Observer is told when a collection starts and stops (gc.callbacks). It may use
// the heap; a collection it asks for returns 0. A panic becomes an
// [EventUnraisable] with [Nil] for the object; ending the goroutine is fatal to
// the heap ([ErrAbandoned]).
type Observer func(h *Heap, p Progress)

// Progress is what an [Observer] is told.
type Progress struct {
	Start         bool // the collection begins; otherwise it has ended
	Generation    int
	Collected     int // when it has ended: objects found unreachable
	Uncollectable int // always 0
}

// Observe adds an observer at the end of the list (gc.callbacks.append) and
// returns what takes it off again. Observers are called in list order. The same
// function may be added more than once; each remove takes off its own. nil is
// ignored, and its remove does nothing.
//
// An observer may add and remove observers, itself included. The list is walked
// by place, as CPython does (invoke_gc_callback): one that is added while
// a collection starts is told of that start too; one that removes itself, or an
// earlier one, moves the others up, and the next is passed over this once.
//
// remove does nothing the second time, and nothing once the heap is closed. From
// inside a hook both fail with [ErrBusy]; a heap with [WithChecks] answers a
// second goroutine with [ErrConcurrent].
func (h *Heap) Observe(o Observer) (remove func() error, err error) {
	if err := h.enter(); err != nil {
		return nil, err
	}
	defer h.leave()
	if o == nil {
		return func() error { return nil }, nil
	}
	added := &o // two functions cannot be compared, their places can
	h.observers = append(h.observers, added)
	return func() error { return h.unobserve(added) }, nil
}

func (h *Heap) unobserve(o *Observer) error {
	if err := h.enter(); err != nil {
		if errors.Is(err, ErrClosed) {
			return nil
		}
		return err
	}
	defer h.leave()
	if i := slices.Index(h.observers, o); i >= 0 {
		h.observers = slices.Delete(h.observers, i, i+1)
	}
	return nil
}

func (h *Heap) observe(p Progress) {
	for i := 0; i < len(h.observers); i++ { // by place: the list may change meanwhile
		o := *h.observers[i]
		h.callOut(0, func() { o(h, p) })
	}
}
