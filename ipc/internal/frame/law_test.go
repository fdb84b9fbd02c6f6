//go:build unix

package frame

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// message is one of so many bytes, unlike others of that length.
func message(size, which int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i>>8 + i + 31*which)
	}
	return b
}

// encode is a frame, written down independently of how Send makes it.
func encode(msg []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(msg))), msg...)
}

// Every message arrives as it was, in order, and both ways at once.
func TestWholeAndInOrder(t *testing.T) {
	sizes := []int{0, 1, 2, 3, 4, 5, 0, 0, 255, 256, 4092, 4095, 4096, 4097}
	for _, edge := range []int{shortFrame, aheadSize, growth, 2 * growth, 1 << 20} {
		for d := -headSize - 1; d <= headSize+1; d++ {
			sizes = append(sizes, edge+d)
		}
	}
	each(t, func(t *testing.T, tr transport) {
		sizes := sizes
		if tr.slow {
			sizes = sizes[:14]
		}
		a, b := tr.pair(t, 0)
		var wg sync.WaitGroup
		defer wg.Wait()
		for _, c := range []*Conn{a, b} {
			wg.Go(func() {
				for i, size := range sizes {
					if err := c.Send(t.Context(), message(size, i)); err != nil {
						t.Errorf("send %d: %v", size, err)
						return
					}
				}
			})
			wg.Go(func() {
				var buf []byte
				var err error
				for i, size := range sizes {
					if buf, err = c.Receive(t.Context(), buf); err != nil || !bytes.Equal(buf, message(size, i)) {
						t.Errorf("receive %d: %d bytes, %v", size, len(buf), err)
						return
					}
				}
			})
		}
	})
}

// The array that a caller brings is used if it is long enough.
func TestBuffer(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		a, b := tr.pair(t, 0)
		go func() {
			for range 3 {
				if err := a.Send(t.Context(), []byte("hello")); err != nil {
					t.Error(err)
				}
			}
		}()
		array := []byte("0123456789")
		got, err := b.Receive(t.Context(), array)
		require.NoError(t, err)
		require.Equal(t, "hello56789", string(array))
		require.Same(t, &array[0], &got[0])
		short := []byte("012")
		got, err = b.Receive(t.Context(), short[:1])
		require.NoError(t, err)
		require.Equal(t, "hello", string(got))
		got, err = b.Receive(t.Context(), nil)
		require.NoError(t, err)
		require.Equal(t, "hello", string(got))
	})
}

// The end of a stream between frames is not the end within one, and both are for
// ever. Whole messages before it are received.
func TestEnd(t *testing.T) {
	whole := append(encode([]byte("one")), encode(nil)...)
	last := encode([]byte("last"))
	each(t, func(t *testing.T, tr transport) {
		for cut := range last {
			raw, s := tr.raw(t)
			c := connect(t, s, 0)
			go func() {
				_, err := raw.Write(append(bytes.Clone(whole), last[:cut]...))
				if err := errors.Join(err, raw.Close()); err != nil {
					t.Error(err)
				}
			}()
			for _, want := range []string{"one", ""} {
				got, err := c.Receive(t.Context(), nil)
				require.NoError(t, err)
				require.Equal(t, want, string(got))
			}
			want := io.ErrUnexpectedEOF
			if cut == 0 {
				want = io.EOF
			}
			for range 3 {
				got, err := c.Receive(t.Context(), make([]byte, 3))
				require.Equal(t, want, err, "after %d bytes", cut)
				require.Empty(t, got)
			}
		}
	})
}

// An end is an end, too, when there was something that it did not read.
func TestEndWithUnreadBytes(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		if !tr.holds {
			t.Skip("what is sent here has been read")
		}
		a, b := tr.pair(t, 0)
		require.NoError(t, b.Send(t.Context(), []byte("for you")))
		require.NoError(t, a.Send(t.Context(), []byte("for nobody")))
		require.NoError(t, b.Close())
		got, err := a.Receive(t.Context(), nil)
		require.NoError(t, err)
		require.Equal(t, "for you", string(got))
		for range 2 {
			_, err = a.Receive(t.Context(), nil)
			require.Equal(t, io.EOF, err)
		}
	})
}

func TestNoReader(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		a, b := tr.pair(t, 0)
		require.NoError(t, b.Close())
		for range 3 {
			err := a.Send(t.Context(), []byte("hello"))
			require.ErrorIs(t, err, ErrNoReader)
			require.ErrorIs(t, err, syscall.EPIPE)
		}
		require.ErrorIs(t, a.Flush(t.Context()), ErrNoReader)
	})
	each(t, func(t *testing.T, tr transport) { // in the middle of a message
		a, b := tr.raw(t)
		c := connect(t, a, 0)
		sent := make(chan error, 1)
		go func() { sent <- c.Send(t.Context(), message(4<<20, 0)) }()
		_, err := io.ReadFull(b, make([]byte, 100))
		require.NoError(t, err)
		require.NoError(t, b.Close())
		require.ErrorIs(t, <-sent, ErrNoReader)
		require.ErrorIs(t, c.Send(t.Context(), nil), ErrNoReader)
	})
}

func TestTooLarge(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		x, y := tr.raw(t)
		a, b := connect(t, x, 11), connect(t, y, 10)
		sent := make(chan error, 1)
		go func() {
			err := a.Send(t.Context(), make([]byte, 12))
			if !errors.Is(err, ErrTooLarge) || err.Error() != "ipc: the message is too large: it has 12 bytes, at most 11 can be sent" {
				t.Error(err)
			}
			sent <- errors.Join(a.Send(t.Context(), make([]byte, 10)), a.Send(t.Context(), make([]byte, 11)))
		}()
		got, err := b.Receive(t.Context(), nil)
		require.NoError(t, err, "a message that is refused leaves no trace")
		require.Len(t, got, 10)
		for range 2 {
			_, err = b.Receive(t.Context(), nil)
			require.ErrorIs(t, err, ErrTooLarge)
			require.EqualError(t, err, "ipc: the message is too large: the other end announces 11 bytes, at most 10 are taken")
		}
		require.NoError(t, b.Close())
		t.Log("the sender, of what was not read:", <-sent) // how much had to be depends on the stream
	})
}

