package loop

import (
	"fmt"
	"strings"
	"time"
)

// A TraceKind says what a [TraceEvent] tells.
type TraceKind uint8

// The kinds of events.
const (
	TaskCreated     TraceKind = iota // By made Task
	TurnBegins                       // Task runs, for the first time or again
	Suspended                        // Task waits for On
	Woken                            // Task is ready again; By is who did it, "" the loop
	CancelRequested                  // By asked Task to end
	TaskEnded                        // with Err, nil for a result
	ClockAdvanced                    // the virtual clock jumped to At
	Killing                          // what is left will not end and is ended by force
)

// String returns the kind in words.
func (k TraceKind) String() string {
	names := [...]string{"created", "turn", "suspended", "woken", "cancel", "ended", "clock", "killing"}
	if int(k) >= len(names) {
		return "unknown"
	}
	return names[k]
}

// A TraceEvent is one thing that happened on a loop. Names need not differ, numbers
// do: they are those of [Handle.ID].
type TraceEvent struct {
	Kind TraceKind
	At   time.Time // by the loop's clock
	Task string    // whom it is about
	ID   int       // that task's number, 0 for none
	By   string    // the task that caused it, "" for the loop
	ByID int       // that task's number, 0 for the loop
	On   string    // what the task waits for, as in a [DeadlockError]
	Err  error
}

// String is the event in one line, without the day, as in
//
//	09:00:00 woken reader#2 by main#1
//
// Two runs took the same steps if their lines are the same ([Example_replay]).
func (e TraceEvent) String() string {
	var b strings.Builder
	b.WriteString(e.At.Format("15:04:05.999999999 ") + e.Kind.String())
	if e.ID != 0 {
		fmt.Fprintf(&b, " %s#%d", e.Task, e.ID)
	}
	if e.ByID != 0 {
		fmt.Fprintf(&b, " by %s#%d", e.By, e.ByID)
	}
	if e.On != "" {
		b.WriteString(" on " + e.On)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// tell is called only if there is a hook, so that the rest costs nothing.
func (l *Loop) tell(e TraceEvent) {
	e.At = l.Now()
	l.hook(e)
}

// tellOf tells an event about a task, and by which.
func (l *Loop) tellOf(t *Handle, e TraceEvent) {
	e.Task, e.ID = t.Name(), t.ID()
	switch e.Kind {
	case TaskCreated, Woken, CancelRequested:
		if by := l.current; by != nil {
			e.By, e.ByID = by.Name(), by.ID()
		}
	}
	l.tell(e)
}
