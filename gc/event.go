package gc

import (
	"fmt"
	"strings"
)

// Event is one thing that happened in a heap. The events of a heap, from its
// first, are enough to redraw it at any step: which objects there are, their
// counts, edges, lists, labels, the names and the garbage list that refer to
// them, and what a collection is doing to them.
//
// What the program sets is not told back to it: thresholds, whether automatic
// collection or save-all is on, Go values, and which functions are there
// (finalizers, callbacks, observers). Events say when they take effect. [Heap.Enabled],
// [Heap.Threshold], [Heap.Counts] and [Heap.Stats] may be asked at any time.
//
// Which fields mean something depends on the kind; see the kinds. An Event is a
// plain value and may be kept.
type Event struct {
	Kind  EventKind
	Of    Kind   // kind of the new object
	From  ListID // list before
	To    ListID // list after
	Cause Cause  // of a death
	Frame int32  // depth of the frame a name is in, 0 for the globals
	Slot  int32  // slot or item
	N     int    // number, by kind
	M     int    // second number, by kind
	Obj   Ref    // the object it happened to
	Other Ref    // the other one: target, holder, weak reference
	Name  string // name in a frame, name of a function, text of a panic
}

// EventKind says what happened.
type EventKind uint8

// The kinds of event. Their numbers are stable; new ones are added at the end.
const (
	_ EventKind = iota

	// EventNew: Obj of kind Of was made with N references (1) and M slots.
	EventNew
	// EventCount: the reference count of Obj is now N, a change by M (1 or -1).
	EventCount
	// EventPin: the same, for a reference the heap itself takes or gives up: for
	// as long as a finalizer, a callback or the collector works on Obj, or it is on
	// the garbage list. One that a new list or tuple takes over is not given up
	// but told as EventStore.
	EventPin
	// EventDie: Obj gives up its references now, its finalizer and the callbacks
	// of its weak references having run. Cause says why it dies, Other is the
	// object that let it go, if it was one, Name the name.
	EventDie
	// EventFree: the storage of Obj is back.
	EventFree
	// EventDefer: Obj is dead, but so many deaths are nested (N) that its
	// teardown waits in the trashcan.
	EventDefer

	// EventHold: the Go program took a reference to Obj (N it holds now).
	EventHold
	// EventRelease: the Go program gave up one (N left).
	EventRelease
	// EventCall: the function Name was called; its frame has depth Frame.
	EventCall
	// EventBind: Name in frame Frame now refers to Obj, before to Other.
	EventBind
	// EventUnbind: Name in frame Frame no longer refers to Obj.
	EventUnbind
	// EventReturn: the function Name has returned; its frame Frame is gone.
	EventReturn

	// EventStore: slot Slot of Obj now refers to Other.
	EventStore
	// EventUnstore: slot Slot of Obj no longer refers to Other. N is 1 when the
	// slot itself is gone and the items behind it have moved up.
	EventUnstore
	// EventResize: the list Obj now has N items.
	EventResize

	// EventMove: Obj went from list From to the end of list To.
	EventMove
	// EventMerge: list From was appended to list To, which now has N objects.
	EventMerge

	// EventStart: a collection of generation N begins; M is 1 for mark and sweep.
	EventStart
	// EventCopy: the collector copied the count of Obj, N, to its gc_refs.
	EventCopy
	// EventSubtract: the reference from Obj to Other is internal: gc_refs of
	// Other is now N.
	EventSubtract
	// EventVisit: the collector has walked over Obj, whose gc_refs is N.
	EventVisit
	// EventReach: Other is reachable from Obj: its gc_refs is now 1.
	EventReach
	// EventMark: mark and sweep reached Obj, from Other or (Nil) from a root.
	EventMark
	// EventSweep: mark and sweep did not reach Obj.
	EventSweep
	// EventClear: the collector empties Obj (tp_clear); Cause says which one.
	EventClear
	// EventStop: the collection of generation N is over; M objects were
	// unreachable and stayed so.
	EventStop

	// EventWeak: the weak reference Obj to Other was made.
	EventWeak
	// EventWeakClear: the weak reference Obj no longer refers to Other.
	EventWeakClear
	// EventCallback: the callback of the weak reference Obj runs.
	EventCallback
	// EventFinalize: the finalizer of Obj runs.
	EventFinalize
	// EventResurrect: Obj, given up for dead, is referred to again.
	EventResurrect
	// EventLabel: Obj is now called Name.
	EventLabel
	// EventUnraisable: a finalizer or callback of Obj, or (Nil) an observer,
	// panicked; Name is the text.
	EventUnraisable
	// EventSave: save-all has put Obj at the end of the garbage list, whose
	// reference the EventPin before was.
	EventSave
	// EventUnsave: the garbage list, which had N objects, is empty. The objects
	// lose their references after that, the last saved first, each with an
	// EventPin.
	EventUnsave

	eventKinds
)

var eventNames = [eventKinds]string{
	EventNew: "new", EventCount: "count", EventPin: "pin", EventDie: "die", EventFree: "free", EventDefer: "defer",
	EventHold: "hold", EventRelease: "release", EventCall: "call", EventBind: "bind", EventUnbind: "unbind",
	EventReturn: "return", EventStore: "store", EventUnstore: "unstore", EventResize: "resize",
	EventMove: "move", EventMerge: "merge", EventStart: "start", EventCopy: "copy", EventSubtract: "subtract",
	EventVisit: "visit", EventReach: "reach", EventMark: "mark", EventSweep: "sweep", EventClear: "clear",
	EventStop: "stop", EventWeak: "weak", EventWeakClear: "weakclear", EventCallback: "callback",
	EventFinalize: "finalize", EventResurrect: "resurrect", EventLabel: "label", EventUnraisable: "unraisable",
	EventSave: "save", EventUnsave: "unsave",
}

// String is the short lower-case name of the kind, "?" for an unknown one.
func (k EventKind) String() string {
	if k < eventKinds && eventNames[k] != "" {
		return eventNames[k]
	}
	return "?"
}

// String is the event in one line, such as "count #1 n=2"; for logs. Its
// form may grow.
func (e Event) String() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	for _, s := range []string{e.Name, label(e.Obj), label(e.Other)} {
		if s != "" {
			b.WriteByte(' ')
			b.WriteString(s)
		}
	}
	if e.From != e.To {
		fmt.Fprintf(&b, " %s->%s", e.From, e.To)
	}
	switch e.Kind {
	case EventStore, EventUnstore, EventSubtract:
		fmt.Fprintf(&b, " slot=%d", e.Slot)
	}
	if e.N != 0 {
		fmt.Fprintf(&b, " n=%d", e.N)
	}
	if e.Cause != 0 {
		fmt.Fprintf(&b, ": %s", e.Cause)
	}
	return b.String()
}

func label(r Ref) string {
	if r == Nil {
		return ""
	}
	return r.String()
}
