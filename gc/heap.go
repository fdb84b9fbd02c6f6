package gc

import (
	"errors"
	"runtime"
	"sync/atomic"
	"time"
)

// Heap is a managed heap: objects that refer to each other, counted, freed when
// their count reaches zero, and collected when they only keep each other alive.
//
// A Heap is for one goroutine at a time; it has no lock and starts no goroutine.
// Finalizers and callbacks run on the goroutine that caused them and may use the
// heap freely. [WithChecks] detects a second goroutine that would change the heap
// while the first does. Make one with [New]: the zero Heap is a closed one.
type Heap struct {
	guard atomic.Uint32 // guard bits; guardOpen alone is the common case and costs one branch
	busy  atomic.Bool   // WithChecks: a goroutine is inside
	state
}

// state is everything else, so that Close can drop it in one assignment.
type state struct {
	// By object index. No Go pointers, so Go's collector does not scan them.
	heads   []header
	extents []extent
	pos     []uint32          // place in its list
	gcRefs  []uint32          // what trial deletion computes; 0 outside a collection
	weakOf  []uint32          // newest weak reference to it; of a weak reference: its record
	words   arena             // edges
	mem     storage           // what these tables lie in
	line    line              // the three generations
	lists   [listCount]gcList // the others
	weaks   []weak            // records of weak references
	noWeak  uint32            // free list of weaks

	live int    // objects, Leaf included
	free uint32 // free list of indexes

	// Side tables, by object index: whatever has Go pointers.
	values     map[uint32]any
	labels     map[uint32]string
	finalizers map[uint32]Finalizer
	callbacks  map[uint32]WeakCallback

	frames []*Frame // frames[0] is the globals
	floor  int      // frames that were there when the callback under way began
	pins   []uint32 // objects the heap itself refers to for the moment

	// Teardown (teardown.go).
	stack    []teardown
	way      way        // cascade.go
	disposal disposal   // disposal.go
	nesting  int        // deaths nested in one another right now
	trash    []deferred // deaths put aside, newest last
	ops      uint64     // operations so far, for the record of deaths
	deaths   deathLog

	// Collector (collect.go, generation.go).
	gens       [generations]generation
	enabled    bool
	collecting bool
	reclaim    Cause // Collected or Swept: what the collection under way is
	pending    int   // survivors of Middle since the last full collection
	total      int   // objects on Old after the last full collection
	saveAll    bool
	clock      func() time.Duration // pause.go
	pauses     Pauses
	lateWeak   bool     // 3.15's rule for weak references
	garbage    []uint32 // what save-all kept
	observers  []*Observer
	collector  Collector
	visited    uint64
	cycle      cycle // incremental.go
	suspects   candidates
	restored   []uint32    // candidates.go's work list
	marks      bitmap      // what a collection knows to be alive
	flags      []walkFlags // fullwalk.go
	queue      []uint32    // its work list; also Why's

	hook       func(Event)
	unraisable func(Ref, any)
	inside     int // finalizers, callbacks and observers running
}

// maxIndex is the largest object index: a place on a list fits in gc_refs.
const maxIndex = 1<<30 - 1

// Bits of Heap.guard.
const (
	guardOpen    uint32 = 1 << iota // made by New and not closed
	guardHook                       // the hook is running
	guardBroken                     // a callback ended its goroutine, or a hook panicked, in the middle
	guardChecked                    // WithChecks
)

// New makes an empty heap with one frame, the globals. Automatic collection is
// on with CPython 3.11's thresholds, 700, 10 and 10; see [WithoutAutomatic].
// Close it to let go of its memory early; a heap that is merely forgotten is
// collected by Go like anything else.
func New(opts ...Option) *Heap {
	h := &Heap{state: state{
		weaks:   make([]weak, 1),
		enabled: true,
	}}
	h.mem.big, h.words.store = bigTables, &h.mem
	h.cycle.every, h.cycle.work = stepEvery, stepWork
	h.guard.Store(guardOpen)
	h.gens[0].threshold, h.gens[1].threshold, h.gens[2].threshold = 700, 10, 10
	h.frames = []*Frame{{h: h, name: "<globals>", global: true, open: true}}
	for _, opt := range opts {
		if opt != nil {
			opt(h)
		}
	}
	h.firstTables()
	return h
}

