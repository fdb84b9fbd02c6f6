package gc

import "math/bits"

// ringSize is the number of nodes in a ring.
const ringSize = 10

// walkSteps is how far a live random graph is walked to see that it is whole.
const walkSteps = 100_000

// lcg is the generator all contestants share (Numerical Recipes' constants):
// its numbers fit Python's small integers.
type lcg uint32

// below gives the next number below n, from the high bits.
func (g *lcg) below(n int) int {
	*g = *g*1664525 + 1013904223
	return int(uint64(*g) * uint64(n) >> 32)
}

// treeDepth is the depth of the full binary tree of that many nodes.
func treeDepth(nodes int) int { return bits.Len(uint(nodes)) - 1 }

// treeNodes is how many nodes a full binary tree of the depth has.
func treeNodes(depth int) int { return 1<<(depth+1) - 1 }

// minDepth is the depth of the smallest trees of gcbench and binary_trees.
const minDepth = 4

// gcbenchSizes gives the depth of GCBench's long-lived tree, which is that of
// its largest short-lived ones too, and the length of its array.
func gcbenchSizes(stretch int) (depth, array int) {
	return max(stretch-2, minDepth), 125_000 * (1 << stretch) / (1 << 16)
}

// gcbenchTrees is how many trees of a depth GCBench makes of each sort: twice
// as many nodes as the stretched tree has.
func gcbenchTrees(stretch, depth int) int { return 2 * treeNodes(stretch) / treeNodes(depth) }

// treesPlan gives by how much the trees of binary_trees grow, and how many of
// the smallest there are for one of the largest.
func treesPlan(quick bool) (step, trees int) {
	if quick {
		return 4, 1 << (minDepth - 1)
	}
	return 2, 1 << minDepth
}
