package monitor_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/ipc/internal/fakepeers"
	"underhood/ipc/internal/monitor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func memory() []byte {
	raw := make([]byte, monitor.Size+64)
	return raw[-int(uintptr(unsafe.Pointer(&raw[0])))&63:][:monitor.Size]
}

// A state counts what is asked of it.
type state struct{ recovered, buried []int }

func (s *state) Recover()      { s.recovered = append(s.recovered, 1) }
func (s *state) Bury(peer int) { s.buried = append(s.buried, peer) }

// views are those of n processes of one monitor.
func views(n int) (all []*monitor.Monitor, peers []*fakepeers.Peer, s *state) {
	mem, table := memory(), new(fakepeers.All)
	s = new(state)
	for range n {
		p := table.Join()
		peers = append(peers, p)
		all = append(all, monitor.New(mem, p, s))
	}
	return all, peers, s
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// TestExclusion: one at a time, of all processes and all goroutines of each.
func TestExclusion(t *testing.T) {
	m, _, _ := views(3)
	n := 0
	var group sync.WaitGroup
	for g := range 6 {
		group.Go(func() {
			for range 500 {
				require.NoError(t, m[g%3].Lock(t.Context()))
				n++
				m[g%3].Unlock()
			}
		})
	}
	group.Wait()
	require.Equal(t, 3000, n)
	require.NoError(t, m[0].Lock(t.Context()))
	require.False(t, m[1].TryLock())
	require.ErrorIs(t, m[1].Lock(soon(t)), context.DeadlineExceeded)
	m[0].Unlock()
	require.True(t, m[1].TryLock())
	m[1].Unlock()
}

// TestDeadHolder: who waits gets the lock of a dead process, has the state derived
// anew, and buries it.
func TestDeadHolder(t *testing.T) {
	for _, try := range []bool{false, true} {
		m, peers, s := views(2)
		require.NoError(t, m[0].Lock(t.Context()))
		if try {
			peers[0].Die()
			require.True(t, m[1].TryLock())
		} else {
			got := make(chan error)
			go func() { got <- m[1].Lock(context.Background()) }()
			peers[0].Die()
			require.NoError(t, <-got)
		}
		require.Equal(t, []int{1}, s.recovered)
		require.Equal(t, []int{0}, s.buried)
		require.False(t, m[1].Settle(), "it is buried")
		m[1].Unlock()
		require.True(t, m[1].TryLock())
	}
}

// TestAwait: who waits is woken by a signal, one by one, or all; a context ends it.
func TestAwait(t *testing.T) {
	m, _, _ := views(4)
	var tokens atomic.Int32
	ready := func() bool { return tokens.Load() > 0 }
	require.ErrorIs(t, m[0].Await(soon(t), 0, ready), context.DeadlineExceeded)
	got := make(chan error)
	for i := range 8 {
		go func() {
			err := m[i%4].Await(context.Background(), 0, ready)
			if err == nil {
				if tokens.Add(-1) > 0 {
					m[i%4].Signal(0)
				}
				m[i%4].Unlock()
			}
			got <- err
		}()
	}
	for n := range 8 {
		require.NoError(t, m[n%4].Lock(t.Context()))
		tokens.Add(1)
		if n%2 == 0 {
			m[n%4].Signal(0)
		} else {
			m[n%4].Broadcast(0)
		}
		m[n%4].Unlock()
		require.NoError(t, <-got)
	}
}

// TestDeathWakes: a death lets everybody look again, and a dead process is not
// signalled.
func TestDeathWakes(t *testing.T) {
	m, peers, _ := views(3)
	var dead atomic.Bool
	got := make(chan error)
	go func() { got <- m[1].Await(context.Background(), 0, func() bool { return dead.Load() }) }()
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() { gone <- m[0].Await(ctx, 0, func() bool { return false }) }()
	require.Eventually(t, func() bool {
		require.NoError(t, m[2].Lock(t.Context()))
		defer m[2].Unlock()
		return m[2].Waits(0, 0) && m[2].Waits(0, 1)
	}, time.Minute, time.Microsecond)
	dead.Store(true)
	peers[0].Die()
	require.NoError(t, <-got)
	m[1].Settle() // if the waiter was too quick for it
	require.False(t, m[1].Waits(0, 0))
	m[1].Unlock()
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
}

// TestCorrupt: a lock word that nobody writes is an error, not a wait.
func TestCorrupt(t *testing.T) {
	mem := memory()
	m := monitor.New(mem, new(fakepeers.All).Join(), new(state))
	mem[0] = 200
	require.ErrorIs(t, m.Lock(t.Context()), monitor.ErrCorrupt)
	require.False(t, m.TryLock())
	require.ErrorIs(t, m.Await(t.Context(), 0, func() bool { return true }), monitor.ErrCorrupt)
	require.Panics(t, func() { monitor.New(mem[1:], new(fakepeers.All).Join(), new(state)) })
}
