package loop

import "context"

// An Event is a flag that tasks can wait for. The zero Event is down; [NewEvent]
// gives it a name. It must not be copied. (asyncio.Event)
type Event struct {
	bound
	name    string
	set     bool
	waiters waitlist
}

// NewEvent makes an event with a name for reports.
func NewEvent(name string) *Event { return &Event{name: name} }

// Set raises the flag. All who wait go on, in the order in which they came, even if
// the flag is lowered before their turn.
func (e *Event) Set() {
	if e.set {
		return
	}
	e.set = true
	for _, t := range e.waiters.tasks() {
		t.unpark()
	}
}

// Clear lowers the flag.
func (e *Event) Clear() { e.set = false }

// IsSet says whether the flag is up.
func (e *Event) IsSet() bool { return e.set }

// Wait waits until the flag is up; if it is, there is no pause.
func (e *Event) Wait(ctx context.Context) error {
	t, err := enter(ctx)
	if err == nil {
		err = e.bind(t)
	}
	if err != nil || e.set {
		return err
	}
	e.waiters.add(t)
	err = t.park(e)
	e.waiters.remove(t)
	return err
}

func (e *Event) describe() string { return named("event", e.name) }
