package ipc_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// again is where a second handle of something shared comes from, in this process.
func again(t *testing.T, thing any) ipc.Source {
	t.Helper()
	f, err := ipc.File(thing)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("nothing can be shared here")
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return ipc.FromFile(f)
}

// looks waits until what there is to see is as it should be.
func looks(t *testing.T, thing any, want func(ipc.State) bool) ipc.State {
	t.Helper()
	var s ipc.State
	require.Eventually(t, func() bool {
		var err error
		s, err = ipc.Look(thing)
		return err == nil && want(s)
	}, never, tick)
	return s
}

func TestLook(t *testing.T) {
	skipUnderRace(t)
	ctx, me := t.Context(), os.Getpid()
	var group sync.WaitGroup
	defer group.Wait()

	q := made(ipc.CreateQueue(2, ipc.Gob[string](32)))(t)
	q2 := made(ipc.AttachQueue(ctx, again(t, q), ipc.Gob[string](32)))(t)
	require.NoError(t, q.Put(ctx, "a"))
	require.Equal(t, ipc.State{Kind: "queue", Size: 2, Len: 1, Peers: []ipc.Peer{{PID: me}, {PID: me}}}, made(ipc.Look(q))(t))
	task := made(q2.Take(ctx))(t)
	group.Go(func() { _, _ = q.Get(ctx) })
	s := looks(t, q2, func(s ipc.State) bool { return s.Peers[0].Waits })
	require.Equal(t, []ipc.Peer{{PID: me, Waits: true}, {PID: me, Holds: 1}}, s.Peers)
	require.NoError(t, task.Done())
	require.NoError(t, q2.Close())
	require.True(t, made(ipc.Look(q))(t).Closed)
	group.Wait()
	require.NoError(t, q2.Detach())
	require.Len(t, made(ipc.Look(q))(t).Peers, 1)

	sem := made(ipc.CreateSemaphore(3))(t)
	sem2 := made(ipc.AttachSemaphore(ctx, again(t, sem)))(t)
	require.NoError(t, sem.Acquire(ctx, 2))
	group.Go(func() { _ = sem2.Acquire(ctx, 2) })
	s = looks(t, sem, func(s ipc.State) bool { return s.Peers[1].Waits })
	require.Equal(t, ipc.State{Kind: "semaphore", Size: 3, Len: 1, Peers: []ipc.Peer{{PID: me, Holds: 2}, {PID: me, Wants: 2, Waits: true}}}, s)
	require.NoError(t, sem.Release(2))
	group.Wait()

	for _, kind := range []string{"lock", "condition"} {
		var l, l2 ipc.Lock
		if kind == "lock" {
			l = made(ipc.CreateLock())(t)
			l2 = made(ipc.AttachLock(ctx, again(t, l)))(t)
		} else {
			l = made(ipc.CreateCondition())(t)
			l2 = made(ipc.AttachCondition(ctx, again(t, l)))(t)
		}
		h := made(l.Lock(ctx))(t)
		group.Go(func() { _, _ = l2.Lock(ctx) })
		s = looks(t, l, func(s ipc.State) bool { return s.Peers[1].Waits })
		require.Equal(t, ipc.State{Kind: kind, Size: 1, Len: 1, Peers: []ipc.Peer{{PID: me, Holds: 1}, {PID: me, Waits: true}}}, s)
		require.NoError(t, h.Unlock())
		group.Wait()
		s = made(ipc.Look(l))(t)
		require.Equal(t, []ipc.Peer{{PID: me}, {PID: me, Holds: 1}}, s.Peers)
	}

	e := made(ipc.CreateEvent())(t)
	group.Go(func() { _ = e.Wait(ctx) })
	looks(t, e, func(s ipc.State) bool { return s.Kind == "event" && s.Len == 0 && s.Peers[0].Waits })
	require.NoError(t, e.Set())
	require.Equal(t, 1, made(ipc.Look(e))(t).Len)
	group.Wait()

	b := made(ipc.CreateBarrier(2))(t)
	over, cancel := context.WithCancel(ctx)
	group.Go(func() { _, _ = b.Wait(over) })
	looks(t, b, func(s ipc.State) bool { return s.Kind == "barrier" && s.Size == 2 && s.Len == 1 && s.Peers[0].Waits })
	cancel()
	looks(t, b, func(s ipc.State) bool { return s.Broken && s.Len == 0 })
	group.Wait()

	m := made(ipc.CreateMemory[int32](5))(t)
	require.Equal(t, ipc.State{Kind: "memory", Size: 5}, made(ipc.Look(m))(t))

	for _, thing := range []any{nil, 7, ipc.NewLock(), ipc.NewSemaphore(1)} {
		_, err := ipc.Look(thing)
		require.ErrorIs(t, err, ipc.ErrNotShared)
	}
}

// TestLookAtPipe: how full it is, and who sleeps, from either end.
func TestLookAtPipe(t *testing.T) {
	skipUnderRace(t)
	ctx := t.Context()
	var group sync.WaitGroup
	p := made(ipc.CreatePipe(128))(t)
	defer func() { require.NoError(t, p.Close()) }()
	other := made(ipc.AttachPipe(ctx, again(t, p)))(t)
	require.NoError(t, p.Send(ctx, make([]byte, 24)))
	require.Equal(t, ipc.Way{Used: 32}, made(ipc.Look(p))(t).Out)
	require.Equal(t, ipc.Way{Used: 32}, made(ipc.Look(other))(t).In)
	group.Go(func() {
		for range 4 {
			_ = p.Send(ctx, make([]byte, 24))
		}
	})
	looks(t, other, func(s ipc.State) bool { return s.Peers[0].Waits && !s.Peers[1].Waits && s.In.Used == 96 })
	for range 5 {
		_ = made(other.Receive(ctx, nil))(t)
	}
	group.Wait()
	require.Equal(t, ipc.Way{Read: 160}, made(ipc.Look(p))(t).Out)
	group.Go(func() { _, _ = p.Receive(ctx, nil) })
	looks(t, p, func(s ipc.State) bool {
		return s.Peers[0].Waits && !s.Peers[1].Waits && s.Kind == "pipe" && s.Size == 128
	})
	require.NoError(t, other.Close())
	group.Wait()
	require.True(t, made(ipc.Look(p))(t).Closed)
}
