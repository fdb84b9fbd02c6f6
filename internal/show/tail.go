package show

import "sync"

// Tail is the bounded [Log] for a live source that may never end: it keeps the
// newest events and counts the ones it let go.
//
// A Tail is safe for concurrent use.
type Tail[E any] struct {
	mu      sync.Mutex
	ring    []E // used from start on, wrapping round
	start   int
	count   int
	dropped uint64
	onDrop  func(E)
}

// NewTail returns a Tail that keeps the newest size events. When onDrop is not
// nil it gets each event that is let go, oldest first, so that a topic can fold
// it into the state a later tape starts from; it is called with the Tail locked
// and must not call it back.
//
// # Panics
//
// NewTail panics when size is less than 1.
func NewTail[E any](size int, onDrop func(E)) *Tail[E] {
	if size < 1 {
		panic("show: NewTail of a size below 1")
	}
	return &Tail[E]{ring: make([]E, size), onDrop: onDrop}
}

// Append adds one event and lets the oldest one go when there is no room.
func (t *Tail[E]) Append(e E) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count < len(t.ring) {
		t.ring[(t.start+t.count)%len(t.ring)] = e
		t.count++
		return
	}
	if t.onDrop != nil {
		t.onDrop(t.ring[t.start])
	}
	t.ring[t.start] = e
	t.start = (t.start + 1) % len(t.ring)
	t.dropped++
}

// Len returns how many events are kept.
func (t *Tail[E]) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count
}

// Dropped returns how many events were let go; it is also the address, in the
// whole run, of the oldest event kept.
func (t *Tail[E]) Dropped() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.dropped
}

// Events returns a copy of the kept events, oldest first.
func (t *Tail[E]) Events() []E {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]E, 0, t.count)
	for i := range t.count {
		out = append(out, t.ring[(t.start+i)%len(t.ring)])
	}
	return out
}
