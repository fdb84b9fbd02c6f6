package gc_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// whyHeap builds a shape of n objects that one root keeps alive, and gives the
// objects in the order they were made in.
func whyHeap(t testing.TB, shape string, n int) (*gc.Heap, []gc.Ref) {
	h := gc.New(gc.WithoutAutomatic())
	refs := make([]gc.Ref, n)
	for i := range refs {
		refs[i] = must(h.NewInstance(2))
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	edge := func(from, slot, to int) {
		if to < len(refs) {
			require.NoError(t, h.Set(refs[from], slot, refs[to]))
		}
	}
	for i := range refs {
		switch shape {
		case "chain":
			edge(i, 0, i+1)
		case "tree":
			edge(i, 0, 2*i+1)
			edge(i, 1, 2*i+2)
		case "random": // the first edge makes sure that all are reached
			edge(i, 0, i+1)
			edge(i, 1, rnd.IntN(len(refs)))
		}
	}
	for _, r := range refs[1:] {
		require.NoError(t, h.DecRef(r))
	}
	return h, refs
}

var whyShapes = []string{"chain", "tree", "random"}

// BenchmarkWhy asks for the object that is found last, and with garbage=true for one
// that no root leads to.
func BenchmarkWhy(b *testing.B) {
	for _, shape := range whyShapes {
		h, refs := whyHeap(b, shape, benchSize)
		last := refs[len(refs)-1]
		b.Run(fmt.Sprintf("shape=%s/n=1M", shape), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink += len(must(h.Why(last)).Steps)
			}
		})
		require.NoError(b, h.Set(refs[len(refs)-1], 0, refs[0])) // all in a cycle
		require.NoError(b, h.DecRef(refs[0]))
		b.Run(fmt.Sprintf("shape=%s/n=1M/garbage=true", shape), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := h.Why(last)
				require.ErrorIs(b, err, gc.ErrUnreachable)
			}
		})
		require.NoError(b, h.Close())
	}
}
