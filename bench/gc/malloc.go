package gc

import (
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/memory"

	"underhood/bench/harness"
)

// mallocWorks is what modernc.org/memory does: a malloc for Go over mapped
// pages, which Go's collector does not see. It collects nothing; every node is
// freed by hand, so only the cases that free by dropping are there.
func mallocWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"deep_chain_freed": mallocChain,
		"gcbench":          mallocGCBench,
		"binary_trees":     mallocBinaryTrees,
		"pool_64":          mallocBlocks,
	}
}

// outside makes a zeroed value in the allocator's memory. T may only point to
// values that are there too.
func outside[T any](a *memory.Allocator) *T {
	return (*T)(must(a.UnsafeCalloc(int(unsafe.Sizeof(*new(T))))))
}

func mallocChain(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var a memory.Allocator
		head := outside[node1](&a)
		last := head
		for range p.Size - 1 {
			x := outside[node1](&a)
			last.next = x
			last = x
		}
		n := 0
		s := harness.Measure(func() { n = freeChain(&a, head) })
		s.Answer = fmt.Sprint("freed ", n)
		return s, errors.Join(left(&a), a.Close())
	}}, nil
}

// left is an error when the allocator still has something given out.
func left(a *memory.Allocator) error {
	if a.Allocs != 0 {
		return fmt.Errorf("%d nodes left", a.Allocs)
	}
	return nil
}

//go:noinline
func freeChain(a *memory.Allocator, x *node1) int {
	n := 0
	for x != nil {
		next := x.next
		check(a.UnsafeFree(unsafe.Pointer(x)))
		x = next
		n++
	}
	return n
}

//go:noinline
func mallocTree(a *memory.Allocator, depth int) *node2 {
	x := outside[node2](a)
	if depth > 0 {
		x.left = mallocTree(a, depth-1)
		x.right = mallocTree(a, depth-1)
	}
	return x
}

//go:noinline
func freeTree(a *memory.Allocator, x *node2, depth int) {
	if depth > 0 {
		freeTree(a, x.left, depth-1)
		freeTree(a, x.right, depth-1)
	}
	check(a.UnsafeFree(unsafe.Pointer(x)))
}

func mallocGCBench(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var a memory.Allocator
		var answer string
		s := harness.Measure(func() { answer = mallocGCBenchOn(&a, p.Size) })
		s.Answer = answer
		return s, errors.Join(left(&a), a.Close())
	}}, nil
}

// mallocGCBenchOn makes all trees from the root: without a collector it makes
// no difference.
//
//go:noinline
func mallocGCBenchOn(a *memory.Allocator, stretch int) string {
	freeTree(a, mallocTree(a, stretch), stretch)
	depth, n := gcbenchSizes(stretch)
	long := mallocTree(a, depth)
	block := must(a.UnsafeCalloc(8 * n))
	numbers := unsafe.Slice((*float64)(block), n)
	for i := range n / 2 {
		numbers[i] = 1 / float64(i+1)
	}
	nodes := 0
	for d := minDepth; d <= depth; d += 2 {
		for i := range 2 * gcbenchTrees(stretch, d) {
			root := mallocTree(a, d)
			if i+1 == gcbenchTrees(stretch, d) {
				nodes += goCount(root, d)
			} else if i >= gcbenchTrees(stretch, d) && root.left != nil && root.right != nil {
				nodes += 2
			}
			freeTree(a, root, d)
		}
	}
	answer := gcbenchAnswer(goCount(long, depth), nodes, numbers[min(1000, n/2-1)])
	freeTree(a, long, depth)
	check(a.UnsafeFree(block))
	return answer
}

func mallocBinaryTrees(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var a memory.Allocator
		var answer string
		s := harness.Measure(func() {
			answer = playTrees(p, treePlayer[*node2]{
				build: func(depth int) *node2 { return mallocTree(&a, depth) },
				count: goCount,
				drop:  func(x *node2, depth int) { freeTree(&a, x, depth) },
			})
		})
		s.Answer = answer
		return s, errors.Join(left(&a), a.Close())
	}}, nil
}
