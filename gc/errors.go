package gc

import (
	"errors"
	"fmt"
	"strings"
)

// The errors of the package. Those that carry data have a type of their own and
// answer errors.Is with one of these.
var (
	// ErrStale: the reference stands for no live object. See [StaleError].
	ErrStale = errors.New("gc: stale reference")
	// ErrNil: a nil reference where an object is needed.
	ErrNil = errors.New("gc: nil reference")
	// ErrKind: the object is of a kind that cannot do this. See [KindError].
	ErrKind = errors.New("gc: wrong kind of object")
	// ErrSlot: no such slot or item. See [SlotError].
	ErrSlot = errors.New("gc: slot out of range")
	// ErrNotHeld: the Go program gives back a reference it does not own.
	ErrNotHeld = errors.New("gc: no reference of the caller's to give back")
	// ErrName: no such name in the frame. See [NameError].
	ErrName = errors.New("gc: name is not defined")
	// ErrFrame: the frame has returned, is not the innermost one, or is no heap's
	// (the zero Frame).
	ErrFrame = errors.New("gc: not the innermost live frame")
	// ErrGeneration: a generation other than 0, 1 and 2.
	ErrGeneration = errors.New("gc: generation must be 0, 1 or 2")
	// ErrFull: the heap has used all its 2^30 indexes or 2^32 words, an object
	// has as many references as can be counted, or memory would go over the limit,
	// which is a [LimitError].
	ErrFull = errors.New("gc: heap is full")
	// ErrClosed: the heap is closed, or was not made by [New].
	ErrClosed = errors.New("gc: heap is closed, or was not made by New")
	// ErrBusy: the call is not allowed here: from a hook, or Close from a
	// finalizer or callback.
	ErrBusy = errors.New("gc: heap is in the middle of an operation")
	// ErrAbandoned: a hook or the function of [WithUnraisable] has panicked, or one
	// of them, a finalizer, a callback or an observer has ended its goroutine
	// (runtime.Goexit, as t.FailNow does) instead of returning. The heap is
	// half-way through a step; only Close still works.
	ErrAbandoned = errors.New("gc: a hook or callback left the heap in the middle of an operation")
	// ErrConcurrent: another goroutine is in the heap. Only a heap made with
	// [WithChecks] notices.
	ErrConcurrent = errors.New("gc: heap entered by two goroutines at once")
	// ErrUnreachable: no root leads to the object. See [UnreachableError].
	ErrUnreachable = errors.New("gc: object is unreachable")
	// ErrInvariant: [Heap.Verify] found the heap broken.
	ErrInvariant = errors.New("gc: invariant broken")
)

// StaleError says which reference was used too late and, when the heap still
// remembers (the last 1,024 deaths), what died and why.
type StaleError struct {
	Ref Ref
	// Death is what is remembered, or nil.
	Death *Death
	// Issued is false for a reference that this heap never gave out.
	Issued bool
	// Waiting is true while the object, dead by count, waits in the trashcan. Its
	// finalizer, if it has one, is still to run and may bring it back.
	Waiting bool
}

// Error tells the whole story in one line.
func (e *StaleError) Error() string {
	s := "gc: stale reference " + e.Ref.String()
	switch {
	case e.Death != nil:
		return s + ": " + e.Death.String()
	case !e.Issued:
		return s + ": never issued by this heap"
	case e.Waiting:
		return s + ": its count is zero, its teardown waits in the trashcan"
	}
	return fmt.Sprintf("%s: died before the last %s deaths", s, "1,024")
}

// Is answers for [ErrStale].
func (e *StaleError) Is(target error) bool { return target == ErrStale }

// SlotError says which slot was asked for and how many there are.
type SlotError struct {
	Ref  Ref
	Slot int
	Size int
}

// Error names the object, the slot and the range.
func (e *SlotError) Error() string {
	if e.Ref == Nil {
		return fmt.Sprintf("gc: %d slots asked for, must be 0 to %d", e.Slot, e.Size)
	}
	return fmt.Sprintf("gc: slot %d of %s out of range, it has %d", e.Slot, e.Ref, e.Size)
}

// Is answers for [ErrSlot].
func (e *SlotError) Is(target error) bool { return target == ErrSlot }

// LimitError says how an operation would go over the limit of [WithMemoryLimit].
// All are bytes.
type LimitError struct {
	Limit int // what is allowed
	Used  int // what the tables take now
	Want  int // how much more the operation needs, at least
}

// Error names the three.
func (e *LimitError) Error() string {
	return fmt.Sprintf("gc: the heap takes %d bytes, and %d more would be over its limit of %d", e.Used, e.Want, e.Limit)
}

// Is answers for [ErrFull].
func (e *LimitError) Is(target error) bool { return target == ErrFull }

// KindError says what the object is and what the operation needs.
type KindError struct {
	Ref  Ref
	Kind Kind
	Need []Kind
}

// Error names the object, its kind and the kinds that would do.
func (e *KindError) Error() string {
	need := make([]string, len(e.Need))
	for i, k := range e.Need {
		need[i] = aKind(k)
	}
	return fmt.Sprintf("gc: %s is %s, need %s", e.Ref, aKind(e.Kind), strings.Join(need, " or "))
}

func aKind(k Kind) string {
	if k == Instance {
		return "an " + k.String()
	}
	return "a " + k.String()
}

// Is answers for [ErrKind].
func (e *KindError) Is(target error) bool { return target == ErrKind }

// NameError says which name is missing in which frame.
type NameError struct {
	Frame string
	Name  string
}

// Error names both.
func (e *NameError) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("gc: a name in %s must not be empty", e.Frame)
	}
	return fmt.Sprintf("gc: name %q is not defined in %s", e.Name, e.Frame)
}

// Is answers for [ErrName].
func (e *NameError) Is(target error) bool { return target == ErrName }

// UnreachableError says that no root leads to the object, and what keeps its
// count above zero all the same: a path of references from the object back to
// itself, or, when it is not on a cycle, from a cycle it hangs on.
type UnreachableError struct {
	Ref   Ref
	Cycle []Step
}

// Error shows the cycle.
func (e *UnreachableError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "gc: %s is unreachable", e.Ref)
	for i, s := range e.Cycle {
		if i == 0 {
			fmt.Fprintf(&b, ", kept by the cycle %s", s.From)
		}
		fmt.Fprintf(&b, "[%d] -> %s", s.Slot, s.To)
	}
	return b.String()
}

// Is answers for [ErrUnreachable].
func (e *UnreachableError) Is(target error) bool { return target == ErrUnreachable }
