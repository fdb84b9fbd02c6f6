package gc

import (
	"underhood/bench/harness"
	heap "underhood/gc"
)

// million is the size the goals bind at.
const million = 1_000_000

// hookPairs is the number of pairs a ratio near 1 is taken from.
const hookPairs = 15

// Topic gives the cases and contestants of package gc.
func Topic() *harness.Topic {
	return &harness.Topic{
		Name:  "gc",
		Title: "gc: the memory manager",
		About: "Package gc beside CPython, whose rules it follows, PyPy, Go's own heap and a malloc.",
		Cases: cases(),
		Works: map[string]map[string]harness.Work{
			"underhood":             heapWorks(),
			"underhood/mark-sweep":  sweepWorks(),
			"underhood/trial":       lives(false, heap.WithCollector(heap.Trial)),
			"underhood/incremental": lives(false, heap.WithCollector(heap.Incremental)),
			"underhood/blocks":      {"pool_64": poolBlocks},
			"go":                    goWorks(),
			"modernc":               mallocWorks(),
			"no-hook":               hookWorks(),
		},
		Contestants: contestants(),
	}
}

func cases() []harness.Case {
	return []harness.Case{
		{
			Name: "nil_hook", Cost: .1, Unit: "run", Size: 400_000, SmallSize: 1000, Rounds: hookPairs, Limit: "no-hook", Paired: true,
			What: "Reference traffic on a heap that fits the cache (Set, IncRef, DecRef, Get), no hook set, against the same sources with the hook's branches taken out.",
		},
		{
			Name: "nil_hook_free", Cost: .08, Unit: "run", Size: 200_000, SmallSize: 2000, Rounds: hookPairs, Limit: "no-hook", Paired: true,
			What: "The same for trees built and dropped.",
		},
		{
			Name: "nil_hook_collect", Cost: .15, Unit: "run", Size: 100_000, SmallSize: 2000, Rounds: hookPairs, Limit: "no-hook", Paired: true,
			What: "The same for full collections of a live tree, and of rings that are garbage.",
		},
		{
			Name: "pool_64", Cost: .3, Unit: "run", Size: 1 << 21, SmallSize: 1 << 13,
			What: "2M blocks of 64 B given, written to, read and freed, 256 at a time, in turn last first and in random order: by a Slab of gc/pool, and by Alloc and Free. The Slab's calls and Go's new are inlined, the others are not. CPython's blocks are bytes objects, made by a loop in C, read and freed by one in Python.",
		},
		{
			Name: "live_chain", Cost: 1.1, BusySize: 200_000, Unit: "collection", Size: million, SmallSize: 1000, Counted: true,
			What: "One full collection with a chain of 1M live nodes, built from its head. Building is not timed.",
		},
		{
			Name: "deep_chain_freed", Cost: 1.2, BusySize: 200_000, Unit: "drop", Size: million, SmallSize: 1000,
			What: "A chain of 1M nodes is freed by dropping its head. Building is not timed; where nothing is freed at once (Go, PyPy) the collection that frees it is.",
		},
		{
			Name: "ring_garbage", Cost: 1.6, BusySize: 200_000, Unit: "collection", Size: million, SmallSize: 1000,
			What: "One full collection that frees 1M nodes in rings of ten, dropped before with automatic collection off. Building and dropping are not timed.",
		},
		{
			Name: "live_random", Cost: 2.2, BusySize: 200_000, Unit: "collection", Size: million, SmallSize: 1000, Counted: true,
			What: "One full collection with 1M live nodes in a list, two edges each to random nodes. Building is not timed.",
		},
		{
			Name: "live_tree", Cost: 2.4, BusySize: 1<<18 - 1, Unit: "collection", Size: 1<<20 - 1, SmallSize: 1<<10 - 1, Counted: true,
			What: "One full collection with 1,048,575 live nodes as a binary tree built from its leaves. Building is not timed.",
		},
		{
			Name: "incremental_step", Cost: .8, BusySize: 200_000, Unit: "longest step", Size: million, SmallSize: 2000,
			What: "With 1M live objects and a tenth as much garbage coming, the allocation that took longest, in processor time of its thread, WithCollector(Incremental): a step of the collector is in some of them.",
		},
		{
			Name: "gcbench", Cost: 2, BusySize: 13, Unit: "run", Size: 16, SmallSize: 6,
			What: "After Boehm's GCBench, two levels smaller: a tree that is stretched and dropped, one of depth 14 and an array of numbers that stay, and 3.1M nodes in short-lived trees of depth 4 to 14 built from either end. Automatic collection on; all of it is timed.",
		},
		{
			Name: "binary_trees", Cost: 5, BusySize: 13, Unit: "run", Size: 16, SmallSize: 6, QuickNote: "depths 4, 8, 12 and 16 only, and half as many trees: 4.6M nodes instead of 15M",
			What: "The benchmarks game's binary trees of depth 16: every tree is built, walked and dropped. Automatic collection on; all of it is timed.",
		},
	}
}
