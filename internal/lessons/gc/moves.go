package lesson

import (
	"fmt"
	"strings"

	"underhood/gc"
)

// movesTold says that a move or merge is a step of its own: an object or a
// list that is promoted, frozen, or queued for its finalizer or callback. The
// walks of a collection are told by what is found out there, not by the moves.
func movesTold(e gc.Event) bool {
	if e.Kind == gc.EventMerge {
		return true
	}
	ends := e.To >= gc.Young && e.To <= gc.Old
	return e.To == gc.Seen || e.To == gc.Calling || ends && (e.From == gc.Calling || e.From == gc.Doomed)
}

// tellMove says why one object went from list to list.
func (s *State) tellMove(e gc.Event, obj string) string {
	switch {
	case e.To == gc.Seen:
		return fmt.Sprintf("%s is next in the queue for finalizers: from %s to %s", obj, e.From, e.To)
	case e.To == gc.Calling:
		return fmt.Sprintf("%s waits for its callback: from %s to %s", obj, e.From, e.To)
	case e.From == gc.Calling:
		return fmt.Sprintf("%s has been called back: it goes to %s", obj, e.To)
	}
	return fmt.Sprintf("%s is still there: it goes to %s", obj, e.To)
}

// tellMerge says why a whole list was appended to another.
func (s *State) tellMerge(e gc.Event) string {
	who, one := s.some(s.Moved)
	verb := func(singular, plural string) string {
		if one {
			return singular
		}
		return plural
	}
	switch {
	case e.From == gc.Seen:
		return fmt.Sprintf("the queue is done: %s %s looked at once more", who, verb("is", "are"))
	case e.To == gc.Doomed:
		return fmt.Sprintf("%s %s garbage: from %s to %s", who, verb("is", "are"), e.From, e.To)
	case e.From == gc.Unreachable:
		return fmt.Sprintf("%s %s after all: from %s to %s", who, verb("survives", "survive"), e.From, e.To)
	case s.Collecting && e.To == s.Walked:
		return fmt.Sprintf("%s %s looked at too: from %s to the end of %s", who, verb("is", "are"), e.From, e.To)
	case s.Collecting:
		return fmt.Sprintf("%s %s: from %s to %s", who, verb("survives", "survive"), e.From, e.To)
	}
	return fmt.Sprintf("%s %s from %s to %s", who, verb("goes", "go"), e.From, e.To)
}

// some names a few objects and counts the others; one says that it is just one.
func (s *State) some(refs []gc.Ref) (text string, one bool) {
	const few = 4
	var names []string
	for _, r := range refs {
		if o := s.Heap[r]; o != nil && o.Label != "" && len(names) < few {
			names = append(names, s.Name(r))
		}
	}
	switch others := len(refs) - len(names); {
	case len(names) == 0:
		return objects(others), others == 1
	case others == 1:
		names = append(names, "1 other")
	case others > 1:
		names = append(names, fmt.Sprintf("%d others", others))
	}
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " and " + names[n], false
	}
	return names[0], true
}
