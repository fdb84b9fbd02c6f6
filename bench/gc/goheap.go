package gc

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"underhood/bench/harness"
)

// node1 and node2 are the nodes on Go's own heap and, for modernc, beside it.
type node1 struct{ next *node1 }

type node2 struct{ left, right *node2 }

// goWorks is what Go's own heap and collector do. "Collect" is runtime.GC, which
// marks on all cores and returns when the sweep is over too.
func goWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"ring_garbage": goFreed(func(n int) any {
			rings := make([]*node1, 0, n/ringSize)
			for range n / ringSize {
				first := goChain(ringSize)
				last := first
				for last.next != nil {
					last = last.next
				}
				last.next = first
				rings = append(rings, first)
			}
			return rings
		}),
		"deep_chain_freed": goFreed(func(n int) any { return goChain(n) }),
		"live_chain": goLive(func(p harness.Params) (any, func() string) {
			head := goChain(p.Size)
			return head, func() string {
				n := 0
				for x := head; x != nil; x = x.next {
					n++
				}
				return fmt.Sprint("live ", n)
			}
		}),
		"live_tree": goLive(func(p harness.Params) (any, func() string) {
			depth := treeDepth(p.Size)
			root := goTree(depth)
			return root, func() string { return fmt.Sprint("live ", goCount(root, depth)) }
		}),
		"live_random":  goLive(goRandom),
		"gcbench":      goGCBench,
		"binary_trees": goBinaryTrees,
		"pool_64":      goBlocks,
	}
}

// goFreed measures the collection after the last reference to what make builds
// is gone. Go does not say how many objects a collection freed; the number on
// its heap before and after does.
func goFreed(build func(n int) any) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return harness.Run{Sample: func() (harness.Sample, error) {
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			root := build(p.Size)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			s := harness.Measure(func() {
				harness.Keep(root)
				root = nil
				runtime.GC()
			})
			runtime.ReadMemStats(&after)
			freed := int(before.HeapObjects) - int(after.HeapObjects)
			// The runtime's own few objects are in the count as well.
			if d := freed - p.Size; d > -100 && d < 100 {
				freed = p.Size
			}
			s.Answer = fmt.Sprint("freed ", freed)
			return s, nil
		}}, nil
	}
}

// goLive measures a collection that frees nothing of what build made.
func goLive(build func(p harness.Params) (root any, answer func() string)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return harness.Run{Sample: func() (harness.Sample, error) {
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			root, answer := build(p)
			s := harness.Measure(runtime.GC)
			s.Answer = answer()
			runtime.KeepAlive(root)
			return s, nil
		}}, nil
	}
}

func goRandom(p harness.Params) (any, func() string) {
	nodes := make([]*node2, p.Size)
	for i := range nodes {
		nodes[i] = &node2{}
	}
	g := lcg(p.Seed)
	for _, x := range nodes {
		x.left = nodes[g.below(len(nodes))]
		x.right = nodes[g.below(len(nodes))]
	}
	return nodes, func() string {
		g := lcg(p.Seed)
		seen := make(map[*node2]struct{})
		x := nodes[0]
		for range walkSteps {
			seen[x] = struct{}{}
			if g.below(2) == 0 {
				x = x.left
			} else {
				x = x.right
			}
		}
		return fmt.Sprintf("live %d, %d on a walk", len(nodes), len(seen))
	}
}

//go:noinline
func goChain(n int) *node1 {
	head := &node1{}
	last := head
	for range n - 1 {
		x := &node1{}
		last.next = x
		last = x
	}
	return head
}

//go:noinline
func goTree(depth int) *node2 {
	if depth == 0 {
		return &node2{}
	}
	left := goTree(depth - 1)
	right := goTree(depth - 1)
	return &node2{left, right}
}

//go:noinline
func goGrow(x *node2, depth int) {
	if depth == 0 {
		return
	}
	x.left, x.right = &node2{}, &node2{}
	goGrow(x.left, depth-1)
	goGrow(x.right, depth-1)
}

//go:noinline
func goCount(x *node2, depth int) int {
	if depth == 0 {
		return 1
	}
	return 1 + goCount(x.left, depth-1) + goCount(x.right, depth-1)
}
