package futex

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// parallel makes a test independent of how many processors there are.
func parallel(t *testing.T, n int32) {
	t.Helper()
	countProcessors()
	if processors.Load() < n {
		t.Skipf("only %d goroutines can run at once", processors.Load())
	}
}

func TestSpinFindsOut(t *testing.T) {
	parallel(t, 2)
	var s Spin
	require.True(t, s.Until(func() bool { return true }))
	looks := 0
	require.True(t, s.Until(func() bool { looks++; return looks == 100 }))
	require.Equal(t, 100, looks)
}

func TestSpinLengthFollowsTheHits(t *testing.T) {
	parallel(t, 2)
	var s Spin
	miss := func() int {
		looks := 0
		require.False(t, s.Until(func() bool { looks++; return false }))
		return looks
	}
	last := miss()
	require.Equal(t, maxLooks+1, last, "an unused Spin hopes for the best")
	for last > minLooks {
		now := miss()
		require.Less(t, now, last, "each miss shortens it")
		last = now
	}
	tries := 0
	for range 2 * tryEvery {
		if miss() > 1 {
			tries++
			s.limit.Store(1)
		}
	}
	require.Equal(t, 2, tries, "now and then it tries again")

	s.limit.Store(minLooks + 1)
	for range 10 {
		looks := 0
		require.True(t, s.Until(func() bool { looks++; return looks > 10 }))
	}
	require.Equal(t, maxLooks+1, miss(), "hits make it long again")
	require.Equal(t, maxLooks/2+1, miss())
}

func TestOneProcessorDoesNotSpin(t *testing.T) {
	defer countProcessors()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	countProcessors()
	var s Spin
	looks := 0
	require.False(t, s.Until(func() bool { looks++; return false }))
	require.Equal(t, 1, looks, "it still asks")
}

func TestNotMoreSpinThanCanRun(t *testing.T) {
	parallel(t, 2)
	spinning.Store(processors.Load())
	defer spinning.Store(0)
	var s Spin
	looks := 0
	require.False(t, s.Until(func() bool { looks++; return false }))
	require.Equal(t, 1, looks)
}

func TestSpinTogether(t *testing.T) {
	var s Spin
	var n atomic.Int32
	var done sync.WaitGroup
	for me := range int32(4) {
		done.Go(func() {
			for round := range int32(100) {
				for turn := 4*round + me; !s.Until(func() bool { return n.Load() == turn }); {
					runtime.Gosched()
				}
				n.Add(1)
			}
		})
	}
	done.Wait()
	require.Zero(t, spinning.Load())
}
