package ipc_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// things are what processes wait for in TestStoppedWaiter.
type things struct {
	lock      ipc.Lock
	semaphore ipc.Semaphore
	queue     ipc.Queue[int]
	condition ipc.Condition
}

// waits are the ways to wait for one of them, and then to say so and stay.
var waits = map[string]func(ctx context.Context, th things) error{
	"lock":      func(ctx context.Context, th things) error { _, err := th.lock.Lock(ctx); return err },
	"semaphore": func(ctx context.Context, th things) error { return th.semaphore.Acquire(ctx, 1) },
	"queue":     func(ctx context.Context, th things) error { _, err := th.queue.Take(ctx); return err },
	"condition": func(ctx context.Context, th things) error {
		h, err := th.condition.Lock(ctx)
		if err != nil {
			return err
		}
		if h, err = th.condition.Wait(ctx, h); err != nil {
			return err
		}
		return h.Unlock()
	},
}

// waiter waits for what its argument says.
var waiter = ipc.Register("test waiter", func(ctx context.Context, c *ipc.Child) error {
	var what string
	if err := c.Args(&what); err != nil {
		return err
	}
	var th things
	var err error
	switch from := c.Given("thing"); what {
	case "lock":
		th.lock, err = ipc.AttachLock(ctx, from)
	case "semaphore":
		th.semaphore, err = ipc.AttachSemaphore(ctx, from)
	case "queue":
		th.queue, err = ipc.AttachQueue[int](ctx, from, nil)
	case "condition":
		th.condition, err = ipc.AttachCondition(ctx, from)
	}
	if err != nil {
		return err
	}
	got, err := ipc.AttachEvent(ctx, c.Given("got"))
	if err != nil {
		return err
	}
	if err := waits[what](ctx, th); err != nil {
		return err
	}
	if err := got.Set(); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
})

// asleep waits until a process waits for something shared.
func asleep(t *testing.T, thing any, pid int) {
	t.Helper()
	require.Eventually(t, func() bool {
		state, err := ipc.Look(thing)
		require.NoError(t, err)
		return slices.ContainsFunc(state.Peers, func(p ipc.Peer) bool { return p.PID == pid && p.Waits })
	}, never, tick)
}

// stopped waits until every thread of a process has been stopped: until then one may still
// be woken.
func stopped(t *testing.T, pid int) {
	t.Helper()
	require.Eventually(t, func() bool {
		tasks, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/stat")
		require.NoError(t, err)
		for _, task := range tasks {
			stat, err := os.ReadFile(task)
			if err != nil { // a thread has ended
				return false
			}
			if _, rest, _ := strings.Cut(string(stat), ") "); !strings.HasPrefix(rest, "T") {
				return false
			}
		}
		return len(tasks) > 0
	}, never, tick)
}

// TestStoppedWaiter: what becomes free goes to who runs, and not to a process that waited
// before and is stopped.
func TestStoppedWaiter(t *testing.T) {
	skipUnderRace(t)
	ctx := t.Context()
	l, s, q, c := made(ipc.CreateLock())(t), made(ipc.CreateSemaphore(1))(t), made(ipc.CreateQueue[int](1, nil))(t), made(ipc.CreateCondition())(t)
	for what, thing := range map[string]any{"lock": l, "semaphore": s, "queue": q, "condition": c} {
		t.Run(what, func(t *testing.T) {
			for range max(kills()/20, 1) {
				// What it is that becomes free.
				free := func() error { return q.Put(ctx, 1) }
				switch what {
				case "lock":
					free = made(l.Lock(ctx))(t).Unlock
				case "semaphore":
					require.NoError(t, s.Acquire(ctx, 1))
					free = func() error { return s.Release(1) }
				case "condition":
					free = c.Signal
				}
				gots := [2]ipc.Event{made(ipc.CreateEvent())(t), made(ipc.CreateEvent())(t)}
				var waiters [2]*ipc.Process
				for i := range waiters {
					waiters[i] = start(t, waiter, ipc.Args(what), ipc.Give("thing", thing), ipc.Give("got", gots[i]))
					asleep(t, thing, waiters[i].Pid())
				}
				require.NoError(t, waiters[0].Signal(syscall.SIGSTOP))
				stopped(t, waiters[0].Pid())
				require.NoError(t, free())
				require.NoError(t, gots[1].Wait(ctx), "the other has it")
				require.False(t, gots[0].IsSet())

				// What the one had comes to the other, when that goes on.
				require.NoError(t, waiters[0].Signal(syscall.SIGCONT))
				kill(t, waiters[1])
				if what == "condition" {
					require.NoError(t, c.Signal())
				}
				require.NoError(t, gots[0].Wait(ctx))
				kill(t, waiters[0])
				if what == "queue" {
					task := made(q.Take(ctx))(t)
					require.Equal(t, 2, task.Redelivered)
					require.NoError(t, task.Done())
				}
				if what == "lock" {
					h := made(l.Lock(ctx))(t)
					require.NoError(t, h.Consistent())
					require.NoError(t, h.Unlock())
				}
				for _, got := range gots {
					require.NoError(t, got.Detach())
				}
			}
		})
	}
}
