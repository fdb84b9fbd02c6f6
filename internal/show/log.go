package show

import "sync"

// Log is the record of a run: typed events, appended once, never changed. The
// event at index i is the one that led from the state after i events to the
// state after i+1. The zero Log is empty and ready.
//
// A Log is safe for concurrent use: an engine with many goroutines appends in
// the order it takes the lock.
type Log[E any] struct {
	mu     sync.Mutex
	events []E
}

// Append adds one event. It fits an engine's hook as it is: pass log.Append.
func (l *Log[E]) Append(e E) {
	l.mu.Lock()
	l.events = append(l.events, e)
	l.mu.Unlock()
}

// Len returns how many events there are.
func (l *Log[E]) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.events)
}

// At returns the event at index i. It panics when i is not in [0, Len).
func (l *Log[E]) At(i int) E {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events[i]
}

// Events returns the events so far. The slice is a view that later appends do
// not change; the caller must not write to it.
func (l *Log[E]) Events() []E {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events[:len(l.events):len(l.events)]
}
