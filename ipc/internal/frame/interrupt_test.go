//go:build unix

package frame

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// yieldToOthers is for loops that wait for what another goroutine is about to do.
func yieldToOthers() { runtime.Gosched() }

var errEnough = errors.New("enough")

// A receiver that is interrupted after any byte goes on after it.
func TestReceiveInterrupted(t *testing.T) {
	long := encode(message(300, 1))
	second := encode([]byte("second"))
	each(t, func(t *testing.T, tr transport) {
		for at := range len(long) {
			raw, s := tr.raw(t)
			c := connect(t, s, 0)
			ctx, cancel := context.WithCancelCause(t.Context())
			interrupted := make(chan error)
			go func() {
				got, err := c.Receive(ctx, make([]byte, 0, 10))
				if len(got) > 0 {
					t.Errorf("%d bytes of a message", len(got))
				}
				interrupted <- err
			}()
			// Where the stream holds nothing this returns when it has been read.
			_, err := raw.Write(long[:at])
			require.NoError(t, err)
			cancel(errEnough)
			require.Equal(t, errEnough, <-interrupted)
			_, err = c.Receive(ctx, nil)
			require.Equal(t, errEnough, err, "a context that has ended takes nothing")

			go func() {
				if _, err := raw.Write(append(bytes.Clone(long[at:]), second...)); err != nil {
					t.Error(err)
				}
			}()
			got, err := c.Receive(t.Context(), nil)
			require.NoError(t, err)
			require.Equal(t, long[headSize:], got)
			got, err = c.Receive(context.Background(), nil)
			require.NoError(t, err)
			require.Equal(t, "second", string(got))
		}
	})
}

// A sender that is interrupted after any byte has that frame finished before the
// next, by whoever sends it; interrupted before the first byte it has sent nothing.
func TestSendInterrupted(t *testing.T) {
	for _, tr := range transports {
		if tr.holds {
			continue // these take bytes unread; the next test is theirs
		}
		t.Run(tr.name, func(t *testing.T) {
			first, second := message(40, 1), []byte("second")
			for at := range len(encode(first)) {
				a, b := tr.raw(t)
				c := connect(t, a, 0)
				ctx, cancel := context.WithCancelCause(t.Context())
				interrupted := make(chan error)
				go func() { interrupted <- c.Send(ctx, first) }()
				for len(c.out.gate) == 0 { // until it is past asking its context
					yieldToOthers()
				}
				got := make([]byte, at)
				_, err := io.ReadFull(b, got)
				require.NoError(t, err)
				cancel(errEnough)
				err = <-interrupted
				require.ErrorIs(t, err, errEnough)
				want := encode(second)
				if at == 0 {
					require.NotErrorIs(t, err, ErrUnfinished)
				} else {
					require.ErrorIs(t, err, ErrUnfinished)
					want = append(encode(first), want...)
				}
				require.Equal(t, errEnough, c.Send(ctx, second))

				sent := make(chan error)
				go func() {
					err := c.Flush(t.Context())
					if at%2 == 0 {
						err = errors.Join(err, c.Flush(t.Context())) // nothing more to do
					}
					sent <- errors.Join(err, c.Send(context.Background(), second), c.Close())
				}()
				rest, err := io.ReadAll(b)
				require.NoError(t, err)
				require.Equal(t, want, append(got, rest...))
				require.NoError(t, <-sent)
			}
		})
	}
}

// The same on streams that take some bytes before they make the sender wait, and
// interrupted again and again.
func TestSendInterruptedOften(t *testing.T) {
	first, second := message(2<<20, 1), message(1<<20, 2)
	random := rand.New(rand.NewPCG(1, 2))
	each(t, func(t *testing.T, tr transport) {
		first, second := first, second
		if tr.slow {
			first, second = first[:4000], second[:1000]
		}
		a, b := tr.raw(t)
		c := connect(t, a, 0)
		var got []byte
		take := func(n int) {
			part := make([]byte, n)
			_, err := io.ReadFull(b, part)
			require.NoError(t, err)
			got = append(got, part...)
		}
		// begun calls what must wait for the other end, and interrupts it when that
		// has read some bytes.
		begun := func(call func(context.Context) error, n int) error {
			ctx, cancel := context.WithCancelCause(t.Context())
			interrupted := make(chan error)
			go func() { interrupted <- call(ctx) }()
			take(n)
			cancel(errEnough)
			return <-interrupted
		}
		err := begun(func(ctx context.Context) error { return c.Send(ctx, first) }, 1+random.IntN(1000))
		require.ErrorIs(t, err, ErrUnfinished)
		require.ErrorIs(t, err, errEnough)
		for range 10 {
			err := begun(func(ctx context.Context) error { return c.Send(ctx, second) }, random.IntN(len(first)/40))
			require.Equal(t, errEnough, err, "the rest of the first is not all gone, so the second has not begun")
		}
		sent := make(chan error)
		go func() { sent <- errors.Join(c.Send(t.Context(), second), c.Close()) }()
		rest, err := io.ReadAll(b)
		require.NoError(t, err)
		require.NoError(t, <-sent)
		require.True(t, bytes.Equal(append(encode(first), encode(second)...), append(got, rest...)))
	})
}

// Contexts that end at any moment, also of calls that are just returning, hit no
// call but their own.
func TestInterruptionsHitTheirOwn(t *testing.T) {
	n := 3000
	each(t, func(t *testing.T, tr transport) {
		n := n
		if tr.slow {
			n = 300
		}
		a, b := tr.pair(t, 0)
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(func() {
			random := rand.New(rand.NewPCG(3, 4))
			for i := 0; i < n; {
				ctx, cancel := context.WithCancelCause(t.Context())
				over := make(chan struct{})
				go func() {
					defer close(over)
					for range random.IntN(20) {
						yieldToOthers()
					}
					cancel(errEnough)
				}()
				err := a.Send(ctx, message(i%50, i))
				<-over // it uses random
				switch {
				case err == nil, errors.Is(err, ErrUnfinished):
					i++
				case !errors.Is(err, errEnough):
					t.Error(i, err)
					return
				}
			}
			if err := a.Flush(t.Context()); err != nil {
				t.Error(err)
			}
		})
		random := rand.New(rand.NewPCG(5, 6))
		var buf []byte
		for i := 0; i < n; {
			ctx, cancel := context.WithCancelCause(t.Context())
			turns := random.IntN(20)
			go func() {
				for range turns {
					yieldToOthers()
				}
				cancel(errEnough)
			}()
			var err error
			buf, err = b.Receive(ctx, buf)
			if err != nil {
				require.Equal(t, errEnough, err)
				continue
			}
			require.Equal(t, message(i%50, i), append([]byte{}, buf...))
			i++
		}
	})
}

// Waiting to be let in can be given up, too.
func TestGateInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := make(gate, 1)
		require.NoError(t, g.enterOr(t.Context()))
		ctx, cancel := context.WithCancelCause(t.Context())
		ended := make(chan error)
		for range 2 {
			go func() { ended <- g.enterOr(ctx) }()
		}
		synctest.Wait() // until both wait
		g.leave()
		require.NoError(t, <-ended, "one is let in")
		cancel(errEnough)
		require.Equal(t, errEnough, <-ended)
		g.leave()
		require.Equal(t, errEnough, g.enterOr(ctx), "though it is free")
	})
}
