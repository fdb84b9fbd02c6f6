package loop

import (
	"iter"
	"runtime/debug"

	"underhood/internal/coro"
)

// maxIdle is how many coroutines are kept for tasks to come. Making one costs
// more than all the rest of a task, keeping one a stack of 2 KiB or more.
const maxIdle = 1024

// worker is a coroutine that runs tasks, one after the other. It is made straight
// from iter.Pull, as internal/coro is: what that adds is a net for coroutines that
// are dropped, which a loop's never are, and which costs a million tasks some 100
// bytes each.
type worker struct {
	next  func() (struct{}, bool)
	yield func(struct{}) bool
	task  *Handle     // nil: it is to end
	stack *coro.Stack // its own, as it is
}

// runs says whether the caller, who stands at an address of its stack, is the
// coroutine, and not a goroutine to which its task gave the context. It is compared and
// no more.
func (w *worker) runs(at uintptr) bool { return at-w.stack.Low < w.stack.Size() }

// hire finds a coroutine for a task that begins.
func (l *Loop) hire() *worker {
	if n := len(l.idle); n > 0 {
		w := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return w
	}
	w := &worker{}
	// Who would be stopped is told when it is resumed, and the rest of stop, which is
	// some 100 bytes, is garbage.
	w.next, _ = iter.Pull(w.work)
	return w
}

func (w *worker) work(yield func(struct{}) bool) {
	w.yield = yield
	w.stack = coro.Running().Stack()
	for t := w.task; t != nil; t = w.task {
		l := t.loop
		w.serve(t)
		t.worker = nil
		if l.killing || len(l.idle) >= maxIdle {
			return
		}
		l.idle = append(l.idle, w)
		yield(struct{}{})
	}
}

// serve runs one task. A panic ends the task and not the coroutine. A Goexit ends
// the coroutine and would go on to end whoever resumed it, the loop; so the
// coroutine stays in the middle of it, and is cancelled with the loop's end.
func (w *worker) serve(t *Handle) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if v := recover(); v != nil {
			t.crash(&PanicError{Task: t.Name(), Value: v, Stack: debug.Stack()})
			return
		}
		l := t.loop
		if t.refused < maxRefused {
			t.crash(ErrGoexit)
		} else { // it was the loop that called it
			t.end(cancelled, ErrCancelled)
		}
		if !l.killing {
			l.gone = append(l.gone, w)
			w.yield(struct{}{})
		}
	}()
	t.body.exec()
	returned = true
}

// crash ends a task that did not return. Somebody has to be told: if nobody asks
// for the task's outcome, Run returns it.
func (t *Handle) crash(err error) {
	if t.state != pending { // it was the hook that panicked, when the task ended
		t.loop.fail(err)
		return
	}
	t.loop.crashed = append(t.loop.crashed, t)
	t.end(finished, err)
}

// dismiss resumes a coroutine that knows that it is to end. If its body goes on with
// a Goexit, that ends the goroutine made for it here and nobody else.
func dismiss(w *worker) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		w.next()
	}()
	<-over
}
