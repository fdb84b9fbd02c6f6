package loop

import "runtime/debug"

// CallSoon has fn called by the loop, in the order of the ready queue. It is for
// tasks, and functions that the loop calls. A panic of fn ends the run: [Run]
// returns it as a [*PanicError].
//
// # Panics
//
// It panics if fn is nil.
func (l *Loop) CallSoon(fn func()) {
	if fn == nil {
		panic("loop.CallSoon: nil function")
	}
	l.push(&guarded{l, fn})
}

// CallSoonThreadsafe is [Loop.CallSoon] for other goroutines; it wakes the loop if
// it waits. It returns [ErrClosed] if the loop is not running, or has nothing left to
// run; a call that it takes just before that may not be made. A loop that waits for
// nothing else does not know that a call will come, and reports a deadlock; tell it
// by [Loop.Hold].
func (l *Loop) CallSoonThreadsafe(fn func()) error {
	if fn == nil {
		return errNilFunc
	}
	if !l.post(&guarded{l, fn}) {
		return ErrClosed
	}
	return nil
}

// Hold announces that another goroutine will call [Loop.CallSoonThreadsafe], so
// that a loop that has nothing to do waits for it. Timers are something to do: a
// virtual clock goes on from one to the next while it is held, and the loop waits
// when none is set. Call what it returns when no
// more will come, once; more often does nothing. Any goroutine may call both.
func (l *Loop) Hold() (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holds++
	held := true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if held {
			held = false
			l.holds--
			l.nudge()
		}
	}
}

// post makes x ready from any goroutine, and says whether the loop is there.
func (l *Loop) post(x runnable) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.open || l.over {
		return false
	}
	l.inbox = append(l.inbox, x)
	l.posted.Store(true)
	l.nudge()
	return true
}

// nudge wakes the loop if it waits. Its lock is held.
func (l *Loop) nudge() {
	if !l.open {
		return
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// unpost makes ready what was posted.
func (l *Loop) unpost() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range l.inbox {
		l.push(x)
	}
	clear(l.inbox)
	l.inbox = l.inbox[:0]
	l.posted.Store(false)
}

// guarded is a function of the user's. What it does to the loop's goroutine ends
// the run and not the program.
type guarded struct {
	loop *Loop
	fn   func()
}

func (g *guarded) run() {
	returned := false
	defer func() {
		if returned {
			return
		}
		if v := recover(); v != nil {
			g.loop.fail(&PanicError{Value: v, Stack: debug.Stack()})
			return
		}
		g.loop.fail(ErrGoexit)
	}()
	g.fn()
	returned = true
}
