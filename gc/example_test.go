package gc_test

import (
	"errors"
	"fmt"
	"slices"

	"underhood/gc"
)

func Example() {
	h := gc.New()
	a, _ := h.NewInstance(1)
	b, _ := h.NewInstance(1)
	h.Give(a, 0, b)      // a refers to b, b's only reference
	h.Set(b, 0, a)       // and b to a: a cycle
	h.DecRef(a)          // ours was the last reference from outside
	n, _ := h.Collect(2) // counting cannot free them, this can
	fmt.Println(n, h.Len())
	// Output: 2 0
}

func ExampleNew() {
	h := gc.New()
	defer h.Close()
	x, _ := h.NewLeaf(1.2)
	fmt.Println(h.Len())
	h.DecRef(x)
	fmt.Println(h.Len())
	// Output:
	// 1
	// 0
}

// The counts of a small Python program.
func ExampleHeap() {
	h := gc.New()
	g := h.Globals()
	x, _ := h.NewLeaf(1.2)
	say := func(python string) {
		n, _ := h.RefCount(x)
		fmt.Printf("%-14s %d\n", python, n)
	}

	g.Give("x", x)
	say("x = 1.2")
	g.Bind("y", x)
	say("y = x")
	foo, _ := h.Call("foo")
	foo.Bind("a", x)
	say("foo(x)")
	foo.Return()
	say("# foo returns")
	list, _ := h.NewList(x)
	g.Give("c", list)
	say("c = [x]")
	g.Del("c")
	say("del c")
	g.Del("y")
	say("del y")
	g.Del("x")
	fmt.Println(h.Alive(x))
	// Output:
	// x = 1.2        1
	// y = x          2
	// foo(x)         3
	// # foo returns  2
	// c = [x]        3
	// del c          2
	// del y          1
	// false
}

func ExampleRef() {
	h := gc.New()
	a, _ := h.NewInstance(0)
	h.DecRef(a)
	b, _ := h.NewInstance(0) // in the same place
	fmt.Println(a, b, a == b)
	fmt.Println(b.Index(), b.Reuse())
	fmt.Println(h.Alive(a), h.Alive(b), gc.Nil)
	// Output:
	// #1 #1.1 false
	// 1 1
	// false true nil
}

func ExampleKind() {
	h := gc.New()
	x, _ := h.NewList()
	k, _ := h.KindOf(x)
	fmt.Println(k, k == gc.List)
	// Output: list true
}

func ExampleHeap_NewInstance() {
	h := gc.New()
	point, _ := h.NewInstance(2) // __slots__ = ("x", "y")
	x, _ := h.NewLeaf(3)
	h.Give(point, 0, x)
	got, _ := h.Get(point, 0)
	value, _ := h.Value(got)
	y, _ := h.Get(point, 1)
	fmt.Println(value, y)
	// Output: 3 nil
}

func ExampleHeap_NewList() {
	h := gc.New()
	x, _ := h.NewLeaf("x")
	list, _ := h.NewList(x, gc.Nil, x)
	h.Append(list, x)
	h.Remove(list, 1)
	size, _ := h.Size(list)
	count, _ := h.RefCount(x)
	fmt.Println(size, count)
	// Output: 3 4
}

func ExampleHeap_NewLeaf() {
	h := gc.New()
	x, _ := h.NewLeaf(1.2)
	value, _ := h.Value(x)
	tracked, _ := h.Tracked(x)
	fmt.Println(value, tracked)
	// Output: 1.2 false
}

// What only the dying object referred to dies with it, in CPython's order.
func ExampleHeap_DecRef() {
	h := gc.New(gc.WithHook(func(e gc.Event) {
		if e.Kind == gc.EventDie {
			fmt.Println(e)
		}
	}))
	parent, _ := h.NewInstance(1)
	child, _ := h.NewInstance(0)
	h.Give(parent, 0, child)
	h.DecRef(parent)
	fmt.Println(h.DecRef(parent))
	// Output:
	// die #1: its owner dropped it
	// die #2 #1: its container died
	// gc: stale reference #1: instance died in operation 4 because its owner dropped it
}

// Give hands a reference on where Set adds one.
func ExampleHeap_Give() {
	h := gc.New()
	box, _ := h.NewInstance(2)
	x, _ := h.NewLeaf("x")
	h.Set(box, 0, x)
	before, _ := h.RefCount(x)
	h.Give(box, 1, x)
	after, _ := h.RefCount(x)
	fmt.Println(before, after)
	fmt.Println(h.DecRef(x))
	// Output:
	// 2 2
	// gc: no reference of the caller's to give back
}

