package loop

// runnable is what can stand in the ready queue: a task, whose turn it then is,
// or a callback.
type runnable interface{ run() }

// ring is the ready queue. What is made ready by a turn has its own turn after all
// that were ready before, which is the whole of an event loop's fairness.
type ring = fifo[runnable]

// fifo is first in, first out, in a ring that grows and is used again.
type fifo[T any] struct {
	buf  []T // its length is a power of two
	head int
	n    int
}

func (r *fifo[T]) push(x T) {
	if r.n == len(r.buf) {
		r.grow()
	}
	r.buf[(r.head+r.n)&(len(r.buf)-1)] = x
	r.n++
}

// pop takes the first; there must be one.
func (r *fifo[T]) pop() T {
	var none T
	x := r.buf[r.head]
	r.buf[r.head] = none
	r.head = (r.head + 1) & (len(r.buf) - 1)
	r.n--
	return x
}

func (r *fifo[T]) grow() {
	bigger := make([]T, max(16, 2*len(r.buf)))
	n := copy(bigger, r.buf[r.head:])
	copy(bigger[n:], r.buf[:r.head])
	r.buf, r.head = bigger, 0
}

// shrink gives back what a great rush took. The ring must be empty.
func (r *fifo[T]) shrink() {
	if len(r.buf) > 1<<12 {
		*r = fifo[T]{}
	}
}

// call is a plain function in the ready queue.
type call func()

func (f call) run() { f() }
