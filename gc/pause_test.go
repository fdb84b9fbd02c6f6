package gc_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// Every collection and every step is measured, by the clock that was given.
func TestPausesAreMeasured(t *testing.T) {
	now, took := time.Duration(0), time.Duration(0)
	clock := func() time.Duration {
		now += took / 2
		return now
	}
	h := gc.New(gc.WithPauses(clock), gc.WithoutAutomatic())
	for i := range 10 {
		took = 2 * time.Duration(i) * time.Microsecond // the clock moves half of it at each look
		must(h.Collect(i % 3))
	}
	p := h.Pauses()
	require.EqualValues(t, 10, p.Count)
	require.Equal(t, 45*time.Microsecond, p.Total)
	require.Equal(t, 9*time.Microsecond, p.Longest)
	require.Equal(t, 9*time.Microsecond, p.Quantile(1))
	require.Less(t, p.Quantile(.2), 5*time.Microsecond)
	sum := uint64(0)
	for _, n := range p.Buckets {
		sum += n
	}
	require.Equal(t, p.Count, sum)

	steps := gc.New(gc.WithCollector(gc.Incremental), gc.WithPauses(func() time.Duration { now++; return now }))
	for range 20_000 {
		x := must(steps.NewInstance(1))
		require.NoError(t, steps.Give(x, 0, x))
	}
	require.Greater(t, steps.Pauses().Count, uint64(steps.Stats()[2].Collections), "each step by itself")
	require.Zero(t, gc.New().Pauses().Count)
	require.Zero(t, gc.Pauses{}.Quantile(.5))
}

// A clock that goes backwards, or farther than a duration holds, takes nothing away.
func TestPausesOfAnOddClock(t *testing.T) {
	const most = time.Duration(math.MaxInt64)
	looks := []time.Duration{100, 50, 0, 5, -1, math.MinInt64, math.MinInt64, most, 0, most}
	h := gc.New(gc.WithoutAutomatic(), gc.WithPauses(func() time.Duration {
		now := looks[0]
		looks = looks[1:]
		return now
	}))
	for i, want := range []struct{ total, longest, shortest time.Duration }{
		{0, 0, 0}, {5, 5, 0}, {5, 5, 0}, {most, most, 0}, {most, most, 0},
	} {
		must(h.Collect(2))
		p := h.Pauses()
		require.EqualValues(t, i+1, p.Count)
		require.Equal(t, want.total, p.Total)
		require.Equal(t, want.longest, p.Longest)
		require.Equal(t, want.longest, p.Quantile(1))
		require.Equal(t, want.shortest, p.Quantile(0))
	}
}

// A quantile is never less than the pause of its rank, and less than twice as long.
func TestQuantileIsAnUpperBound(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		var lengths []time.Duration
		now, next := time.Duration(0), time.Duration(0)
		looks := 0
		h := gc.New(gc.WithoutAutomatic(), gc.WithPauses(func() time.Duration {
			if looks++; looks%2 == 0 {
				now += next
			}
			return now
		}))
		for range 1 + rnd.IntN(40) {
			next = time.Duration(rnd.Uint64N(1 << rnd.IntN(60)))
			lengths = append(lengths, next)
			must(h.Collect(0))
		}
		slices.Sort(lengths)
		p := h.Pauses()
		n := len(lengths)
		for _, q := range []float64{-1, 0, math.SmallestNonzeroFloat64, .1, .25, .5, .75, .9, .95, .99, 1 - 1e-12, 1, 7, math.NaN()} {
			rank := 1
			if q > 0 {
				rank = max(1, int(math.Ceil(min(q, 1)*float64(n))))
			}
			exact, got := lengths[rank-1], p.Quantile(q)
			require.GreaterOrEqual(t, got, exact, "%v of %v", q, lengths)
			require.LessOrEqual(t, got, p.Longest)
			if exact < 1<<46 {
				require.LessOrEqual(t, got, max(2*exact-1, 0), "%v of %v", q, lengths)
			}
		}
		require.Equal(t, p.Longest, p.Quantile(1))
	}
}

// Pauses by an injected clock, here one that moves a microsecond at each look.
func ExampleHeap_Pauses() {
	now := time.Duration(0)
	h := gc.New(gc.WithPauses(func() time.Duration { now += time.Microsecond; return now }))
	for range 3 {
		_, _ = h.Collect(2)
	}
	p := h.Pauses()
	fmt.Println(p.Count, p.Total, p.Longest, p.Quantile(.99))
	// Output: 3 3µs 1µs 1µs
}
