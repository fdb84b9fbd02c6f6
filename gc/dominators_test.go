package gc_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// A graph says to which objects each one refers, and which have a root.
type graph struct {
	to    [][]int
	roots []int
}

// shapes are graphs of about n objects on which one way or another to find
// dominators takes long.
var shapes = []struct {
	name string
	make func(n int) graph
}{
	{"a chain", func(n int) graph {
		return linked(n, []int{0}, func(i int) []int { return []int{i + 1} })
	}},
	{"a chain with a name for each", func(n int) graph {
		g := linked(n, nil, func(i int) []int { return []int{i + 1} })
		for i := range n {
			g.roots = append(g.roots, n-1-i)
		}
		return g
	}},
	{"a list linked both ways", func(n int) graph {
		return linked(n, []int{0}, func(i int) []int { return []int{i + 1, i - 1} })
	}},
	{"a list linked both ways, a name at either end", func(n int) graph {
		return linked(n, []int{0, n - 1}, func(i int) []int { return []int{i + 1, i - 1} })
	}},
	{"a list linked both ways, with names at the ends and in between", func(n int) graph {
		return linked(n, []int{n / 3, n - 1, n / 2, 0}, func(i int) []int { return []int{i - 1, i + 1} })
	}},
	{"a ring linked both ways", func(n int) graph {
		return linked(n, []int{n / 2, 0}, func(i int) []int { return []int{(i + 1) % n, (i + n - 1) % n} })
	}},
	{"a chain with shortcuts back", func(n int) graph {
		return linked(n, []int{0, n - 1, n / 2}, func(i int) []int { return []int{i + 1, i / 2} })
	}},
	{"shortcuts back before the chain", func(n int) graph {
		return linked(n, []int{0, n / 2, n - 1}, func(i int) []int { return []int{i / 2, i + 1} })
	}},
	{"a chain with shortcuts ahead", func(n int) graph {
		return linked(n, []int{0}, func(i int) []int { return []int{i + 1, i + i&-i, 2*i + 1} })
	}},
	{"a ladder", func(n int) graph {
		return linked(n, []int{0, 1}, func(i int) []int { return []int{i + 2, i ^ 1} })
	}},
	{"a star", func(n int) graph {
		g := linked(n, []int{0}, func(i int) []int { return []int{0} })
		for i := range n {
			g.to[0] = append(g.to[0], i)
		}
		return g
	}},
	{"a tree", func(n int) graph {
		return linked(n, []int{0}, func(i int) []int { return []int{2*i + 1, 2*i + 2} })
	}},
	{"a tree with references to parents, a name for each leaf", func(n int) graph {
		g := linked(n, []int{0}, func(i int) []int { return []int{(i - 1) / 2, 2*i + 1, 2*i + 2} })
		for i := n / 2; i < n; i++ {
			g.roots = append(g.roots, i)
		}
		return g
	}},
	// Semi-NCA climbs the chain for each of them.
	{"a chain to all items of an index", func(n int) graph {
		n /= 2
		g := linked(2*n, []int{0, n - 1}, func(i int) []int {
			if i < n-2 {
				return []int{i + 1}
			}
			return nil
		})
		for i := n; i < 2*n && n > 1; i++ {
			g.to[n-2] = append(g.to[n-2], i)
			g.to[n-1] = append(g.to[n-1], i)
		}
		return g
	}},
	// The iterative algorithm needs a round for each.
	{"a chain back from the end, met from the end", func(n int) graph {
		n /= 2
		return linked(2*n, []int{0}, func(i int) []int {
			if i < n {
				return []int{i + 1, n + i}
			}
			return []int{i - 1}
		})
	}},
	// Paths are compressed again and again, each time from a bit higher.
	{"a comb", func(n int) graph {
		return linked(n, []int{0}, func(i int) []int {
			if i%2 == 0 {
				return []int{i + 2, i + 1}
			}
			return []int{i - 3, n/2&^1 - i - 1, i / 4 * 2}
		})
	}},
}

// linked has n objects that refer to those of each's numbers that exist.
func linked(n int, roots []int, to func(i int) []int) graph {
	g := graph{to: make([][]int, n)}
	for _, r := range roots {
		if r >= 0 && r < n {
			g.roots = append(g.roots, r)
		}
	}
	for i := range g.to {
		for _, t := range to(i) {
			if t >= 0 && t < n {
				g.to[i] = append(g.to[i], t)
			}
		}
	}
	return g
}

