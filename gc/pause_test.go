package gc_test

import (
	"fmt"
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
