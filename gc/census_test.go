package gc_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// The census counts what is alive, by kind and label, the largest group first, of
// alike ones by kind and then by label, whatever the labels begin and end with.
func TestCensusIsInOrder(t *testing.T) {
	words := []string{"", "a", "a\x00", "a\x00\x00", "ab", "b", "the same beginning ", "the same beginning of a node ", "ä", "\xff"}
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 6))
		h := gc.New(gc.WithoutAutomatic())
		some := 1 + rnd.IntN(len(words))
		different := 1 + rnd.IntN(200)
		prefix := strings.Repeat(words[rnd.IntN(len(words))], rnd.IntN(3))
		type key struct {
			kind  gc.Kind
			label string
		}
		want := map[key]gc.Group{}
		for range rnd.IntN(400) {
			var r gc.Ref
			var k gc.Kind
			edges := 0
			switch rnd.IntN(4) {
			case 0:
				r, k = must(h.NewLeaf(1)), gc.Leaf
			case 1:
				r, k, edges = must(h.NewList(gc.Nil, gc.Nil)), gc.List, 2
			default:
				edges = rnd.IntN(4)
				r, k = must(h.NewInstance(edges)), gc.Instance
			}
			label := ""
			if rnd.IntN(10) > 0 {
				label = prefix + words[rnd.IntN(some)]
				if rnd.IntN(2) > 0 {
					label += fmt.Sprint(rnd.IntN(different), " of them")
				}
				require.NoError(t, h.SetLabel(r, label))
			}
			if rnd.IntN(5) == 0 {
				require.NoError(t, h.DecRef(r))
				continue
			}
			g := want[key{k, label}]
			want[key{k, label}] = gc.Group{Kind: k, Label: label, Objects: g.Objects + 1, Edges: g.Edges + edges}
		}
		var all []gc.Group
		for _, g := range want {
			all = append(all, g)
		}
		slices.SortFunc(all, func(a, b gc.Group) int {
			return cmp.Or(cmp.Compare(b.Objects, a.Objects), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Label, b.Label))
		})
		require.Equal(t, len(all), len(h.Census()), "seed %d", seed)
		for i, g := range h.Census() {
			require.Equal(t, all[i], g, "seed %d", seed)
		}
	}
}
