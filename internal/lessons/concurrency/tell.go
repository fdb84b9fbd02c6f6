package lesson

import (
	"fmt"

	"underhood/concurrency/loop"
)

// line says a beat in words.
func (b Beat) line() string {
	if b.Kind == "crash" {
		if b.Survived {
			return fmt.Sprintf("%s in a %s: its starter lives and is told", b.On, b.Task)
		}
		return fmt.Sprintf("%s in a %s: it takes the process of its starter along", b.On, b.Task)
	}
	if b.Kind == "measured" {
		return b.Task + ", " + b.On + ": " + b.Found
	}
	return clock(b.At) + "  " + b.event()
}

func (b Beat) event() string {
	if b.last {
		return "the run is over" + because(b.Err)
	}
	switch b.What {
	case loop.TaskCreated:
		return b.by() + " makes " + b.Task
	case loop.TurnBegins:
		return b.Task + " runs"
	case loop.Suspended:
		return b.Task + " waits for " + b.On
	case loop.Woken:
		return b.by() + " wakes " + b.Task
	case loop.CancelRequested:
		return b.by() + " asks " + b.Task + " to end"
	case loop.TaskEnded:
		return b.Task + " has ended" + because(b.Err)
	case loop.ClockAdvanced:
		return "nobody is ready: the clock jumps"
	default:
		return b.Kind
	}
}

func (b Beat) by() string {
	if b.By == "" {
		return "the loop"
	}
	return b.By
}

func because(err string) string {
	if err == "" {
		return ""
	}
	return ": " + err
}

// clock writes milliseconds as seconds.
func clock(ms int) string { return fmt.Sprintf("%d.%03ds", ms/1000, ms%1000) }
