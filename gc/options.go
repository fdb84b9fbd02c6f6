package gc

// Option sets something up when a heap is made.
type Option func(*Heap)

// WithHook has every event handed to hook, in order, from the goroutine that
// works on the heap. Without a hook no event is built and the cost is a branch.
//
// The hook sees the heap in the middle of its work. It may call what only asks:
// RefCount, Get, Size, Find, Deref, Alive, KindOf, ListOf, Tracked, Finalized,
// Label, Value, DeathOf, Len, LenOf, Frozen, Enabled, Threshold, Counts, Stats, the
// sequences, and of a frame Name, Names and Lookup. They answer for the moment:
// while the collector walks a list, [Heap.Objects] of it may name an object twice
// or one that has left it. All others fail with [ErrBusy], Why and Verify too,
// since they need the heap at rest.
//
// # Panics
//
// A panic of the hook goes up through the method that was called, and through the
// finalizers and callbacks around it. One of these that recovers from it panics
// with [ErrAbandoned] in its turn. From then on every call but [Heap.Close] fails
// with ErrAbandoned.
func WithHook(hook func(Event)) Option {
	return func(h *Heap) { h.hook = hook }
}

// WithChecks makes the heap notice a second goroutine entering while the first
// is inside: the second gets [ErrConcurrent] and nothing is touched. While a
// finalizer or callback runs the heap counts as free, since the callback itself
// may use it. Methods that only ask (RefCount, Get, Lookup, Len, the sequences)
// are not checked: run tests under the race detector as well. The check costs two
// atomic operations a call. It is a net for mistakes, not a lock.
func WithChecks() Option {
	return func(h *Heap) { h.guard.Or(guardChecked) }
}

// WithUnraisable has panics of finalizers, weak reference callbacks and observers
// handed to report, with the object concerned ([Nil] for an observer), like
// Python's sys.unraisablehook.
// Without it they are only an [EventUnraisable]. Such a panic does not leave the
// heap's methods and does not stop a teardown or a collection half-way. Like a
// hook, report may ask but not change ([ErrBusy]).
//
// # Panics
//
// A panic of report itself has nobody left to go to: like that of a hook it goes
// up through the method that was called and leaves the heap to [Heap.Close]; see
// [WithHook].
func WithUnraisable(report func(Ref, any)) Option {
	return func(h *Heap) { h.unraisable = report }
}

// WithoutAutomatic starts the heap with automatic collection disabled, as after
// Python's gc.disable(): cycles stay until [Heap.Collect] or [Heap.MarkSweep].
func WithoutAutomatic() Option {
	return func(h *Heap) { h.enabled = false }
}
