package loop

import "runtime"

// resource is what a task can wait for, in words.
type resource interface{ describe() string }

// word is a resource that has no name.
type word string

func (w word) describe() string { return string(w) }

func named(kind, name string) string {
	if name == "" {
		return "a " + kind
	}
	return kind + " " + name
}

// run is a turn of the task: it goes on from where it waits until it waits again
// or ends.
func (t *Handle) run() {
	l := t.loop
	if !t.begun {
		t.begun = true
		if t.mustCancel {
			t.mustCancel = false
			t.end(cancelled, ErrCancelled)
			return
		}
		t.worker = l.hire()
	}
	if l.hook != nil {
		l.tellOf(t, TraceEvent{Kind: TurnBegins})
	}
	l.current = t
	t.worker.task = t
	t.worker.next()
	l.current = nil
}

// park waits until unpark, or a cancellation, which is an error. The caller takes
// the task off whatever list it put it on, and may look at t.parked.
func (t *Handle) park(on resource) error {
	t.parked, t.on = parked, on
	if t.mustCancel {
		t.mustCancel = false
		t.recall()
	}
	err := t.suspend(on)
	t.on = nil
	switch {
	case t.dead:
		t.parked = recalled
	case err == nil && t.parked == recalled:
		err = ErrCancelled
	}
	return err
}

// unpark ends a wait, and says whether there was one to end.
func (t *Handle) unpark() bool {
	if t.parked != parked {
		return false
	}
	t.parked = released
	t.loop.push(t)
	return true
}

// await waits until f is done. The error is a cancellation of t itself; f's
// outcome may be one too.
func (t *Handle) await(f awaited) error {
	b := f.base()
	if b.state != pending {
		return nil
	}
	if b == &t.future {
		return ErrSelfAwait
	}
	if b.loop != t.loop {
		return ErrOtherLoop
	}
	b.then(t)
	t.on, t.waiting = f, true
	if t.mustCancel && f.cancel() {
		t.mustCancel = false
	}
	err := t.suspend(f)
	t.on, t.waiting = nil, false
	if t.dead {
		b.forget(t) // the future may outlive the run
	}
	return err
}

// suspend hands control back to the loop until the next turn. The frames between
// here and the switch are few on purpose: a return to a frame from before a switch
// of stacks is one that the processor has not predicted.
func (t *Handle) suspend(on resource) error {
	if t.watched() {
		return t.suspendWatched(on)
	}
	if t.worker.yield(struct{}{}); t.mustCancel {
		return t.resumed()
	}
	return nil
}

// resumed finds why a task was resumed with something to tell it.
func (t *Handle) resumed() error {
	t.mustCancel = false
	t.dead = t.loop.killing
	return ErrCancelled
}

func (t *Handle) watched() bool { return t.dead || t.derived != nil || t.loop.hook != nil }

// suspendWatched is suspend when somebody else looks on.
func (t *Handle) suspendWatched(on resource) error {
	if t.dead {
		return t.refuse()
	}
	if t.loop.hook != nil {
		t.loop.tellOf(t, TraceEvent{Kind: Suspended, On: t.words(on)})
	}
	if t.derived != nil {
		return t.suspendUnder(*t.derived)
	}
	return t.leave()
}

// refuse is what a task gets that is ended by force and would wait, or make another.
func (t *Handle) refuse() error {
	if t.refused == maxRefused {
		runtime.Goexit() // it will not listen
	}
	t.refused++
	return ErrCancelled
}

// words is what the task waits for, in full.
func (t *Handle) words(on resource) string {
	if t.derived != nil {
		return on.describe() + ", or a context of the outside"
	}
	return on.describe()
}

func (t *Handle) leave() error {
	if t.worker.yield(struct{}{}); t.mustCancel {
		return t.resumed()
	}
	return nil
}
