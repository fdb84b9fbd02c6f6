package gc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func (l *lab) stats() (collections, collected [3]int) {
	for g, s := range l.Stats() {
		collections[g], collected[g] = s.Collections, s.Collected
		require.Zero(l.t, s.Uncollectable)
	}
	return collections, collected
}

func (l *lab) counts() [3]int {
	a, b, c := l.Counts()
	return [3]int{a, b, c}
}

func TestThresholds(t *testing.T) {
	h := gc.New()
	a, b, c := h.Threshold()
	require.Equal(t, [3]int{700, 10, 10}, [3]int{a, b, c}, "CPython 3.11's")
	require.NoError(t, h.SetThreshold(1, 2, 3))
	a, b, c = h.Threshold()
	require.Equal(t, [3]int{1, 2, 3}, [3]int{a, b, c})
	require.NoError(t, h.Disable())
	require.False(t, h.Enabled())
	require.NoError(t, h.Enable())
	require.True(t, h.Enabled())
}

// Allocations less deaths; leaves do not count.
func TestCounts(t *testing.T) {
	l := newLab(t)
	require.Equal(t, [3]int{0, 0, 0}, l.counts())
	a, x := l.instance("a", 0), l.leaf("x")
	l.list("l")
	l.weak("w", a, nil)
	require.Equal(t, [3]int{3, 0, 0}, l.counts())
	l.drop(a, x)
	require.Equal(t, [3]int{2, 0, 0}, l.counts())
	l.collect(0)
	require.Equal(t, [3]int{0, 1, 0}, l.counts())
	l.drop(l.instance("b", 0))
	require.Equal(t, [3]int{0, 1, 0}, l.counts())
	l.collect(0)
	require.Equal(t, [3]int{0, 2, 0}, l.counts())
	l.collect(1)
	require.Equal(t, [3]int{0, 0, 1}, l.counts())
	l.collect(0)
	l.collect(2)
	require.Equal(t, [3]int{0, 0, 0}, l.counts())
	a = l.instance("a", 0)
	l.collect(0)
	l.drop(a)
	require.Equal(t, [3]int{0, 1, 0}, l.counts(), "never below zero")
}

// Every t0+1 net allocations; every t1+1st of those is of generation 1, and so on.
func TestAutomaticCollections(t *testing.T) {
	tests := []struct {
		name        string
		t0, t1, t2  int
		allocate    int
		collections [3]int
	}{
		{"not yet", 10, 10, 10, 10, [3]int{0, 0, 0}},
		{"just", 10, 10, 10, 11, [3]int{1, 0, 0}},
		{"again", 10, 10, 10, 33, [3]int{3, 0, 0}},
		{"middle", 10, 2, 10, 44, [3]int{3, 1, 0}},
		{"full", 10, 0, 0, 33, [3]int{1, 1, 1}},
		{"never", 0, 10, 10, 5000, [3]int{0, 0, 0}},
		{"always, below zero", -1, 10, 10, 120, [3]int{110, 10, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t)
			l.ok(l.Enable())
			l.ok(l.SetThreshold(tt.t0, tt.t1, tt.t2))
			for range tt.allocate {
				l.instance("", 0)
			}
			collections, _ := l.stats()
			require.Equal(t, tt.collections, collections)
		})
	}
}

func TestAutomaticIgnores(t *testing.T) {
	l := newLab(t)
	l.ok(l.Enable())
	l.ok(l.SetThreshold(10, 10, 10))
	for range 1000 {
		l.drop(l.instance("", 0)) // never above 1
		l.leaf("")                // not collectable
	}
	l.ok(l.Disable())
	for range 100 {
		l.instance("", 0)
	}
	collections, _ := l.stats()
	require.Zero(t, collections)
	require.Equal(t, 100, l.counts()[0], "counting goes on")
	l.ok(l.Enable())
	l.instance("", 0)
	collections, _ = l.stats()
	require.Equal(t, [3]int{1, 0, 0}, collections, "the next allocation makes up for it")
	require.Len(t, l.on(gc.Young), 1, "the new object was not there yet")
}

func TestStatsCount(t *testing.T) {
	l := newLab(t)
	l.ring("a", "b")
	l.collect(0)
	l.ring("c")
	l.collect(0)
	l.ring("d", "e", "f")
	must(l.MarkSweep())
	collections, collected := l.stats()
	require.Equal(t, [3]int{2, 0, 1}, collections)
	require.Equal(t, [3]int{3, 0, 3}, collected)
}

// The 25 % rule. python is what CPython 3.11 prints for
//
//	gc.freeze(); gc.collect(); gc.set_threshold(100, 2, 2)
//	def callback(phase, info):
//	    if phase == "start" and info["generation"] == 2: sizes.append(len(kept))
//	gc.callbacks.append(callback)
//	while len(sizes) < 14: kept.append([])
//
// A full collection is due every 13 x 101 allocations, and waits as long as that
// is less than a quarter of what is old. The interpreter's own objects, the
// dictionaries it hands to the callback among them, cost CPython one allocation
// between two full collections; here there are none.
func TestFullCollectionsWaitForAQuarter(t *testing.T) {
	python := []int{1309, 2621, 3933, 5245, 6961, 9081, 11605, 14937, 19077, 24025, 30185, 37961, 47757, 59977}
	want := []int{1312, 2625, 3938, 5251, 6968, 9089, 11614, 14947, 19088, 24037, 30198, 37975, 47772, 59993}

	h := gc.New()
	var sizes []int
	kept := 0
	require.NoError(t, h.SetThreshold(100, 2, 2))
	must(h.Observe(func(_ *gc.Heap, p gc.Progress) {
		if p.Start && p.Generation == 2 {
			sizes = append(sizes, kept)
		}
	}))
	for len(sizes) < len(python) {
		must(h.NewList())
		kept++
	}
	require.Equal(t, want, sizes)
	for i := 1; i < len(python); i++ {
		require.Equal(t, python[i]-python[i-1]+1, sizes[i]-sizes[i-1])
	}
	require.NoError(t, h.Verify())
}
