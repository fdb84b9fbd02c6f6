package concurrency

import (
	"context"
	"runtime"
)

// A Goroutine is work on a goroutine, which the Go scheduler runs on whichever
// thread is free, in parallel with others.
type Goroutine[Result any] struct{ task[Result] }

// StartGoroutine starts work on a goroutine. The error is the context's, if that
// has ended.
func StartGoroutine[Args, Result any](ctx context.Context, work *Work[Args, Result], args Args) (*Goroutine[Result], error) {
	if err := work.ready(ctx); err != nil {
		return nil, err
	}
	g := &Goroutine[Result]{newTask[Result]()}
	go func() {
		defer close(g.done)
		g.end.fill(func() (Result, error) { return work.run(alone(ctx), args) })
	}()
	return g, nil
}

// Kind is KindGoroutine.
func (*Goroutine[Result]) Kind() Kind { return KindGoroutine }

// Kill returns an error that wraps [errors.ErrUnsupported]: a goroutine that was
// stopped in the midst would leave locks behind that others wait for.
func (*Goroutine[Result]) Kill() error { return unkillable(KindGoroutine) }

// A Thread is work on a goroutine that has a thread of the operating system for
// itself: the kernel schedules it, and what belongs to the thread, such as its
// user or its namespace, can be changed for it alone.
type Thread[Result any] struct {
	task[Result]
	id chan int // holds the one number
}

// StartThread starts work on a thread of its own, which ends with it. The error is
// the context's, if that has ended.
func StartThread[Args, Result any](ctx context.Context, work *Work[Args, Result], args Args) (*Thread[Result], error) {
	if err := work.ready(ctx); err != nil {
		return nil, err
	}
	t := &Thread[Result]{newTask[Result](), make(chan int, 1)}
	go func() {
		// Never unlocked: the runtime ends a thread whose goroutine ends locked.
		runtime.LockOSThread()
		defer close(t.done)
		t.id <- threadID()
		t.end.fill(func() (Result, error) { return work.run(alone(ctx), args) })
	}()
	return t, nil
}

// Kind is KindThread.
func (*Thread[Result]) Kind() Kind { return KindThread }

// Kill returns an error that wraps [errors.ErrUnsupported]: systems that can end a
// thread from outside advise against it, as its locks and its share of the heap
// stay as they were.
func (*Thread[Result]) Kill() error { return unkillable(KindThread) }

// ID waits until the thread has begun and is its number in the system, as tools
// show it; 0 where the system does not tell.
func (t *Thread[Result]) ID() int {
	id := <-t.id
	t.id <- id
	return id
}

// A task is what the two have in common.
type task[Result any] struct {
	done chan struct{}
	end  *outcome[Result] // written before done is closed
}

func newTask[Result any]() task[Result] {
	return task[Result]{make(chan struct{}), &outcome[Result]{}}
}

// Done is closed at the end of the work.
func (t *task[Result]) Done() <-chan struct{} { return t.done }

// Join waits for the end, as [Unit] says.
func (t *task[Result]) Join(ctx context.Context) (Result, error) {
	if err := await(ctx, t.done); err != nil {
		var none Result
		return none, err
	}
	return t.end.result, t.end.err
}
