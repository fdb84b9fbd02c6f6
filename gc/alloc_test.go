package gc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// A warm heap without a hook asks Go for no memory, but for calls and for
// several weak references that die together.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	h := gc.New(gc.WithoutAutomatic())
	keep := must(h.NewInstance(8))
	list := must(h.NewList(keep))
	g := h.Globals()
	ok := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	ring := func() {
		a, b := must(h.NewInstance(1)), must(h.NewInstance(1))
		ok(h.Give(a, 0, b))
		ok(h.Set(b, 0, a))
		ok(h.DecRef(a))
	}
	tests := []struct {
		name string
		do   func()
	}{
		{"new and drop", func() { ok(h.DecRef(must(h.NewInstance(3)))) }},
		{"set", func() { ok(h.Set(keep, 0, list)); ok(h.Set(keep, 0, gc.Nil)) }},
		{"give", func() { ok(h.Give(keep, 1, must(h.NewInstance(2)))); ok(h.Set(keep, 1, gc.Nil)) }},
		{"append and remove", func() { ok(h.Append(list, keep)); ok(h.Remove(list, 1)) }},
		{"list", func() { ok(h.DecRef(must(h.NewList(keep, keep)))) }},
		{"leaf", func() { ok(h.DecRef(must(h.NewLeaf(nil)))) }},
		{"weak", func() { ok(h.DecRef(must(h.NewWeak(keep, nil)))) }},
		{"bind", func() { ok(g.Bind("x", keep)); ok(g.Bind("x", list)); ok(g.Del("x")) }},
		{"tree", func() {
			a := must(h.NewInstance(2))
			ok(h.Give(a, 0, must(h.NewInstance(1))))
			ok(h.Give(a, 1, must(h.NewInstance(1))))
			ok(h.DecRef(a))
		}},
		{"collect nothing", func() { must(h.Collect(0)); must(h.Collect(1)); must(h.Collect(2)) }},
		{"collect a ring", func() { ring(); must(h.Collect(2)) }},
		{"collect a list", func() {
			l := must(h.NewList())
			ok(h.Append(l, l))
			ok(h.DecRef(l))
			must(h.Collect(2))
		}},
		{"sweep a ring", func() { ring(); must(h.MarkSweep()) }},
		{"finalizer", func() {
			a := must(h.NewInstance(0))
			ok(h.SetFinalizer(a, silent))
			ok(h.DecRef(a))
		}},
		{"finalizer in a ring", func() {
			a := must(h.NewInstance(1))
			ok(h.SetFinalizer(a, silent))
			ok(h.Give(a, 0, a))
			must(h.Collect(2))
		}},
		{"callback", func() {
			a := must(h.NewInstance(0))
			w := must(h.NewWeak(a, silent))
			ok(h.DecRef(a))
			ok(h.DecRef(w))
		}},
		{"freeze", func() { ok(h.Freeze()); ok(h.Unfreeze()) }},
		{"knobs", func() {
			ok(h.SetThreshold(700, 10, 10))
			ok(h.Disable())
			ok(h.SetSaveAll(false))
			ok(h.ClearGarbage())
		}},
		{"label", func() { ok(h.SetLabel(keep, "keep")); ok(h.SetLabel(keep, "")) }},
		{"ask", func() {
			must(h.RefCount(keep))
			must(h.Get(keep, 0))
			must(h.KindOf(keep))
			must(h.Size(list))
			must(h.Find(list, keep))
		}},
	}
	for _, tt := range tests {
		for range 2000 { // warm up: the record of deaths too has its final size
			tt.do()
		}
		require.Zero(t, testing.AllocsPerRun(200, tt.do), tt.name)
	}
	must(h.Observe(func(*gc.Heap, gc.Progress) {}))
	require.Zero(t, testing.AllocsPerRun(200, func() { must(h.Collect(2)) }), "observer")
	require.NoError(t, h.Verify())
}

// A call of a function is the exception: a frame and its table of names. A Frame
// kept too long must stay apart from those that come later, so none is used again.
func TestCallAllocates(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	h := gc.New()
	x := must(h.NewLeaf(1.2))
	call := func() {
		f := must(h.Call("f"))
		if f.Bind("a", x) != nil || f.Return() != nil {
			panic("a call failed")
		}
	}
	require.LessOrEqual(t, testing.AllocsPerRun(200, call), 4.0)
}
