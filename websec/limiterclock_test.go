package websec

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// The clock is read once a tick while somebody asks, however many do, and not at
// all when nobody does: there is no goroutine and no timer left.
func TestCoarseClockRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, reads, moves := time.Now(), 0, 0
		c := newCoarseClock(func() time.Duration { reads++; return time.Since(begun) }, time.Millisecond, func(time.Duration) { moves++ })
		time.Sleep(time.Hour)
		require.Zero(t, reads)
		for range 10 {
			for range 1000 {
				now, _ := c.coarse()
				require.LessOrEqual(t, time.Since(begun)-now, time.Millisecond)
			}
			time.Sleep(time.Millisecond)
		}
		require.LessOrEqual(t, reads, 11)
		require.Equal(t, reads, moves)
		time.Sleep(time.Hour)
		require.LessOrEqual(t, reads, 13)
		now, exact := c.coarse()
		require.True(t, exact)
		require.Equal(t, time.Since(begun), now)
		time.Sleep(time.Hour)
	})
}
