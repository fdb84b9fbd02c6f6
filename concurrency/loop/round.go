package loop

import "time"

// turns runs rounds until the loop is stopped, or nothing can happen any more. A
// round is what was ready at its beginning; what that makes ready comes in the
// next, after the timers that are due by then (BaseEventLoop._run_once). The round
// in which the loop is stopped is run to its end.
func (l *Loop) turns() error {
	l.stopping = false
	for !l.stopping {
		if err := l.collect(); err != nil {
			return err
		}
		if l.closing.over(l) {
			return l.stuck(true)
		}
		for n := l.ready.n; n > 0; n-- {
			x := l.ready.pop()
			t, ok := x.(*Handle)
			if !ok || !t.begun || l.hook != nil {
				x.run()
				continue
			}
			// As in run, with a frame less across the switch.
			l.current = t
			t.worker.task = t
			t.worker.next()
			l.current = nil
		}
	}
	return nil
}

// collect makes ready what is due, and waits until something is.
func (l *Loop) collect() error {
	for {
		if l.posted.Load() {
			l.unpost()
		}
		if len(l.timers.heap) > 0 {
			l.fire()
		}
		if l.ready.n > 0 {
			return nil
		}
		if err := l.idleUntil(); err != nil {
			return err
		}
	}
}

// fire makes ready the timers that are due.
func (l *Loop) fire() {
	now := l.clock()
	for {
		when, ok := l.timers.next()
		if !ok || when > now {
			return
		}
		l.push(l.timers.take())
	}
}

// idleUntil waits, or turns the clock, until something may have become ready.
func (l *Loop) idleUntil() error {
	l.mu.Lock()
	working, held, posted := l.pool.busy > 0, l.holds > 0, l.posted.Load()
	l.mu.Unlock()
	l.ready.shrink()
	next, set := l.timers.next()
	if l.closing.begun && !l.virtual && (set || working || held) {
		if l.closing.over(l) {
			return l.stuck(true)
		}
		if !set || next > l.closing.until {
			next, set = l.closing.until, true
		}
	}
	switch {
	case posted: // what ended since collect looked has been posted before it ended
	case !l.told && l.ctx.Err() != nil, // main's cancellation is on its way
		l.virtual && working, !set && (working || held):
		<-l.wake
	case !set:
		return l.stuck(false)
	case l.virtual:
		l.now = next
		if l.hook != nil {
			l.tell(TraceEvent{Kind: ClockAdvanced})
		}
	default:
		alarm := time.NewTimer(time.Duration(next - l.clock()))
		select {
		case <-alarm.C:
		case <-l.wake:
		}
		alarm.Stop()
	}
	return nil
}

// stuck reports the tasks that wait, and for what.
func (l *Loop) stuck(endless bool) error {
	e := &DeadlockError{Closing: l.closing.begun, Endless: endless}
	for _, t := range l.left() {
		on := t.on
		if on == nil {
			on = yielding
		}
		e.Tasks = append(e.Tasks, Blocked{t.Name(), t.words(on), t.ID()})
	}
	return e
}
