package spin

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
	if n := count(); n < 2 {
		t.Skipf("only %d goroutine can run at once", n)
	}
}

// turns replaces the clock by one that a test turns, and what an offer of the processor
// does by adding so much to it. Looks take a microsecond each.
func turns(t *testing.T, offered time.Duration) (offers *int) {
	t.Helper()
	needParallel(t)
	var at time.Time
	offers = new(int)
	now = func() time.Time { at = at.Add(time.Microsecond); return at }
	offer = func() { *offers++; at = at.Add(offered) }
	t.Cleanup(func() { now, offer = time.Now, offerProcessor })
	return offers
}

// after returns a done that is true at the n-th look.
func after(n int, looks *int) func() bool {
	*looks = 0
	return func() bool { *looks++; return *looks == n }
}

const glance = 1 + roundLooks

func TestFindsOut(t *testing.T) {
	turns(t, 0)
	var s Spin
	var looks int
	for _, n := range []int{1, glance, glance + 1, 3 * glance} {
		require.True(t, s.Until(after(n, &looks)))
		require.Equal(t, n, looks)
	}
}

// A try ends by the clock, and what has its turn meanwhile is others.
func TestTryEnds(t *testing.T) {
	offers := turns(t, time.Microsecond)
	var s Spin
	var looks int
	require.False(t, s.Until(after(-1, &looks)))
	rounds := (looks - glance) / roundLooks
	require.Equal(t, glance+rounds*roundLooks, looks)
	require.Equal(t, rounds-rounds/goEvery, *offers, "one in %d is for this process alone", goEvery)
	require.InDelta(t, most.Microseconds()/3, rounds, 3, "two readings of the clock and an offer a round")
}

// After each try in vain twice as many waits sleep at once, up to a bound.
func TestTriesLessAndLess(t *testing.T) {
	turns(t, 0)
	var s Spin
	var looks int
	miss := func() int {
		require.False(t, s.Until(after(-1, &looks)))
		return looks
	}
	for streak := range maxStreak + 3 {
		require.Greater(t, miss(), glance)
		for range 1<<min(streak+1, maxStreak) - 1 {
			require.Equal(t, glance, miss())
		}
	}

	require.True(t, s.Until(after(2*glance, &looks)), "it tries again")
	require.Greater(t, miss(), glance, "and after a success at once")
	require.Equal(t, glance, miss())
	require.True(t, s.Until(after(glance, &looks)), "the peer spins")
	require.Greater(t, miss(), glance, "so it is worth a try")
}

// A stranger who takes what was offered to the peer ends the trying for long.
func TestRobbed(t *testing.T) {
	offers := turns(t, robbed)
	var s Spin
	var looks int
	require.False(t, s.Until(after(-1, &looks)))
	require.Equal(t, 1, *offers)
	for i := range 1<<robbedStreak - 1 {
		require.False(t, s.Until(after(-1, &looks)))
		require.Equal(t, glance, looks)
		if i%100 == 0 {
			require.True(t, s.Until(after(glance, &looks)), "which changes nothing")
		}
	}
	require.True(t, s.Until(after(glance+1, &looks)), "what came during the robbery")
	require.Equal(t, 2, *offers)
	require.False(t, s.Until(after(-1, &looks)))
	require.Equal(t, glance, looks, "it was one all the same")
}

func TestOneProcessorDoesNotSpin(t *testing.T) {
	defer count()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	count()
	var s Spin
	var looks int
	require.False(t, s.Until(after(-1, &looks)))
	require.Equal(t, 1, looks, "it still asks")
}

func TestNotMoreSpinThanCanRun(t *testing.T) {
	offers := turns(t, 0)
	spinning.Store(processors.Load())
	defer spinning.Store(0)
	var s Spin
	var looks int
	require.False(t, s.Until(after(-1, &looks)))
	require.Equal(t, glance, looks)
	require.Zero(t, *offers)
}

func TestTogether(t *testing.T) {
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

func BenchmarkAtOnce(b *testing.B) {
	var s Spin
	for b.Loop() {
		s.Until(func() bool { return true })
	}
}
