package loop

import (
	"context"
	"time"
)

// Sleep makes the task wait for d by the loop's clock; other tasks run meanwhile.
// Zero or less is [Yield]. Tasks that sleep until the same time wake in the order
// in which they began to. It returns [ErrCancelled] if the task is cancelled.
func Sleep(ctx context.Context, d time.Duration) error {
	t, err := enter(ctx)
	if err != nil {
		return err
	}
	if d <= 0 {
		t.loop.push(t)
		return t.suspend(yielding)
	}
	l := t.loop
	t.nap.what = (*nap)(t)
	l.timers.set(&t.nap, l.after(d))
	err = t.park(sleeping)
	l.timers.stop(&t.nap)
	return err
}

// nap is what a sleeper's timer makes ready. It takes a turn before the task
// does, as in asyncio, where a timer's callback sets a future.
type nap Handle

func (n *nap) run() { (*Handle)(n).unpark() }

const (
	sleeping = word("its sleep to end")
	yielding = word("its next turn")
)

// Yield lets every task that is ready have its turn (asyncio.sleep(0)).
func Yield(ctx context.Context) error {
	t, err := enter(ctx)
	if err != nil {
		return err
	}
	t.loop.push(t)
	if t.watched() {
		return t.suspendWatched(yielding)
	}
	if t.worker.yield(struct{}{}); t.mustCancel { // suspend, with a frame less
		return t.resumed()
	}
	return nil
}

// Now is the time on the clock of the loop whose task has ctx, and the real time
// if ctx is not that of a task that runs.
func Now(ctx context.Context) time.Time {
	t, err := enter(ctx)
	if err != nil {
		return time.Now()
	}
	return t.loop.Now()
}
