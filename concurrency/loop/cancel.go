package loop

// Cancel asks the task to end, and says whether it was still running. The call
// where it waits returns [ErrCancelled] when its turn comes; if it waits for
// another task, that one is cancelled instead, and the first learns of it from
// the outcome. A task that has not begun never will. The task may clean up, wait
// meanwhile, and even swallow the request and go on. Asking again asks again.
func (t *Handle) Cancel() bool { return t.cancel() }

// Cancelling counts the requests to cancel that were not taken back.
func (t *Handle) Cancelling() int { return int(t.cancels) }

// Uncancel takes one request back, for whoever made it and has seen its effect,
// as [Timeout] and [Group] do. It returns how many are left. It does not undo a
// cancellation that is on its way. When none is left the task's context is live
// again: what was derived from it before remains cancelled.
func (t *Handle) Uncancel() int {
	if t.cancels > 0 {
		t.cancels--
		if t.cancels == 0 && t.state == pending {
			t.renew()
		}
	}
	return int(t.cancels)
}

func (t *Handle) cancel() bool {
	if t.state != pending {
		return false
	}
	t.cancels++
	if t.loop.hook != nil {
		t.loop.tellOf(t, TraceEvent{Kind: CancelRequested})
	}
	t.expire()
	t.recall()
	return true
}

// waiter is the future that the task waits for, nil if it does not wait for one.
func (t *Handle) waiter() awaited {
	if !t.waiting {
		return nil
	}
	f, _ := t.on.(awaited)
	return f
}

// recall makes a task's wait end by a cancellation. The order of the cases is
// CPython's (Task.cancel): what it waits for is asked first, and only if that is
// done, and the task's turn already scheduled, the task is told then.
func (t *Handle) recall() {
	switch {
	case t.recalling:
		// It waits, through others, for itself. CPython ends in a RecursionError
		// here; the circle is opened where it closes.
		if f := t.waiter(); f != nil {
			f.base().forget(t)
			t.waiting = false
			t.loop.push(t)
		}
	case t.waiting:
		t.recalling = true
		asked := t.waiter().cancel()
		t.recalling = false
		if asked {
			return
		}
	case t.parked == parked:
		t.parked = recalled
		t.loop.push(t)
		return
	}
	t.mustCancel = true
}