func TestNewRefuses(t *testing.T) {
	_, s := transports[0].raw(t)
	for _, size := range []int{-1, 1<<30 + 1} {
		_, err := New(s, size)
		require.EqualError(t, err, fmt.Sprintf("ipc: a maximum of %d bytes a message is not in 0 to 1073741824", size))
	}
	f, err := os.Create(t.TempDir() + "/file")
	require.NoError(t, err)
	_, err = New(f, 0)
	require.ErrorIs(t, err, os.ErrNoDeadline)
	require.NoError(t, f.Close())
}

// Close ends every call, those that wait at the gate too, and is the answer to
// every later one.
func TestClose(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		x, _ := tr.raw(t)
		c := connect(t, x, 0)
		const n = 3
		ended := make(chan error, 2*n)
		for range n {
			go func() {
				_, err := c.Receive(t.Context(), nil)
				ended <- err
			}()
			go func() { ended <- c.Send(t.Context(), message(4<<20, 0)) }()
		}
		for len(c.in.gate) == 0 || len(c.out.gate) == 0 { // until one of each is inside
			yieldToOthers()
		}
		require.NoError(t, c.Close())
		for range 2 * n {
			require.ErrorIs(t, <-ended, ErrClosed)
		}
		require.NoError(t, c.Close())
		_, err := c.Receive(t.Context(), nil)
		require.ErrorIs(t, err, ErrClosed)
		require.ErrorIs(t, c.Send(t.Context(), nil), ErrClosed)
		require.ErrorIs(t, c.Flush(t.Context()), ErrClosed)
	})
}

// endless is a context of a kind that package context does not know and for
// which it starts a goroutine.
type endless struct {
	context.Context
	done chan struct{}
}

func (e endless) Done() <-chan struct{} { return e.done }
func (endless) Value(any) any           { return nil }

// After Close, nothing of the connection hangs on the contexts it was used with.
// TestMain sees the goroutines that do.
func TestCloseLetsGoOfContexts(t *testing.T) {
	a, b := transports[0].pair(t, 0)
	for range 3 {
		ctx := endless{context.Background(), make(chan struct{})}
		require.NoError(t, a.Send(ctx, nil))
		_, err := b.Receive(ctx, nil)
		require.NoError(t, err)
	}
	require.NoError(t, errors.Join(a.Close(), b.Close()))
}

// Messages of many senders are whole, and many receivers share them out.
func TestManySendersAndReceivers(t *testing.T) {
	const senders, receivers, each1 = 4, 3, 200
	each(t, func(t *testing.T, tr transport) {
		a, b := tr.pair(t, 0)
		var sending, receiving sync.WaitGroup
		for s := range senders {
			sending.Go(func() {
				for i := range each1 {
					msg := message(8+(i*37)%300, s)
					binary.LittleEndian.PutUint32(msg, uint32(s))
					binary.LittleEndian.PutUint32(msg[4:], uint32(i))
					if err := a.Send(t.Context(), msg); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		var mu sync.Mutex
		seen := map[[2]int]int{}
		for range receivers {
			receiving.Go(func() {
				var buf []byte
				for {
					var err error
					if buf, err = b.Receive(t.Context(), buf); err != nil {
						if !errors.Is(err, io.EOF) {
							t.Error(err)
						}
						return
					}
					s, i := int(binary.LittleEndian.Uint32(buf)), int(binary.LittleEndian.Uint32(buf[4:]))
					if !bytes.Equal(buf[8:], message(8+(i*37)%300, s)[8:]) {
						t.Errorf("message %d of sender %d is not whole", i, s)
					}
					mu.Lock()
					seen[[2]int{s, i}]++
					mu.Unlock()
				}
			})
		}
		sending.Wait()
		require.NoError(t, a.Close())
		receiving.Wait()
		require.Len(t, seen, senders*each1)
	})
}

// A message costs no memory once the buffers are there, with a context that can
// end as with one that cannot.
func TestNoAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	for _, tr := range transports[:2] {
		for _, size := range []int{0, 8, 4000, 60_000} {
			for _, ctx := range []context.Context{context.Background(), t.Context()} {
				a, b := tr.pair(t, 0)
				msg, buf := message(size, 0), make([]byte, size)
				allocs := testing.AllocsPerRun(100, func() {
					err := a.Send(ctx, msg)
					if err == nil {
						buf, err = b.Receive(ctx, buf)
					}
					if err != nil || len(buf) != size {
						t.Fatal(len(buf), err)
					}
				})
				require.Zero(t, allocs, "%s, %d bytes", tr.name, size)
			}
		}
	}
}

// Somebody else's deadline is an error of its own, and nothing is lost by it.
func TestForeignDeadline(t *testing.T) {
	each(t, func(t *testing.T, tr transport) {
		x, y := tr.raw(t)
		a, b := connect(t, x, 0), connect(t, y, 0)
		require.NoError(t, y.SetReadDeadline(time.Unix(1, 0)))
		_, err := b.Receive(t.Context(), nil)
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.NoError(t, y.SetReadDeadline(time.Time{}))
		go func() {
			if err := a.Send(t.Context(), []byte("hello")); err != nil {
				t.Error(err)
			}
		}()
		got, err := b.Receive(t.Context(), nil)
		require.NoError(t, err)
		require.Equal(t, "hello", string(got))
	})
}