func ExampleHeap_Collect() {
	h := gc.New()
	loop, _ := h.NewList()
	h.Append(loop, loop)
	h.DecRef(loop)
	fmt.Println(h.Alive(loop))
	n, _ := h.Collect(0)
	fmt.Println(n, h.Alive(loop))
	// Output:
	// true
	// 1 false
}

func ExampleHeap_MarkSweep() {
	h := gc.New()
	loop, _ := h.NewInstance(1)
	h.Give(loop, 0, loop)
	n, _ := h.MarkSweep()
	_, err := h.Value(loop)
	fmt.Println(n)
	fmt.Println(err)
	// Output:
	// 1
	// gc: stale reference #1: instance died in operation 3 because no root leads to it
}

func ExampleFrame() {
	h := gc.New()
	f, _ := h.Call("area")
	x, _ := h.NewLeaf(6.28)
	f.Give("result", x)
	for name, r := range f.Names() {
		fmt.Println(f.Name(), name, r)
	}
	result, _ := f.ReturnValue("result")
	fmt.Println(h.Alive(result))
	// Output:
	// area result #1
	// true
}

func ExampleHeap_Why() {
	h := gc.New()
	list, _ := h.NewList()
	h.Globals().Give("cache", list)
	x, _ := h.NewLeaf("x")
	h.Append(list, x)
	h.DecRef(x)
	path, _ := h.Why(x)
	fmt.Println(path)

	h.Append(list, list)
	h.Globals().Del("cache")
	_, err := h.Why(x)
	fmt.Println(err)
	// Output:
	// cache in <globals> -> #1[0] -> #2
	// gc: #2 is unreachable, kept by the cycle #1[1] -> #1[0] -> #2
}

func ExamplePath() {
	h := gc.New()
	box, _ := h.NewInstance(1)
	x, _ := h.NewLeaf("x")
	h.Give(box, 0, x)
	path, _ := h.Why(x)
	for _, step := range path.Steps {
		fmt.Println(step.From, step.Slot, step.To)
	}
	fmt.Println(path)
	// Output:
	// #1 0 #2
	// held by the program -> #1[0] -> #2
}

func ExampleStaleError() {
	h := gc.New()
	x, _ := h.NewInstance(0)
	h.SetLabel(x, "session")
	h.Globals().Give("s", x)
	h.Globals().Del("s")

	_, err := h.Get(x, 0)
	var stale *gc.StaleError
	if errors.As(err, &stale) {
		fmt.Println(stale.Death.Label, "died:", stale.Death.Cause)
	}
	fmt.Println(errors.Is(err, gc.ErrStale))
	// Output:
	// session died: the name was deleted
	// true
}

func ExampleDeath() {
	h := gc.New()
	box, _ := h.NewInstance(1)
	x, _ := h.NewLeaf("x")
	h.Give(box, 0, x)
	h.Set(box, 0, gc.Nil)
	death, _ := h.DeathOf(x)
	fmt.Println(death)
	fmt.Println(death.Cause == gc.Unset, death.By == box)
	// Output:
	// leaf died in operation 4 because the slot was set to something else (#1)
	// true true
}

func ExampleSlotError() {
	h := gc.New()
	point, _ := h.NewInstance(2)
	_, err := h.Get(point, 2)
	var slot *gc.SlotError
	fmt.Println(errors.As(err, &slot), slot.Size)
	fmt.Println(err)
	// Output:
	// true 2
	// gc: slot 2 of #1 out of range, it has 2
}

func ExampleKindError() {
	h := gc.New()
	x, _ := h.NewLeaf("x")
	fmt.Println(h.Append(x, x))
	// Output: gc: #1 is a leaf, need a list
}

func ExampleNameError() {
	h := gc.New()
	fmt.Println(h.Globals().Del("x"))
	// Output: gc: name "x" is not defined in <globals>
}

func ExampleUnreachableError() {
	h := gc.New()
	loop, _ := h.NewInstance(1)
	h.Give(loop, 0, loop)
	_, err := h.Why(loop)
	fmt.Println(err)
	// Output: gc: #1 is unreachable, kept by the cycle #1[0] -> #1
}

func ExampleHeap_NewWeak() {
	h := gc.New()
	x, _ := h.NewInstance(0)
	w, _ := h.NewWeak(x, func(h *gc.Heap, w gc.Ref) {
		target, _ := h.Deref(w)
		fmt.Println("gone:", target)
	})
	target, _ := h.Deref(w)
	fmt.Println(target)
	h.DecRef(x)
	// Output:
	// #1
	// gone: nil
}

