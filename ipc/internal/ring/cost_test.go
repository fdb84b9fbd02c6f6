package ring_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// Nothing is allocated for a message, whichever way it goes.
func TestNoAllocations(t *testing.T) {
	w, r, _ := pair(t, 1<<16, ring.Options{})
	ctx := t.Context()
	msg, long, batch := make([]byte, 100), make([]byte, 20_000), [][]byte{{1}, {2}}
	buf := make([]byte, 0, len(long))
	for name, op := range map[string]func() error{
		"send": func() error { return w.Send(ctx, msg) },
		"try":  func() error { return w.TrySend(msg) },
		"long": func() error { return w.Send(ctx, long) },
		"loan": func() error {
			l, err := w.Loan(ctx, 100)
			if err != nil {
				return err
			}
			return l.Commit(50)
		},
		"batch": func() error {
			_, err := w.SendBatch(ctx, batch)
			_, err2 := r.TryReceive(buf)
			return firstOf(err, err2)
		},
	} {
		for kind, take := range map[string]func() error{
			"receive": func() (err error) { buf, err = r.Receive(ctx, buf); return err },
			"try":     func() (err error) { buf, err = r.TryReceive(buf); return err },
			"borrow": func() error {
				b, err := r.Borrow(ctx)
				b.Release()
				return err
			},
		} {
			require.NoError(t, firstOf(op(), take()), "once for what a reader keeps")
			allocs := testing.AllocsPerRun(100, func() {
				if err := firstOf(op(), take()); err != nil {
					t.Error(err)
				}
			})
			require.Zero(t, allocs, "%s, %s", name, kind)
		}
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Where only one goroutine runs at a time nobody spins, and all is as ever.
func TestOneProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	w, r, _ := pair(t, 64, ring.Options{})
	const count = 300
	done := make(chan error, 1)
	go func() {
		defer w.Close()
		for number := range count {
			if err := w.Send(t.Context(), message(number, number%100)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	number := 0
	for msg, err := range r.Messages(t.Context()) {
		require.NoError(t, err)
		require.Equal(t, message(number, number%100), append([]byte{}, msg...))
		number++
	}
	require.NoError(t, <-done)
	require.Equal(t, count, number)
}

// A counting Parker counts what would be system calls.
type counting struct {
	*room
	calls int
}

func (c *counting) Wake(addr *uint32) {
	c.calls++
	c.room.Wake(addr)
}

func TestNobodyAsleepNoSystemCall(t *testing.T) {
	p := &counting{room: newRoom()}
	w, r, _ := pair(t, 1024, ring.Options{Parker: p})
	for number := range 1000 {
		require.NoError(t, w.Send(t.Context(), message(number, number%300)))
		_, err := r.Receive(t.Context(), nil)
		require.NoError(t, err)
	}
	require.Zero(t, p.calls)
}
