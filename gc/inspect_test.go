package gc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestInspect(t *testing.T) {
	l := newLab(t)
	a, x := l.instance("a", 0), l.leaf("x")
	list, w := l.list("list"), l.weak("w", a, nil)
	tests := []struct {
		r       gc.Ref
		kind    gc.Kind
		list    gc.ListID
		tracked bool
	}{
		{a, gc.Instance, gc.Young, true},
		{x, gc.Leaf, gc.Untracked, false},
		{list, gc.List, gc.Young, true},
		{w, gc.Weak, gc.Young, true},
	}
	for _, tt := range tests {
		require.True(t, l.Alive(tt.r))
		require.Equal(t, tt.kind, must(l.KindOf(tt.r)))
		require.Equal(t, tt.list, must(l.ListOf(tt.r)))
		require.Equal(t, tt.tracked, must(l.Tracked(tt.r)))
		require.False(t, must(l.Finalized(tt.r)))
	}
	require.False(t, l.Alive(gc.Nil))
	require.False(t, l.Alive(77))
}

func TestObjects(t *testing.T) {
	l := newLab(t)
	l.instance("a", 0)
	l.collect(2)
	b := l.instance("b", 0)
	l.instance("c", 0)
	require.Equal(t, []string{"a"}, l.on(gc.Old))
	require.Equal(t, []string{"b", "c"}, l.on(gc.Young))
	require.Equal(t, 1, l.LenOf(gc.Old))
	require.Equal(t, 2, l.LenOf(gc.Young))
	l.drop(b)
	require.Equal(t, []string{"c"}, l.on(gc.Young))
	for _, none := range []gc.ListID{gc.Untracked, gc.Middle, gc.Doomed, gc.Calling, 99} {
		require.Empty(t, l.on(none))
		require.Zero(t, l.LenOf(none))
	}
}

func TestReferentsAndReferrers(t *testing.T) {
	l := newLab(t)
	x, y := l.leaf("x"), l.leaf("y")
	a, list := l.instance("a", 4), l.list("list", x, gc.Nil, y, x)
	l.set(a, 0, x)
	l.set(a, 2, y)
	l.set(a, 3, list)
	w := l.weak("w", x, nil)
	require.Equal(t, []string{"x", "y", "list"}, l.names(slices.Collect(l.Referents(a))), "from the first")
	require.Equal(t, []string{"x", "y", "x"}, l.names(slices.Collect(l.Referents(list))), "from the last")
	require.Empty(t, slices.Collect(l.Referents(x)))
	require.Empty(t, slices.Collect(l.Referents(w)), "a weak reference does not refer")

	l.collect(0) // a and list go to middle
	young := l.instance("young", 1)
	l.set(young, 0, x)
	require.Equal(t, []string{"young", "a", "list"}, sortedLike(l.names(slices.Collect(l.Referrers(x))), "young", "a", "list"))
	require.Equal(t, "young", l.name(slices.Collect(l.Referrers(x))[0]), "the youngest first")
	require.Equal(t, []string{"a"}, l.names(slices.Collect(l.Referrers(list))))
	l.ok(l.Freeze())
	require.Empty(t, slices.Collect(l.Referrers(x)), "not the frozen ones, see TestAgreements/referrers")
	l.ok(l.Unfreeze())
	require.Len(t, slices.Collect(l.Referrers(x)), 3)
	require.Empty(t, slices.Collect(l.Referrers(w)))

	dead := l.instance("", 1)
	l.drop(dead)
	require.Empty(t, slices.Collect(l.Referents(dead)))
	require.Empty(t, slices.Collect(l.Referrers(dead)))
}

// A sequence is a picture of the moment the range began; it can be left early
// and ranged over again.
func TestSequences(t *testing.T) {
	l := newLab(t)
	list := l.list("list", l.instance("a", 0), l.instance("b", 0))
	a, b := must(l.Get(list, 0)), must(l.Get(list, 1))
	l.drop(a, b)
	l.ok(l.SetSaveAll(true))
	l.ring("g", "h")
	l.collect(0)
	for name, seq := range map[string]func(func(gc.Ref) bool){
		"Objects": l.Objects(gc.Middle), "Referents": l.Referents(list), "Referrers": l.Referrers(a), "Garbage": l.Garbage(),
	} {
		all := slices.Collect(seq)
		require.NotEmpty(t, all, name)
		for r := range seq {
			require.Equal(t, all[0], r)
			break
		}
		require.Equal(t, all, slices.Collect(seq), name)
	}
	for r := range l.Referents(list) {
		l.ok(l.Remove(list, must(l.Find(list, r))))
		require.False(t, l.Alive(r))
	}
	require.Zero(t, must(l.Size(list)))
}
