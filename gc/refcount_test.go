package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestOwnedReferences(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 1)
	require.Equal(t, 1, l.count(a))
	l.ok(l.IncRef(a))
	require.Equal(t, 2, l.count(a))
	l.drop(a)
	require.True(t, l.Alive(a))
	l.drop(a)
	require.False(t, l.Alive(a))
	require.Equal(t, []string{"die a"}, l.said())
}

func TestSetCounts(t *testing.T) {
	l := newLab(t)
	a, x, y := l.instance("a", 2), l.leaf("x"), l.leaf("y")
	l.set(a, 0, x)
	l.set(a, 1, x)
	require.Equal(t, 3, l.count(x), "one for each slot")
	l.set(a, 1, y)
	require.Equal(t, 2, l.count(x))
	l.set(a, 0, x) // the same again
	require.Equal(t, 2, l.count(x))
	l.set(a, 0, gc.Nil)
	require.Equal(t, 1, l.count(x))
	require.Equal(t, gc.Nil, must(l.Get(a, 0)))
	require.Equal(t, y, must(l.Get(a, 1)))
	l.set(a, 0, gc.Nil) // nothing over nothing
	l.sound()
}

func TestGivePassesTheReferenceOn(t *testing.T) {
	l := newLab(t)
	a, x, y := l.instance("a", 1), l.leaf("x"), l.leaf("y")
	l.ok(l.Give(a, 0, x))
	require.Equal(t, 1, l.count(x))
	require.ErrorIs(t, l.DecRef(x), gc.ErrNotHeld)
	l.ok(l.Give(a, 0, y))
	require.Equal(t, []string{"die x"}, l.said())
	l.drop(a)
	require.Equal(t, []string{"die a", "die y"}, l.said())
}

func TestSelfReference(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 1)
	l.set(a, 0, a)
	require.Equal(t, 2, l.count(a))
	l.set(a, 0, gc.Nil)
	require.Equal(t, 1, l.count(a))
	l.set(a, 0, a)
	l.drop(a)
	require.True(t, l.Alive(a), "only the collector can")
	require.Equal(t, 1, l.collect(0))
}

// The new reference is in place before the old object dies, so its finalizer
// sees the new one, and may replace it again.
func TestSetIsDoneBeforeTheOldDies(t *testing.T) {
	l := newLab(t)
	a, old := l.instance("a", 1), l.instance("old", 0)
	l.ok(l.SetFinalizer(old, func(*gc.Heap, gc.Ref) {
		require.Equal(t, "new", l.Label(must(l.Get(a, 0))))
		l.ok(l.Give(a, 0, l.leaf("newest")))
	}))
	l.ok(l.Give(a, 0, old))
	l.ok(l.Give(a, 0, l.leaf("new")))
	require.Equal(t, []string{"finalize old", "die new", "die old"}, l.said())
	require.Equal(t, "newest", l.Label(must(l.Get(a, 0))))
}

