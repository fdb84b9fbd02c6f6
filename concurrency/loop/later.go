package loop

import "time"

// later is a function that is called at a time.
type later struct {
	guarded
	timer timer
	over  bool // it was called, or is not to be
}

func (c *later) run() {
	if !c.over {
		c.over = true
		c.guarded.run()
	}
}

// cancel says whether it was in time.
func (c *later) cancel() bool {
	if c.over {
		return false
	}
	c.over = true
	c.loop.timers.stop(&c.timer)
	return true
}

// CallLater has fn called by the loop when d has passed by its clock, as
// [Loop.CallSoon] does at once: with zero or less, in the next round. Those of equal
// time are called in the order in which they were set. It is for tasks, and functions
// that the loop calls; when the run ends, what has not been called is dropped.
// What it returns takes the call back, and says whether that was in time; it is for
// the same callers. (loop.call_later, TimerHandle.cancel)
//
// # Panics
//
// It panics if fn is nil or the loop is not running.
func (l *Loop) CallLater(d time.Duration, fn func()) (cancel func() bool) {
	l.callable("loop.CallLater", fn)
	return l.callAt(l.after(d), fn)
}

// CallAt is [Loop.CallLater] with the time on the loop's clock ([Loop.Now]) in place of
// a delay. (loop.call_at)
//
// # Panics
//
// It panics if fn is nil or the loop is not running.
func (l *Loop) CallAt(when time.Time, fn func()) (cancel func() bool) {
	l.callable("loop.CallAt", fn)
	return l.callAt(int64(when.Sub(l.epoch)), fn)
}

func (l *Loop) callable(what string, fn func()) {
	switch {
	case fn == nil:
		panic(what + ": nil function")
	case l.ctx == nil:
		panic(what + ": the loop is not running")
	}
}

func (l *Loop) callAt(when int64, fn func()) func() bool {
	c := &later{guarded: guarded{l, fn}}
	c.timer.what = c
	l.timers.set(&c.timer, when)
	return c.cancel
}
