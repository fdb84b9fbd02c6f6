package gc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestFreeze(t *testing.T) {
	l := newLab(t)
	l.instance("old", 0)
	l.collect(1)
	l.instance("middle", 0)
	l.collect(0)
	l.ring("young", "garbage")
	require.Zero(t, l.Frozen())
	l.ok(l.Freeze())
	require.Equal(t, 4, l.Frozen())
	require.Equal(t, []string{"young", "garbage", "middle", "old"}, l.on(gc.Permanent))
	require.Equal(t, [3]int{0, 0, 0}, l.counts())
	for g := range 3 {
		require.Zero(t, l.collect(g), "nothing looks at it")
	}
	require.Zero(t, must(l.MarkSweep()))

	l.instance("new", 0)
	l.ok(l.Freeze()) // more of it
	require.Equal(t, []string{"young", "garbage", "middle", "old", "new"}, l.on(gc.Permanent))
	l.instance("newer", 0)
	l.collect(1)
	l.ok(l.Unfreeze())
	require.Zero(t, l.Frozen())
	require.Equal(t, []string{"newer", "young", "garbage", "middle", "old", "new"}, l.on(gc.Old))
	require.Equal(t, 2, l.collect(2))
}

func TestFrozenObjectsDieByCount(t *testing.T) {
	l := newLab(t)
	a := l.plant("a(b)")
	l.ok(l.Freeze())
	require.Equal(t, gc.Permanent, must(l.ListOf(a)))
	l.drop(a)
	require.Zero(t, l.Frozen())
	require.Zero(t, l.Len())
}

func TestFreezeNothing(t *testing.T) {
	l := newLab(t)
	l.ok(l.Freeze())
	l.ok(l.Unfreeze())
	l.ok(l.Unfreeze())
	require.Empty(t, l.events)
}

// What frozen objects refer to is alive; the weak references among them are called.
func TestFrozenObjectsRefer(t *testing.T) {
	l := newLab(t)
	frozen := l.ring("frozen")
	l.ok(l.Freeze())
	young := l.ring("young")
	l.set(frozen[0], 1, young[0])
	require.Zero(t, l.collect(2))
	l.set(frozen[0], 1, gc.Nil)
	l.ok(l.Give(frozen[0], 1, l.weak("w", young[0], silent)))
	l.ok(l.Freeze())
	l.ok(l.Unfreeze())
	l.ok(l.IncRef(frozen[0]))
	require.Equal(t, 1, l.collect(2))
	require.Contains(t, l.said(), "callback w")
}
