package lesson

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"underhood/ipc"
)

// The roles of the children of a run that goes on. Each works until its context ends, or
// until it is killed, and takes the time that a person needs to see something.
const (
	roleMaker  = "maker"  // puts jobs into the queue
	roleWorker = "worker" // takes them, and works on each
	roleReader = "reader" // receives from the pipe, as fast as it can
	roleSitter = "sitter" // wants a seat, and then the lock
)

// The numbers that the children count in shared memory, for the parent to show.
const (
	counterMessages = iota // received
	counterJobs            // done
	counterAgain           // of those, done for a process that had died
	counterTurns           // with the lock
	counterRepairs         // of what a dead holder had left
	counters
)

const (
	jobTime  = 60 * time.Millisecond  // on a job
	makeTime = 25 * time.Millisecond  // for one
	turnTime = 900 * time.Millisecond // with the lock
	restTime = 200 * time.Millisecond // without a seat
)

var liveName = ipc.Register("lesson ipc live", liveMain)

func liveMain(ctx context.Context, c *ipc.Child) error {
	var role string
	if err := c.Args(&role); err != nil {
		return err
	}
	numbers, err := ipc.AttachMemory[int64](ctx, c.Given("numbers"))
	if err != nil {
		return err
	}
	count := func(which int) {
		_ = numbers.Use(func(n []int64) error { // fails when this process detaches, which it does not
			atomic.AddInt64(&n[which], 1)
			return nil
		})
	}
	switch role {
	case roleReader:
		err = read(ctx, c, count)
	case roleSitter:
		err = sit(ctx, c, count)
	case roleMaker, roleWorker:
		err = work(ctx, c, role, count)
	default:
		err = fmt.Errorf("there is no role %q", role)
	}
	if ctx.Err() != nil {
		return nil // it was to work until then
	}
	return err
}

// pause waits for some time, which is what work is here.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func read(ctx context.Context, c *ipc.Child, count func(int)) error {
	wire, err := ipc.AttachPipe(ctx, c.Given("wire"), ipc.NoSpin())
	if err != nil {
		return err
	}
	var buf []byte
	for {
		if buf, err = wire.Receive(ctx, buf); err != nil {
			return err
		}
		count(counterMessages)
	}
}

func work(ctx context.Context, c *ipc.Child, role string, count func(int)) error {
	jobs, err := ipc.AttachQueue[int64](ctx, c.Given("jobs"), nil)
	if err != nil {
		return err
	}
	for i := int64(0); ; i++ {
		if role == roleMaker {
			if err := errors.Join(jobs.Put(ctx, i), pause(ctx, makeTime)); err != nil {
				return err
			}
			continue
		}
		task, err := jobs.Take(ctx)
		if err != nil {
			return err
		}
		if err := errors.Join(pause(ctx, jobTime), task.Done()); err != nil {
			return err
		}
		count(counterJobs)
		if task.Redelivered > 0 {
			count(counterAgain)
		}
	}
}

func sit(ctx context.Context, c *ipc.Child, count func(int)) error {
	seats, err := ipc.AttachSemaphore(ctx, c.Given("seats"))
	if err != nil {
		return err
	}
	key, err := ipc.AttachLock(ctx, c.Given("key"))
	if err != nil {
		return err
	}
	for {
		if err := seats.Acquire(ctx, 1); err != nil {
			return err
		}
		h, err := key.Lock(ctx)
		if err != nil {
			return err
		}
		if _, died := h.OwnerDied(); died {
			count(counterRepairs)
			if err := h.Consistent(); err != nil {
				return err
			}
		}
		err = errors.Join(pause(ctx, turnTime), h.Unlock(), seats.Release(1), pause(ctx, restTime))
		if err != nil {
			return err
		}
		count(counterTurns)
	}
}
