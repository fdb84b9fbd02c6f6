package ipc_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// TestWrongThing: what is not what was asked for is refused, by name.
func TestWrongThing(t *testing.T) {
	ctx := t.Context()
	q := made(ipc.CreateQueue[int32](4, nil))(t)
	f := made(ipc.File(q))(t)
	from := ipc.FromFile(f)
	attach := map[string]func() error{
		"another type":  func() error { _, err := ipc.AttachQueue[float32](ctx, from, nil); return err },
		"another size":  func() error { _, err := ipc.AttachQueue[int64](ctx, from, nil); return err },
		"another codec": func() error { _, err := ipc.AttachQueue(ctx, from, ipc.Gob[int32](4)); return err },
		"a lock":        func() error { _, err := ipc.AttachLock(ctx, from); return err },
		"a semaphore":   func() error { _, err := ipc.AttachSemaphore(ctx, from); return err },
		"an event":      func() error { _, err := ipc.AttachEvent(ctx, from); return err },
		"a condition":   func() error { _, err := ipc.AttachCondition(ctx, from); return err },
		"a barrier":     func() error { _, err := ipc.AttachBarrier(ctx, from); return err },
		"a pipe":        func() error { _, err := ipc.AttachPipe(ctx, from); return err },
		"memory":        func() error { _, err := ipc.AttachMemory[int32](ctx, from); return err },
	}
	for name, try := range attach {
		require.ErrorIs(t, try(), ipc.ErrMismatch, name)
	}
	foreign, err := os.Create(filepath.Join(t.TempDir(), "foreign"))
	require.NoError(t, err)
	require.NoError(t, foreign.Truncate(1<<16))
	_, err = ipc.AttachLock(ctx, ipc.FromFile(foreign))
	require.ErrorIs(t, err, ipc.ErrSeals)
	require.NoError(t, foreign.Close())
	require.NoError(t, f.Close())
	_, err = ipc.AttachQueue[int32](ctx, from, nil)
	require.ErrorIs(t, err, os.ErrClosed)
	for _, name := range []string{"", "a b", string(make([]byte, 200))} {
		_, err := ipc.Publish(name, q)
		require.ErrorIs(t, err, ipc.ErrName)
		_, err = ipc.AttachLock(ctx, ipc.Named(name))
		require.ErrorIs(t, err, ipc.ErrName)
	}
	require.NoError(t, ipc.Forget(q))
	_, err = ipc.File(q)
	require.ErrorIs(t, err, ipc.ErrForgotten)
	require.NoError(t, q.Detach())
}

// TestTooLong: a message that does not fit is refused, before anything is sent.
func TestTooLong(t *testing.T) {
	skipUnderRace(t)
	ctx := t.Context()
	q := made(ipc.CreateQueue(1, ipc.Gob[string](32)))(t)
	err := q.Put(ctx, string(make([]byte, 100)))
	require.ErrorIs(t, err, ipc.ErrTooLarge)
	require.ErrorContains(t, err, "a slot has 32")
	require.Zero(t, q.Len())
	require.NoError(t, q.Detach())
	a, b := sharedPipes(t, 1<<12, ipc.MaxMessage(100))
	require.ErrorIs(t, a.Send(ctx, make([]byte, 101)), ipc.ErrTooLarge)
	require.NoError(t, a.Send(ctx, make([]byte, 100)))
	require.Len(t, made(b.Receive(ctx, nil))(t), 100)
}

// creator makes a lock, publishes it, and waits to be killed.
var creator = ipc.Register("test creator", func(ctx context.Context, c *ipc.Child) error {
	l, err := ipc.CreateLock()
	if err != nil {
		return err
	}
	name, err := ipc.Publish("test-of-a-creator", l)
	if err != nil {
		return err
	}
	defer name.Close() //nolint:errcheck // returns nil
	ready, err := ipc.AttachEvent(ctx, c.Given("ready"))
	if err != nil {
		return err
	}
	if _, err := l.Lock(ctx); err != nil {
		return err
	}
	if err := ready.Set(); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
})

// TestKillCreator: what others have attached goes on without who made it; the name ends
// with the creator, and can be had again.
func TestKillCreator(t *testing.T) {
	skipUnderRace(t)
	for range max(kills()/4, 3) {
		ready := made(ipc.CreateEvent())(t)
		p := start(t, creator, ipc.Give("ready", ready))
		require.NoError(t, ready.Wait(t.Context()))
		l := made(ipc.AttachLock(t.Context(), ipc.Named("test-of-a-creator")))(t)
		_, err := l.TryLock()
		require.ErrorIs(t, err, ipc.ErrLocked)
		other := made(ipc.CreateLock())(t)
		_, err = ipc.Publish("test-of-a-creator", other)
		require.ErrorIs(t, err, ipc.ErrExists)
		kill(t, p)
		h := made(l.Lock(t.Context()))(t)
		_, died := h.OwnerDied()
		require.True(t, died)
		require.NoError(t, h.Consistent())
		require.NoError(t, h.Unlock())
		_, err = ipc.AttachLock(t.Context(), ipc.Named("test-of-a-creator"))
		require.ErrorIs(t, err, ipc.ErrNotExist)
		name := made(ipc.Publish("test-of-a-creator", l))(t)
		again := made(ipc.AttachLock(t.Context(), ipc.Named("test-of-a-creator")))(t)
		require.NoError(t, made(again.Lock(t.Context()))(t).Unlock())
		require.NoError(t, name.Close())
		for _, h := range []interface{ Detach() error }{l, other, again, ready} {
			require.NoError(t, h.Detach())
		}
	}
}

// TestManyProcesses: sixty-four can be attached, and the place of who leaves is free.
func TestManyProcesses(t *testing.T) {
	skipUnderRace(t)
	ctx := t.Context()
	s := made(ipc.CreateSemaphore(64))(t)
	f := made(ipc.File(s))(t)
	all := []ipc.Semaphore{s}
	for len(all) < 64 {
		h := made(ipc.AttachSemaphore(ctx, ipc.FromFile(f)))(t)
		require.NoError(t, h.Acquire(ctx, 1))
		all = append(all, h)
	}
	_, err := ipc.AttachSemaphore(ctx, ipc.FromFile(f))
	require.ErrorIs(t, err, ipc.ErrTooMany)
	require.True(t, s.TryAcquire(1))
	require.False(t, s.TryAcquire(1))
	require.NoError(t, all[5].Detach())
	require.True(t, s.TryAcquire(1))
	all[5] = made(ipc.AttachSemaphore(ctx, ipc.FromFile(f)))(t)
	require.NoError(t, f.Close())
	for _, h := range all {
		require.NoError(t, h.Detach())
	}
}
