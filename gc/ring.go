package gc

import (
	"iter"
	"unsafe"
)

// Ring keeps the last events of a heap in a fixed amount of memory, for runs that
// make more of them than anybody could keep: 56 bytes an event, no pointer, so that
// Go's collector does not look inside. Hand its [Ring.Record] to [WithHook]. Like the
// heap it listens to it is for one goroutine at a time. The zero Ring is one for the
// last event.
type Ring struct {
	records []record
	seen    uint64
	names   []string
	number  map[string]uint32
}

// record is an Event with a number for its name.
type record struct {
	obj, other  Ref
	n, m        int64
	frame, slot int32
	name        uint32
	kind        EventKind
	of          Kind
	from, to    ListID
	cause       Cause
}

// ringNames is how many different names a ring tells apart.
const ringNames = 1 << 12

// NewRing makes a ring for the last n events, at least one. The memory is taken here.
//
// # Panics
//
// It panics for more events than memory can hold, as make does.
func NewRing(n int) *Ring {
	return &Ring{
		records: make([]record, max(n, 1)),
		names:   []string{""}, number: map[string]uint32{"": 0},
	}
}

// Record takes an event in, in place of the oldest when the ring is full. It
// allocates nothing but for a name it has not met. Of more than 4,096 different
// names the later ones are kept as "?".
func (g *Ring) Record(e Event) {
	if len(g.records) == 0 { // the zero Ring
		*g = *NewRing(1)
	}
	g.records[g.seen%uint64(len(g.records))] = record{
		obj: e.Obj, other: e.Other, n: int64(e.N), m: int64(e.M), frame: e.Frame, slot: e.Slot,
		name: g.nameOf(e.Name), kind: e.Kind, of: e.Of, from: e.From, to: e.To, cause: e.Cause,
	}
	g.seen++
}

func (g *Ring) nameOf(name string) uint32 {
	if name == "" {
		return 0
	}
	i, known := g.number[name]
	if !known {
		if len(g.names) >= ringNames {
			name = "?"
			if i, known = g.number[name]; known {
				return i
			}
		}
		i = uint32(len(g.names))
		g.names = append(g.names, name)
		g.number[name] = i
	}
	return i
}

// Seen is the number of events recorded so far.
func (g *Ring) Seen() uint64 { return g.seen }

// Dropped is how many of them are no longer there.
func (g *Ring) Dropped() uint64 { return g.seen - min(g.seen, uint64(len(g.records))) }

// Size is the memory of the events in bytes; it does not change.
func (g *Ring) Size() int { return len(g.records) * int(unsafe.Sizeof(record{})) }

// Events are the events still there, with their numbers from 0, the oldest first.
// What is recorded during the range does not come in it; what it overwrites is left
// out.
func (g *Ring) Events() iter.Seq2[uint64, Event] {
	return func(yield func(uint64, Event) bool) {
		for i, end := g.Dropped(), g.seen; i < end; i++ {
			i = max(i, g.Dropped())
			if i >= end {
				return
			}
			r := &g.records[i%uint64(len(g.records))]
			if !yield(i, Event{
				Kind: r.kind, Of: r.of, From: r.from, To: r.to, Cause: r.cause, Frame: r.frame, Slot: r.slot,
				N: int(r.n), M: int(r.m), Obj: r.obj, Other: r.other, Name: g.names[r.name],
			}) {
				return
			}
		}
	}
}
