package gc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestNewIsEmpty(t *testing.T) {
	h := gc.New()
	require.Zero(t, h.Len())
	require.True(t, h.Enabled())
	require.NoError(t, h.Verify())
	require.False(t, gc.New(gc.WithoutAutomatic()).Enabled())
	require.Equal(t, "<globals>", h.Globals().Name())
	require.Len(t, slices.Collect(h.Frames()), 1)
}

func TestLabel(t *testing.T) {
	l := newLab(t)
	a := l.instance("", 0)
	require.Empty(t, l.Label(a))
	l.ok(l.SetLabel(a, "the pear"))
	require.Equal(t, "the pear", l.Label(a))
	l.sound()
	l.ok(l.SetLabel(a, ""))
	require.Empty(t, l.Label(a))
	l.ok(l.SetLabel(a, "again"))
	l.drop(a)
	require.Empty(t, l.Label(a), "of a dead object")

	b := l.instance("", 0)
	require.Equal(t, a.Index(), b.Index())
	require.Empty(t, l.Label(b), "a label dies with its object")
}

func TestValue(t *testing.T) {
	l := newLab(t)
	pi := l.labelled("pi", must(l.NewLeaf(3.14)), nil)
	a := l.instance("a", 0)
	value := func(r gc.Ref) any {
		v, err := l.Value(r)
		l.ok(err)
		return v
	}
	require.Equal(t, 3.14, value(pi))
	require.Nil(t, value(a))
	l.ok(l.SetValue(a, "payload"))
	require.Equal(t, "payload", value(a))
	l.ok(l.SetValue(a, nil))
	require.Nil(t, value(a))

	l.drop(pi)
	_, err := l.Value(pi)
	require.ErrorIs(t, err, gc.ErrStale)
	b := l.instance("b", 0)
	require.Equal(t, pi.Index(), b.Index())
	require.Nil(t, value(b), "a value dies with its object")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// everyCall is one call of every method that can fail, on objects and a frame
// that were all right once.
func everyCall(h *gc.Heap, r, list, w gc.Ref, f *gc.Frame) map[string]error {
	err := func(_ any, err error) error { return err }
	calls := map[string]error{
		"IncRef": h.IncRef(r), "DecRef": h.DecRef(r), "RefCount": err(h.RefCount(r)),
		"Get": err(h.Get(r, 0)), "Set": h.Set(r, 0, list), "Give": h.Give(r, 0, list),
		"NewLeaf": err(h.NewLeaf(1)), "NewInstance": err(h.NewInstance(1)), "NewList": err(h.NewList()),
		"Size": err(h.Size(r)), "Append": h.Append(list, r), "Remove": h.Remove(list, 0), "Find": err(h.Find(list, r)),
		"NewWeak": err(h.NewWeak(r, nil)), "Deref": err(h.Deref(w)),
		"SetFinalizer": h.SetFinalizer(r, func(*gc.Heap, gc.Ref) {}), "Finalized": err(h.Finalized(r)),
		"SetLabel": h.SetLabel(r, "x"), "SetValue": h.SetValue(r, 1), "Value": err(h.Value(r)),
		"KindOf": err(h.KindOf(r)), "ListOf": err(h.ListOf(r)), "Tracked": err(h.Tracked(r)),
		"Why": err(h.Why(r)), "Collect": err(h.Collect(2)), "MarkSweep": err(h.MarkSweep()),
		"Freeze": h.Freeze(), "Unfreeze": h.Unfreeze(), "SetSaveAll": h.SetSaveAll(false), "ClearGarbage": h.ClearGarbage(),
		"Enable": h.Enable(), "Disable": h.Disable(), "SetThreshold": h.SetThreshold(700, 10, 10),
		"Observe": err(h.Observe(func(*gc.Heap, gc.Progress) {})), "Call": err(h.Call("f")), "Verify": h.Verify(),
		"Frame.Bind": f.Bind("x", r), "Frame.Give": f.Give("x", r), "Frame.Del": f.Del("x"),
		"Frame.Lookup": err(f.Lookup("x")), "Frame.Return": f.Return(), "Frame.ReturnValue": err(f.ReturnValue("x")),
	}
	return calls
}

// The zero Heap and the zero Frame answer with errors.
func TestZeroValues(t *testing.T) {
	var h gc.Heap
	for name, err := range everyCall(&h, 1<<32|1, 1<<32|2, gc.Nil, h.Globals()) {
		require.ErrorIs(t, err, gc.ErrClosed, name)
	}
	require.NoError(t, h.Close())
	require.Zero(t, h.Len())
	require.False(t, h.Enabled())
	require.Empty(t, slices.Collect(h.Objects(gc.Young)))
	require.Empty(t, slices.Collect(h.Garbage()))
	require.Empty(t, slices.Collect(h.Frames()))

	var f gc.Frame
	r := must(gc.New().NewLeaf(1))
	_, lookup := f.Lookup("x")
	_, value := f.ReturnValue("x")
	for _, err := range []error{f.Bind("x", r), f.Give("x", r), f.Del("x"), f.Return(), lookup, value} {
		require.ErrorIs(t, err, gc.ErrFrame)
	}
	require.Empty(t, namesOf(&f))
	require.Empty(t, f.Name())
}

func TestCloseEndsEverything(t *testing.T) {
	h := gc.New()
	r, list := must(h.NewInstance(1)), must(h.NewList())
	w := must(h.NewWeak(r, func(*gc.Heap, gc.Ref) { t.Error("a callback ran") }))
	require.NoError(t, h.SetFinalizer(r, func(*gc.Heap, gc.Ref) { t.Error("a finalizer ran") }))
	g := h.Globals()
	require.NoError(t, g.Bind("x", r))
	f := must(h.Call("f"))
	require.NoError(t, f.Bind("x", r))
	garbage, objects := h.Garbage(), h.Objects(gc.Young)

	require.NoError(t, h.Close())
	require.NoError(t, h.Close(), "closing again does nothing")
	for _, frame := range []*gc.Frame{f, g, h.Globals()} {
		for name, err := range everyCall(h, r, list, w, frame) {
			require.ErrorIs(t, err, gc.ErrClosed, name)
		}
		for name := range frame.Names() {
			t.Errorf("name %s is still there", name)
		}
	}
	require.Zero(t, h.Len())
	require.Zero(t, h.Frozen())
	require.False(t, h.Alive(r))
	require.Empty(t, h.Label(r))
	require.Empty(t, slices.Collect(garbage))
	require.Empty(t, slices.Collect(objects))
	require.Empty(t, slices.Collect(h.Referents(r)))
	require.Empty(t, slices.Collect(h.Referrers(r)))
	require.Empty(t, slices.Collect(h.Frames()))
	_, known := h.DeathOf(r)
	require.False(t, known)
}

func TestSequencesAreLazy(t *testing.T) {
	l := newLab(t)
	l.ok(l.SetSaveAll(true))
	garbage := l.Garbage()
	l.ring("a", "b")
	l.collect(2)
	require.Equal(t, []string{"a", "b"}, l.names(slices.Collect(garbage)), "made before there was any")
	l.ok(l.ClearGarbage())
	require.Empty(t, slices.Collect(garbage), "ranged again after it went")
}

func TestHookMayAskButNotChange(t *testing.T) {
	var h *gc.Heap
	var r, list, w gc.Ref
	var f *gc.Frame
	asked := 0
	reads := []string{
		"RefCount", "Get", "Size", "Find", "Deref", "Finalized", "Value", "KindOf", "ListOf", "Tracked", "Frame.Lookup",
	}
	h = gc.New(gc.WithHook(func(e gc.Event) {
		if e.Kind != gc.EventLabel {
			return
		}
		asked++
		for name, err := range everyCall(h, r, list, w, f) {
			if slices.Contains(reads, name) {
				require.NoError(t, err, name)
			} else {
				require.ErrorIs(t, err, gc.ErrBusy, name)
			}
		}
		require.ErrorIs(t, h.Close(), gc.ErrBusy)
	}))
	r, list = must(h.NewInstance(1)), must(h.NewList())
	w = must(h.NewWeak(r, nil))
	f = h.Globals()
	require.NoError(t, f.Bind("x", r))
	before := h.Len()
	require.NoError(t, h.SetLabel(r, "pear"))
	require.Equal(t, 1, asked)
	require.Equal(t, before, h.Len())
	require.NoError(t, h.Verify())
}

func TestCallbacksMayNotClose(t *testing.T) {
	tests := []struct {
		name string
		do   func(l *lab, try func())
	}{
		{"finalizer by count", func(l *lab, try func()) {
			a := l.instance("a", 0)
			l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) { try() }))
			l.drop(a)
		}},
		{"finalizer by collector", func(l *lab, try func()) {
			l.ok(l.SetFinalizer(l.ring("a", "b")[0], func(*gc.Heap, gc.Ref) { try() }))
			l.collect(2)
		}},
		{"weak reference callback", func(l *lab, try func()) {
			a := l.instance("a", 0)
			l.weak("w", a, func(*gc.Heap, gc.Ref) { try() })
			l.drop(a)
		}},
		{"observer", func(l *lab, try func()) {
			must(l.Observe(func(*gc.Heap, gc.Progress) { try() }))
			l.collect(0)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, tried := newLab(t), 0
			tt.do(l, func() {
				tried++
				require.ErrorIs(t, l.Close(), gc.ErrBusy)
				require.ErrorIs(t, l.Verify(), gc.ErrBusy)
			})
			require.Positive(t, tried)
			l.sound()
			l.ok(l.Close())
		})
	}
}

