package gc

import (
	"fmt"

	"underhood/bench/harness"
	heap "underhood/gc"
)

// hookWorks are the workloads that show what the hook's branches cost when
// there is no hook: the same code runs in a program built with them and in one
// built without (package nohook).
func hookWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"nil_hook":         hookTraffic,
		"nil_hook_free":    hookFree,
		"nil_hook_collect": hookCollect,
	}
}

// hookTraffic moves references about on a heap of 64 objects, where nothing but
// the instructions themselves costs time.
func hookTraffic(p harness.Params) (harness.Run, error) {
	const objects = 64
	return harness.Run{Sample: func() (harness.Sample, error) {
		h := heap.New(heap.WithoutAutomatic())
		var refs [objects]heap.Ref
		for i := range refs {
			refs[i] = must(h.NewInstance(2))
		}
		sum := 0
		s := harness.Measure(func() { sum = traffic(h, &refs, p) })
		s.Answer = fmt.Sprint(sum)
		return s, h.Close()
	}}, nil
}

//go:noinline
func traffic(h *heap.Heap, refs *[64]heap.Ref, p harness.Params) int {
	sum, g := 0, lcg(p.Seed)
	for range p.Size {
		n := g.below(1 << 12)
		a, b := refs[n&63], refs[n>>6]
		check(h.Set(a, n&1, b))
		check(h.IncRef(b))
		x := must(h.Get(a, n&1))
		sum += x.Index()
		check(h.DecRef(x))
	}
	return sum
}

// hookFree builds trees and drops them.
func hookFree(p harness.Params) (harness.Run, error) {
	const depth = 9 // 1023 nodes, which fit the cache
	return harness.Run{Sample: func() (harness.Sample, error) {
		h := heap.New(heap.WithoutAutomatic())
		nodes := 0
		s := harness.Measure(func() {
			for range p.Size/treeNodes(depth) + 1 {
				root := buildTree(h, depth)
				nodes += h.Len()
				check(h.DecRef(root))
			}
		})
		s.Answer = fmt.Sprintf("%d nodes, %d left", nodes, h.Len())
		return s, h.Close()
	}}, nil
}

// hookCollect collects a heap that is half alive, half garbage, and then the
// live half again, five times.
func hookCollect(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		h := heap.New(heap.WithoutAutomatic())
		buildTree(h, treeDepth(p.Size/2))
		for range p.Size / 2 / ringSize {
			first := buildChain(h, ringSize)
			check(h.Set(first, 0, first)) // drops the rest of the chain
			check(h.DecRef(first))
		}
		freed := 0
		s := harness.Measure(func() {
			for range 6 {
				freed += must(h.Collect(2))
			}
		})
		s.Answer = fmt.Sprintf("freed %d, %d left", freed, h.Len())
		return s, h.Close()
	}}, nil
}
