package gc

import (
	"fmt"

	"underhood/bench/harness"
	heap "underhood/gc"
)

// shape builds something that lives, and gives a function that tells afterwards
// that it is still what it was.
type shape func(h *heap.Heap, p harness.Params) (answer func() string)

// live measures a full collection that finds no garbage. How many objects it
// visits is counted by the heap's own events, on a heap of the same shape: the
// one on the clock has no hook.
func live(c collect, build shape) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		visited := countVisits(c, build, p)
		return harness.Run{Sample: func() (harness.Sample, error) {
			h := heap.New(heap.WithoutAutomatic())
			answer := build(h, p)
			freed := 0
			s := harness.Measure(func() { freed = must(c(h)) })
			if freed != 0 {
				return s, fmt.Errorf("%d live objects were freed", freed)
			}
			s.Answer, s.Objects = answer(), visited
			return s, h.Close()
		}}, nil
	}
}

// countVisits counts the objects a collection looks at: those trial deletion
// walks over, or that mark and sweep marks, each once.
func countVisits(c collect, build shape, p harness.Params) int64 {
	visits := 0
	seen := make([]bool, p.Size+2) // by index: the nodes, and a list of them
	counting := false
	h := heap.New(heap.WithoutAutomatic(), heap.WithHook(func(e heap.Event) {
		if !counting || e.Kind != heap.EventVisit && e.Kind != heap.EventMark {
			return
		}
		if x := e.Obj.Index(); !seen[x] {
			seen[x] = true
			visits++
		}
	}))
	build(h, p)
	counting = true
	must(c(h))
	check(h.Close())
	return int64(visits)
}

func chainShape(h *heap.Heap, p harness.Params) func() string {
	head := buildChain(h, p.Size)
	return func() string {
		n := 0
		for x := head; x != heap.Nil; x = must(h.Get(x, 0)) {
			n++
		}
		return fmt.Sprint("live ", n)
	}
}

func treeShape(h *heap.Heap, p harness.Params) func() string {
	depth := treeDepth(p.Size)
	root := buildTree(h, depth)
	return func() string { return fmt.Sprint("live ", countTree(h, root, depth)) }
}

// randomShape is a list of nodes with edges to each other.
func randomShape(h *heap.Heap, p harness.Params) func() string {
	list := must(h.NewList())
	nodes := make([]heap.Ref, p.Size)
	for i := range nodes {
		nodes[i] = must(h.NewInstance(2))
		check(h.Append(list, nodes[i]))
		check(h.DecRef(nodes[i]))
	}
	g := lcg(p.Seed)
	for _, x := range nodes {
		check(h.Set(x, 0, nodes[g.below(len(nodes))]))
		check(h.Set(x, 1, nodes[g.below(len(nodes))]))
	}
	first := nodes[0]
	return func() string {
		g := lcg(p.Seed)
		seen := make(map[heap.Ref]struct{})
		x := first
		for range walkSteps {
			seen[x] = struct{}{}
			x = must(h.Get(x, g.below(2)))
		}
		return fmt.Sprintf("live %d, %d on a walk", must(h.Size(list)), len(seen))
	}
}
