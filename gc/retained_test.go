package gc_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// What an object retains is what cannot be reached without it: counted here the
// slow way, for every object of many random graphs.
func TestRetainedIsWhatCannotBeReachedWithout(t *testing.T) {
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		h := gc.New(gc.WithoutAutomatic())
		refs := make([]gc.Ref, 2+rnd.IntN(30))
		for i := range refs {
			refs[i] = must(h.NewInstance(2))
		}
		for _, r := range refs {
			for i := range 2 {
				if rnd.IntN(4) > 0 {
					require.NoError(t, h.Set(r, i, refs[rnd.IntN(len(refs))]))
				}
			}
		}
		for _, r := range refs[2:] {
			require.NoError(t, h.DecRef(r))
		}
		reached := func(without gc.Ref) int {
			seen := map[gc.Ref]bool{without: true}
			queue := refs[:2:2]
			n := 0
			for len(queue) > 0 {
				r := queue[0]
				queue = queue[1:]
				if seen[r] {
					continue
				}
				seen[r] = true
				n++
				for x := range h.Referents(r) {
					queue = append(queue, x)
				}
			}
			return n
		}
		all := reached(gc.Nil)
		retained := must(h.Retained(-1))
		require.Len(t, retained, all)
		for i, r := range retained {
			require.Equal(t, all-reached(r.Ref), r.Objects)
			require.Equal(t, 48*r.Objects, r.Bytes)
			require.True(t, i == 0 || retained[i-1].Bytes >= r.Bytes)
		}
		require.Len(t, must(h.Retained(1)), min(1, all))
		require.NoError(t, h.Verify())
	}
}

// A million objects are no matter.
func TestRetainedOfAMillion(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("a large heap")
	}
	h := gc.New(gc.WithoutAutomatic())
	head := chain(t, h, 1_000_000, false)
	top := must(h.Retained(2))
	require.Equal(t, gc.Retention{Ref: head, Objects: 1_000_000, Bytes: 44_000_000}, top[0])
	require.Equal(t, 999_999, top[1].Objects)
	require.NoError(t, h.DecRef(head))
}

// Two lists share a tail: neither keeps it alone.
func ExampleHeap_Retained() {
	h := gc.New()
	shared, _ := h.NewInstance(0)
	own, _ := h.NewInstance(0)
	a, _ := h.NewList(shared, own)
	b, _ := h.NewList(shared)
	for name, r := range map[string]gc.Ref{"a": a, "b": b} {
		_ = h.Globals().Give(name, r)
	}
	_, _ = h.DecRef(shared), h.DecRef(own)
	top, _ := h.Retained(2)
	for _, r := range top {
		fmt.Println(r.Ref == a, r.Objects)
	}
	// Output:
	// true 2
	// false 1
}

// What is on the heap, by kind and label.
func ExampleHeap_Census() {
	h := gc.New()
	for i := range 5 {
		x, _ := h.NewInstance(2)
		if i < 2 {
			_ = h.SetLabel(x, "node")
		}
	}
	for _, g := range h.Census() {
		fmt.Printf("%d %s %q with %d edges\n", g.Objects, g.Kind, g.Label, g.Edges)
	}
	// Output:
	// 3 instance "" with 6 edges
	// 2 instance "node" with 4 edges
}
