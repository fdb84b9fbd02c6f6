package loop

// runnable is what can stand in the ready queue: a task, whose turn it then is,
// or a callback.
type runnable interface{ run() }

// ring is the ready queue, first in first out. What is made ready by a turn has
// its own turn after all that were ready before, which is the whole of an event
// loop's fairness.
type ring struct {
	buf  []runnable // its length is a power of two
	head int
	n    int
}

func (r *ring) push(x runnable) {
	if r.n == len(r.buf) {
		r.grow()
	}
	r.buf[(r.head+r.n)&(len(r.buf)-1)] = x
	r.n++
}

// pop takes the first; there must be one.
func (r *ring) pop() runnable {
	x := r.buf[r.head]
	r.buf[r.head] = nil
	r.head = (r.head + 1) & (len(r.buf) - 1)
	r.n--
	return x
}

func (r *ring) grow() {
	bigger := make([]runnable, max(16, 2*len(r.buf)))
	n := copy(bigger, r.buf[r.head:])
	copy(bigger[n:], r.buf[:r.head])
	r.buf, r.head = bigger, 0
}

// shrink gives back what a great rush took. The ring must be empty.
func (r *ring) shrink() {
	if len(r.buf) > 1<<12 {
		*r = ring{}
	}
}

// call is a plain function in the ready queue.
type call func()

func (f call) run() { f() }
