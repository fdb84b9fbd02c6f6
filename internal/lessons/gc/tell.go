package lesson

import (
	"fmt"
	"strconv"
	"strings"

	"underhood/gc"
)

// Quiet says that a beat is part of the next one: the bookkeeping around what a
// reader follows. A count that rises is told with the reference that raises it,
// one that falls to zero with the death.
func Quiet(b Beat) bool {
	if b.Minor {
		return true
	}
	switch e := b.Event; e.Kind {
	case 0:
		return false
	case gc.EventCount:
		return e.M > 0 || e.N == 0
	case gc.EventNew, gc.EventLabel, gc.EventPin, gc.EventHold, gc.EventRelease, gc.EventFree,
		gc.EventCall, gc.EventUnbind, gc.EventReturn, gc.EventUnstore, gc.EventResize:
		return true
	case gc.EventMove, gc.EventMerge:
		return !movesTold(e)
	}
	return false
}

// Line says a beat in one line, given the state after it.
func Line(s *State, b Beat) string {
	switch {
	case b.Begins != "":
		line := ">>> " + b.Begins
		if trimmed := strings.TrimLeft(b.Begins, " "); trimmed != b.Begins {
			line = "... " + b.Begins
		}
		if b.Note != "" {
			line += "  # " + b.Note
		}
		return line
	case b.Answer != nil:
		return "    " + or(b.Note, s.answer(b.Answer))
	}
	return "    " + s.tell(b.Event)
}

// Caption says a beat for whoever looks at the picture: what happened, and why.
func Caption(s *State, b Beat) string {
	switch {
	case b.Begins != "":
		if b.Note != "" {
			return strings.TrimSpace(b.Begins) + " : " + b.Note
		}
		return strings.TrimSpace(b.Begins)
	case b.Note != "":
		return "An error: " + b.Note
	case b.Answer != nil && b.Answer[0] == "stats":
		return s.answer(b.Answer)
	case b.Answer != nil:
		return "The answer is " + s.answer(b.Answer)
	}
	text := s.tell(b.Event)
	if why := reasons[b.Event.Kind]; why != "" {
		text += ". " + why
	}
	return text
}

// reasons are the rules behind the steps.
var reasons = map[gc.EventKind]string{
	gc.EventBind:     "Every name that refers to an object is one reference.",
	gc.EventStore:    "Every slot or item that refers to an object is one reference.",
	gc.EventDie:      "Nothing refers to it any more, so it is freed at once; what it referred to loses a reference each.",
	gc.EventCopy:     "Trial deletion works on a copy, so the real counts stay.",
	gc.EventSubtract: "References from inside the examined set are taken off: what is left in the end comes from outside.",
	gc.EventVisit:    "With gc_refs above 0 something outside refers to it. With 0 that is undecided until the walk ends.",
	gc.EventReach:    "What something reachable refers to is reachable.",
	gc.EventMark:     "What a root or a marked object refers to is alive.",
	gc.EventSweep:    "No root leads to it, whatever its count says.",
	gc.EventClear:    "Its references are dropped one by one; counting then frees the whole cycle.",
	gc.EventDefer:    "Deaths nested deeper than 50 wait their turn, so that the stack stays small.",
	gc.EventFinalize: "A finalizer runs once in the life of an object.",
}

func (s *State) tell(e gc.Event) string {
	obj, other := s.Name(e.Obj), s.Name(e.Other)
	switch e.Kind {
	case gc.EventCount:
		return fmt.Sprintf("%s: the count of %s falls to %s", s.lost[e.Obj], obj, s.count(e.Obj))
	case gc.EventBind:
		return s.tellBind(e)
	case gc.EventStore:
		return fmt.Sprintf("%s refers to %s: its count is %s", s.slot(s.Heap[e.Obj], int(e.Slot)), other, s.count(e.Other))
	case gc.EventDie:
		return fmt.Sprintf("%s dies: its count is 0, %s", obj, s.causeOf(e))
	case gc.EventDefer:
		return fmt.Sprintf("%s is dead too, but waits: %d deaths are nested already", obj, e.N)
	case gc.EventWeak:
		return fmt.Sprintf("%s refers to %s weakly: the count stays %s", obj, other, s.count(e.Other))
	case gc.EventWeakClear:
		return fmt.Sprintf("%s is cleared, since %s goes", obj, other)
	case gc.EventCallback:
		return fmt.Sprintf("the callback of %s runs", obj)
	case gc.EventFinalize:
		return fmt.Sprintf("the finalizer of %s runs", obj)
	case gc.EventResurrect:
		return fmt.Sprintf("%s is referred to again: it lives on", obj)
	case gc.EventUnraisable:
		return fmt.Sprintf("%s was raised for %s: reported, and the work goes on", e.Name, obj)
	case gc.EventSave:
		return fmt.Sprintf("%s is kept on the garbage list, not emptied: its count is %d", obj, s.Heap[e.Obj].Count)
	case gc.EventUnsave:
		return fmt.Sprintf("the garbage list lets go of %s", objects(e.N))
	case gc.EventMove:
		return s.tellMove(e, obj)
	case gc.EventMerge:
		return s.tellMerge(e)
	}
	return s.tellCollection(e, obj, other)
}

func (s *State) tellBind(e gc.Event) string {
	name := shown(e.Name)
	if f := s.Calls[e.Frame].Function; e.Frame > 0 {
		name = fmt.Sprintf("%s, a name of %s,", e.Name, f)
	}
	if e.Other != gc.Nil {
		return fmt.Sprintf("%s refers to %s now, no longer to %s: the count of %s is %s",
			name, s.Name(e.Obj), s.Name(e.Other), s.Name(e.Obj), s.count(e.Obj))
	}
	return fmt.Sprintf("%s refers to %s: its count is %s", name, s.Name(e.Obj), s.count(e.Obj))
}

