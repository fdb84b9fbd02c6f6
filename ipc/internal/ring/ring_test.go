package ring_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// message returns n bytes that no other number and length give.
func message(number, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(number*131 + n*31 + i*7 + i>>8)
	}
	return b
}

// cancelled returns a context for calls that must not wait.
func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestSizes(t *testing.T) {
	for _, capacity := range []int{64, 128, 256, 1024, 4096, 1 << 19} {
		w, r, _ := pair(t, capacity, ring.Options{NoSpin: true})
		require.Equal(t, capacity/2-8, w.Largest())
		require.Equal(t, min(64<<10, capacity/4), w.Whole())
		sizes := []int{0, 1, 7, 8, 9, 15, 16, w.Whole() - 1, w.Whole(), w.Largest() - 1, w.Largest()}
		for turn := range 200 { // many laps, at shifting offsets
			for i, n := range sizes {
				if n > 4096 && turn > 10 {
					continue
				}
				msg := message(turn+i, n)
				require.NoError(t, w.TrySend(msg), "%d bytes into an empty ring of %d", n, capacity)
				got, err := r.TryReceive(nil)
				require.NoError(t, err)
				require.True(t, bytes.Equal(msg, got), "%d bytes through a ring of %d", n, capacity)
			}
		}
		_, err := r.TryReceive(nil)
		require.Equal(t, ring.ErrEmpty, err)
	}
}

