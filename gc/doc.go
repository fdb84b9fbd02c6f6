// Package gc is CPython's memory manager as a heap you can import: reference
// counts that free at once, a collector for the cycles counting cannot free, and
// an account of every step of both.
//
// # The idea
//
// Count, for every object, the references to it. When the count reaches zero
// nothing can ever use the object again: free it there and then, and take one
// from the count of everything it referred to. That is prompt, simple and local,
// and it has one hole: two objects that refer to each other keep each other's
// count at one for ever. So a second mechanism looks, now and then, for groups of
// objects that only keep themselves alive. CPython finds them from the counts
// alone ("trial deletion"), because it does not know its roots; most runtimes
// start from the roots ("mark and sweep"). Here are both, on one heap, and they
// free the same objects.
//
// # The picture
//
//	names           objects, with their counts
//
//	x ───────────►  1.2 ①              y = x would make it ②,
//	                                   del x makes it 0: freed at once
//
//	                a ① ──────► b ①    no name leads here, and yet no count
//	                  ◄────────┘       is 0: counting leaks the pair
//
//	trial deletion: copy the counts, take one off for every arrow that starts
//	inside the set. a and b are left with 0: nothing outside refers to them.
//
// # Use it
//
// A [Heap] hands out objects by [Ref], a checked handle; a handle to a dead
// object is an error that says what died and why, never a wrong object.
//
//	h := gc.New()
//	a, _ := h.NewInstance(1)
//	b, _ := h.NewInstance(1)
//	h.Give(a, 0, b)       // a refers to b, b's only reference
//	h.Set(b, 0, a)        // and b to a: a cycle
//	h.DecRef(a)           // ours was the last reference from outside
//	n, _ := h.Collect(2)  // n == 2
//
// A program that mirrors Python uses names in frames instead of owning
// references itself: see [Frame].
//
// # How it works
//
// Counting. A reference is a slot or item of an object ([Heap.Set],
// [Heap.Append]), a name in a frame ([Frame.Bind]) or one the Go program owns
// ([Heap.IncRef]). A constructor returns a reference the caller owns and must
// hand on ([Heap.Give], [Frame.Give]) or give back ([Heap.DecRef]).
//
// Teardown. At zero, in this order: the finalizer runs (it may save the object),
// weak references are cleared and their callbacks run, the slots are released
// one by one, each with everything that dies of it before the next. The order
// is CPython's, its trashcan included, but no call recurses: a chain of ten
// million objects is freed in the stack space of one.
//
// Trial deletion ([Heap.Collect]). Copy each count of the generation; subtract
// the references from within; walk the list, setting aside what is left with
// zero and taking back what something reachable refers to. What stays aside is
// garbage. The steps after that are CPython's: clear weak references, run
// callbacks, run finalizers, look again at what they may have saved, and empty
// the rest, which lets counting free it.
//
// Mark and sweep ([Heap.MarkSweep]). Mark what names and owned references lead
// to; the unmarked are garbage, and end the same way.
//
// Generations. New objects are young and are looked at often; survivors move on
// and are looked at less ([Heap.SetThreshold]).
//
// Collectors. [WithCollector] chooses how automatic collections look for cycles.
// [Candidates], the default, looks at objects that lost a reference and lived, and
// at what these reach in the generation: it frees what CPython frees, when CPython
// does, and looks at nothing in a program without cycles. It is the default because
// it never does more than trial deletion, and for most programs nearly nothing.
// [Trial] looks at all of the generation, in CPython's order. [Marking] marks from
// the roots. [Incremental] does so in small steps, for programs that must not stop.
//
// Events. [WithHook] reports every count, move, subtraction and mark, enough to
// redraw the heap at any step. Without a hook it costs a branch.
// A [Ring] keeps the last of them in fixed memory.
//
// Questions. [Heap.Why] says what keeps an object alive, [Heap.DeathOf] what killed
// it, [Heap.Retained] what would die with it, [Heap.Census] what there is, and
// [Heap.Pauses] how long collections took.
//
// # Invariants
//
// [Heap.Verify] checks them all; random programs are held to them after every
// step (TestPropertyModel, TestPropertyWild, FuzzHeap, FuzzWild).
//
//   - A count is the number of edges, names and owned references to the object.
//   - A tracked object is on exactly one list, and knows its place in it.
//   - No reference leads to a dead object (TestPropertyModel also tries every
//     handle that ever died).
//   - Trial deletion and mark and sweep free the same set
//     (TestPropertyBothCollectorsAgree, FuzzCollectors), and all four collectors what
//     a model of reachability says (TestAllCollectorsFreeTheSame); automatic collections from
//     candidates free what the model of CPython's generations frees
//     (TestPropertyModel).
//   - Every live object is reachable from a root or from a candidate
//     (TestEveryLossIsNoticed).
//   - Without a hook shorter ways are taken, which nothing else can tell
//     (TestSilentCollectionsEqualTold, FuzzSilent).
//   - A step of the incremental collector is bounded, and so is the memory that
//     waits for it (TestIncrementalStepIsBounded, TestIncrementalMemoryIsBounded); it
//     touches nothing the program can reach (TestIncrementalKeepsWhatIsReachable).
//   - The events say all: their fold equals the heap (TestPropertyModel).
//   - The tables hold no Go pointers: Go's own collector does not scan them. What it
//     does not count either goes back with Close, or when the heap is dropped
//     (TestMemoryGoesBack); nothing keeps a piece of a table while it may move
//     (TestTablesMove).
//
// # Cost
//
// An operation on a reference is a few nanoseconds and, once the heap has grown,
// no allocation of Go's; finalizers, callbacks, observers and collections need
// none either. The exceptions: [Heap.Call] makes a frame and its table of names
// (TestCallAllocates), sequences and [Heap.Why] make their result, and a target
// with several weak references a list of them. A teardown is proportional to what dies. A collection is
// proportional to the objects and references of the generations it looks at,
// mark and sweep to the whole heap; an automatic one by default to what candidates
// reach ([Heap.Visited] counts). Small tables double when they are full; from
// 200,000 objects on they lie in mapped memory of gc/pool and grow where they are,
// without a copy (TestBigTablesAreMapped). [Heap.Memory] says how much it is,
// [WithMemoryLimit] bounds it, to the page (TestLimitIsOfWhatIsMapped). An object takes 42 bytes, the slots
// of an instance with one or two included, else 4 more a reference; a list that
// grows reserves up to twice its items, and leaves as much behind for other lists.
//
// # Differences from CPython
//
// With [Trial] the order of all events equals CPython 3.11's, on random programs
// played by both (TestConformLive). With [Candidates] the events of each operation
// are the same in any order, and with [Marking] and [Incremental] what has happened
// up to each full collection is, where finalizers and callbacks change nothing
// (TestConformByRule). One exception: a weak reference that is itself garbage calls
// back if its target dies before a collection finds it, and not if after, in CPython
// too; so what looks at other times may answer otherwise (TestTrashCallsBackUntilItIsFound).
//
// The differences known are these. Each row names the test that pins it. TestDifferences
// has what CPython 3.8 to 3.13 print, as they were asked, beside what happens here; where
// a version from 3.14 on is spoken of, the row is from its source or its notes, and the
// test shows this package's side.
//
// This package is like no version:
//
//   - Literals: CPython's compiler keeps a reference to a constant such as 1.2
//     and shares small integers and short strings, so sys.getrefcount shows more
//     there. Here an object has the references a program makes.
//     (TestDifferences/literals)
//   - Immortal objects: from 3.12 on None, small integers and the like have a count
//     that never changes, and the collector does not see them. Here everything is
//     counted and dies. (TestDifferences/immortals)
//   - Weak references: weakref.ref(x) without a callback is one shared object in
//     CPython; here every call makes one. (TestDifferences/weakrefs-not-shared)
//   - Untracking: up to 3.13 a collection stops tracking tuples and dicts of atoms.
//     From 3.14 on, by its source, such a tuple is not tracked from the start, and
//     a dict always is. Here every instance and list stays tracked.
//     (TestDifferences/always-tracked)
//   - Legacy finalizers: an object whose type has a tp_del is uncollectable and
//     goes to gc.garbage. They do not exist here. (TestDifferences/legacy-finalizers)
//   - Mark and sweep is not CPython's; it frees what trial deletion does.
//     (TestPropertyBothCollectorsAgree)
//   - Order after automatic collections: by default survivors keep their places, so
//     finalizers in garbage that survived an automatic collection run in the order of
//     birth. In CPython, and with [Trial], a collection may change places.
//     (TestOrderAfterAutomaticCollections)
//
// Versions differ, and 3.11 is followed:
//
//   - Arguments: up to 3.10 the caller's stack kept a reference during a call, so
//     foo(x) showed one more than from 3.11 on. (TestDifferences/arguments)
//   - Attributes: up to 3.10 those of a plain instance lay in a dict, an object of
//     its own to the collector; a cycle of one instance counted 2. From 3.11 on, and
//     here, it counts 1. (TestDifferences/attributes)
//   - Partial resurrection: 3.8 let everything live when a finalizer had saved
//     something; later versions, and this package, free what stayed unreachable.
//     (TestDifferences/partial-resurrection)
//   - The trashcan: deaths nested deeper than 50 wait until the outermost one is
//     over, the newest first; so 3.11 and 3.12. Up to 3.10 they were taken up in
//     another order. 3.13 makes them wait only where the C stack runs out, about
//     9,950 deep: at 50 its order is simply the depth first. 3.14 goes by the bytes
//     left of the machine's stack (from its source). Where deaths nest no deeper
//     than 50, 3.11 to 3.13 agree. (TestDifferences/trashcan)
//   - Automatic collections start inside an allocation up to 3.11 and here; later
//     versions wait for the interpreter's next safe point.
//     (TestDifferences/automatic-collections)
//   - Thresholds: 700, 10, 10 up to 3.12 and here; 2000, 10, 10 in 3.13. By their
//     sources 2000, 10, 0 in 3.14.0 to 3.14.4, and 2000, 10, 10 again in 3.15.
//     (TestDifferences/thresholds)
//   - Increments: 3.14.0 to 3.14.4 collected the old a part at a time. There, by the
//     source, Collect(0) moves survivors straight to the old, and an automatic
//     collection is never a full one; 3.14.5 took that back. Here an object passes
//     through all three generations (TestConformRecorded, "generations: who survives
//     is looked at less often").
//   - Weak references of trash: 3.15, by its source, clears those without a callback
//     only after the finalizers have run, so a finalizer can still follow them, and
//     they outlive a resurrection; [WithLateWeakRefs] has this package do so
//     (TestLateWeakRefs). Up to 3.14, and here without it, all are cleared before
//     (TestConformRecorded, "peek: alive when counting finalizes, dead when the
//     collector does").
//   - Late callbacks: a weak reference with a callback that a finalizer makes to its
//     own object in the trash is called back while the trash is cleared, in 3.11 and
//     here; in 3.15, by its source, and with [WithLateWeakRefs] it is not (TestConformRecorded, "a weak reference
//     made by an object in the trash calls back").
//   - Callback arguments: gc.callbacks are told generation, collected and
//     uncollectable; 3.15, by its source, adds duration and candidates. [Progress]
//     has the three. (TestDifferences/callback-info)
//   - Free-threaded builds, from 3.13 on, have another collector, without
//     generations; by its source survivors do not move. Here they do (TestConformRecorded,
//     "generations: who survives is looked at less often").
//
// # Watch it
//
//	go run ./examples/gc
//
// # Sources
//
// CPython 3.11: Modules/gcmodule.c, Objects/object.c, Objects/typeobject.c
// (subtype_dealloc), Objects/weakrefobject.c; InternalDocs/garbage_collector.md;
// PEP 205 (weak references), PEP 442 (safe finalization); G. E. Collins, "A
// method for overlapping and erasure of lists" (CACM 3, 1960); J. McCarthy,
// "Recursive functions of symbolic expressions" (CACM 3, 1960); T. W. Christopher,
// "Reference count garbage collection" (Software: Practice and Experience 14, 1984);
// E. W. Dijkstra et al., "On-the-fly garbage collection" (CACM 21, 1978); D. F. Bacon
// and V. T. Rajan, "Concurrent cycle collection in reference counted systems" (ECOOP
// 2001); T. Lengauer and R. E. Tarjan, "A fast algorithm for finding dominators in a
// flowgraph" (TOPLAS 1, 1979).
package gc
