package loop

// waitlist is the tasks that wait for a primitive, in order. A task is on it until
// its next turn; by its state one can see whether it still waits.
type waitlist struct {
	room  []*Handle // kept when the list is empty, so that waiting allocates nothing
	first int
}

func (w *waitlist) tasks() []*Handle { return w.room[w.first:] }

func (w *waitlist) add(t *Handle) {
	if len(w.room) == cap(w.room) && w.first > len(w.room)/2 {
		n := copy(w.room, w.room[w.first:])
		clear(w.room[n:])
		w.room, w.first = w.room[:n], 0
	}
	w.room = append(w.room, t)
}

// remove takes t off, if it is there. Most often it is the first.
func (w *waitlist) remove(t *Handle) {
	for i, have := range w.tasks() {
		if have != t {
			continue
		}
		if i == 0 {
			w.shift()
			return
		}
		i += w.first
		n := copy(w.room[i:], w.room[i+1:])
		w.room[i+n] = nil
		w.room = w.room[:i+n]
		return
	}
}

func (w *waitlist) shift() *Handle {
	t := w.room[w.first]
	w.room[w.first] = nil
	w.first++
	if w.first == len(w.room) {
		w.room, w.first = w.room[:0], 0
	}
	return t
}

// allRecalled says whether nobody on the list waits or was let through.
func (w *waitlist) allRecalled() bool {
	for _, t := range w.tasks() {
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
