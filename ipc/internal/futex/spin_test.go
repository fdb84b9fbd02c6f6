package futex

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// needParallel skips a test where there is nothing to spin for.
func needParallel(t *testing.T) {
	t.Helper()
	if n := countProcessors(); n < 2 {
		t.Skipf("only %d goroutine can run at once", n)
	}
}

// after returns a done that is true at the n-th look.
func after(n int, looks *int) func() bool {
	*looks = 0
	return func() bool { *looks++; return *looks == n }
}

func (s *Spin) length() time.Duration { return time.Duration(s.limit.Load() - 1) }

func TestSpinFindsOut(t *testing.T) {
	needParallel(t)
	var s Spin
	var looks int
	require.True(t, s.Until(after(1, &looks)))
	require.True(t, s.Until(after(100, &looks)))
	require.Equal(t, 100, looks)
}

func TestSpinLengthFollowsTheHits(t *testing.T) {
	needParallel(t)
	var s Spin
	var looks int
	miss := func() int {
		require.False(t, s.Until(after(-1, &looks)))
		return looks
	}
	require.Greater(t, miss(), 1, "an unused Spin hopes for the best")
	for want := maxSpin / 2; want >= minSpin; want /= 2 {
		require.Equal(t, want, s.length())
		require.Greater(t, miss(), 1)
	}
	require.Less(t, s.length(), minSpin)

	for range 2 {
		for range tryEvery - 1 {
			require.Equal(t, 1, miss())
		}
		require.Greater(t, miss(), 1, "now and then it tries again")
		require.Equal(t, maxSpin/2, s.length())
		s.set(0)
	}

	for range tryEvery {
		s.Until(after(10, &looks))
	}
	require.Equal(t, maxSpin, s.length(), "a try that hits")
	s.set(maxSpin / 8)
	require.True(t, s.Until(after(10, &looks)))
	require.Equal(t, maxSpin/4, s.length())
}

func TestOneProcessorDoesNotSpin(t *testing.T) {
	defer countProcessors()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	countProcessors()
	var s Spin
	var looks int
	require.False(t, s.Until(after(-1, &looks)))
	require.Equal(t, 1, looks, "it still asks")
}

func TestNotMoreSpinThanCanRun(t *testing.T) {
	needParallel(t)
	spinning.Store(processors.Load())
	defer spinning.Store(0)
	var s Spin
	var looks int
	require.False(t, s.Until(after(-1, &looks)))
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
