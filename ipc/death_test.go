package ipc_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// What a death does to those who wait, on the heap, where the race detector sees it.

// TestDeathGivesBack: the permits of a dead process are there for who waits for them.
func TestDeathGivesBack(t *testing.T) {
	s, peers := ipc.HeapSemaphores(3, 3)
	require.NoError(t, s[0].Acquire(t.Context(), 2))
	require.NoError(t, s[1].Acquire(t.Context(), 1))
	got := make(chan error)
	go func() { got <- s[2].Acquire(context.Background(), 2) }()
	peers[0].Die()
	require.NoError(t, <-got)
	require.False(t, s[2].TryAcquire(1))
	peers[1].Die()
	require.True(t, s[2].TryAcquire(1))
	require.NoError(t, s[2].Release(3))
}

// TestDeathInLine: a dead process that waited for permits stands in nobody's way.
func TestDeathInLine(t *testing.T) {
	s, peers := ipc.HeapSemaphores(2, 3)
	require.NoError(t, s[0].Acquire(t.Context(), 1))
	ctx, cancel := context.WithCancel(t.Context())
	waits := make(chan struct{})
	go func() { defer close(waits); _ = s[1].Acquire(ctx, 2) }()
	require.Eventually(t, func() bool { return !s[2].TryAcquire(1) || s[2].Release(1) != nil }, never, tick)
	got := make(chan error)
	go func() { got <- s[2].Acquire(context.Background(), 1) }()
	peers[1].Die()
	require.NoError(t, <-got)
	cancel()
	<-waits
}

