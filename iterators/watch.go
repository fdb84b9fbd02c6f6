package iterators

import "iter"

// An Event is one thing that happens at a stage that is watched: somebody asks it
// for an item, it gives one, it is over.
type Event struct {
	Kind  EventKind
	Stage string // as [Watch] was told
	Value any    // of EventGive
}

// EventKind says what happened.
type EventKind uint8

// The kinds of event. Each EventAsk is answered by one EventGive, EventOver or
// EventPanic.
const (
	_          EventKind = iota
	EventAsk             // an item is asked for
	EventGive            // Value is given
	EventOver            // there is no more
	EventPanic           // the stage panicked
	EventLeave           // whoever asked does not want more
)

// String returns the kind in small letters, as in "give".
func (k EventKind) String() string {
	if k > EventLeave {
		k = 0
	}
	return [...]string{"unknown", "ask", "give", "over", "panic", "leave"}[k]
}

// Watch is seq, with hook told of each item on its way: of the ask when a loop
// begins and whenever its body is done, of what is given, and of the end. The
// answers are exact, so are the asks of the stages around it. A loop that is left,
// by break or by a panic of its body, is EventLeave.
//
// It can be ranged again if seq can. The hook is called by the goroutine that
// ranges and must not panic. With a nil hook Watch returns seq itself: what nobody
// watches costs nothing.
func Watch[T any](seq iter.Seq[T], stage string, hook func(Event)) iter.Seq[T] {
	if hook == nil {
		return seq
	}
	return func(yield func(T) bool) {
		outcome := EventPanic // until it is known better
		defer func() { hook(Event{Kind: outcome, Stage: stage}) }()
		hook(Event{Kind: EventAsk, Stage: stage})
		for v := range seq {
			hook(Event{Kind: EventGive, Stage: stage, Value: v})
			outcome = EventLeave
			if !yield(v) {
				return
			}
			outcome = EventPanic
			hook(Event{Kind: EventAsk, Stage: stage})
		}
		outcome = EventOver
	}
}