// randomGraph has up to n objects, sparse or dense, near or far, with loops, double
// and empty references.
func randomGraph(rnd *rand.Rand, n int) graph {
	n = 1 + rnd.IntN(n)
	far := 1 + rnd.IntN(n)
	most := 1 + rnd.IntN(4)
	g := graph{to: make([][]int, n)}
	for range 1 + rnd.IntN(3) {
		g.roots = append(g.roots, rnd.IntN(n))
	}
	for i := range g.to {
		for range rnd.IntN(most + 1) {
			g.to[i] = append(g.to[i], min(max(i+rnd.IntN(2*far+1)-far, -1), n-1))
		}
		if rnd.IntN(3) > 0 { // long ways
			g.to[i] = append(g.to[i], (i+1)%n)
		}
	}
	return g
}

// build makes the objects; a number below 0 is an empty slot. Nothing is alive but
// what the roots reach. Every other root is a name.
func (g graph) build(t *testing.T) (*gc.Heap, []gc.Ref) {
	h := gc.New(gc.WithoutAutomatic())
	refs := make([]gc.Ref, len(g.to))
	for i, to := range g.to {
		refs[i] = must(h.NewInstance(len(to)))
	}
	for i, to := range g.to {
		for slot, x := range to {
			if x >= 0 {
				require.NoError(t, h.Set(refs[i], slot, refs[x]))
			}
		}
	}
	for i, r := range g.roots {
		if i%2 == 0 {
			require.NoError(t, h.IncRef(refs[r]))
		} else {
			require.NoError(t, h.Globals().Bind(fmt.Sprint("x", i), refs[r]))
		}
	}
	for _, r := range refs {
		require.NoError(t, h.DecRef(r))
	}
	return h, refs
}

// reached is how many objects and slots the roots reach, but through one.
func (g graph) reached(without int) (objects, slots int) {
	seen := make([]bool, len(g.to))
	queue := slices.Clone(g.roots)
	for len(queue) > 0 {
		x := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if x < 0 || x == without || seen[x] {
			continue
		}
		seen[x] = true
		objects++
		slots += len(g.to[x])
		queue = append(queue, g.to[x]...)
	}
	return objects, slots
}

// requireRetained compares the answers with what cannot be reached without each,
// counted the slow way.
func (g graph) requireRetained(t *testing.T, what string) {
	h, refs := g.build(t)
	objects, slots := g.reached(-1)
	number := map[gc.Ref]int{}
	for i, r := range refs {
		number[r] = i
	}
	retained := must(h.Retained(-1))
	require.Len(t, retained, objects, what)
	for i, r := range retained {
		n, m := g.reached(number[r.Ref])
		require.Equal(t, objects-n, r.Objects, "%s: %v", what, r)
		require.Equal(t, 40*(objects-n)+4*(slots-m), r.Bytes, "%s: %v", what, r)
		if i > 0 {
			before := retained[i-1]
			require.True(t, before.Bytes > r.Bytes || before.Bytes == r.Bytes && number[before.Ref] < number[r.Ref], what)
		}
	}
	for _, n := range []int{0, 1, 2, objects / 2, objects - 1, objects, objects + 1, 1 << 62} {
		if n >= 0 {
			require.Equal(t, retained[:min(n, objects)], must(h.Retained(n)), "%s: the first %d", what, n)
		}
	}
	require.NoError(t, h.Verify())
	require.NoError(t, h.Close())
}

// What an object retains is what cannot be reached without it, in every shape and in
// many random graphs.
func TestRetainedIsWhatCannotBeReachedWithout(t *testing.T) {
	for _, s := range shapes {
		for n := 1; n <= 40; n++ {
			s.make(n).requireRetained(t, fmt.Sprint(s.name, " of ", n))
		}
	}
	for seed := range uint64(600) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		randomGraph(rnd, 40).requireRetained(t, fmt.Sprint("seed ", seed))
	}
}

// The work is a few steps for each object and reference in all these shapes, and in
// any a logarithm of them at most (Lengauer and Tarjan).
func TestRetainedIsNearlyLinear(t *testing.T) {
	const n = 5_000
	steps := func(name string, g graph, most int) {
		h, _ := g.build(t)
		objects, slots := g.reached(-1)
		size := objects + slots
		require.Len(t, must(h.Retained(-1)), objects)
		require.LessOrEqual(t, h.DominatorSteps(), most*size, "%s: for %d objects and slots", name, size)
		require.NoError(t, h.Close())
	}
	for _, s := range shapes {
		steps(s.name, s.make(n), 5)
	}
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		steps(fmt.Sprint("seed ", seed), randomGraph(rnd, n), bits.Len(n))
	}
}
