// Package iterators measures [underhood/iterators] and its sister package pull
// beside loops by hand, samber/lo, go-functional, iter.Pull, channels and CPython.
//
// The items are ints in a slice (Python: a list), 0 to n-1. What each contestant
// does for a case, where they differ:
//
//	                map, filter           zip, tee, groupby       tuples
//	underhood       package iterators     package pull, slices    fresh slices, kept
//	hand            a loop                a loop                  loops, fresh slices
//	naive           plainest iter.Seq     -                       -
//	lo              it.Map, it.Filter     it.Zip2; a map          structs, kept
//	go-functional   it.Map, it.Filter     it.Zip                  -
//	pull            iter.Pull at the end  iter.Pull both          -
//	channel         a goroutine a stage   a goroutine a sequence  -
//	python          a generator           itertools               itertools, kept
//
// Pipelines are built in a function that is not inlined into anything, so the
// compiler may make one loop of what stands in it. In the cases "behind a call"
// the sequence is returned from there and ranged over in another such function,
// as when it crosses a package's border.
//
// Python drains zip, window and batched without looking at the items
// (collections.deque with maxlen 0), which is the fastest it has and less than
// all others do; its answer is computed off the clock. Its collector is off.
package iterators