func TestLongMessages(t *testing.T) {
	for _, capacity := range []int{64, 256, 4096} {
		for _, spin := range []bool{false, true} {
			w, r, _ := pair(t, capacity, ring.Options{NoSpin: !spin})
			sizes := []int{w.Whole() + 1, w.Largest() + 1, capacity, capacity + 1, 3*capacity + 5, 10 * capacity}
			done := make(chan error, 1)
			go func() {
				for i, n := range sizes {
					if err := w.Send(t.Context(), message(i, n)); err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
			var buf []byte
			for i, n := range sizes {
				var err error
				buf, err = r.Receive(t.Context(), buf)
				require.NoError(t, err)
				require.True(t, bytes.Equal(message(i, n), buf), "%d bytes through a ring of %d", n, capacity)
			}
			require.NoError(t, <-done)
		}
	}
}

func TestFullAndEmpty(t *testing.T) {
	w, r, region := pair(t, 256, ring.Options{})
	sent := 0
	for w.TrySend(message(sent, 20)) == nil {
		sent++
	}
	require.Equal(t, ring.ErrFull, w.TrySend(message(sent, 20)))
	require.Equal(t, 7, sent, "frames of 32 bytes, and 8 bytes stay free")
	_, err := w.TryLoan(20)
	require.Equal(t, ring.ErrFull, err)
	require.ErrorIs(t, w.Send(cancelled(), message(0, 20)), context.Canceled)

	_, err = r.TryReceive(nil)
	require.NoError(t, err)
	require.NoError(t, w.TrySend(message(sent, 20)), "one gone, one more fits")
	for i := 1; i <= sent; i++ {
		got, err := r.Receive(cancelled(), nil)
		require.NoError(t, err, "a context matters to those who wait")
		require.Equal(t, message(i, 20), got)
	}
	buf, err := r.Receive(cancelled(), make([]byte, 3, 100))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, buf)
	require.Equal(t, 100, cap(buf), "the caller keeps its buffer")

	state, err := ring.Look(region)
	require.NoError(t, err)
	require.Equal(t, 256, state.Capacity)
	require.Equal(t, state.Head, state.Tail)
	require.False(t, state.ReaderAsleep || state.WriterAsleep || state.ReaderClosed || state.WriterClosed)
}

func TestTooLarge(t *testing.T) {
	w, r, region := pair(t, 256, ring.Options{MaxMessage: 300})
	require.ErrorIs(t, w.Send(t.Context(), make([]byte, 301)), ring.ErrTooLarge)
	require.ErrorIs(t, w.TrySend(make([]byte, 121)), ring.ErrTooLarge)
	_, err := w.Loan(t.Context(), 121)
	require.ErrorContains(t, err, "ipc: ring: message too large: a loan of 121 bytes in a ring of 256, 120 at most")
	_, err = w.TryLoan(301)
	require.ErrorIs(t, err, ring.ErrTooLarge)
	_, err = w.Loan(t.Context(), -1)
	require.ErrorContains(t, err, "a loan of -1 bytes")
	n, err := w.SendBatch(t.Context(), [][]byte{{1}, {2}, make([]byte, 301), {4}})
	require.ErrorIs(t, err, ring.ErrTooLarge)
	require.Equal(t, 2, n, "those before are sent")
	for i := range 2 {
		got, err := r.TryReceive(nil)
		require.NoError(t, err)
		require.Equal(t, []byte{byte(i + 1)}, got)
	}

	for _, long := range []int{11, 80} { // whole and in pieces
		strict, err := ring.NewReader(region, ring.Options{Parker: newRoom(), MaxMessage: 10})
		require.NoError(t, err)
		require.NoError(t, w.Send(t.Context(), make([]byte, long)))
		for range 2 {
			_, err = strict.TryReceive(nil)
			require.ErrorIs(t, err, ring.ErrTooLarge)
			require.ErrorContains(t, err, "bytes, 10 at most")
			_, err = strict.TryBorrow()
			require.ErrorIs(t, err, ring.ErrTooLarge)
		}
		_, err = r.TryReceive(nil)
		require.NoError(t, err)
	}
}

func TestClose(t *testing.T) {
	t.Run("writer", func(t *testing.T) {
		w, r, region := pair(t, 256, ring.Options{})
		require.NoError(t, w.Send(t.Context(), []byte("last")))
		w.Close()
		w.Close()
		require.Equal(t, ring.ErrClosed, w.Send(t.Context(), nil))
		require.Equal(t, ring.ErrClosed, w.TrySend(nil))
		_, err := w.TryLoan(1)
		require.Equal(t, ring.ErrClosed, err)
		got, err := r.Receive(t.Context(), nil)
		require.NoError(t, err)
		require.Equal(t, "last", string(got))
		for range 2 {
			_, err = r.Receive(t.Context(), nil)
			require.Equal(t, io.EOF, err)
			_, err = r.TryReceive(nil)
			require.Equal(t, io.EOF, err)
			_, err = r.Borrow(t.Context())
			require.Equal(t, io.EOF, err)
		}
		_, err = ring.NewWriter(region, ring.Options{Parker: newRoom()})
		require.Equal(t, ring.ErrClosed, err)
	})
	t.Run("reader", func(t *testing.T) {
		w, r, region := pair(t, 256, ring.Options{})
		require.NoError(t, w.TrySend([]byte("unread")))
		r.Close()
		r.Close()
		_, err := r.Receive(t.Context(), nil)
		require.Equal(t, ring.ErrClosed, err)
		for range 2 {
			require.Equal(t, ring.ErrPeerClosed, w.Send(t.Context(), nil))
			require.Equal(t, ring.ErrPeerClosed, w.TrySend(nil))
		}
		_, err = ring.NewReader(region, ring.Options{Parker: newRoom()})
		require.Equal(t, ring.ErrClosed, err)
	})
	t.Run("reader of a full ring", func(t *testing.T) {
		w, r, _ := pair(t, 64, ring.Options{})
		require.NoError(t, w.TrySend(make([]byte, 16)))
		require.NoError(t, w.TrySend(make([]byte, 16)))
		require.Equal(t, ring.ErrFull, w.TrySend(make([]byte, 16)))
		r.Close()
		require.Equal(t, ring.ErrPeerClosed, w.TrySend(make([]byte, 16)))
		_, err := w.TryLoan(16)
		require.Equal(t, ring.ErrPeerClosed, err)
	})
}

// Each kind of end, while the other side and the own side wait.
func TestEndsWakeWhoWaits(t *testing.T) {
	receive := func(ctx context.Context, _ *ring.Writer, r *ring.Reader) error {
		_, err := r.Receive(ctx, nil)
		return err
	}
	send := func(ctx context.Context, w *ring.Writer, _ *ring.Reader) error {
		return w.Send(ctx, make([]byte, 1000))
	}
	cause := errors.New("cause")
	tests := []struct {
		name string
		wait func(context.Context, *ring.Writer, *ring.Reader) error
		end  func(*ring.Writer, *ring.Reader, context.CancelCauseFunc)
		want error
	}{
		{"receive, writer closes", receive, func(w *ring.Writer, _ *ring.Reader, _ context.CancelCauseFunc) { w.Close() }, io.EOF},
		{"receive, reader closes", receive, func(_ *ring.Writer, r *ring.Reader, _ context.CancelCauseFunc) { r.Close() }, ring.ErrClosed},
		{"receive, context", receive, func(_ *ring.Writer, _ *ring.Reader, c context.CancelCauseFunc) { c(cause) }, cause},
		{"send, reader closes", send, func(_ *ring.Writer, r *ring.Reader, _ context.CancelCauseFunc) { r.Close() }, ring.ErrPeerClosed},
		{"send, writer closes", send, func(w *ring.Writer, _ *ring.Reader, _ context.CancelCauseFunc) { w.Close() }, ring.ErrClosed},
		{"send, context", send, func(_ *ring.Writer, _ *ring.Reader, c context.CancelCauseFunc) { c(cause) }, cause},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &announcing{room: newRoom(), sleeps: make(chan struct{}, 100)}
			w, r, _ := pair(t, 256, ring.Options{Parker: p, NoSpin: true})
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			result := make(chan error)
			go func() { result <- tt.wait(ctx, w, r) }()
			<-p.sleeps
			tt.end(w, r, cancel)
			require.Equal(t, tt.want, <-result)
		})
	}
}

