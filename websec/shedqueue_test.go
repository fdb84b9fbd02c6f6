package websec_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// The queue is bounded in number and in time, the oldest goes first while it runs
// empty now and then, and the newest when it does not.
func TestShedQueueDiscipline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShedder(t, websec.ShedLimits(2, 2), websec.ShedQueue(3, 100*time.Millisecond))
		held := hold(t, s)
		require.Len(t, held, 2)
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		ask := func(name string, p websec.Priority) {
			all.Go(func() {
				ticket, err := s.Acquire(context.Background(), p)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					order = append(order, name+" shed")
					return
				}
				order = append(order, name)
				held = append(held, ticket)
			})
			synctest.Wait()
		}
		free := func() {
			mu.Lock()
			ticket := held[0]
			held = held[1:]
			mu.Unlock()
			ticket.Forget()
			synctest.Wait()
		}
		said := func(want ...string) {
			t.Helper()
			mu.Lock()
			defer mu.Unlock()
			require.Equal(t, want, order)
			order = nil
		}

		ask("a", websec.Normal)
		ask("b", websec.Normal)
		free()
		said("a") // the oldest first
		ask("c", websec.Normal)
		ask("d", websec.Sheddable)
		require.Equal(t, 3, s.Stats().Queued)
		ask("e", websec.Normal)
		said("d shed") // a lower rank makes place
		ask("f", websec.Sheddable)
		ask("g", websec.Normal)
		said("f shed", "g shed") // the queue is full of equals
		ask("h", websec.Critical)
		said("b shed") // the oldest of the lowest rank
		free()
		said("h")
		time.Sleep(99 * time.Millisecond)
		free()
		free()
		said("c", "e")

		ask("i", websec.Normal)
		time.Sleep(60 * time.Millisecond)
		ask("j", websec.Normal)
		time.Sleep(39 * time.Millisecond)
		ask("k", websec.Normal)
		time.Sleep(2 * time.Millisecond)
		said("i shed") // after 100 ms
		ask("l", websec.Normal)
		free()
		said("l") // the queue was not empty for 100 ms: the newest first
		ask("m", websec.Normal)
		time.Sleep(time.Millisecond)
		ask("n", websec.Normal)
		said("j shed") // full: the oldest makes place, since nobody waits for it any more
		time.Sleep(5*time.Millisecond + time.Microsecond)
		said("m shed", "n shed") // after a twentieth each
		time.Sleep(100 * time.Millisecond)
		said("k shed")
		require.Zero(t, s.Stats().Queued)
		free()
		free()
		require.Zero(t, s.Stats().InFlight)
		all.Wait()
	})
}

func TestShedderObeysTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShedder(t, websec.ShedLimits(1, 1))
		held := hold(t, s)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_, err := s.Acquire(ctx, websec.Critical)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = s.Acquire(t.Context(), websec.Normal)
		require.ErrorIs(t, err, websec.ErrOverload)
		exempt, err := s.Acquire(t.Context(), websec.Exempt)
		require.NoError(t, err)
		exempt.Release()
		held[0].Release()
		require.Equal(t, websec.ShedStats{Limit: 1, Admitted: 1, Shed: 1, Left: 1}, s.Stats())
	})
}
