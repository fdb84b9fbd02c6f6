package gc

import "underhood/bench/harness"

// goGCBench is gcbench on Go's heap.
func goGCBench(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var answer string
		s := harness.Measure(func() { answer = goGCBenchOn(p.Size) })
		s.Answer = answer
		return s, nil
	}}, nil
}

//go:noinline
func goGCBenchOn(stretch int) string {
	harness.Keep(goTree(stretch))
	depth, n := gcbenchSizes(stretch)
	long := &node2{}
	goGrow(long, depth)
	numbers := make([]float64, n)
	for i := range n / 2 {
		numbers[i] = 1 / float64(i+1)
	}
	nodes := 0
	for d := minDepth; d <= depth; d += 2 {
		var last *node2
		for range gcbenchTrees(stretch, d) {
			last = &node2{}
			goGrow(last, d)
		}
		nodes += goCount(last, d)
		for range gcbenchTrees(stretch, d) {
			if last = goTree(d); last.left != nil && last.right != nil {
				nodes += 2
			}
		}
	}
	return gcbenchAnswer(goCount(long, depth), nodes, numbers[min(1000, n/2-1)])
}

// goBinaryTrees is the benchmarks game's program on Go's heap.
func goBinaryTrees(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var answer string
		s := harness.Measure(func() {
			answer = playTrees(p, treePlayer[*node2]{build: goTree, count: goCount, drop: func(*node2, int) {}})
		})
		s.Answer = answer
		return s, nil
	}}, nil
}