// An announcing Parker says when somebody is about to sleep.
type announcing struct {
	*room
	sleeps chan struct{}
}

func (p *announcing) Wait(ctx context.Context, addr *uint32, value uint32) error {
	p.sleeps <- struct{}{}
	return p.room.Wait(ctx, addr, value)
}

func TestInterruptedReceiveKeepsPieces(t *testing.T) {
	w, r, _ := pair(t, 256, ring.Options{NoSpin: true})
	long := message(1, 5000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	sent := make(chan error)
	go func() { sent <- w.Send(ctx, long) }()
	var got []byte
	err := error(ring.ErrEmpty)
	for turn := 0; err != nil; turn++ {
		got = got[:cap(got)]
		clear(got) // it is the caller's between two calls
		if turn%2 == 0 {
			got, err = r.TryReceive(got)
		} else {
			got, err = r.Receive(cancelled(), got)
		}
		if err != nil && err != ring.ErrEmpty {
			require.ErrorIs(t, err, context.Canceled)
		}
	}
	require.NoError(t, <-sent)
	require.True(t, bytes.Equal(long, got))
}

func TestGivenUpMessageIsNotDelivered(t *testing.T) {
	w, r, _ := pair(t, 256, ring.Options{NoSpin: true})
	next := []func() error{
		func() error { return w.Send(t.Context(), message(2, 20)) },
		func() error { return w.Send(t.Context(), message(2, 100)) }, // in pieces
		func() error { return w.TrySend(message(2, 100)) },
		func() error {
			l, err := w.Loan(t.Context(), 100)
			if err != nil {
				return err
			}
			copy(l.Bytes(), message(2, 100))
			return l.Commit(100)
		},
		func() error { _, err := w.SendBatch(t.Context(), [][]byte{message(2, 50)}); return err },
	}
	for _, send := range next {
		for range 3 {
			require.ErrorIs(t, w.Send(cancelled(), message(1, 1000)), context.Canceled)
			_, err := r.TryReceive(nil)
			require.Equal(t, ring.ErrEmpty, err, "it has some pieces now")
		}
		require.NoError(t, send())
		got, err := r.TryReceive(nil)
		require.NoError(t, err)
		require.Equal(t, message(2, len(got)), got)
	}
	require.ErrorIs(t, w.Send(cancelled(), message(1, 1000)), context.Canceled)
	w.Close()
	_, err := r.TryReceive(nil)
	require.Equal(t, io.EOF, err, "all that was sent was received")
}

func TestPeerGone(t *testing.T) {
	gone := false
	o := ring.Options{NoSpin: true, PeerGone: func() bool { return gone }}
	w, r, _ := pair(t, 256, o)
	require.NoError(t, w.TrySend([]byte("before")))
	require.ErrorIs(t, w.Send(cancelled(), message(1, 1000)), context.Canceled)
	gone = true
	require.Equal(t, ring.ErrPeerGone, w.Send(t.Context(), make([]byte, 60)))
	got, err := r.Receive(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "before", string(got))
	_, err = r.Receive(t.Context(), nil)
	require.Equal(t, io.ErrUnexpectedEOF, err, "in the middle of a message")
	_, err = r.Receive(t.Context(), nil)
	require.Equal(t, ring.ErrPeerGone, err, "between two")
	_, err = r.TryReceive(nil)
	require.Equal(t, ring.ErrPeerGone, err)

	// A Parker that was told of the death in its own words.
	died := errors.New("died")
	w, r, _ = pair(t, 256, ring.Options{NoSpin: true, Parker: failing{newRoom(), died}})
	_, err = r.Receive(t.Context(), nil)
	require.Equal(t, died, err)
	require.Equal(t, died, w.Send(t.Context(), make([]byte, 1000)))
}

type failing struct {
	*room
	err error
}

func (f failing) Wait(context.Context, *uint32, uint32) error { return f.err }

// What was published before an end is received, whenever the reader learns of
// the end: while it asks for it, and while it sleeps.
func TestNothingIsMissedAtTheEnd(t *testing.T) {
	for name, receive := range map[string]func(*ring.Reader) ([]byte, error){
		"receive": func(r *ring.Reader) ([]byte, error) { return r.Receive(t.Context(), nil) },
		"try":     func(r *ring.Reader) ([]byte, error) { return r.TryReceive(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			var send func([]byte) error
			gone := func() bool {
				_ = send([]byte("last"))
				return true
			}
			w, r, _ := pair(t, 256, ring.Options{NoSpin: true, PeerGone: gone})
			send = w.TrySend
			got, err := receive(r)
			require.NoError(t, err)
			require.Equal(t, "last", string(got))
		})
	}
	p := &lateParker{room: newRoom()}
	w, r, _ := pair(t, 256, ring.Options{NoSpin: true, Parker: p})
	p.w = w
	got, err := r.Receive(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "last", string(got))
}

// A lateParker fails just after a message has come.
type lateParker struct {
	*room
	w *ring.Writer
}

func (p *lateParker) Wait(context.Context, *uint32, uint32) error {
	_ = p.w.TrySend([]byte("last"))
	return errors.New("too late")
}

func TestAttachErrors(t *testing.T) {
	good := func() []byte {
		region := heap(ring.Size(256))
		require.NoError(t, ring.Format(region))
		return region
	}
	o := ring.Options{Parker: newRoom()}
	tests := []struct {
		name   string
		region []byte
		o      ring.Options
		want   string
	}{
		{"no parker", good(), ring.Options{}, "Options.Parker is nil"},
		{"negative limit", good(), ring.Options{Parker: newRoom(), MaxMessage: -1}, "Options.MaxMessage is -1"},
		{"nil", nil, o, "not a ring: a region of 0 bytes, want 576 at least"},
		{"short", good()[:575], o, "a region of 575 bytes"},
		{"misaligned", good()[4:], o, "begins 4 bytes after a multiple of 8"},
		{"zeros", heap(ring.Size(256)), o, "it begins with 0x0"},
		{"cut", good()[:ring.Size(128)], o, "a capacity of 256 bytes in a region of 640, want 768"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ring.NewWriter(tt.region, tt.o)
			require.ErrorContains(t, err, tt.want)
			require.True(t, strings.HasPrefix(err.Error(), "ipc: ring: "), err)
			_, err = ring.NewReader(tt.region, tt.o)
			require.ErrorContains(t, err, tt.want)
			if tt.o.Parker == o.Parker {
				_, err = ring.Look(tt.region)
				require.ErrorIs(t, err, ring.ErrNotRing)
			}
		})
	}
	require.ErrorIs(t, ring.Format(heap(100)), ring.ErrNotRing)
	require.ErrorIs(t, ring.Format(heap(1000)[4:]), ring.ErrNotRing)
	require.NoError(t, ring.Format(heap(ring.Size(500))))
}

