package lesson

import (
	"context"
	"encoding/json"
	"fmt"

	"underhood/gc"
)

// Beat is one thing that happens while a program is played: an operation
// begins, the heap says something, or an operation answers. Just one of Begins,
// Event and Answer is set.
type Beat struct {
	Op     int      // index of the operation
	Begins string   // the operation as a line of Python
	Note   string   // what the program says of it, or why an operation failed
	Event  gc.Event // from the heap
	Answer Outcome  // what an operation that asks was told
	Minor  bool     // of an object without a name, one of many: told in numbers only
}

// maxBeats bounds a recording: what is drawn step by step should be watchable.
const maxBeats = 250_000

// heard are the outcomes that the heap's own events tell better.
var heard = map[string]bool{
	"free": true, "gc": true, "fin": true, "cb": true, "resurrect": true, "unraisable": true,
}

// Record plays a program and returns every beat of it. It fails for a program
// with more than 250,000 beats and when ctx is cancelled.
func Record(ctx context.Context, program []Op) ([]Beat, error) {
	var beats []Beat
	named := make(map[gc.Ref]bool)
	op := 0
	var p *player
	p = newPlayer(func(v ...any) {
		if kind, _ := v[0].(string); !heard[kind] && len(beats) <= maxBeats {
			b := Beat{Op: op, Answer: v}
			if kind == "err" {
				b.Note = p.explain(&program[op], v)
			}
			beats = append(beats, b)
		}
	}, func(e gc.Event) {
		if len(beats) <= maxBeats {
			beats = append(beats, Beat{Op: op, Event: e, Minor: e.Obj != gc.Nil && !named[e.Obj]})
		}
		if e.Kind == gc.EventLabel {
			named[e.Obj] = true
		}
	})
	p.full = func() bool { return len(beats) > maxBeats || ctx.Err() != nil }
	defer func() { must(p.h.Close()) }()
	lines := Source(program)
	for op = range program {
		beats = append(beats, Beat{Op: op, Begins: lines[op], Note: program[op].Note})
		p.play(&program[op])
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case p.defect != nil:
			return nil, &ProgramError{Op: op, Err: p.defect}
		case len(beats) > maxBeats:
			return nil, &ProgramError{Op: op, Err: fmt.Errorf("more than %d events so far: too long to be drawn", maxBeats)}
		}
	}
	return beats, nil
}

// MarshalJSON writes only what the beat has.
func (b Beat) MarshalJSON() ([]byte, error) {
	out := map[string]any{"op": b.Op}
	switch {
	case b.Begins != "":
		out["begins"] = b.Begins
		if b.Note != "" {
			out["note"] = b.Note
		}
	case b.Answer != nil:
		out["answer"] = b.Answer
	default:
		e := b.Event
		out["event"] = e.Kind.String()
		put := func(key string, v any, is bool) {
			if is {
				out[key] = v
			}
		}
		put("obj", e.Obj.String(), e.Obj != gc.Nil)
		put("other", e.Other.String(), e.Other != gc.Nil)
		put("name", e.Name, e.Name != "")
		put("of", e.Of.String(), e.Of != 0)
		put("from", e.From.String(), e.From != e.To)
		put("to", e.To.String(), e.From != e.To)
		put("cause", e.Cause.String(), e.Cause != 0)
		switch e.Kind {
		case gc.EventCall, gc.EventBind, gc.EventUnbind, gc.EventReturn:
			out["frame"] = e.Frame
		case gc.EventStore, gc.EventUnstore, gc.EventSubtract:
			out["slot"] = e.Slot
		}
		put("n", e.N, countsIn(e.Kind))
		put("m", e.M, e.M != 0)
	}
	return json.Marshal(out)
}

// countsIn says that N means something even when it is 0.
func countsIn(k gc.EventKind) bool {
	switch k {
	case gc.EventNew, gc.EventCount, gc.EventPin, gc.EventDefer, gc.EventHold, gc.EventRelease,
		gc.EventResize, gc.EventMerge, gc.EventStart, gc.EventCopy, gc.EventSubtract, gc.EventVisit,
		gc.EventReach, gc.EventStop, gc.EventUnsave:
		return true
	}
	return false
}
