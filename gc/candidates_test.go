package gc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// Trees, from either end, and chains make no candidates: automatic collections
// run and look at nothing.
func TestAcyclicProgramsVisitNothing(t *testing.T) {
	h := gc.New()
	for _, depth := range []int{4, 8, 11} {
		tree := benchTree(t, h, depth)
		top := must(h.NewInstance(2))
		grow(t, h, top, depth)
		first := chain(t, h, 3000, false)
		require.NoError(t, h.DecRef(tree))
		require.NoError(t, h.DecRef(top))
		require.NoError(t, h.DecRef(first))
	}
	s := h.Stats()
	require.Positive(t, s[0].Collections)
	require.Positive(t, s[1].Collections)
	require.Zero(t, h.Visited())
	require.Zero(t, h.Len())
}

func grow(t testing.TB, h *gc.Heap, x gc.Ref, depth int) {
	if depth == 0 {
		return
	}
	for i := range 2 {
		child := must(h.NewInstance(2))
		require.NoError(t, h.Give(x, i, child))
		grow(t, h, child, depth-1)
	}
}

// Every way to lose the last reference from outside leaves a candidate behind, so
// that the next collections free the cycle.
func TestEveryLossIsNoticed(t *testing.T) {
	ring := func(h *gc.Heap) (a, b gc.Ref) {
		a, b = must(h.NewInstance(2)), must(h.NewInstance(2))
		if h.Give(a, 0, b) != nil || h.Set(b, 0, a) != nil {
			panic("no ring")
		}
		return a, b
	}
	ways := map[string]func(t *testing.T, h *gc.Heap){
		"dropped": func(t *testing.T, h *gc.Heap) {
			a, _ := ring(h)
			require.NoError(t, h.DecRef(a))
		},
		"given to itself": func(t *testing.T, h *gc.Heap) {
			a := must(h.NewInstance(1))
			require.NoError(t, h.Give(a, 0, a))
		},
		"given into its own reach": func(t *testing.T, h *gc.Heap) {
			a, b := must(h.NewInstance(1)), must(h.NewInstance(1))
			require.NoError(t, h.Give(a, 0, b))
			require.NoError(t, h.Give(b, 0, a))
		},
		"unbound": func(t *testing.T, h *gc.Heap) {
			a, _ := ring(h)
			require.NoError(t, h.Globals().Give("x", a))
			require.NoError(t, h.Globals().Del("x"))
		},
		"slot set": func(t *testing.T, h *gc.Heap) {
			a, _ := ring(h)
			x := must(h.NewInstance(1))
			require.NoError(t, h.Give(x, 0, a))
			require.NoError(t, h.Set(x, 0, gc.Nil))
			require.NoError(t, h.DecRef(x))
		},
		"removed": func(t *testing.T, h *gc.Heap) {
			a, _ := ring(h)
			l := must(h.NewList(a))
			require.NoError(t, h.DecRef(a))
			require.NoError(t, h.Remove(l, 0))
			require.NoError(t, h.DecRef(l))
		},
		"container died": func(t *testing.T, h *gc.Heap) {
			a, _ := ring(h)
			x := must(h.NewInstance(1))
			require.NoError(t, h.Give(x, 0, a))
			require.NoError(t, h.DecRef(x))
		},
		"resurrected, then let go": func(t *testing.T, h *gc.Heap) {
			a := must(h.NewInstance(1))
			require.NoError(t, h.SetFinalizer(a, func(h *gc.Heap, self gc.Ref) { _ = h.Set(self, 0, self) }))
			require.NoError(t, h.DecRef(a))
		},
		"kept by a frozen object": func(t *testing.T, h *gc.Heap) {
			x := must(h.NewInstance(1))
			require.NoError(t, h.Freeze())
			a, _ := ring(h)
			require.NoError(t, h.Set(a, 1, x))
			require.NoError(t, h.Give(x, 0, a))
			for range 3 {
				automatic(t, h, 2)
			}
			require.Equal(t, 3, h.Len())
			require.NoError(t, h.DecRef(x))
			automatic(t, h, 2)
			require.NoError(t, h.Unfreeze())
		},
		"garbage let go": func(t *testing.T, h *gc.Heap) {
			a, _ := ring(h)
			require.NoError(t, h.SetSaveAll(true))
			require.NoError(t, h.DecRef(a))
			must(h.Collect(2))
			require.NoError(t, h.SetSaveAll(false))
			require.NoError(t, h.ClearGarbage())
		},
	}
	for name, lose := range ways {
		t.Run(name, func(t *testing.T) {
			h := gc.New()
			lose(t, h)
			require.NoError(t, h.Verify())
			require.Positive(t, h.Len())
			automatic(t, h, 2)
			require.Zero(t, h.Len())
		})
	}
}

// automatic has an automatic collection of generation g run.
func automatic(t *testing.T, h *gc.Heap, g int) {
	t.Helper()
	before := h.Stats()[g].Collections
	thresholds := [3]int{1, 1 << 30, 1 << 30}
	for i := range g {
		thresholds[i+1] = 0
	}
	require.NoError(t, h.SetThreshold(thresholds[0], thresholds[1], thresholds[2]))
	for range 20 {
		x, y := must(h.NewInstance(0)), must(h.NewInstance(0))
		require.NoError(t, h.DecRef(x))
		require.NoError(t, h.DecRef(y))
		if h.Stats()[g].Collections > before {
			return
		}
	}
	t.Fatal("no automatic collection")
}

// A cycle across generations is found when the oldest of them is collected, not
// before.
func TestCandidateWaitsForItsCycle(t *testing.T) {
	h := gc.New()
	old := must(h.NewInstance(1))
	automatic(t, h, 0)
	automatic(t, h, 1)
	young := must(h.NewInstance(1))
	require.NoError(t, h.Set(young, 0, old))
	require.NoError(t, h.Give(old, 0, young))
	require.NoError(t, h.DecRef(old))
	automatic(t, h, 0)
	require.Equal(t, 2, h.Len())
	automatic(t, h, 1)
	require.Equal(t, 2, h.Len())
	automatic(t, h, 2)
	require.Zero(t, h.Len())
}

// The memory of candidates stays in proportion to the objects alive.
func TestDeadCandidatesAreForgotten(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	h := gc.New()
	leaf := must(h.NewInstance(0))
	become := func() {
		x := must(h.NewInstance(1))
		if h.Set(x, 0, leaf) != nil || h.IncRef(x) != nil || h.DecRef(x) != nil || h.DecRef(x) != nil {
			panic("not so")
		}
	}
	for range 5000 {
		become()
	}
	require.Zero(t, testing.AllocsPerRun(20_000, become))
}

// A tree built from its leaves, children before parents: CPython's walk meets the
// leaves first and puts them behind; candidates leave all in the order of birth.
func TestOrderAfterAutomaticCollections(t *testing.T) {
	for _, c := range []gc.Collector{gc.Candidates, gc.Trial, gc.Marking} {
		h := gc.New(gc.WithCollector(c))
		leaf, top := must(h.NewInstance(1)), must(h.NewInstance(1))
		require.NoError(t, h.Give(top, 0, leaf))
		automatic(t, h, map[bool]int{true: 2, false: 0}[c == gc.Marking])
		l := must(h.ListOf(top))
		want := []gc.Ref{leaf, top}
		if c == gc.Trial {
			want = []gc.Ref{top, leaf}
		}
		require.Equal(t, want, slices.Collect(h.Objects(l))[:2], c)
	}
}