// TestDeathBreaksBarrier: those who wait with a dead one are told.
func TestDeathBreaksBarrier(t *testing.T) {
	b, peers := ipc.HeapBarriers(3, 3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	waits := make(chan struct{})
	go func() { defer close(waits); _, _ = b[0].Wait(ctx) }()
	errs := make(chan error)
	go func() { _, err := b[1].Wait(context.Background()); errs <- err }()
	require.Eventually(t, func() bool { return b[2].Waiting() == 2 }, never, tick)
	peers[0].Die()
	require.ErrorIs(t, <-errs, ipc.ErrBroken)
	<-waits
	_, err := b[2].Wait(t.Context())
	require.ErrorIs(t, err, ipc.ErrBroken)
}

// TestDeathEatsNoSignal: a signal that a dead process had been given goes to the next.
func TestDeathEatsNoSignal(t *testing.T) {
	c, peers := ipc.HeapConditions(3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var dead sync.WaitGroup
	wait := func(ctx context.Context, c ipc.Condition) error {
		h, err := c.Lock(ctx)
		if err != nil {
			return err
		}
		if h, err = c.Wait(ctx, h); err != nil {
			return err
		}
		return h.Unlock()
	}
	// The one that will die is in a stopped process, so to speak: its goroutine has
	// given up, which the others do not know.
	dying := made(c[0].Lock(ctx))(t)
	require.NoError(t, ipc.StartWaiting(c[0], dying))
	woken := make(chan error)
	go func() { woken <- wait(context.Background(), c[1]) }()
	require.Eventually(t, func() bool { return ipc.Waiting(c[2]) == 2 }, never, tick)
	require.NoError(t, c[2].Signal())
	require.NoError(t, c[2].Signal())
	peers[0].Die()
	require.NoError(t, <-woken)
	dead.Wait()
}

// TestPulse: who waits passes although the event is cleared right after it was set.
func TestPulse(t *testing.T) {
	e, _ := ipc.HeapEvents(2)
	for range 100 {
		waits := make(chan error)
		go func() { waits <- e[0].Wait(context.Background()) }()
		require.Eventually(t, func() bool { return ipc.Sleeps(e[0]) }, never, tick)
		require.NoError(t, e[1].Set())
		require.NoError(t, e[1].Clear())
		require.NoError(t, <-waits)
	}
}

// TestGivingUpPassesOn: who was signalled and has given up at that very moment passes the
// signal on to another process.
func TestGivingUpPassesOn(t *testing.T) {
	c, _ := ipc.HeapConditions(2)
	require.NoError(t, ipc.StartWaiting(c[0], made(c[0].Lock(t.Context()))(t)))
	require.NoError(t, c[0].Signal())
	woken := make(chan error)
	go func() {
		h, err := c[1].Lock(context.Background())
		if err == nil {
			h, err = c[1].Wait(context.Background(), h)
		}
		woken <- errors.Join(err, h.Unlock())
	}()
	require.Eventually(t, func() bool { return ipc.Waiting(c[0]) == 2 }, never, tick)
	ipc.GiveUp(c[0])
	require.NoError(t, <-woken)
}

// TestDeathWithLock: the lock of a dead process goes to who waits, who is told.
func TestDeathWithLock(t *testing.T) {
	for _, repaired := range []bool{true, false} {
		l, peers := ipc.HeapLocks(3)
		_, err := l[0].Lock(t.Context())
		require.NoError(t, err)
		got := make(chan ipc.Hold)
		go func() { h, _ := l[1].Lock(context.Background()); got <- h }()
		peers[0].Die()
		h := <-got
		pid, died := h.OwnerDied()
		require.True(t, died)
		require.Equal(t, os.Getpid(), pid, "who played the dead one here")
		if repaired {
			require.NoError(t, h.Consistent())
		}
		require.NoError(t, h.Unlock())
		h, err = l[2].Lock(t.Context())
		if !repaired {
			require.ErrorIs(t, err, ipc.ErrNotRecoverable)
			continue
		}
		require.NoError(t, err)
		_, died = h.OwnerDied()
		require.False(t, died)
		require.NoError(t, h.Unlock())
	}
}

// TestDeathBesideLock: the next is told also when somebody else found the death, who had
// to do with the condition and not with its lock.
func TestDeathBesideLock(t *testing.T) {
	c, peers := ipc.HeapConditions(3)
	_, err := c[0].Lock(t.Context())
	require.NoError(t, err)
	peers[0].Die()
	require.NoError(t, ipc.Settle(c[1]))
	h := made(c[2].TryLock())(t)
	_, died := h.OwnerDied()
	require.True(t, died)
}

// TestTryKeepsWaiters: who comes, sees that the lock is not free and goes away again does
// not make the holder forget that others wait.
func TestTryKeepsWaiters(t *testing.T) {
	l, _ := ipc.HeapLocks(3)
	h := made(l[0].Lock(t.Context()))(t)
	got := make(chan ipc.Hold)
	go func() { h, _ := l[1].Lock(context.Background()); got <- h }()
	require.Eventually(t, func() bool { return ipc.LockSleeps(l[1]) }, never, tick)
	_, err := l[2].TryLock()
	require.ErrorIs(t, err, ipc.ErrLocked)
	require.NoError(t, h.Unlock())
	require.NoError(t, (<-got).Unlock())
}

// TestDetachWhileLocking: nobody is left with the lock of a handle that is given back.
func TestDetachWhileLocking(t *testing.T) {
	l, _ := ipc.HeapLocks(2)
	require.NoError(t, l[0].Detach())
	require.NoError(t, made(l[1].TryLock())(t).Unlock())
	require.False(t, ipc.AttemptLock(l[0]), "a goroutine that was late")
	require.NoError(t, made(l[1].TryLock())(t).Unlock())

	for range 200 {
		l, _ := ipc.HeapLocks(2)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				h, err := l[0].Lock(context.Background())
				if err != nil || h.Unlock() != nil {
					return
				}
			}
		}()
		require.NoError(t, l[0].Detach())
		<-ended
		require.NoError(t, made(l[1].TryLock())(t).Unlock())
	}
}

// TestFewThreads: five hundred goroutines that wait, for five hundred things, sleep on
// few threads.
func TestFewThreads(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts threads in /proc")
	}
	skipUnderRace(t)
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	var all []ipc.Event
	for range 500 {
		e := made(ipc.CreateEvent())(t)
		require.NoError(t, ipc.Forget(e))
		all = append(all, e)
		group.Go(func() {
			if err := e.Wait(ctx); err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
		})
	}
	require.Eventually(t, func() bool {
		for _, e := range all {
			if !ipc.Sleeps(e) {
				return false
			}
		}
		return true
	}, never, tick)
	threads, err := os.ReadDir("/proc/self/task")
	require.NoError(t, err)
	require.LessOrEqual(t, len(threads), 32)
	for _, e := range all[:250] {
		require.NoError(t, e.Set())
	}
	cancel()
	group.Wait()
	for _, e := range all {
		require.NoError(t, e.Detach())
	}
}

