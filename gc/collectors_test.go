package gc_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// lastLook has a heap collect everything once in the way of its collector.
func lastLook(h *gc.Heap, c gc.Collector) {
	if c == gc.Incremental {
		h.CollectInSteps()
	} else {
		h.CollectAsAutomatic()
	}
}

// playMirror plays a program on a heap with collector c, which collects now and then
// as it likes, and every so many operations to the end. Then what the model can reach,
// and nothing else, must be left. It returns how many objects that were each time.
func playMirror(t *testing.T, c gc.Collector, seed uint64, ops int) (left []int) {
	t.Helper()
	h := gc.New(gc.WithCollector(c))
	defer func() { require.NoError(t, h.Close()) }()
	h.SetStep(1, 1+int(seed)%9)
	check(h.SetThreshold(int(5+seed%20), 2, 2))
	m := &mirror{h: h, rnd: rand.New(rand.NewPCG(seed, 5)), slots: map[gc.Ref][]gc.Ref{}}
	every := 50 + int(seed%200)
	for i := range ops {
		m.act()
		if i%every == every-1 || i == ops-1 {
			lastLook(h, c)
			left = append(left, m.whole(t))
			require.Equal(t, left[len(left)-1], h.Len(), c)
			require.NoError(t, h.Verify())
		}
	}
	return left
}

// All four collectors leave the same of the same program, at every step at which they
// are asked: what it can reach.
func TestAllCollectorsFreeTheSame(t *testing.T) {
	for seed := range uint64(200) {
		want := playMirror(t, gc.Trial, seed, 400)
		for _, c := range collectors {
			require.Equal(t, want, playMirror(t, c, seed, 400), c)
		}
	}
}

// FuzzAllCollectors looks for a program of which one leaves more, or less, than the
// others or the model.
func FuzzAllCollectors(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, uint16(100*seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, ops uint16) {
		want := playMirror(t, gc.Trial, seed, int(ops%2000))
		for _, c := range collectors {
			require.Equal(t, want, playMirror(t, c, seed, int(ops%2000)), c)
		}
	})
}
