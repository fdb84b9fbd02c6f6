package lesson

import (
	"fmt"

	"underhood/concurrency/loop"
)

// A Turn is one step of tasks on a loop, as the loop traces it.
type Turn struct {
	Kind string         `json:"kind"`
	What loop.TraceKind `json:"-"`
	At   int            `json:"at_ms"` // on the virtual clock, since its beginning
	Task string         `json:"task,omitempty"`
	By   string         `json:"by,omitempty"` // who did it to the task
	On   string         `json:"on,omitempty"` // what the task waits for
	Err  string         `json:"err,omitempty"`

	last bool // the loop has ended
}

// line says a turn in words.
func (t Turn) line() string { return clock(t.At) + "  " + t.event() }

func (t Turn) event() string {
	if t.last {
		return "the run is over" + because(t.Err)
	}
	switch t.What {
	case loop.TaskCreated:
		return t.by() + " makes " + t.Task
	case loop.TurnBegins:
		return t.Task + " runs"
	case loop.Suspended:
		return t.Task + " waits for " + t.On
	case loop.Woken:
		return t.by() + " wakes " + t.Task
	case loop.CancelRequested:
		return t.by() + " asks " + t.Task + " to end"
	case loop.TaskEnded:
		return t.Task + " has ended" + because(t.Err)
	case loop.ClockAdvanced:
		return "nobody is ready: the clock jumps"
	default:
		return t.Kind
	}
}

func (t Turn) by() string {
	if t.By == "" {
		return "the loop"
	}
	return t.By
}

func because(err string) string {
	if err == "" {
		return ""
	}
	return ": " + err
}

// clock writes milliseconds as seconds.
func clock(ms int) string { return fmt.Sprintf("%d.%03ds", ms/1000, ms%1000) }
