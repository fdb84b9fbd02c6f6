package ipc_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// pipes are the forms of a pipe; each makes both ends.
func pipes() []struct {
	name string
	make func(t *testing.T) (a, b ipc.Pipe)
} {
	return []struct {
		name string
		make func(t *testing.T) (a, b ipc.Pipe)
	}{
		{"in process", func(*testing.T) (a, b ipc.Pipe) { return ipc.NewPipe(4) }},
		{"heap", func(*testing.T) (a, b ipc.Pipe) { a, b, _ = ipc.HeapPipes(); return a, b }},
		{"shared memory", func(t *testing.T) (a, b ipc.Pipe) { return sharedPipes(t, 1<<12) }},
		{"os.Pipe", func(t *testing.T) (a, b ipc.Pipe) { return streamPipes(t, ipc.OSPipe) }},
		{"unix sockets", func(t *testing.T) (a, b ipc.Pipe) { return streamPipes(t, ipc.SocketPipe) }},
		{"shared memory, asleep", func(t *testing.T) (a, b ipc.Pipe) { return sharedPipes(t, 1<<12, ipc.NoSpin()) }},
	}
}

func streamPipes(t *testing.T, make func(int) (a, b *ipc.StreamingPipe, err error)) (a, b ipc.Pipe) {
	t.Helper()
	one, other, err := make(0)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, one.Close()); require.NoError(t, other.Close()) })
	return one, other
}

func sharedPipes(t *testing.T, capacity int, options ...ipc.PipeOption) (a, b *ipc.SharedPipe) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux")
	}
	if raceEnabled {
		t.Skip("the race detector does not see what is in shared memory; the heap has the same protocol")
	}
	a = made(ipc.CreatePipe(capacity, options...))(t)
	f := made(ipc.File(a))(t)
	defer func() { require.NoError(t, f.Close()) }()
	b = made(ipc.AttachPipe(t.Context(), ipc.FromFile(f), options...))(t)
	_, err := ipc.AttachPipe(t.Context(), ipc.FromFile(f))
	require.ErrorIs(t, err, ipc.ErrTaken)
	t.Cleanup(func() { require.NoError(t, a.Close()); require.NoError(t, b.Close()) })
	return a, b
}

