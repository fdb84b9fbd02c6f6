package gc

import (
	"fmt"
	"maps"

	"underhood/bench/harness"
	heap "underhood/gc"
)

// heapWorks is what the library does with its default heap.
func heapWorks() map[string]harness.Work {
	works := collections(func(h *heap.Heap) (int, error) { return h.Collect(2) })
	maps.Copy(works, hookWorks())
	works["deep_chain_freed"] = dropChain
	works["incremental_step"] = longestStep
	maps.Copy(works, lives(true))
	works["pool_64"] = slabBlocks
	return works
}

// lives are the cases in which automatic collection matters.
func lives(acyclicFree bool, opts ...heap.Option) map[string]harness.Work {
	return map[string]harness.Work{
		"gcbench":      gcbench(acyclicFree, opts),
		"binary_trees": binaryTrees(acyclicFree, opts),
	}
}

// done closes the heap, and looks at the end of a program without cycles
// whether collections have looked at anything, which the default must not.
func done(h *heap.Heap, acyclicFree bool) {
	if n := h.Visited(); acyclicFree && n != 0 {
		panic(fmt.Sprintf("automatic collections visited %d objects of a program without cycles", n))
	}
	check(h.Close())
}

// sweepWorks are the cases in which mark and sweep can take the place of trial
// deletion. Automatic collection knows only the latter.
func sweepWorks() map[string]harness.Work { return collections((*heap.Heap).MarkSweep) }

// collect is a full collection by one of the collectors.
type collect func(*heap.Heap) (int, error)

func collections(c collect) map[string]harness.Work {
	return map[string]harness.Work{
		"ring_garbage": ringGarbage(c),
		"live_chain":   live(c, chainShape),
		"live_tree":    live(c, treeShape),
		"live_random":  live(c, randomShape),
	}
}

// must is for calls that only fail when the benchmark is wrong; the worker
// answers the panic as an error.
func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// buildChain makes a chain of n nodes and returns its head, which is owned.
//
//go:noinline
func buildChain(h *heap.Heap, n int) heap.Ref {
	head := must(h.NewInstance(1))
	last := head
	for range n - 1 {
		x := must(h.NewInstance(1))
		check(h.Give(last, 0, x))
		last = x
	}
	return head
}

// buildTree makes a full tree from its leaves and returns its root, owned.
//
//go:noinline
func buildTree(h *heap.Heap, depth int) heap.Ref {
	if depth == 0 {
		return must(h.NewInstance(2))
	}
	left := buildTree(h, depth-1)
	right := buildTree(h, depth-1)
	x := must(h.NewInstance(2))
	check(h.Give(x, 0, left))
	check(h.Give(x, 1, right))
	return x
}

// growTree gives x subtrees, from the root down.
//
//go:noinline
func growTree(h *heap.Heap, x heap.Ref, depth int) {
	if depth == 0 {
		return
	}
	left, right := must(h.NewInstance(2)), must(h.NewInstance(2))
	check(h.Give(x, 0, left))
	check(h.Give(x, 1, right))
	growTree(h, left, depth-1)
	growTree(h, right, depth-1)
}

// countTree walks the tree and counts its nodes.
//
//go:noinline
func countTree(h *heap.Heap, x heap.Ref, depth int) int {
	if depth == 0 {
		return 1
	}
	return 1 + countTree(h, must(h.Get(x, 0)), depth-1) + countTree(h, must(h.Get(x, 1)), depth-1)
}

// ringGarbage frees rings by a collection.
func ringGarbage(c collect) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return harness.Run{Sample: func() (harness.Sample, error) {
			h := heap.New(heap.WithoutAutomatic())
			for range p.Size / ringSize {
				first := buildChain(h, ringSize)
				last := first
				for range ringSize - 1 {
					last = must(h.Get(last, 0))
				}
				check(h.Set(last, 0, first))
				check(h.DecRef(first))
			}
			freed := 0
			s := harness.Measure(func() { freed = must(c(h)) })
			if n := h.Len(); n != 0 {
				return s, fmt.Errorf("%d objects left", n)
			}
			s.Answer = fmt.Sprint("freed ", freed)
			return s, h.Close()
		}}, nil
	}
}

// dropChain frees a chain by counting.
func dropChain(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		h := heap.New(heap.WithoutAutomatic())
		head := buildChain(h, p.Size)
		n := h.Len()
		s := harness.Measure(func() { check(h.DecRef(head)) })
		s.Answer = fmt.Sprint("freed ", n-h.Len())
		return s, h.Close()
	}}, nil
}