// The ends can be attached again at any moment, by whoever takes over.
func TestTakeOver(t *testing.T) {
	o := ring.Options{Parker: newRoom(), NoSpin: true}
	w, r, region := pair(t, 256, o)
	for number := range 300 {
		require.NoError(t, w.TrySend(message(number, number%60)))
		if number%3 == 0 { // a writer that ends before it publishes
			l, err := w.TryLoan(40)
			if err == nil {
				copy(l.Bytes(), bytes.Repeat([]byte{0xff}, 40))
			}
			w, err = ring.NewWriter(region, o)
			require.NoError(t, err)
		}
		if number%4 == 0 {
			var err error
			r, err = ring.NewReader(region, o)
			require.NoError(t, err)
		}
		got, err := r.TryReceive(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(message(number, number%60), got))
	}

	// A writer that ended in the middle of a message, and one that goes on.
	require.ErrorIs(t, w.Send(cancelled(), message(0, 1000)), context.Canceled)
	_, err := r.TryReceive(nil)
	require.Equal(t, ring.ErrEmpty, err)
	w, err = ring.NewWriter(region, o)
	require.NoError(t, err)
	require.NoError(t, w.TrySend([]byte("new")))
	_, err = r.TryReceive(nil)
	require.Equal(t, io.ErrUnexpectedEOF, err)
	got, err := r.TryReceive(nil)
	require.NoError(t, err)
	require.Equal(t, "new", string(got))

	// A reader that ended in the middle, and one that finds the rest.
	sent := make(chan error)
	go func() {
		err := w.Send(t.Context(), message(0, 1000))
		sent <- errors.Join(err, w.TrySend([]byte("after")))
	}()
	for state, _ := ring.Look(region); state.Head == state.Tail; state, _ = ring.Look(region) {
	}
	_, _ = r.TryReceive(nil)
	r, err = ring.NewReader(region, o)
	require.NoError(t, err)
	got, err = r.Receive(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "after", string(got))
	require.NoError(t, <-sent)
}