// TestDetach: what a process holds it gives back, and further calls say that it is gone.
func TestDetach(t *testing.T) {
	ctx := t.Context()
	s, _ := ipc.HeapSemaphores(2, 2)
	require.NoError(t, s[0].Acquire(ctx, 2))
	got := make(chan error)
	go func() { got <- s[1].Acquire(context.Background(), 2) }()
	require.NoError(t, s[0].Detach())
	require.NoError(t, s[0].Detach())
	require.NoError(t, <-got)
	require.ErrorIs(t, s[0].Acquire(ctx, 1), ipc.ErrClosed)
	require.False(t, s[0].TryAcquire(1))

	l, _ := ipc.HeapLocks(2)
	h := made(l[0].Lock(ctx))(t)
	require.NoError(t, l[0].Detach())
	require.ErrorIs(t, h.Unlock(), ipc.ErrNotLocked)
	h = made(l[1].Lock(ctx))(t)
	_, died := h.OwnerDied()
	require.False(t, died, "it was given back")
	_, err := l[0].Lock(ctx)
	require.ErrorIs(t, err, ipc.ErrClosed)

	q, _ := ipc.HeapQueues(2, 2)
	require.NoError(t, q[0].Put(ctx, 1))
	task := made(q[0].Take(ctx))(t)
	require.NoError(t, q[0].Detach())
	require.ErrorIs(t, task.Done(), ipc.ErrNotTaken)
	task = made(q[1].Take(ctx))(t)
	require.Equal(t, 1, task.Value)
	require.ErrorIs(t, q[0].Put(ctx, 1), ipc.ErrClosed)
	_, err = q[0].Get(ctx)
	require.ErrorIs(t, err, ipc.ErrClosed)
	require.ErrorIs(t, q[0].Join(ctx), ipc.ErrClosed)
	require.ErrorIs(t, q[0].Close(), ipc.ErrClosed)

	e, _ := ipc.HeapEvents(2)
	waits := make(chan error)
	go func() { waits <- e[0].Wait(context.Background()) }()
	require.Eventually(t, func() bool { return ipc.Sleeps(e[0]) }, never, tick)
	require.NoError(t, e[0].Detach())
	require.ErrorIs(t, <-waits, ipc.ErrClosed, "who waits is woken")
	require.NoError(t, e[1].Set())
	require.False(t, e[0].IsSet())
}

// TestPermitsText: errors name what and how many.
func TestPermitsText(t *testing.T) {
	s := ipc.NewSemaphore(2)
	require.EqualError(t, s.Acquire(t.Context(), 3), "ipc: not so many permits: 3 to acquire, there are 2")
	require.EqualError(t, s.Release(1), "ipc: not so many permits: 1 to release, 0 are held")
	require.PanicsWithValue(t, "ipc.NewSemaphore: size 0 is less than 1", func() { ipc.NewSemaphore(0) })
	require.PanicsWithValue(t, "ipc.NewQueue: capacity 0 is less than 1", func() { ipc.NewQueue[int](0) })
	require.PanicsWithValue(t, "ipc.NewBarrier: 0 parties, less than 1", func() { ipc.NewBarrier(0) })
	require.PanicsWithValue(t, "ipc.NewPipe: capacity -1 is negative", func() { ipc.NewPipe(-1) })
	for _, thing := range []any{s, ipc.NewLock(), 7, nil} {
		_, err := ipc.File(thing)
		require.ErrorIs(t, err, ipc.ErrNotShared)
		_, err = ipc.Publish("x", thing)
		require.ErrorIs(t, err, ipc.ErrNotShared)
		require.ErrorIs(t, ipc.Forget(thing), ipc.ErrNotShared)
	}
	_, err := ipc.CreateQueue[*int](1, nil)
	require.EqualError(t, err, "ipc: *int holds a pointer; a codec such as Gob can send it")
}

// TestUnreadable: a message that the codec cannot read is an error, once, and not in
// the way.
func TestUnreadable(t *testing.T) {
	q := ipc.HeapGobQueue(2)
	ctx := t.Context()
	for range 2 {
		require.NoError(t, ipc.PutBytes(q, []byte("no gob")))
	}
	_, err := q.Get(ctx)
	require.Error(t, err)
	_, err = q.Take(ctx)
	require.Error(t, err)
	require.NoError(t, q.Join(ctx), "nothing is left of them")
	require.NoError(t, q.Put(ctx, 1))
	require.Equal(t, 1, made(q.Take(ctx))(t).Value)
}
