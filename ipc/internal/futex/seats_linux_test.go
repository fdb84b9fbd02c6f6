package futex

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestSeats(t *testing.T) {
	var q bench
	all := make([]blocked, maxDirect+2)
	for i := range maxDirect {
		require.True(t, q.sit(&all[i]))
		all[i].since = time.Now().Add(time.Hour) // young, however slow the machine is
	}
	late, last := &all[maxDirect], &all[maxDirect+1]
	require.False(t, q.sit(late), "nobody has slept for long")
	all[3].since = time.Now().Add(-2 * settled)
	all[5].since = time.Now().Add(-3 * settled)
	require.True(t, q.sit(late))
	require.Equal(t, 5, late.seat, "of who has slept for longest")
	require.EqualValues(t, moved, all[5].stop)
	q.leave(&all[5])
	require.Same(t, late, q.seats[5], "who was moved has no seat to leave")
	q.leave(late)
	require.True(t, q.sit(last), "a free seat is better")
	require.Equal(t, 5, last.seat)
	require.Zero(t, all[3].stop)
}

// Who is moved to a dispatcher sleeps on there, and can be woken and cancelled.
func TestMoved(t *testing.T) {
	reason := errors.New("the reason")
	for _, how := range []string{"wake", "context"} {
		t.Run(how, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			words := new([maxDirect + 1]uint32)
			got := make(chan error)
			for i := range words {
				if i == maxDirect {
					inKernel(t, maxDirect)
					seats.mu.Lock()
					seats.seats[2].since = time.Now().Add(-time.Hour)
					seats.mu.Unlock()
				}
				go func() { got <- Wait(ctx, Cond{&words[i], 0}) }()
			}
			sleeping(t, 1)
			if how == "context" {
				cancel(reason)
			}
			for i := range words {
				if how == "wake" {
					atomic.StoreUint32(&words[i], 1)
					Wake(&words[i], 1)
					require.NoError(t, <-got)
				} else {
					require.ErrorIs(t, <-got, reason)
				}
			}
			gone(t)
		})
	}
}

func TestFailure(t *testing.T) {
	require.ErrorIs(t, failure(unix.ENOSYS), errors.ErrUnsupported)
	require.ErrorContains(t, failure(unix.ENOSYS), "since 5.16")
	require.ErrorIs(t, failure(unix.ENOMEM), unix.ENOMEM)
}
