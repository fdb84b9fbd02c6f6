package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestNamesOfConstants(t *testing.T) {
	kinds := map[gc.Kind]string{
		0: "?", gc.Leaf: "leaf", gc.Instance: "instance", gc.List: "list", gc.Tuple: "tuple", gc.Weak: "weakref", 6: "?", 255: "?",
	}
	for k, want := range kinds {
		require.Equal(t, want, k.String())
	}
	lists := map[gc.ListID]string{
		gc.Untracked: "untracked", gc.Young: "young", gc.Middle: "middle", gc.Old: "old", gc.Permanent: "permanent",
		gc.Unreachable: "unreachable", gc.Seen: "seen", gc.Doomed: "doomed", gc.Calling: "calling", 9: "?", 255: "?",
	}
	for l, want := range lists {
		require.Equal(t, want, l.String())
	}
	for c := gc.Dropped; c <= gc.Swept; c++ {
		require.NotEqual(t, "?", c.String())
	}
	for _, c := range []gc.Cause{0, 10, 255} {
		require.Equal(t, "?", c.String())
	}
	seen := map[string]bool{}
	for k := gc.EventNew; k <= gc.EventUnsave; k++ {
		require.NotEqual(t, "?", k.String())
		require.False(t, seen[k.String()], k)
		seen[k.String()] = true
	}
	for _, k := range []gc.EventKind{0, gc.EventUnsave + 1, 255} {
		require.Equal(t, "?", k.String())
	}
}

// The numbers of events are stable: recordings keep them.
func TestEventNumbers(t *testing.T) {
	for k, n := range map[gc.EventKind]int{
		gc.EventNew: 1, gc.EventCount: 2, gc.EventFree: 5, gc.EventHold: 7, gc.EventBind: 10, gc.EventStore: 13,
		gc.EventMove: 16, gc.EventStart: 18, gc.EventStop: 26, gc.EventWeak: 27, gc.EventUnraisable: 33,
		gc.EventSave: 34, gc.EventUnsave: 35,
	} {
		require.Equal(t, n, int(k), k)
	}
}

// A life in events.
func TestEventsOfALife(t *testing.T) {
	l := newLab(t)
	g := l.Globals()
	a := l.instance("", 1)
	l.ok(g.Give("x", a))
	f := must(l.Call("f"))
	l.ok(f.Bind("p", a))
	b := must(l.NewLeaf(1.2))
	l.set(a, 0, b)
	l.drop(b)
	l.ok(f.Return())
	w := must(l.NewWeak(a, silent))
	l.ok(g.Del("x"))
	list := must(l.NewList(w))
	l.ok(l.Append(list, gc.Nil))
	l.ok(l.Remove(list, 0))
	var got []string
	for _, e := range l.events {
		got = append(got, e.String())
	}
	require.Equal(t, []string{
		"new #1 n=1", "move #1 untracked->young",
		"release #1", "bind x #1",
		"call f",
		"count #1 n=2", "bind p #1",
		"new #2 n=1", "count #2 n=2", "store #1 #2 slot=0",
		"release #2", "count #2 n=1",
		"unbind p #1", "count #1 n=1", "return f",
		"pin #1 n=2", "new #3 n=1", "move #3 untracked->young", "weak #3 #1", "pin #1 n=1",
		"unbind x #1", "count #1", "move #1 young->untracked", "weakclear #3 #1", "pin #3 n=2", "callback #3", "pin #3 n=1",
		"die x #1: the name was deleted",
		"unstore #1 #2 slot=0", "count #2", "die #2 #1: its container died", "free #2", "free #1",
		"pin #3 n=2", "new #1.1 n=1", "move #1.1 untracked->young", "store #1.1 #3 slot=0",
		"resize #1.1 n=2", "unstore #1.1 #3 slot=0 n=1", "resize #1.1 n=1", "count #3 n=1",
	}, got)
	require.Equal(t, gc.Event{Kind: gc.EventNew, Obj: a, Of: gc.Instance, N: 1, M: 1}, l.events[0])
	require.Equal(t, gc.Event{Kind: gc.EventMove, Obj: a, To: gc.Young}, l.events[1])
	require.Equal(t, gc.Event{Kind: gc.EventCall, Name: "f", Frame: 1}, l.events[4])
	require.Equal(t, gc.Event{Kind: gc.EventCount, Obj: a, N: 2, M: 1}, l.events[5])
	require.Equal(t, gc.Event{Kind: gc.EventBind, Obj: a, Name: "p", Frame: 1}, l.events[6])
}

func TestHookPanicLeavesTheHeapUnusable(t *testing.T) {
	h := gc.New(gc.WithHook(func(e gc.Event) { panic("no") }))
	require.PanicsWithValue(t, "no", func() { _, _ = h.NewLeaf(1) })
	_, err := h.NewLeaf(1)
	require.ErrorIs(t, err, gc.ErrAbandoned)
	require.NoError(t, h.Close())
	_, err = h.NewLeaf(1)
	require.ErrorIs(t, err, gc.ErrClosed)
}

// Wherever it happens, the panic of a hook or a report reaches whoever called the
// heap, and the heap can be closed, checked or not.
func TestPanicsThatAreNotCallbacks(t *testing.T) {
	type plan func(*gc.Heap) error
	dies := func(fn gc.Finalizer) plan {
		return func(h *gc.Heap) error {
			a := must(h.NewInstance(0))
			if err := h.SetFinalizer(a, fn); err != nil {
				return err
			}
			return h.DecRef(a)
		}
	}
	hook := gc.WithHook(func(e gc.Event) {
		if e.Kind == gc.EventLabel {
			panic("hook")
		}
	})
	tests := []struct {
		name string
		opt  gc.Option
		do   plan
		want any
	}{
		{"hook", hook, func(h *gc.Heap) error { return h.SetLabel(must(h.NewLeaf(1)), "x") }, "hook"},
		{"hook in a finalizer", hook, dies(func(h *gc.Heap, self gc.Ref) { _ = h.SetLabel(self, "x") }), "hook"},
		{"hook in a finalizer that recovers", hook, dies(func(h *gc.Heap, self gc.Ref) {
			defer func() { _ = recover() }()
			_ = h.SetLabel(self, "x")
		}), gc.ErrAbandoned},
		{"report", gc.WithUnraisable(func(gc.Ref, any) { panic("report") }), dies(func(*gc.Heap, gc.Ref) { panic("finalizer") }), "report"},
	}
	for _, tt := range tests {
		for _, checks := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, " checks=", checks), func(t *testing.T) {
				opts := []gc.Option{tt.opt}
				if checks {
					opts = append(opts, gc.WithChecks())
				}
				h := gc.New(opts...)
				require.PanicsWithValue(t, tt.want, func() { _ = tt.do(h) })
				_, err := h.Collect(2)
				require.ErrorIs(t, err, gc.ErrAbandoned)
				require.ErrorIs(t, h.Verify(), gc.ErrAbandoned)
				require.NoError(t, h.Close())
				require.ErrorIs(t, h.Verify(), gc.ErrClosed)
			})
		}
	}
}