func TestReferenceErrors(t *testing.T) {
	l := newLab(t)
	a, b, leaf, dead := l.instance("a", 2), l.instance("b", 0), l.leaf("leaf"), l.instance("dead", 1)
	given := l.leaf("given")
	l.ok(l.Give(a, 1, given))
	l.drop(dead)
	list := l.list("list", b)
	w := l.weak("w", a, nil)
	never := gc.Ref(7<<32 | 9999)
	staleText := "gc: stale reference #4: instance \"dead\" died in operation 12 because its owner dropped it"
	neverText := "gc: stale reference #9999.6: never issued by this heap"
	err := func(_ any, err error) error { return err }
	ignore := func(*gc.Heap, gc.Ref) {}

	tests := []struct {
		name string
		do   func() error
		is   error
		text string
	}{
		{"IncRef nil", func() error { return l.IncRef(gc.Nil) }, gc.ErrNil, "gc: nil reference"},
		{"IncRef dead", func() error { return l.IncRef(dead) }, gc.ErrStale, staleText},
		{"IncRef unknown", func() error { return l.IncRef(never) }, gc.ErrStale, neverText},
		{"DecRef nil", func() error { return l.DecRef(gc.Nil) }, gc.ErrNil, "gc: nil reference"},
		{"DecRef dead", func() error { return l.DecRef(dead) }, gc.ErrStale, staleText},
		{
			"DecRef once too often", func() error { return l.DecRef(given) }, gc.ErrNotHeld,
			"gc: no reference of the caller's to give back",
		},
		{"RefCount dead", func() error { return err(l.RefCount(dead)) }, gc.ErrStale, staleText},
		{"Get of dead", func() error { return err(l.Get(dead, 0)) }, gc.ErrStale, staleText},
		{"Get below", func() error { return err(l.Get(a, -1)) }, gc.ErrSlot, "gc: slot -1 of #1 out of range, it has 2"},
		{"Get above", func() error { return err(l.Get(a, 2)) }, gc.ErrSlot, "gc: slot 2 of #1 out of range, it has 2"},
		{"Get of leaf", func() error { return err(l.Get(leaf, 0)) }, gc.ErrSlot, "gc: slot 0 of #3 out of range, it has 0"},
		{"Set of dead", func() error { return l.Set(dead, 0, a) }, gc.ErrStale, staleText},
		{"Set to dead", func() error { return l.Set(a, 0, dead) }, gc.ErrStale, staleText},
		{"Set below", func() error { return l.Set(a, -1, b) }, gc.ErrSlot, "gc: slot -1 of #1 out of range, it has 2"},
		{"Set above", func() error { return l.Set(a, 2, b) }, gc.ErrSlot, "gc: slot 2 of #1 out of range, it has 2"},
		{"Give to nil", func() error { return l.Give(gc.Nil, 0, b) }, gc.ErrNil, "gc: nil reference"},
		{"Give nil", func() error { return l.Give(a, 0, gc.Nil) }, gc.ErrNil, "gc: nil reference"},
		{"Give dead", func() error { return l.Give(a, 0, dead) }, gc.ErrStale, staleText},
		{"Give above", func() error { return l.Give(a, 2, b) }, gc.ErrSlot, "gc: slot 2 of #1 out of range, it has 2"},
		{
			"Give what is not owned", func() error { return l.Give(a, 0, given) }, gc.ErrNotHeld,
			"gc: no reference of the caller's to give back",
		},
		{
			"NewInstance below", func() error { return err(l.NewInstance(-1)) }, gc.ErrSlot,
			"gc: -1 slots asked for, must be 0 to 268435456",
		},
		{
			"NewInstance above", func() error { return err(l.NewInstance(gc.MaxSlots + 1)) }, gc.ErrSlot,
			"gc: 268435457 slots asked for, must be 0 to 268435456",
		},
		{"NewList of dead", func() error { return err(l.NewList(a, dead)) }, gc.ErrStale, staleText},
		{"Size of dead", func() error { return err(l.Size(dead)) }, gc.ErrStale, staleText},
		{"Append to instance", func() error { return l.Append(a, b) }, gc.ErrKind, "gc: #1 is an instance, need a list"},
		{"Append to dead", func() error { return l.Append(dead, b) }, gc.ErrStale, staleText},
		{"Append dead", func() error { return l.Append(list, dead) }, gc.ErrStale, staleText},
		{"Remove from leaf", func() error { return l.Remove(leaf, 0) }, gc.ErrKind, "gc: #3 is a leaf, need a list"},
		{"Remove below", func() error { return l.Remove(list, -1) }, gc.ErrSlot, "gc: slot -1 of #4.1 out of range, it has 1"},
		{"Remove above", func() error { return l.Remove(list, 1) }, gc.ErrSlot, "gc: slot 1 of #4.1 out of range, it has 1"},
		{"Find in weak reference", func() error { return err(l.Find(w, a)) }, gc.ErrKind, "gc: #6 is a weakref, need a list"},
		{"Find nil", func() error { return err(l.Find(list, gc.Nil)) }, gc.ErrNil, "gc: nil reference"},
		{"Find dead", func() error { return err(l.Find(list, dead)) }, gc.ErrStale, staleText},
		{"NewWeak to nil", func() error { return err(l.NewWeak(gc.Nil, nil)) }, gc.ErrNil, "gc: nil reference"},
		{"NewWeak to dead", func() error { return err(l.NewWeak(dead, nil)) }, gc.ErrStale, staleText},
		{
			"NewWeak to weak", func() error { return err(l.NewWeak(w, nil)) }, gc.ErrKind,
			"gc: #6 is a weakref, need a leaf or an instance or a list",
		},
		{"Deref of list", func() error { return err(l.Deref(list)) }, gc.ErrKind, "gc: #4.1 is a list, need a weakref"},
		{"Deref of dead", func() error { return err(l.Deref(dead)) }, gc.ErrStale, staleText},
		{"SetFinalizer of dead", func() error { return l.SetFinalizer(dead, ignore) }, gc.ErrStale, staleText},
		{
			"SetFinalizer of leaf", func() error { return l.SetFinalizer(leaf, ignore) }, gc.ErrKind,
			"gc: #3 is a leaf, need an instance or a list",
		},
		{
			"SetFinalizer of weak", func() error { return l.SetFinalizer(w, ignore) }, gc.ErrKind,
			"gc: #6 is a weakref, need an instance or a list",
		},
		{"Finalized of dead", func() error { return err(l.Finalized(dead)) }, gc.ErrStale, staleText},
		{"SetLabel of dead", func() error { return l.SetLabel(dead, "x") }, gc.ErrStale, staleText},
		{"SetValue of dead", func() error { return l.SetValue(dead, 1) }, gc.ErrStale, staleText},
		{"Value of dead", func() error { return err(l.Value(dead)) }, gc.ErrStale, staleText},
		{"KindOf dead", func() error { return err(l.KindOf(dead)) }, gc.ErrStale, staleText},
		{"ListOf dead", func() error { return err(l.ListOf(dead)) }, gc.ErrStale, staleText},
		{"Tracked of dead", func() error { return err(l.Tracked(dead)) }, gc.ErrStale, staleText},
		{"Why of dead", func() error { return err(l.Why(dead)) }, gc.ErrStale, staleText},
		{"Collect -1", func() error { return err(l.Collect(-1)) }, gc.ErrGeneration, "gc: generation must be 0, 1 or 2"},
		{"Collect 3", func() error { return err(l.Collect(3)) }, gc.ErrGeneration, "gc: generation must be 0, 1 or 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, before := len(l.events), fmt.Sprint(l.Counts())
			e := tt.do()
			require.ErrorIs(t, e, tt.is)
			require.EqualError(t, e, tt.text)
			require.Len(t, l.events, n, "nothing has happened")
			require.Equal(t, before, fmt.Sprint(l.Counts()))
			l.sound()
		})
	}
}

func TestErrorsCarryData(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 2)

	var slot *gc.SlotError
	require.ErrorAs(t, l.Set(a, 5, gc.Nil), &slot)
	require.Equal(t, gc.SlotError{Ref: a, Slot: 5, Size: 2}, *slot)

	var kind *gc.KindError
	require.ErrorAs(t, l.Append(a, a), &kind)
	require.Equal(t, gc.KindError{Ref: a, Kind: gc.Instance, Need: []gc.Kind{gc.List}}, *kind)

	var name *gc.NameError
	require.ErrorAs(t, l.Globals().Del("x"), &name)
	require.Equal(t, gc.NameError{Frame: "<globals>", Name: "x"}, *name)

	l.drop(a)
	var stale *gc.StaleError
	require.ErrorAs(t, l.IncRef(a), &stale)
	require.True(t, stale.Issued)
	require.Equal(t, gc.Dropped, stale.Death.Cause)
	for _, other := range []error{gc.ErrNil, gc.ErrFrame, gc.ErrClosed} {
		for _, err := range []error{slot, kind, name, stale, &gc.UnreachableError{}} {
			require.NotErrorIs(t, err, other)
		}
	}
}