// Close lets go of everything the heap holds. Finalizers and callbacks do not
// run, as they do not when an interpreter is killed; drop the objects first if
// they must. Every later call fails with [ErrClosed]; closing again does nothing.
// From inside a hook, finalizer or callback it fails with [ErrBusy]. An error of the
// system's says that it has not taken some memory back. It is the one
// call that still works on a heap that answers [ErrAbandoned].
func (h *Heap) Close() error {
	if h.guard.Load()&guardOpen == 0 {
		return nil
	}
	err := h.enter()
	switch {
	case err == nil && h.inside > 0:
		h.leave()
		return ErrBusy
	case err != nil && !errors.Is(err, ErrAbandoned):
		return err
	}
	frames := h.frames
	for _, f := range frames { // the caller may keep a Frame
		f.open, f.vars, f.index = false, nil, nil
	}
	h.guard.And(^guardOpen)
	mem := h.mem
	h.state = state{}
	h.leave()
	return mem.close()
}

// Len is the number of live objects, weak references and leaves included.
func (h *Heap) Len() int { return h.live }

// enter begins a method that changes the heap. Every enter that succeeds is
// followed by leave.
func (h *Heap) enter() error {
	if h.guard.Load() != guardOpen {
		return h.enterGuarded()
	}
	h.ops++
	return nil
}

// enterGuarded stands apart so that enter is small enough to be inlined.
//
//go:noinline
func (h *Heap) enterGuarded() error {
	if g := h.guard.Load(); g&(guardBroken|guardOpen) == guardBroken|guardOpen {
		return ErrAbandoned // whoever broke it may have left busy behind
	}
	if h.guard.Load()&guardChecked != 0 && !h.busy.CompareAndSwap(false, true) {
		if h.guard.Load()&guardHook != 0 {
			return ErrBusy // as a rule the hook itself
		}
		return ErrConcurrent
	}
	// Only now: another goroutine may have closed the heap a moment ago.
	switch g := h.guard.Load(); {
	case g&guardOpen == 0:
		h.leave()
		return ErrClosed
	case g&guardHook != 0:
		h.leave()
		return ErrBusy
	}
	h.ops++
	return nil
}

// leave ends what enter began.
func (h *Heap) leave() {
	if h.guard.Load()&guardChecked != 0 {
		h.busy.Store(false)
	}
}

// callOut runs a finalizer, callback or observer. The function may use the heap,
// so the heap is in order before and is looked at afresh afterwards: no slice,
// pointer into a table or place in a list may be kept across it. A panic ends
// the function, not the operation that called it. Either way its frames go. When
// it ends the whole goroutine the operation cannot go on, and nor can the heap;
// nor when a hook panicked inside fn: that panic is not fn's, and goes on.
func (h *Heap) callOut(x uint32, fn func()) {
	floor := h.floor
	h.floor = len(h.frames)
	h.inside++
	h.leave()
	returned := false
	defer func() {
		p := recover()
		if !returned && p == nil {
			h.guard.Or(guardBroken)
			return
		}
		if h.guard.Load()&guardBroken != 0 {
			if p == nil { // fn has recovered from what it should not
				p = ErrAbandoned
			}
			panic(p)
		}
		for h.guard.Load()&guardChecked != 0 && !h.busy.CompareAndSwap(false, true) {
			runtime.Gosched() // a goroutine that should not be here is on its way out
		}
		h.inside--
		h.unwind(h.floor)
		h.floor = floor
		if p != nil {
			h.reportPanic(x, p)
		}
	}()
	fn()
	returned = true
}

// SetLabel names r for people: in deaths, paths and pictures. An empty label
// removes it.
func (h *Heap) SetLabel(r Ref, label string) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	x, err := h.check(r)
	if err != nil {
		return err
	}
	if h.hook != nil {
		h.emit(Event{Kind: EventLabel, Obj: r, Name: label})
	}
	if label == "" {
		h.heads[x].bits &^= hasLabel
		delete(h.labels, x)
		return nil
	}
	if h.labels == nil {
		h.labels = make(map[uint32]string)
	}
	h.heads[x].bits |= hasLabel
	h.labels[x] = label
	return nil
}

// Label is the name given to r by [Heap.SetLabel], or "".
func (h *Heap) Label(r Ref) string {
	x, err := h.check(r)
	if err != nil {
		return ""
	}
	return h.labels[x]
}

// SetValue keeps a Go value with r until r dies. The heap does not look into it.
func (h *Heap) SetValue(r Ref, value any) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.leave()
	x, err := h.check(r)
	if err == nil {
		h.setValue(x, value)
	}
	return err
}

func (h *Heap) setValue(x uint32, value any) {
	if h.values == nil {
		h.values = make(map[uint32]any)
	}
	h.heads[x].bits |= hasValue
	h.values[x] = value
}

// Value is what [Heap.NewLeaf] or [Heap.SetValue] gave r, or nil.
func (h *Heap) Value(r Ref) (any, error) {
	x, err := h.check(r)
	if err != nil {
		return nil, err
	}
	return h.values[x], nil
}
