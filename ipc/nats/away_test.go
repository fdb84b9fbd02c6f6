package nats_test

import (
	"context"
	"testing"
	"time"

	client "github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"underhood/ipc"
	"underhood/ipc/nats"
)

// What the tests look for until it is so; the time is that of a test that fails.
const (
	never = time.Minute
	tick  = time.Millisecond
)

// soon is a context that ends while a call waits.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// TestServerAway: every call ends with its context, or by itself, and says why; nothing
// of it is done later. When the server is back everything goes on.
func TestServerAway(t *testing.T) {
	url := address(t)
	direct := connect(t, url)
	name := fresh(t, direct)
	p, conn := through(t, url)
	q := open(t, conn, name, 3, nats.Timeout(20*time.Millisecond))
	other := open(t, direct, name, 3)
	require.NoError(t, other.Put(t.Context(), 1))
	task := made(q.Take(t.Context()))(t)

	p.cut()
	require.Eventually(t, func() bool { return !conn.IsConnected() }, never, tick)
	withContext := map[string]func(context.Context) error{
		"Put":  func(ctx context.Context) error { return q.Put(ctx, 2) },
		"Get":  func(ctx context.Context) error { _, err := q.Get(ctx); return err },
		"Take": func(ctx context.Context) error { _, err := q.Take(ctx); return err },
		"Join": q.Join,
		"Open": func(ctx context.Context) error {
			_, err := nats.Open(ctx, conn, name, 3, ipc.Gob[int](64))
			return err
		},
	}
	for name, call := range withContext {
		t.Run(name, func(t *testing.T) {
			err := call(soon(t))
			require.ErrorIs(t, err, nats.ErrNoAnswer)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, nats.ErrUnconfirmed)
		})
	}
	without := map[string]func() error{
		"TryPut": func() error { return q.TryPut(3) },
		"TryGet": func() error { _, err := q.TryGet(); return err },
		"Close":  q.Close,
		"Done":   task.Done,
	}
	for name, call := range without {
		t.Run(name, func(t *testing.T) {
			err := call()
			require.ErrorIs(t, err, nats.ErrNoAnswer)
			require.NotErrorIs(t, err, nats.ErrUnconfirmed)
		})
	}
	require.Zero(t, q.Len())

	got, put := make(chan int), make(chan error)
	go func() { v, _ := q.Get(context.Background()); got <- v }()
	go func() { put <- q.Put(context.Background(), 4) }()
	p.heal()
	require.NoError(t, <-put)
	require.Equal(t, 4, <-got, "and what failed before is not there")
	require.Eventually(t, func() bool { return task.Done() == nil }, never, tick)
	require.ErrorIs(t, task.Done(), ipc.ErrNotTaken)
	require.NoError(t, other.Join(t.Context()))
}

// TestAnswerLost: a value whose answer was lost is sent again, and is there once.
func TestAnswerLost(t *testing.T) {
	url := address(t)
	direct := connect(t, url)
	name := fresh(t, direct)
	p, conn := through(t, url)
	q := open(t, conn, name, 3)
	other := open(t, direct, name, 3)

	p.silence()
	put := make(chan error)
	go func() { put <- q.Put(context.Background(), 7) }()
	require.Eventually(t, func() bool { return other.Len() == 1 }, never, tick)
	p.cut()
	p.heal()
	require.NoError(t, <-put)
	require.Equal(t, 1, other.Len())

	t.Run("got meanwhile", func(t *testing.T) {
		p.silence()
		go func() { put <- q.Put(context.Background(), 8) }()
		require.Eventually(t, func() bool { return other.Len() == 2 }, never, tick)
		require.Equal(t, 7, made(other.Get(t.Context()))(t))
		require.Equal(t, 8, made(other.Get(t.Context()))(t))
		p.cut()
		p.heal()
		require.NoError(t, <-put)
		_, err := other.TryGet()
		require.ErrorIs(t, err, ipc.ErrEmpty)
	})
	t.Run("for good", func(t *testing.T) {
		p.silence()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { put <- q.Put(ctx, 9) }()
		require.Eventually(t, func() bool { return other.Len() == 1 }, never, tick)
		cancel()
		err := <-put
		require.ErrorIs(t, err, nats.ErrUnconfirmed)
		require.ErrorIs(t, err, context.Canceled)
		p.cut()
		p.heal()
		require.Eventually(t, conn.IsConnected, never, tick)
	})
}

// TestWindow: a Put that the server may have forgotten is not tried again.
func TestWindow(t *testing.T) {
	url := address(t)
	direct := connect(t, url)
	name := fresh(t, direct)
	p, conn := through(t, url)
	q := open(t, conn, name, 3, nats.Window(100*time.Millisecond), nats.Timeout(50*time.Millisecond))
	p.silence()
	err := q.Put(context.Background(), 1)
	require.ErrorIs(t, err, nats.ErrUnconfirmed)
	require.ErrorIs(t, err, nats.ErrNoAnswer)
	p.cut()
	p.heal()
	require.Eventually(t, conn.IsConnected, never, tick)
}

// TestMissedRing: who was not connected when the queue was closed is told all the same.
func TestMissedRing(t *testing.T) {
	url := address(t)
	direct := connect(t, url)
	name := fresh(t, direct)
	p, conn := through(t, url)
	q := open(t, conn, name, 3)
	other := open(t, direct, name, 3)
	ended := make(chan error)
	go func() { _, err := q.Get(context.Background()); ended <- err }()
	p.cut()
	require.Eventually(t, func() bool { return !conn.IsConnected() }, never, tick)
	require.NoError(t, other.Close())
	p.heal()
	require.ErrorContains(t, <-ended, "EOF")
}

// TestConnectionClosed: nothing waits for a connection that will not come back.
func TestConnectionClosed(t *testing.T) {
	url := address(t)
	conn := connect(t, url)
	q := open(t, conn, fresh(t, connect(t, url)), 3)
	ended := make(chan error)
	go func() { _, err := q.Get(context.Background()); ended <- err }()
	conn.Close()
	require.ErrorIs(t, <-ended, client.ErrConnectionClosed)
	require.ErrorIs(t, q.Put(context.Background(), 1), client.ErrConnectionClosed)
	_, err := q.TryGet()
	require.ErrorIs(t, err, client.ErrConnectionClosed)
	require.ErrorIs(t, q.Join(context.Background()), client.ErrConnectionClosed)
	require.ErrorIs(t, q.Close(), client.ErrConnectionClosed)
	require.Zero(t, q.Len())
}
