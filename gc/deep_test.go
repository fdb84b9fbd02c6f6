package gc_test

import (
	"runtime/metrics"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// big is how many objects the tests of depth use: millions, fewer where every
// access is watched.
func big(millions int) int {
	if raceEnabled || testing.Short() {
		return millions * 100_000
	}
	return millions * 1_000_000
}

// stack is the memory of all goroutine stacks.
func stack() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// inFlatStack requires that do needs no deep stack: recursion through a million
// objects would take some hundred megabytes.
func inFlatStack(t *testing.T, do func()) {
	t.Helper()
	before := stack()
	do()
	require.Less(t, int64(stack())-int64(before), int64(4<<20))
}

// chain makes n objects, each referring to the next, and gives the first, owned.
func chain(t testing.TB, h *gc.Heap, n int, lists bool) gc.Ref {
	t.Helper()
	head := gc.Nil
	for range n {
		var r gc.Ref
		var err error
		if lists {
			r, err = h.NewList(gc.Nil)
		} else {
			r, err = h.NewInstance(1)
		}
		if err == nil && head != gc.Nil {
			err = h.Give(r, 0, head)
		}
		if err != nil {
			t.Fatal(err)
		}
		head = r
	}
	return head
}

func TestDeepChainDies(t *testing.T) {
	h := gc.New(gc.WithoutAutomatic())
	h.Reserve(big(10))
	head := chain(t, h, big(10), false)
	inFlatStack(t, func() { require.NoError(t, h.DecRef(head)) })
	require.Zero(t, h.Len())
}

func TestDeepStructures(t *testing.T) {
	n := big(1)
	ring := func(t *testing.T, h *gc.Heap) {
		head := chain(t, h, n, false)
		last := head
		for range n - 1 {
			last = must(h.Get(last, 0))
		}
		require.NoError(t, h.Give(last, 0, head))
	}
	collect := func(t *testing.T, h *gc.Heap) { require.Equal(t, n, must(h.Collect(2))) }
	sweep := func(t *testing.T, h *gc.Heap) { require.Equal(t, n, must(h.MarkSweep())) }
	var head gc.Ref
	drop := func(t *testing.T, h *gc.Heap) { require.NoError(t, h.DecRef(head)) }
	tests := []struct {
		name string
		make func(t *testing.T, h *gc.Heap)
		end  func(t *testing.T, h *gc.Heap)
	}{
		{"chain of lists", func(t *testing.T, h *gc.Heap) { head = chain(t, h, n, true) }, drop},
		{"ring collected", ring, collect},
		{"ring swept", ring, sweep},
		{"wide list", func(t *testing.T, h *gc.Heap) {
			head = must(h.NewList())
			for range n {
				x := must(h.NewInstance(0))
				require.NoError(t, h.Append(head, x))
				require.NoError(t, h.DecRef(x))
			}
		}, drop},
		{"wide instance in the trashcan", func(t *testing.T, h *gc.Heap) {
			wide := must(h.NewInstance(n))
			for i := range n {
				require.NoError(t, h.Give(wide, i, must(h.NewInstance(0))))
			}
			head = wide
			for range 49 {
				up := must(h.NewInstance(1))
				require.NoError(t, h.Give(up, 0, head))
				head = up
			}
		}, drop},
		{"tree", func(t *testing.T, h *gc.Heap) {
			head = must(h.NewInstance(2))
			level := []gc.Ref{head}
			for h.Len() < n/2 {
				var next []gc.Ref
				for _, r := range level {
					for i := range 2 {
						c := must(h.NewInstance(2))
						require.NoError(t, h.Give(r, i, c))
						next = append(next, c)
					}
				}
				level = next
			}
		}, drop},
		{"live chain", func(t *testing.T, h *gc.Heap) { head = chain(t, h, n, false) }, func(t *testing.T, h *gc.Heap) {
			require.Zero(t, must(h.Collect(2)))
			require.Zero(t, must(h.MarkSweep()))
			p, err := h.Why(must(h.Get(head, 0)))
			require.NoError(t, err)
			require.Len(t, p.Steps, 1)
			require.NoError(t, h.DecRef(head))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := gc.New(gc.WithoutAutomatic())
			tt.make(t, h)
			inFlatStack(t, func() { tt.end(t, h) })
			require.Zero(t, h.Len())
			require.NoError(t, h.Verify())
		})
	}
}