func ExampleWeakCallback() {
	h := gc.New()
	cache := map[gc.Ref]string{}
	var forget gc.WeakCallback = func(h *gc.Heap, w gc.Ref) { delete(cache, w) }
	x, _ := h.NewInstance(0)
	w, _ := h.NewWeak(x, forget)
	cache[w] = "result"
	h.DecRef(x)
	fmt.Println(len(cache))
	// Output: 0
}

func ExampleHeap_SetFinalizer() {
	h := gc.New()
	file, _ := h.NewInstance(0)
	h.SetFinalizer(file, func(*gc.Heap, gc.Ref) { fmt.Println("closed") })
	h.DecRef(file)
	// Output: closed
}

// A finalizer may bring its object back, once.
func ExampleFinalizer() {
	h := gc.New()
	var lazarus gc.Finalizer = func(h *gc.Heap, self gc.Ref) { h.Globals().Bind("again", self) }
	x, _ := h.NewInstance(0)
	h.SetFinalizer(x, lazarus)
	h.DecRef(x)
	fmt.Println(h.Alive(x))
	h.Globals().Del("again")
	fmt.Println(h.Alive(x))
	// Output:
	// true
	// false
}

func ExampleWithHook() {
	h := gc.New(gc.WithHook(func(e gc.Event) { fmt.Println(e) }))
	x, _ := h.NewLeaf(1.2)
	h.Globals().Give("x", x)
	h.Globals().Bind("y", x)
	// Output:
	// new #1 n=1
	// release #1
	// bind x #1
	// count #1 n=2
	// bind y #1
}

func ExampleEvent() {
	var died []gc.Ref
	h := gc.New(gc.WithHook(func(e gc.Event) {
		if e.Kind == gc.EventDie && e.Cause == gc.Collected {
			died = append(died, e.Obj)
		}
	}))
	loop, _ := h.NewInstance(1)
	h.Give(loop, 0, loop)
	h.Collect(2)
	fmt.Println(died)
	// Output: [#1]
}

func ExampleEventKind() {
	fmt.Println(gc.EventSubtract, gc.EventReach)
	// Output: subtract reach
}

func ExampleOption() {
	debug := []gc.Option{gc.WithChecks(), gc.WithoutAutomatic()}
	h := gc.New(debug...)
	fmt.Println(h.Enabled())
	// Output: false
}

func ExampleWithoutAutomatic() {
	h := gc.New(gc.WithoutAutomatic()) // gc.disable()
	fmt.Println(h.Enabled())
	h.Enable()
	fmt.Println(h.Enabled())
	// Output:
	// false
	// true
}

func ExampleWithUnraisable() {
	h := gc.New(gc.WithUnraisable(func(r gc.Ref, p any) { fmt.Println(r, "panicked:", p) }))
	x, _ := h.NewInstance(0)
	h.SetFinalizer(x, func(*gc.Heap, gc.Ref) { panic("disk full") })
	fmt.Println(h.DecRef(x), h.Alive(x))
	// Output:
	// #1 panicked: disk full
	// <nil> false
}

// A second goroutine that enters while the first is at work is turned away.
func ExampleWithChecks() {
	h := gc.New(gc.WithChecks())
	x, _ := h.NewInstance(0)
	done := make(chan struct{})
	go func() { // one after the other is fine
		defer close(done)
		fmt.Println(h.DecRef(x))
	}()
	<-done
	// Output: <nil>
}

func ExampleHeap_SetThreshold() {
	h := gc.New()
	h.SetThreshold(100, 10, 10)
	for range 1000 {
		loop, _ := h.NewInstance(1)
		h.Give(loop, 0, loop)
	}
	fmt.Println(h.Len() < 102, h.Stats()[0].Collections)
	// Output: true 9
}

func ExampleStats() {
	h := gc.New()
	loop, _ := h.NewInstance(1)
	h.Give(loop, 0, loop)
	h.Collect(2)
	fmt.Printf("%+v\n", h.Stats()[2])
	// Output: {Collections:1 Collected:1 Uncollectable:0}
}

func ExampleObserver() {
	h := gc.New()
	remove, _ := h.Observe(func(_ *gc.Heap, p gc.Progress) { fmt.Println(p.Start, p.Generation, p.Collected) })
	loop, _ := h.NewInstance(1)
	h.Give(loop, 0, loop)
	h.Collect(1)
	remove()
	h.Collect(2) // nobody is told
	// Output:
	// true 1 0
	// false 1 1
}

