// Package gc measures [underhood/gc] beside CPython, PyPy, Go's own heap and
// modernc.org/memory.
//
// The nodes are the same everywhere: objects with one or two reference fields
// and nothing else. In Python that is a class with __slots__ and no __init__,
// which is the smallest and fastest that CPython has; in Go a struct of one or
// two pointers. All shapes are built by the same steps in the same order, and
// the random ones from the same generator ([lcg]).
//
// What each contestant does for a case, where they differ:
//
//	                  collect              drop a structure
//	underhood         Collect(2)           DecRef of its last reference
//	mark-sweep        MarkSweep()          -
//	python            gc.collect()         del of its last name
//	pypy              gc.collect()         del, then gc.collect()
//	go                runtime.GC()         nil, then runtime.GC()
//	modernc           -                    a call of Free for every node
//
// Python's automatic collection is off (gc.disable) but in gcbench and
// binary_trees, where it is on with its default thresholds, and so is ours. The
// interpreter's own objects are frozen (gc.freeze) so that no collection visits
// them.
//
// pool_64 is about gc/pool, the allocator, alone: each contestant gives blocks of
// 64 bytes, writes to them, reads them and frees them. Go frees by forgetting, and
// its collector runs meanwhile.
//
// live_* time the first full collection after the shape has been built, which
// is when CPython's lists are in the order the objects were made in. Every
// sample builds its own shape.
package gc