// stubborn is a value to panic with whose text does something to the heap.
type stubborn struct{ do func() }

func (s stubborn) String() string { s.do(); return "stubborn" }

func TestUnraisableMayAskButNotChange(t *testing.T) {
	var l *lab
	reports := 0
	l = newLab(t, gc.WithUnraisable(func(r gc.Ref, p any) {
		reports++
		require.IsType(t, stubborn{}, p)
		require.Equal(t, gc.Instance, must(l.KindOf(r)))
		require.ErrorIs(t, l.Close(), gc.ErrBusy)
		require.ErrorIs(t, l.IncRef(r), gc.ErrBusy)
	}))
	for _, a := range l.ring("a", "b") {
		l.ok(l.SetFinalizer(a, func(h *gc.Heap, r gc.Ref) {
			panic(stubborn{func() {
				require.ErrorIs(t, h.Close(), gc.ErrBusy)
				require.ErrorIs(t, h.IncRef(r), gc.ErrBusy)
			}})
		}))
	}
	require.Equal(t, 2, l.collect(2))
	require.Equal(t, 2, reports)
	require.Zero(t, l.Len())
	i := slices.IndexFunc(l.events, func(e gc.Event) bool { return e.Kind == gc.EventUnraisable })
	require.Equal(t, "stubborn", l.events[i].Name)
}
