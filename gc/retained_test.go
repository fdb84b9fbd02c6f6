package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

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
