package loop

import "time"

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

// A TraceEvent is one thing that happened on a loop.
type TraceEvent struct {
	Kind TraceKind
	At   time.Time // by the loop's clock
	Task string    // whom it is about
	By   string    // the task that caused it, "" for the loop
	On   string    // what the task waits for, as in a [DeadlockError]
	Err  error
}

// tell is called only if there is a hook, so that the rest costs nothing.
func (l *Loop) tell(e TraceEvent) {
	e.At = l.Now()
	l.hook(e)
}

// actor is the name of the task that runs.
func (l *Loop) actor() string {
	if l.current == nil {
		return ""
	}
	return l.current.Name()
}
