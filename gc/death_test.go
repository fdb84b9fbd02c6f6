package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// What a stale handle says for every way to die.
func TestCauses(t *testing.T) {
	tests := []struct {
		cause gc.Cause
		kill  func(l *lab, a gc.Ref)
		says  string
	}{
		{
			gc.Dropped, func(l *lab, a gc.Ref) { l.drop(a) },
			`instance "a" died in operation 3 because its owner dropped it`,
		},
		{gc.Unbound, func(l *lab, a gc.Ref) {
			l.ok(l.Globals().Give("x", a))
			l.ok(l.Globals().Del("x"))
		}, `instance "a" died in operation 4 because the name was deleted (name "x")`},
		{gc.Rebound, func(l *lab, a gc.Ref) {
			l.ok(l.Globals().Give("x", a))
			l.ok(l.Globals().Give("x", l.leaf("")))
		}, `instance "a" died in operation 5 because the name was bound to something else (name "x")`},
		{gc.Returned, func(l *lab, a gc.Ref) {
			f := must(l.Call("f"))
			l.ok(f.Give("x", a))
			l.ok(f.Return())
		}, `instance "a" died in operation 5 because the function returned (name "x")`},
		{gc.Unset, func(l *lab, a gc.Ref) {
			c := l.instance("", 1)
			l.ok(l.Give(c, 0, a))
			l.set(c, 0, gc.Nil)
		}, `instance "a" died in operation 5 because the slot was set to something else (#2)`},
		{gc.Removed, func(l *lab, a gc.Ref) {
			c := l.list("", a)
			l.drop(a)
			l.ok(l.Remove(c, 0))
		}, `instance "a" died in operation 5 because it was removed from the list (#2)`},
		{gc.Container, func(l *lab, a gc.Ref) {
			c := l.list("", a)
			l.drop(a)
			l.drop(c)
		}, `instance "a" died in operation 5 because its container died (#2)`},
		{gc.Collected, func(l *lab, a gc.Ref) {
			l.ok(l.Give(a, 0, a))
			l.collect(0)
		}, `instance "a" died in operation 4 because it was in a cycle that nothing outside refers to`},
		{gc.Swept, func(l *lab, a gc.Ref) {
			b := l.instance("", 1)
			l.set(b, 0, a)
			l.ok(l.Give(a, 0, b))
			l.drop(a)
			must(l.MarkSweep())
		}, `instance "a" died in operation 7 because no root leads to it`},
	}
	for _, tt := range tests {
		t.Run(tt.cause.String(), func(t *testing.T) {
			l := newLab(t)
			a := l.instance("a", 1)
			tt.kill(l, a)
			d, ok := l.DeathOf(a)
			require.True(t, ok)
			require.Equal(t, tt.cause, d.Cause)
			require.Equal(t, tt.says, d.String())
			require.EqualError(t, l.IncRef(a), fmt.Sprintf("gc: stale reference %s: %s", a, tt.says))
		})
	}
}

// What goes with a cycle is the collector's as well, and says through whom.
func TestCauseOfTrashIsTheCollector(t *testing.T) {
	l := newLab(t)
	ring := l.ring("a", "b")
	x := l.leaf("x")
	l.ok(l.Give(ring[1], 1, x))
	l.collect(2)
	for r, want := range map[gc.Ref]string{
		ring[0]: `instance "a" died in operation 10 because it was in a cycle that nothing outside refers to`,
		ring[1]: `instance "b" died in operation 10 because it was in a cycle that nothing outside refers to (#1)`,
		x:       `leaf "x" died in operation 10 because its container died (#2)`,
	} {
		d, _ := l.DeathOf(r)
		require.Equal(t, want, d.String())
	}
}

func TestTheLast1024DeathsAreRemembered(t *testing.T) {
	h := gc.New()
	refs := make([]gc.Ref, 1025)
	for i := range refs {
		refs[i] = must(h.NewInstance(0))
		require.NoError(t, h.SetLabel(refs[i], fmt.Sprint("object ", i)))
	}
	for _, r := range refs[:1024] {
		require.NoError(t, h.DecRef(r))
	}
	d, ok := h.DeathOf(refs[0])
	require.True(t, ok)
	require.Equal(t, "object 0", d.Label)
	require.NoError(t, h.DecRef(refs[1024]))
	_, ok = h.DeathOf(refs[0])
	require.False(t, ok)
	require.EqualError(t, h.IncRef(refs[0]), "gc: stale reference #1: died before the last 1,024 deaths")
	d, ok = h.DeathOf(refs[1])
	require.True(t, ok)
	require.Equal(t, "object 1", d.Label)

	// Names of deaths are not mixed up with those whose place they take.
	r := must(h.NewLeaf(1))
	require.NoError(t, h.DecRef(r))
	d, _ = h.DeathOf(r)
	require.Equal(t, gc.Death{Ref: r, Kind: gc.Leaf, Cause: gc.Dropped, Op: d.Op}, d)
}

func TestDeathOfTheLiving(t *testing.T) {
	l := newLab(t)
	a := l.instance("", 0)
	for _, r := range []gc.Ref{gc.Nil, a, 12345} {
		_, ok := l.DeathOf(r)
		require.False(t, ok)
	}
}

func TestHandles(t *testing.T) {
	l := newLab(t)
	a := l.instance("", 0)
	l.drop(a)
	b := l.instance("", 0) // at the same index
	require.Equal(t, a.Index(), b.Index())
	require.NotEqual(t, a, b)
	tests := []struct {
		r            gc.Ref
		index, reuse int
		text         string
		err          string
	}{
		{gc.Nil, 0, 0, "nil", "gc: nil reference"},
		{a, 1, 0, "#1", "gc: stale reference #1: instance died in operation 2 because its owner dropped it"},
		{b, 1, 1, "#1.1", ""},
		{gc.Ref(3<<32 | 1), 1, 2, "#1.2", "gc: stale reference #1.2: never issued by this heap"},
		{gc.Ref(1<<32 | 2), 2, 0, "#2", "gc: stale reference #2: never issued by this heap"},
		{gc.Ref(5), 5, 0, "#5", "gc: stale reference #5: never issued by this heap"},
		{gc.Ref(1), 1, 0, "#1", "gc: stale reference #1: never issued by this heap"},
		{gc.Ref(2 << 32), 0, 1, "#0.1", "gc: stale reference #0.1: never issued by this heap"},
		{
			gc.Ref(7<<32 | (1<<30 - 1)), 1<<30 - 1, 6, "#1073741823.6",
			"gc: stale reference #1073741823.6: never issued by this heap",
		},
	}
	for _, tt := range tests {
		require.Equal(t, tt.index, tt.r.Index())
		require.Equal(t, tt.reuse, tt.r.Reuse())
		require.Equal(t, tt.text, tt.r.String())
		if err := l.IncRef(tt.r); tt.err != "" {
			require.EqualError(t, err, tt.err)
		} else {
			l.ok(err)
		}
	}
}
