package gc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestMarkSweepStepByStep(t *testing.T) {
	l := newLab(t)
	a := l.plant("a(b(d),c)")
	l.ok(l.Globals().Give("a", a))
	held := l.instance("held", 1)
	l.set(held, 0, must(l.Get(a, 0)))
	l.ring("x", "y")
	l.events = nil
	var trace []string
	for range 1 {
		require.Equal(t, 2, must(l.MarkSweep()))
	}
	for _, e := range l.events {
		switch e.Kind {
		case gc.EventStart:
			require.Equal(t, [2]int{2, 1}, [2]int{e.N, e.M})
		case gc.EventMark:
			trace = append(trace, fmt.Sprintf("mark %s from %s", l.name(e.Obj), l.name(e.Other)))
		case gc.EventSweep:
			trace = append(trace, "sweep "+e.Obj.String())
		case gc.EventCopy, gc.EventSubtract, gc.EventVisit, gc.EventReach:
			t.Errorf("%s is of trial deletion", e)
		}
	}
	require.Equal(t, []string{
		"mark a from nil", "mark held from nil", "mark b from a", "mark c from a", "mark d from b",
		"sweep #6", "sweep #7",
	}, trace, "breadth first from the roots")
	require.Equal(t, []string{"clear x", "die y", "die x"}, l.said()[0:3])
	d, _ := l.DeathOf(gc.Ref(1<<32 | 7))
	require.Equal(t, gc.Swept, d.Cause)
}

// What counts as a root: names, what the Go program owns, frozen objects, saved
// garbage, and what a callback or a half-finished teardown needs.
func TestRoots(t *testing.T) {
	l := newLab(t)
	l.set(l.ring("frozen")[0], 1, l.ring("behind frozen")[0])
	l.ok(l.Freeze())
	l.ok(l.SetSaveAll(true))
	l.ring("saved")
	require.Equal(t, 1, l.collect(2))
	l.ok(l.SetSaveAll(false))
	l.ok(must(l.Call("f")).Bind("x", l.ring("local")[0]))
	l.ok(l.IncRef(l.ring("owned")[0]))
	pinned := l.instance("pinned", 1)
	l.set(pinned, 0, l.ring("behind pinned")[0])
	l.ok(l.SetFinalizer(pinned, func(h *gc.Heap, _ gc.Ref) {
		require.Zero(t, must(h.MarkSweep()))
		require.Zero(t, must(h.Collect(2)))
	}))
	l.drop(pinned)
	require.Equal(t, 1, must(l.MarkSweep()), "behind pinned")
	require.Zero(t, l.collect(2))
	l.ok(l.Unfreeze())
	l.ok(l.ClearGarbage())
	require.Equal(t, 3, must(l.MarkSweep()), "frozen, behind it, saved")
}

// Objects that wait in the trashcan still hold what they refer to.
func TestMarkSweepInTheTrashcan(t *testing.T) {
	for _, sweep := range []bool{true, false} {
		l := newLab(t)
		root := l.instance("n0", 1)
		last := root
		for i := 1; i < 49; i++ {
			n := l.instance(fmt.Sprint("n", i), 1)
			l.ok(l.Give(last, 0, n))
			last = n
		}
		branch := l.plant("n49(w(v(u)),f)")
		l.ok(l.Give(last, 0, branch))
		v := must(l.Get(must(l.Get(branch, 0)), 0))
		l.ok(l.SetFinalizer(must(l.Get(branch, 1)), func(h *gc.Heap, _ gc.Ref) {
			// w waits, and v is whole: w still refers to it.
			if sweep {
				require.Zero(t, must(h.MarkSweep()))
			} else {
				require.Zero(t, must(h.Collect(2)))
			}
			require.True(t, h.Alive(v))
		}))
		l.drop(root)
		require.True(t, strings.HasSuffix(l.died(), "n49 f w v u"))
		require.Zero(t, l.Len())
	}
}
