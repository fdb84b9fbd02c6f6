package gc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestSaveAll(t *testing.T) {
	l := newLab(t)
	l.ok(l.SetSaveAll(true))
	ring := l.ring("a", "b")
	w := l.weak("w", ring[0], silent)
	l.ok(l.SetFinalizer(ring[1], silent))
	require.Equal(t, 2, l.collect(0))
	require.Equal(t, []string{"callback w", "finalize b"}, l.said(), "nothing is cleared")
	require.Equal(t, ring, slices.Collect(l.Garbage()))
	require.Equal(t, 2, l.count(ring[0]), "one from b, one from the garbage")
	require.Equal(t, gc.Nil, l.deref(w))
	require.Equal(t, []string{"w", "a", "b"}, l.on(gc.Middle))
	l.sound()

	l.plant("c(d)")
	require.Zero(t, l.collect(2), "what is saved is not found again")
	l.ring("e")
	require.Equal(t, 1, must(l.MarkSweep()))
	require.Len(t, slices.Collect(l.Garbage()), 3)

	l.ok(l.SetSaveAll(false))
	l.ok(l.ClearGarbage())
	require.Empty(t, slices.Collect(l.Garbage()))
	require.Equal(t, 3, l.collect(2))
	require.Equal(t, []string{"clear a", "die b", "die a", "clear e", "die e"}, l.said(), "no finalizer, no callback: they have had their turn")
}

// The garbage list is told by events alone.
func TestSaveAllIsTold(t *testing.T) {
	l := newLab(t)
	l.ok(l.SetSaveAll(true))
	ring := l.ring("a", "b")
	l.collect(2)
	require.Equal(t, ring, l.fold.garbage)
	before := len(l.events)
	l.ok(l.ClearGarbage())
	var got []string
	for _, e := range l.events[before:] {
		got = append(got, e.String())
	}
	require.Equal(t, []string{"unsave n=2", "pin #2 n=1", "pin #1 n=1"}, got)
	before = len(l.events)
	l.ok(l.ClearGarbage())
	require.Len(t, l.events, before, "there was nothing to tell")
}

// What hangs on a cycle is saved too, and dies by count when it is let go, the
// last found first.
func TestClearGarbageFromTheEnd(t *testing.T) {
	l := newLab(t)
	l.ok(l.SetSaveAll(true))
	ring := l.ring("a")
	l.ok(l.Give(ring[0], 1, l.plant("b(c)")))
	require.Equal(t, 3, l.collect(2))
	require.Equal(t, []string{"a", "c", "b"}, l.names(slices.Collect(l.Garbage())))
	l.set(ring[0], 0, gc.Nil) // the cycle is broken: the garbage alone holds a
	l.ok(l.SetFinalizer(ring[0], func(*gc.Heap, gc.Ref) {
		require.Empty(t, slices.Collect(l.Garbage()), "the list is empty before the first goes")
		l.ok(l.ClearGarbage())
		require.Zero(t, must(l.Collect(2)), "those whose turn is to come are held")
	}))
	l.ok(l.ClearGarbage())
	require.Equal(t, []string{"finalize a", "die a", "die b", "die c"}, l.said())
	d, _ := l.DeathOf(ring[0])
	require.Equal(t, gc.Dropped, d.Cause)
}
