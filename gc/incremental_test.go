package gc_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// The patterns that made memory grow without bound, or pauses long, under an
// incremental collector: each is a function that goes on by about n objects.
var growthPatterns = map[string]func(h *gc.Heap, n int){
	// CPython #116206: a long linked list grows while cycles come and go.
	"linked list": func() func(h *gc.Heap, n int) {
		var last gc.Ref
		return func(h *gc.Heap, n int) {
			if last == gc.Nil {
				last = must(h.NewInstance(1))
			}
			for i := range n {
				x := must(h.NewInstance(1))
				if i%8 == 0 {
					check(h.IncRef(x))
					check(h.Give(last, 0, x))
					check(h.DecRef(last))
					last = x
					continue
				}
				check(h.Give(x, 0, x))
			}
		}
	}(),
	// After tim-gc-test: rings of lists that are dropped whole.
	"rings of lists": func(h *gc.Heap, n int) {
		for range n / 10 {
			first := must(h.NewList())
			last := first
			for range 9 {
				x := must(h.NewList(last))
				check(h.DecRef(last))
				last = x
			}
			check(h.Append(first, last))
			check(h.DecRef(last))
		}
	},
	// After an HTTP client: each request is a cycle with a tree of leaves.
	"requests": func(h *gc.Heap, n int) {
		for range n / 20 {
			request, response := must(h.NewInstance(2)), must(h.NewInstance(2))
			headers := must(h.NewList())
			for range 17 {
				x := must(h.NewInstance(1))
				check(h.Append(headers, x))
				check(h.DecRef(x))
			}
			check(h.Give(request, 1, headers))
			check(h.Set(response, 0, request))
			check(h.Give(request, 0, response))
			check(h.DecRef(request))
		}
	},
	// After a type checker: a graph that grows and stays, and temporary cycles
	// that refer into it.
	"type checker": func() func(h *gc.Heap, n int) {
		rnd := rand.New(rand.NewPCG(1, 2))
		var kept []gc.Ref
		return func(h *gc.Heap, n int) {
			for i := range n {
				x := must(h.NewInstance(3))
				if len(kept) > 0 {
					check(h.Set(x, 1, kept[rnd.IntN(len(kept))]))
				}
				if i%16 == 0 {
					kept = append(kept, x)
					continue
				}
				check(h.Give(x, 0, x))
			}
		}
	}(),
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// On all of them the heap stays within a quarter above what a full collection
// would leave, once it has a size, and no step does more than its share of work.
func TestIncrementalMemoryIsBounded(t *testing.T) {
	for name, grow := range growthPatterns {
		t.Run(name, func(t *testing.T) {
			const base, rounds = 40_000, 100
			h := gc.New(gc.WithCollector(gc.Incremental))
			chain(t, h, base, false) // what a program has built before
			kept := 0
			for range rounds {
				grow(h, 1000)
				kept = reachable(h)
				require.LessOrEqual(t, float64(h.Len()), 1.25*float64(kept)+1000, "kept %d", kept)
			}
			require.Positive(t, h.Stats()[2].Collected)
			require.LessOrEqual(t, h.LongestStep(), 2048+16)
			require.NoError(t, h.Verify())
			must(h.Collect(2))
			require.Equal(t, kept, h.Len())
			require.NoError(t, h.Verify())
		})
	}
}

// reachable counts what is reachable from outside, without changing the heap.
func reachable(h *gc.Heap) int {
	seen := map[gc.Ref]bool{}
	var queue []gc.Ref
	for l := gc.Young; l <= gc.Permanent; l++ {
		for r := range h.Objects(l) {
			if h.Held(r) > 0 {
				seen[r] = true
				queue = append(queue, r)
			}
		}
	}
	for len(queue) > 0 {
		r := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for t := range h.Referents(r) {
			if !seen[t] {
				seen[t] = true
				queue = append(queue, t)
			}
		}
	}
	return len(seen)
}

// A step does the same little work whatever the size of the heap.
func TestIncrementalStepIsBounded(t *testing.T) {
	for _, n := range []int{10_000, 300_000} {
		t.Run(fmt.Sprint("n=", n), func(t *testing.T) {
			h := gc.New(gc.WithCollector(gc.Incremental))
			list := must(h.NewList()) // one object with n edges is no exception
			for range n {
				x := must(h.NewInstance(1))
				check(h.Append(list, x))
				check(h.DecRef(x))
			}
			for range n {
				x := must(h.NewInstance(1))
				check(h.Give(x, 0, x))
			}
			require.Greater(t, h.Stats()[2].Collections, 2)
			require.LessOrEqual(t, h.LongestStep(), 2048+16)
			require.Greater(t, h.Stats()[2].Collected, n/2)
		})
	}
}

// Finalizers of incremental garbage run once, before anything is emptied, and
// what they save stays whole.
func TestIncrementalFinalizers(t *testing.T) {
	h := gc.New(gc.WithCollector(gc.Incremental))
	ran, called := 0, 0
	for i := range 200 {
		a, b := must(h.NewInstance(2)), must(h.NewInstance(2))
		check(h.Set(b, 0, a))
		check(h.Give(a, 0, b))
		must(h.NewWeak(b, func(*gc.Heap, gc.Ref) { called++ }))
		check(h.SetFinalizer(a, func(h *gc.Heap, self gc.Ref) {
			ran++
			require.NotEqual(t, gc.Nil, must(h.Get(self, 0)), "not emptied")
			if i%10 == 0 {
				check(h.IncRef(self))
			}
		}))
		check(h.DecRef(a))
	}
	for range 100_000 {
		check(h.DecRef(must(h.NewInstance(0))))
		x := must(h.NewInstance(1))
		check(h.Give(x, 0, x))
	}
	require.Equal(t, 200, ran)
	require.Equal(t, 200, called)
	require.NoError(t, h.Verify())
	must(h.Collect(2))
	require.Equal(t, 200+2*20, h.Len(), "the weak references, and what was saved")
}

// mirror is a program that uses only what it can reach, and knows what it should
// find there.
type mirror struct {
	h     *gc.Heap
	rnd   *rand.Rand
	held  []gc.Ref
	slots map[gc.Ref][]gc.Ref
}

// reach is a random object the program can get at.
func (m *mirror) reach() gc.Ref {
	if len(m.held) == 0 {
		return gc.Nil
	}
	r := m.held[m.rnd.IntN(len(m.held))]
	for range m.rnd.IntN(6) {
		if next := m.slots[r][m.rnd.IntN(3)]; next != gc.Nil {
			r = next
		}
	}
	return r
}

func (m *mirror) act() {
	switch x, t := m.reach(), m.reach(); m.rnd.IntN(6) {
	case 0, 1:
		r := must(m.h.NewInstance(3))
		m.held, m.slots[r] = append(m.held, r), make([]gc.Ref, 3)
	case 2:
		if x != gc.Nil {
			i := m.rnd.IntN(3)
			check(m.h.Set(x, i, t))
			m.slots[x][i] = t
		}
	case 3: // move a reference into the graph: no count changes
		if x != gc.Nil {
			i, k := m.rnd.IntN(3), m.rnd.IntN(len(m.held))
			t := m.held[k]
			m.held = append(m.held[:k], m.held[k+1:]...)
			check(m.h.Give(x, i, t))
			m.slots[x][i] = t
		}
	case 4: // take one out
		if t != gc.Nil {
			check(m.h.IncRef(t))
			m.held = append(m.held, t)
		}
	case 5:
		if len(m.held) > 4 {
			k := m.rnd.IntN(len(m.held))
			t := m.held[k]
			m.held = append(m.held[:k], m.held[k+1:]...)
			check(m.h.DecRef(t))
		}
	}
}

// whole requires that all the program can reach is as it left it, and counts it.
func (m *mirror) whole(t *testing.T) int {
	seen := map[gc.Ref]bool{}
	queue := append([]gc.Ref(nil), m.held...)
	for len(queue) > 0 {
		r := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if seen[r] {
			continue
		}
		seen[r] = true
		for i, want := range m.slots[r] {
			got, err := m.h.Get(r, i)
			require.NoError(t, err)
			require.Equal(t, want, got)
			if want != gc.Nil {
				queue = append(queue, want)
			}
		}
	}
	return len(seen)
}

// However small the steps and whatever the program does between them, nothing it
// can reach is touched, and what it cannot reach is gone in the end.
func TestIncrementalKeepsWhatIsReachable(t *testing.T) {
	midway, freed := 0, 0
	for seed := range uint64(60) {
		h := gc.New(gc.WithCollector(gc.Incremental))
		h.SetStep(1, 1+int(seed)%7)
		check(h.SetThreshold(1, 1, 1))
		m := &mirror{h: h, rnd: rand.New(rand.NewPCG(seed, 3)), slots: map[gc.Ref][]gc.Ref{}}
		for range 600 {
			m.act()
			m.whole(t)
			require.NoError(t, h.Verify())
			if h.Midway() {
				midway++
			}
		}
		for range 2000 { // give it time: two whole collections
			check(h.DecRef(must(h.NewInstance(0))))
			x := must(h.NewInstance(1))
			check(h.Give(x, 0, x))
		}
		must(h.Collect(2))
		require.Equal(t, m.whole(t), h.Len())
		freed += h.Stats()[2].Collected
		require.NoError(t, h.Close())
	}
	require.Greater(t, midway, 10_000)
	require.Greater(t, freed, 10_000)
}
