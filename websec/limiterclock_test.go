package websec

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// The clock is read once a tick while somebody asks, however many do, and not at
// all when nobody does: there is no goroutine and no timer left.
func TestCoarseClockRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var reads atomic.Int64
		read := func() time.Duration { reads.Add(1); return time.Since(begun) }
		c := newCoarseClock(read, time.Millisecond, func(time.Duration) {})
		time.Sleep(time.Hour)
		require.Zero(t, reads.Load(), "it rests until it is asked")
		for range 10 {
			for range 1000 {
				now, _ := c.coarse()
				require.LessOrEqual(t, time.Since(begun)-now, time.Millisecond)
			}
			time.Sleep(time.Millisecond)
		}
		busy := reads.Load()
		require.LessOrEqual(t, busy, int64(25), "of 10,000: one a tick, and one when a tick was quicker than we")
		time.Sleep(time.Hour)
		require.LessOrEqual(t, reads.Load(), busy+2)
		now, exact := c.coarse()
		require.True(t, exact)
		require.Equal(t, time.Since(begun), now)
		time.Sleep(time.Hour)
	})
}