func TestPipeLaws(t *testing.T) {
	for _, f := range pipes() {
		t.Run(f.name, func(t *testing.T) {
			ctx := t.Context()
			t.Run("messages stay what they are, both ways", func(t *testing.T) {
				a, b := f.make(t)
				noWait := over(t)
				if _, streaming := a.(*ipc.StreamingPipe); streaming {
					noWait = ctx // looks at the context first
				}
				for _, text := range []string{"", "a", "", "bcd"} {
					require.NoError(t, a.Send(noWait, []byte(text)), "there is room: the context does not matter")
				}
				require.NoError(t, b.Send(ctx, []byte("back")))
				var buf []byte
				for _, text := range []string{"", "a", "", "bcd"} {
					buf = made(b.Receive(noWait, buf))(t)
					require.Equal(t, text, string(buf))
				}
				require.Equal(t, "back", string(made(a.Receive(ctx, nil))(t)))
				_, err := a.Receive(soon(t), nil)
				require.ErrorIs(t, err, context.DeadlineExceeded)
			})
			t.Run("the message is the sender's again", func(t *testing.T) {
				a, b := f.make(t)
				m := []byte("abc")
				require.NoError(t, a.Send(ctx, m))
				m[0] = 'x'
				require.Equal(t, "abc", string(made(b.Receive(ctx, nil))(t)))
			})
			t.Run("bounded", func(t *testing.T) {
				a, b := f.make(t)
				m := make([]byte, 1<<20) // no pipe here has so much room
				var err error
				sent := 0
				for err == nil {
					if err = a.Send(soon(t), m); err == nil {
						sent++
					}
				}
				require.ErrorIs(t, err, context.DeadlineExceeded)
				for range sent {
					require.Len(t, made(b.Receive(ctx, nil))(t), len(m))
				}
			})
			t.Run("any length, in order", func(t *testing.T) {
				a, b := f.make(t)
				r := rand.New(rand.NewPCG(5, 6))
				var all [][]byte
				for range 200 {
					m := make([]byte, r.IntN(1<<r.IntN(15)))
					for i := range m {
						m[i] = byte(r.Uint32())
					}
					all = append(all, m)
				}
				var group sync.WaitGroup
				group.Go(func() {
					for _, m := range all {
						require.NoError(t, a.Send(ctx, m))
					}
				})
				var buf []byte
				for i, m := range all {
					buf = made(b.Receive(ctx, buf))(t)
					require.True(t, bytes.Equal(m, buf), i)
				}
				group.Wait()
			})
			t.Run("closing drains, then ends", func(t *testing.T) {
				a, b := f.make(t)
				require.NoError(t, a.Send(ctx, []byte("last")))
				require.NoError(t, a.Close())
				require.NoError(t, a.Close())
				require.ErrorIs(t, a.Send(ctx, nil), ipc.ErrClosed)
				_, err := a.Receive(ctx, nil)
				require.ErrorIs(t, err, ipc.ErrClosed)
				require.Equal(t, "last", string(made(b.Receive(ctx, nil))(t)))
				for range 2 {
					_, err := b.Receive(ctx, nil)
					require.ErrorIs(t, err, io.EOF)
				}
				require.ErrorIs(t, b.Send(ctx, nil), ipc.ErrPeer)
			})
			t.Run("closing wakes who waits at both ends", func(t *testing.T) {
				a, b := f.make(t)
				errs := make(chan error)
				for range 2 {
					go func() { _, err := a.Receive(ctx, nil); errs <- err }()
				}
				ends := make(chan error)
				for range 2 {
					go func() { _, err := b.Receive(ctx, nil); ends <- err }()
				}
				require.NoError(t, a.Close())
				for range 2 {
					require.ErrorIs(t, <-errs, ipc.ErrClosed)
					require.ErrorIs(t, <-ends, io.EOF)
				}
			})
			t.Run("several at each end", func(t *testing.T) {
				a, b := f.make(t)
				var sends, gets sync.WaitGroup
				for s := range 3 {
					sends.Go(func() {
						for i := range 200 {
							require.NoError(t, a.Send(ctx, fmt.Appendf(nil, "%d %d", s, i)))
						}
					})
				}
				var mu sync.Mutex
				seen := map[string]bool{}
				for range 3 {
					gets.Go(func() {
						for {
							m, err := b.Receive(ctx, nil)
							if err != nil {
								require.ErrorIs(t, err, io.EOF)
								return
							}
							mu.Lock()
							seen[string(m)] = true
							mu.Unlock()
						}
					})
				}
				sends.Wait()
				require.NoError(t, a.Close())
				gets.Wait()
				require.Len(t, seen, 600)
			})
		})
	}
}

// TestLoan: a message made and read in place.
func TestLoan(t *testing.T) {
	a, b, _ := ipc.HeapPipes()
	ctx := t.Context()
	l := made(a.Loan(ctx, 100))(t)
	require.Len(t, l.Bytes(), 100)
	copy(l.Bytes(), "abc")
	require.ErrorIs(t, a.Send(soon(t), nil), context.DeadlineExceeded, "one after the other")
	require.Error(t, l.Commit(101))
	require.Error(t, l.Commit(-1))
	require.NoError(t, l.Commit(3))
	require.ErrorIs(t, l.Commit(3), ipc.ErrEnded)
	l.Abort()
	require.Panics(t, func() { l.Bytes() })
	made(a.Loan(ctx, a.Largest()))(t).Abort()
	_, err := a.Loan(ctx, a.Largest()+1)
	require.ErrorIs(t, err, ipc.ErrTooLarge)
	require.NoError(t, a.Send(ctx, []byte("de")))
	require.NoError(t, a.Close())
	var got []string
	for m, err := range b.Messages(ctx) {
		require.NoError(t, err)
		got = append(got, string(m))
		break
	}
	for m, err := range b.Messages(ctx) {
		require.NoError(t, err)
		got = append(got, string(m))
	}
	require.Equal(t, []string{"abc", "de"}, got)
}
