package gc

import (
	"fmt"
	"strings"

	"underhood/bench/harness"
	heap "underhood/gc"
)

// gcbench is a heap's life after H. Boehm's GCBench: see the case.
func gcbench(acyclicFree bool, opts []heap.Option) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return harness.Run{Sample: func() (harness.Sample, error) {
			var answer string
			s := harness.Measure(func() {
				h := heap.New(opts...)
				answer = gcbenchOn(h, p.Size)
				done(h, acyclicFree)
			})
			s.Answer = answer
			return s, nil
		}}, nil
	}
}

//go:noinline
func gcbenchOn(h *heap.Heap, stretch int) string {
	check(h.DecRef(buildTree(h, stretch)))
	depth, n := gcbenchSizes(stretch)
	long := must(h.NewInstance(2))
	growTree(h, long, depth)
	numbers := make([]float64, n)
	array := must(h.NewLeaf(numbers))
	for i := range n / 2 {
		numbers[i] = 1 / float64(i+1)
	}
	nodes := 0
	for d := minDepth; d <= depth; d += 2 {
		var last heap.Ref
		for range gcbenchTrees(stretch, d) {
			if last != heap.Nil {
				check(h.DecRef(last))
			}
			last = must(h.NewInstance(2))
			growTree(h, last, d)
		}
		nodes += countTree(h, last, d)
		check(h.DecRef(last))
		for range gcbenchTrees(stretch, d) {
			last = buildTree(h, d)
			nodes += must(h.Size(last))
			check(h.DecRef(last))
		}
	}
	kept := must(h.Value(array)).([]float64) //nolint:errcheck // it was put there above
	return gcbenchAnswer(countTree(h, long, depth), nodes, kept[min(1000, n/2-1)])
}

func gcbenchAnswer(long, nodes int, kept float64) string {
	return fmt.Sprintf("%d %d %.6f", long, nodes, kept)
}

// binaryTrees is the program of the benchmarks game: see the case.
func binaryTrees(acyclicFree bool, opts []heap.Option) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		return harness.Run{Sample: func() (harness.Sample, error) {
			var answer string
			s := harness.Measure(func() {
				h := heap.New(opts...)
				answer = playTrees(p, treePlayer[heap.Ref]{
					build: func(depth int) heap.Ref { return buildTree(h, depth) },
					count: func(x heap.Ref, depth int) int { return countTree(h, x, depth) },
					drop:  func(x heap.Ref, _ int) { check(h.DecRef(x)) },
				})
				done(h, acyclicFree)
			})
			s.Answer = answer
			return s, nil
		}}, nil
	}
}

// treePlayer is what the program needs, by contestant. The calls through it are
// one a tree, not one a node.
type treePlayer[N any] struct {
	build func(depth int) N
	count func(root N, depth int) int
	drop  func(root N, depth int)
}

// playTrees is the benchmarks game's program; the answer is its output.
func playTrees[N any](p harness.Params, t treePlayer[N]) string {
	var out strings.Builder
	largest := max(minDepth+2, p.Size)
	root := t.build(largest + 1)
	fmt.Fprintf(&out, "stretch %d\n", t.count(root, largest+1))
	t.drop(root, largest+1)
	long := t.build(largest)
	step, most := treesPlan(p.Quick)
	for depth := minDepth; depth <= largest; depth += step {
		trees, nodes := most<<(largest-depth), 0
		for range trees {
			root := t.build(depth)
			nodes += t.count(root, depth)
			t.drop(root, depth)
		}
		fmt.Fprintf(&out, "%d trees of depth %d: %d\n", trees, depth, nodes)
	}
	fmt.Fprintf(&out, "long lived %d\n", t.count(long, largest))
	t.drop(long, largest)
	return out.String()
}
