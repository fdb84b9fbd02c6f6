package concurrency

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// A ProcessPool keeps processes warm that do one kind of work: a task is handed
// over through a pipe, where a new process would first have to start. A worker
// that dies takes the task along that it was at, and nothing else: the task is
// reported as a [*LostError], or tried again ([Retry]), and the worker replaced at
// once. Only one whose predecessors died before they had done anything, three in
// a row, is not started before there is a task for it, as this may never end.
//
// What is handed over and back is JSON. It is safe for concurrent use. Close it:
// its goroutines, one a worker, and its processes end then.
type ProcessPool[Args, Result any] struct {
	work *Work[Args, Result]
	conf poolConfig

	queue   chan *Task[Result]
	closing chan struct{} // closed when nothing more is taken
	killed  chan struct{} // closed when nothing more is done
	gate    sync.RWMutex  // held for reading by those who send into queue
	ends    [2]sync.Once  // of closing, of killed
	slots   sync.WaitGroup

	mu       sync.Mutex
	number   uint64
	workers  map[*worker]bool
	progress Progress
}

// A Task is work that was handed to a pool. It is safe for concurrent use. Its Join
// is that of a [Unit], and the error a [*RemoteError] of the work, a [*LostError],
// the cause of the context it was submitted with if that ended before it began, or
// [ErrPoolKilled].
type Task[Result any] struct {
	task[Result]
	ctx    context.Context
	number uint64
	args   []byte
	claim  claim
}

// NewProcessPool starts the workers; it does not wait until they are ready. The
// error is that of an option, of a type that JSON cannot carry whole ([Register]), of
// a program that has not called [Init], or the system's.
func NewProcessPool[Args, Result any](work *Work[Args, Result], opts ...PoolOption) (*ProcessPool[Args, Result], error) {
	if work == nil {
		return nil, errNilWork
	}
	conf, err := newPoolConfig(opts)
	if err == nil {
		err = work.fits()
	}
	if err != nil {
		return nil, fmt.Errorf("concurrency: pool of %s: %w", work, err)
	}
	p := &ProcessPool[Args, Result]{
		work: work, conf: conf,
		queue:   make(chan *Task[Result], conf.backlog),
		closing: make(chan struct{}), killed: make(chan struct{}),
		workers: map[*worker]bool{},
	}
	first := make([]*worker, conf.workers)
	for i := range first {
		if first[i], err = p.hire(); err != nil {
			for _, w := range first[:i] {
				p.bury(w, w.fire) // ended because another could not begin
			}
			return nil, within("pool", err)
		}
	}
	for _, w := range first {
		p.slots.Go(func() { p.slot(w) })
	}
	return p, nil
}

// Submit hands a task over, and waits while the backlog is full. When ctx ends the
// task is cancelled: one that waits ends at once, though its place in the backlog
// is free only when a worker comes to it, and one that was begun has its worker
// told; see also [KillAfter]. The error is ctx's cause, [ErrPoolClosed], or that of arguments which
// JSON cannot hold.
func (p *ProcessPool[Args, Result]) Submit(ctx context.Context, args Args) (*Task[Result], error) {
	text, err := encode(&args)
	if err != nil {
		return nil, fmt.Errorf("concurrency: arguments of %s: %w", p.work, err)
	}
	if len(text) > maxFrame {
		return nil, fmt.Errorf("concurrency: arguments of %s: %d bytes of JSON, %d at most", p.work, len(text), maxFrame)
	}
	t := &Task[Result]{task: newTask[Result](), ctx: ctx, args: text}
	p.gate.RLock()
	defer p.gate.RUnlock()
	if p.isClosing() {
		return nil, ErrPoolClosed
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	p.note(func(now *Progress) { now.Submitted++; p.number++; t.number = p.number })
	select {
	case p.queue <- t:
		t.claim.until(ctx, func() { p.done(nil, t, context.Cause(ctx)) })
		return t, nil
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-p.closing:
		err = ErrPoolClosed
	}
	p.note(func(now *Progress) { now.Submitted-- })
	return nil, err
}

// Workers is the process ids of the workers there are.
func (p *ProcessPool[Args, Result]) Workers() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var pids []int
	for w := range p.workers {
		pids = append(pids, w.proc.Pid())
	}
	slices.Sort(pids)
	return pids
}

// Close takes no more tasks, waits until those that it has are done, and lets the
// workers go: no process, goroutine or descriptor of the pool is left. Closing
// twice waits twice.
func (p *ProcessPool[Args, Result]) Close() {
	p.close()
	p.slots.Wait()
}

// Kill ends the workers at once and does not wait. Tasks that are not done are
// [ErrPoolKilled]. Close afterwards waits until nothing is left.
func (p *ProcessPool[Args, Result]) Kill() {
	p.ends[1].Do(func() { close(p.killed) })
	p.close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for w := range p.workers {
		_ = w.proc.Kill() // who has ended is as well
	}
}

// close takes no more. It waits for nothing but those who are about to leave.
func (p *ProcessPool[Args, Result]) close() {
	p.ends[0].Do(func() {
		close(p.closing)
		p.gate.Lock()
		defer p.gate.Unlock()
		close(p.queue)
	})
}

func (p *ProcessPool[Args, Result]) isKilled() bool { return isClosed(p.killed) }

func (p *ProcessPool[Args, Result]) isClosing() bool { return isClosed(p.closing) }

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