// shown is a name of the globals as the program writes it: the names of weak
// references are apart in the heap only so that they cannot collide.
func shown(name string) string { return strings.TrimPrefix(name, weakName("")) }

func (s *State) tellCollection(e gc.Event, obj, other string) string {
	switch e.Kind {
	case gc.EventStart:
		if e.M == 1 {
			return "mark and sweep begins: nothing is marked yet"
		}
		return fmt.Sprintf("a collection of generation %d begins: trial deletion", e.N)
	case gc.EventCopy:
		return fmt.Sprintf("gc_refs of %s = %d, a copy of its count", obj, e.N)
	case gc.EventSubtract:
		return fmt.Sprintf("%s refers to %s from inside: gc_refs of %s falls to %d", s.slot(s.Heap[e.Obj], int(e.Slot)), other, other, e.N)
	case gc.EventVisit:
		if e.N > 0 {
			return fmt.Sprintf("%s has gc_refs %d: reachable, it stays", obj, e.N)
		}
		return fmt.Sprintf("%s has gc_refs 0: perhaps unreachable, it is set aside", obj)
	case gc.EventReach:
		return fmt.Sprintf("%s is reachable from %s: its gc_refs is 1", other, obj)
	case gc.EventMark:
		if e.Other == gc.Nil {
			return fmt.Sprintf("%s is marked: %s", obj, s.rootOf(e.Obj))
		}
		return fmt.Sprintf("%s is marked: %s refers to it", obj, other)
	case gc.EventSweep:
		return fmt.Sprintf("%s is not marked: it is garbage", obj)
	case gc.EventClear:
		return fmt.Sprintf("%s is emptied: the cycle breaks", obj)
	case gc.EventStop:
		return fmt.Sprintf("the collection ends: %d unreachable of %d looked at, %s left", e.M, s.Looked, objects(len(s.Heap)))
	}
	return fmt.Sprintf("%s %s", e.Kind, obj)
}

// Name is what an object is called: what it is, and its label or number. A leaf
// is called by its literal alone.
func (s *State) Name(r gc.Ref) string {
	o := s.Heap[r]
	if o == nil {
		return r.String()
	}
	label := or(o.Label, r.String())
	switch o.Kind {
	case gc.Instance:
		return "Node " + label
	case gc.List, gc.Tuple, gc.Weak:
		return o.Kind.String() + " " + label
	}
	return label
}

// count is the count of an object, with what the heap itself adds to it while a
// finalizer, a callback or the collector works on the object.
func (s *State) count(r gc.Ref) string {
	o := s.Heap[r]
	switch {
	case o == nil:
		return "0"
	case o.Pins == 0:
		return strconv.Itoa(o.Count)
	}
	return fmt.Sprintf("%d, %d of it the heap's own for the moment", o.Count, o.Pins)
}

// slot is what slot i of an object is called.
func (s *State) slot(o *Object, i int) string {
	if o == nil {
		return "a slot"
	}
	if o.Kind == gc.Tuple {
		return "the tuple that held it for its callback"
	}
	if o.Kind == gc.Instance {
		return fmt.Sprintf("%s.s%d", or(o.Label, o.Ref.String()), i)
	}
	return fmt.Sprintf("%s[%d]", or(o.Label, o.Ref.String()), i)
}

func (s *State) causeOf(e gc.Event) string {
	switch e.Cause {
	case gc.Unbound:
		return fmt.Sprintf("since the name %s was deleted", shown(e.Name))
	case gc.Rebound:
		return fmt.Sprintf("since the name %s refers to another object", e.Name)
	case gc.Returned:
		return fmt.Sprintf("since %s went out of scope", e.Name)
	case gc.Unset:
		return fmt.Sprintf("since a slot of %s refers to something else", s.Name(e.Other))
	case gc.Removed:
		return fmt.Sprintf("since it was removed from %s", s.Name(e.Other))
	case gc.Container:
		return fmt.Sprintf("since %s, which referred to it, died", s.Name(e.Other))
	case gc.Collected, gc.Swept:
		return "now that the collector has broken the cycle"
	}
	return "since the program let it go"
}

// rootOf is which root refers to an object.
func (s *State) rootOf(r gc.Ref) string {
	for i, c := range s.Calls {
		for _, n := range c.Names {
			if n.Ref == r {
				if i == 0 {
					return fmt.Sprintf("the name %s refers to it", shown(n.Name))
				}
				return fmt.Sprintf("%s, a name of %s, refers to it", n.Name, c.Function)
			}
		}
	}
	return "a root refers to it"
}

// answer is an answer with what the state can add to it.
func (s *State) answer(o Outcome) string {
	if o[0] == "stats" {
		return s.tellStats(o)
	}
	return o.String()
}

// String is an answer as Python would print it, more or less.
func (o Outcome) String() string {
	kind, _ := o[0].(string)
	args := make([]string, len(o)-1)
	for i, v := range o[1:] {
		args[i] = fmt.Sprint(v)
	}
	last := ""
	if len(args) > 0 {
		last = args[len(args)-1]
	}
	switch kind {
	case "refcount", "collected", "tracked", "gen", "frozen", "wget", "peek", "took", "allocated":
		return or(last, "nothing")
	case "err":
		return fmt.Sprintf("%s fails at %s", args[0], last)
	}
	return strings.Join(append([]string{kind}, args...), " ")
}
