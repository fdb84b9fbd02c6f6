package loop

// waitlist is the tasks that wait for a primitive, in order. A task is on it until
// its next turn; by its state one can see whether it still waits.
type waitlist struct{ tasks []*Handle }

func (w *waitlist) add(t *Handle) { w.tasks = append(w.tasks, t) }

// remove takes t off, if it is there. Most often it is the first.
func (w *waitlist) remove(t *Handle) {
	for i, have := range w.tasks {
		if have != t {
			continue
		}
		if i == 0 {
			w.shift()
		} else {
			w.tasks = append(w.tasks[:i], w.tasks[i+1:]...)
		}
		return
	}
}

func (w *waitlist) shift() *Handle {
	t := w.tasks[0]
	w.tasks[0] = nil
	w.tasks = w.tasks[1:]
	if len(w.tasks) == 0 {
		w.tasks = nil
	}
	return t
}

// allRecalled says whether nobody on the list waits or was let through.
func (w *waitlist) allRecalled() bool {
	for _, t := range w.tasks {
		if t.parked != recalled {
			return false
		}
	}
	return true
}

// bound is the loop of a primitive: that of the first task that uses it.
type bound struct{ loop *Loop }

func (b *bound) bind(t *Handle) error {
	if b.loop != nil && b.loop != t.loop {
		return ErrOtherLoop
	}
	b.loop = t.loop
	return nil
}