func ExampleProgress() {
	h := gc.New()
	freed := 0
	h.Observe(func(_ *gc.Heap, p gc.Progress) {
		if !p.Start {
			freed += p.Collected
		}
	})
	h.Collect(2)
	fmt.Println(freed)
	// Output: 0
}

// An object that survives moves to an older list.
func ExampleListID() {
	h := gc.New()
	x, _ := h.NewInstance(0)
	for range 3 {
		list, _ := h.ListOf(x)
		fmt.Println(list)
		h.Collect(1)
	}
	// Output:
	// young
	// old
	// old
}

func ExampleHeap_Freeze() {
	h := gc.New()
	config, _ := h.NewInstance(0)
	h.Freeze()
	fmt.Println(h.Frozen())
	h.Collect(2) // does not look at it
	h.DecRef(config)
	fmt.Println(h.Frozen())
	// Output:
	// 1
	// 0
}

func ExampleHeap_SetSaveAll() {
	h := gc.New()
	h.SetSaveAll(true)
	leak, _ := h.NewInstance(1)
	h.SetLabel(leak, "leak")
	h.Give(leak, 0, leak)
	h.Collect(2)
	for r := range h.Garbage() {
		fmt.Println(h.Label(r), slices.Collect(h.Referrers(r)))
	}
	// Output: leak [#1]
}

func ExampleHeap_Objects() {
	h := gc.New()
	h.NewInstance(0)
	h.NewList()
	for r := range h.Objects(gc.Young) {
		kind, _ := h.KindOf(r)
		fmt.Println(r, kind)
	}
	// Output:
	// #1 instance
	// #2 list
}

func ExampleHeap_Referents() {
	h := gc.New()
	a, _ := h.NewLeaf("a")
	b, _ := h.NewLeaf("b")
	list, _ := h.NewList(a, b)
	fmt.Println(slices.Collect(h.Referents(list)), "a list is visited from its end")
	// Output: [#2 #1] a list is visited from its end
}

func ExampleHeap_Verify() {
	h := gc.New()
	x, _ := h.NewInstance(1)
	h.Give(x, 0, x)
	fmt.Println(h.Verify())
	// Output: <nil>
}

// What killed it, in one word and in all.
func ExampleCause() {
	h := gc.New()
	x, _ := h.NewLeaf(1.2)
	h.Globals().Give("x", x)
	h.Globals().Del("x")
	death, _ := h.DeathOf(x)
	fmt.Println(death.Cause == gc.Unbound)
	fmt.Println(death)
	// Output:
	// true
	// leaf died in operation 3 because the name was deleted (name "x")
}

// Frozen objects stay without anything referring to them but each other.
func ExampleRoot() {
	h := gc.New()
	x, _ := h.NewInstance(1)
	h.Give(x, 0, x)
	h.IncRef(x)
	path, _ := h.Why(x)
	fmt.Println(path.Root == gc.Held, path)

	h.Freeze()
	h.DecRef(x)
	path, _ = h.Why(x)
	fmt.Println(path.Root == gc.Frozen, path)
	// Output:
	// true held by the program -> #1
	// true frozen -> #1
}

func ExampleStep() {
	h := gc.New()
	box, _ := h.NewInstance(2)
	x, _ := h.NewLeaf("x")
	h.Give(box, 1, x)
	path, _ := h.Why(x)
	for _, s := range path.Steps {
		fmt.Printf("slot %d of %s refers to %s\n", s.Slot, s.From, s.To)
	}
	// Output: slot 1 of #1 refers to #2
}

// A list that is handed from one name to the next makes no cycle: automatic
// collections find no candidate and look at nothing. A ring is another matter.
func ExampleWithCollector() {
	h := gc.New(gc.WithCollector(gc.Candidates))
	for range 1000 {
		x, _ := h.NewInstance(1)
		_ = h.Globals().Give("x", x)
	}
	fmt.Println("visited", h.Visited())
	for range 1000 {
		x, _ := h.NewInstance(1)
		_ = h.Give(x, 0, x) // refers to itself, and nobody else does
	}
	fmt.Println("some rings freed:", h.Len() < 1000, "- visited some:", h.Visited() > 0)
	// Output:
	// visited 0
	// some rings freed: true - visited some: true
}

// The incremental collector does a bounded amount of work at a time.
func ExampleHeap_LongestStep() {
	h := gc.New(gc.WithCollector(gc.Incremental))
	for range 100_000 {
		x, _ := h.NewInstance(1)
		_ = h.Give(x, 0, x)
	}
	fmt.Println(h.LongestStep() <= 2048+16, h.Len() < 10_000)
	// Output: true true
}
